"""The pages inside, for those who prepare and approve."""

import pytest
from django.urls import reverse

from insyn.platform import clock
from insyn.publication.models import ProviderNote, Publication
from insyn.publication.queries.duties import duty_sources
from insyn.publication.rules import PublicationState
from insyn.registry.queries import access_of
from tests.publication.conftest import WHY, fresh

pytestmark = pytest.mark.django_db
LIST = "/publiceringar/"
MOST_QUERIES = 40


def text(answer) -> str:
    return str(answer.content.decode())


def at(name, row, *more) -> str:
    return reverse(f"publication:{name}", args=[row.pk, *more])


def press(client, name, row, **facts):
    return client.post(at(name, row), {**facts, "version": fresh(row).version}, follow=True)


def typed(ekby, **facts):
    return {
        "authority": ekby.pk, "title": "Uppföljningar 2025", "title_en": "Follow-ups 2025",
        "first_on": "2025-01-01", "last_on": "2025-12-31", "text": "Text", "text_en": "Text",
        "licence": "cc0", **facts,
    }  # fmt: skip


def test_the_list_begins_with_how_to(as_anna):
    assert "Inget är publicerat än" in text(as_anna.get(LIST))


def test_the_list_is_filtered_sorted_and_taken_as_a_file(as_anna, draft):
    for query in ("?q=2025", "?state=draft", "?sort=-period", "?sort=state", "?sort=x"):
        assert draft.title in text(as_anna.get(LIST + query))
    assert as_anna.get(f"{LIST}?fil=csv").status_code == 200


def test_from_draft_to_published_by_two_people(as_anna, as_chief, client, ekby, followup):
    as_anna.post(reverse("publication:create"), typed(ekby))
    row = Publication.objects.unscoped(reason=WHY).get()

    assert "fryst" in text(press(as_anna, "propose", row))
    assert "Godkänn" not in text(as_anna.get(at("detail", row))).split("<main")[1].split("card")[0]
    assert "godkänd" in text(press(as_chief, "approve", row))
    assert "Alla kan läsa" in text(press(as_anna, "publish", row))
    assert fresh(row).state == PublicationState.PUBLISHED


def test_a_form_says_what_is_wrong(as_anna, ekby):
    answer = as_anna.post(reverse("publication:create"), typed(ekby, last_on="2024-01-01"))

    assert "Perioden kan inte sluta" in text(answer)


def test_the_draft_is_changed_and_a_provider_noted(as_anna, ekby, draft, contract):
    press(as_anna, "edit", draft, **typed(ekby, title="Nytt namn"))
    assert fresh(draft).title == "Nytt namn"

    press(as_anna, "note", draft, provider=contract.provider_id, is_left_out="on", reason="Tvist")
    assert ProviderNote.objects.unscoped(reason=WHY).get().reason == "Tvist"
    page = text(as_anna.get(at("detail", draft)))
    assert "Tvist" in page
    assert "Inte i ordning än" in page


@pytest.mark.parametrize(
    ("name", "said"),
    [("edit", "inte ett utkast"), ("note", "inte ett utkast"), ("withdraw", "går inte när läget")],
)
def test_a_form_that_the_state_forbids_says_why_and_is_not_shown(as_anna, draft, name, said):
    press(as_anna, "propose", draft)

    answer = as_anna.get(at(name, draft), follow=True)

    assert answer.redirect_chain == [(at("detail", draft), 302)]
    assert said in text(answer)


def test_what_was_typed_is_kept_when_the_draft_was_handed_on_meanwhile(as_anna, ekby, draft):
    press(as_anna, "propose", draft)
    facts = typed(ekby, title="Min nya rubrik", version=fresh(draft).version)

    answer = as_anna.post(at("edit", draft), facts)

    assert "inte ett utkast" in text(answer)
    assert "Min nya rubrik" in text(answer)


def test_the_preview_is_what_the_public_will_see(as_anna, draft, contract):
    shown = text(as_anna.get(at("preview", draft)))

    assert "Förhandsvisning" in shown
    assert "Älvdalens Omsorg AB" in shown
    provider = text(as_anna.get(at("preview_provider", draft, contract.provider_id)))
    assert "Delvis uppfyllt" in provider
    assert as_anna.get(at("preview_compare", draft)).status_code == 200
    assert "Om siffrorna" in text(as_anna.get(at("preview_about", draft)))


def test_a_reader_does_not_see_a_draft(as_bo, draft):
    for name in ("detail", "preview", "preview_about"):
        assert as_bo.get(at(name, draft)).status_code == 404


def test_it_is_withdrawn_and_corrected_by_buttons(as_anna, as_chief, out):
    answer = press(as_anna, "correct", out)
    new = Publication.objects.unscoped(reason=WHY).get(corrects=out)
    assert answer.redirect_chain[-1][0] == at("edit", new)

    press(as_chief, "withdraw", out, reason="Fel.", reason_en="Wrong.")
    assert "Fel." in text(as_anna.get(at("detail", out)))


def test_an_approver_takes_it_back(as_anna, as_chief, draft):
    press(as_anna, "propose", draft)
    press(as_chief, "take_back", draft)

    assert fresh(draft).is_draft
    assert "hämtat" in text(press(as_anna, "gather", draft))


def test_the_pages_ask_a_fixed_number_of_questions(as_anna, draft, django_assert_max_num_queries):
    for address in (LIST, at("detail", draft), at("preview", draft)):
        with django_assert_max_num_queries(MOST_QUERIES):
            as_anna.get(address)


def waiting(user) -> list[str]:
    found = duty_sources(access_of(user), clock.today())
    return [name for name, source in found.items() if source.rows.exists()]


def test_what_is_proposed_waits_for_another_and_what_is_approved_for_who_prepares(
    as_anna, as_chief, anna, chief_user, draft
):
    press(as_anna, "propose", draft)
    assert waiting(chief_user) == ["publication.to_approve"]
    assert waiting(anna) == []

    press(as_chief, "approve", draft)
    assert waiting(anna) == ["publication.to_publish"]
