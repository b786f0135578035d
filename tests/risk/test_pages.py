import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from insyn.followups.models import Followup
from insyn.kernel.lottery import ticket
from insyn.registry.queries import access_of
from insyn.risk.models import Selection, Share
from insyn.risk.rules.states import Origin, SelectionState
from insyn.risk.services import create_selection, start_followups
from tests.factories import DAY, TemplateVersionFactory
from tests.risk.builders import SEED, candidates, drafted, frozen, market

pytestmark = pytest.mark.django_db


def page(client: Client, name: str, pk: int) -> str:
    return client.get(reverse(f"risk:{name}", args=[pk])).content.decode()


def send(client: Client, name: str, pk: int, **facts) -> str:
    return client.post(reverse(f"risk:{name}", args=[pk]), facts, follow=True).content.decode()


def rows_of(selection: Selection) -> list[str]:
    return [f"{row.contract_id}-{row.lot_id}" for row in candidates(selection)]


def test_the_whole_way_from_new_to_followups(as_anna, anna, ekby) -> None:
    place = market(ekby)
    version = TemplateVersionFactory.create(template__authority=ekby)

    as_anna.post(
        reverse("risk:create"),
        {
            "authority": ekby.pk,
            "agreement": place.agreement.pk,
            "title": "Urval 2026",
            "year": 2026,
            "quota": 2,
            "origin": "here",
            "allots_lots": "on",
        },
    )
    selection = Selection.objects.unscoped(reason="test").get()
    everybody = [f"{c.pk}-{c.lots.unscoped(reason='test').get().pk}" for c in place.contracts]
    send(as_anna, "candidates", selection.pk, version=1, included=everybody, used=everybody[:1])
    send(as_anna, "seed", selection.pk, version=2, seed=SEED)
    drawn = send(as_anna, "draw", selection.pk, version=3)
    started = send(
        as_anna,
        "start",
        selection.pk,
        authority=ekby.pk,
        template_version=version.pk,
        planned_for="2026-05-04",
    )

    assert "Urvalet är lottat och fryst." in drawn
    assert "2 uppföljningar är planerade." in started
    assert Followup.objects.unscoped(reason="test").count() == 2
    assert "Avropas. Alla i gruppen fick plats." in started


def test_a_form_with_nonsense_says_what_is_wrong_and_keeps_the_text(as_anna) -> None:
    answer = as_anna.post(
        reverse("risk:create"), {"title": "Mitt urval", "year": "x", "quota": "0"}
    ).content.decode()

    assert "Mitt urval" in answer
    assert "”Åtagande per nämnd” ska vara minst 1." in answer
    assert not Selection.objects.unscoped(reason="test").exists()


def test_an_agreement_that_the_authority_has_no_part_in_is_refused(
    as_anna, ekby, norrby, cooperation
) -> None:
    place = market(norrby, cooperation)
    cooperation.members.through.objects.filter(authority=ekby).delete()

    answer = as_anna.post(
        reverse("risk:create"),
        {"authority": ekby.pk, "agreement": place.agreement.pk, "title": "X", "year": 2026,
         "quota": 1, "origin": "here"},
    ).content.decode()  # fmt: skip

    assert "Valet under ”Avtal” finns inte." in answer


def test_candidates_saved_from_an_old_page_are_refused_with_the_choice_kept(
    as_anna, anna, ekby
) -> None:
    selection = drafted(access_of(anna), market(ekby))
    keys = rows_of(selection)

    answer = send(as_anna, "candidates", selection.pk, version=1, included=keys[:1], used=keys[:1])

    assert "Läs in sidan igen" in answer
    assert len(candidates(selection)) == 6
    assert len(re.findall(r"\bchecked\b", answer)) == 2


def test_a_candidate_that_does_not_exist_is_refused(as_anna, anna, ekby) -> None:
    selection = drafted(access_of(anna), market(ekby))

    answer = send(as_anna, "candidates", selection.pk, version=2, included="1-999999")

    assert "finns inte" in answer
    assert len(candidates(selection)) == 6


def test_a_seed_that_cannot_be_copied_is_refused_with_a_sentence(as_anna, anna, ekby) -> None:
    selection = drafted(access_of(anna), market(ekby))

    answer = send(as_anna, "seed", selection.pk, version=2, seed="a'b")

    assert "Fröet får bara ha bokstäver" in answer


def test_a_seed_is_proposed_from_day_and_case_number(as_anna, anna, ekby) -> None:
    selection = drafted(access_of(anna), market(ekby))

    assert "SN 2026/12" in page(as_anna, "seed", selection.pk)


def test_a_draw_without_seed_is_refused_on_the_page(as_anna, anna, ekby) -> None:
    selection = drafted(access_of(anna), market(ekby))

    assert "Bestäm fröet först" in send(as_anna, "draw", selection.pk, version=2)


def test_a_draw_without_version_is_refused(as_anna, anna, ekby) -> None:
    selection = drafted(access_of(anna), market(ekby))

    assert "Läs in sidan igen" in send(as_anna, "draw", selection.pk)


def test_a_reader_who_posts_is_forbidden(as_bo, anna, ekby) -> None:
    selection = drafted(access_of(anna), market(ekby))

    for name in ("candidates", "seed", "draw", "elsewhere", "start"):
        url = reverse(f"risk:{name}", args=[selection.pk])
        assert as_bo.post(url, {"version": 2, "seed": SEED}).status_code == 403


def test_a_reader_sees_no_buttons(as_bo, anna, ekby) -> None:
    selection = drafted(access_of(anna), market(ekby))

    answer = page(as_bo, "detail", selection.pk)

    assert "Bestäm fröet</a>" not in answer
    assert reverse("risk:candidates", args=[selection.pk]) not in answer


def test_a_draw_elsewhere_is_entered_on_the_page(as_anna, anna, ekby, norrby, cooperation) -> None:
    place = market(ekby, cooperation)
    selection = drafted(access_of(anna), place, origin=Origin.ELSEWHERE)
    first, *_, last = rows_of(selection)

    answer = send(
        as_anna,
        "elsewhere",
        selection.pk,
        **{
            "version": 2,
            "drawn_on": "2026-01-20",
            "note": "Lappar ur en skål.",
            f"lot_{ekby.pk}": place.lots[0].pk,
            f"lot_{norrby.pk}": place.lots[1].pk,
            f"ground_{first}": "used",
            f"ground_{last}": "lottery",
        },
    )

    assert "Urvalet är infört och fryst." in answer
    chosen = {row.lot: row.authority for row in candidates(selection) if row.is_chosen}
    assert chosen == {place.lots[0]: ekby, place.lots[1]: norrby}
    assert "Lappar ur en skål." in page(as_anna, "proof", selection.pk)


def test_one_chosen_without_an_authority_is_asked_about(as_anna, anna, ekby, cooperation) -> None:
    selection = drafted(access_of(anna), market(ekby, cooperation), origin=Origin.ELSEWHERE)
    first = rows_of(selection)[0]

    answer = send(
        as_anna,
        "elsewhere",
        selection.pk,
        **{"version": 2, "drawn_on": "2026-01-20", "note": "Lappar.", f"ground_{first}": "used"},
    )

    assert "Välj vilken nämnd som följer upp" in answer
    assert "Lappar." in answer


def test_one_who_shares_a_lot_is_named(as_anna, anna, ekby, norrby, cooperation) -> None:
    selection = drafted(access_of(anna), market(ekby, cooperation), origin=Origin.ELSEWHERE)
    first = rows_of(selection)[0]
    told = {"version": 2, "drawn_on": "2026-01-20", "note": "Lappar.", f"ground_{first}": "used"}

    send(as_anna, "elsewhere", selection.pk, **told, **{f"by_{first}": norrby.pk})

    assert {row.authority for row in candidates(selection) if row.is_chosen} == {norrby}


def test_the_proof_tells_how_to_repeat_the_draw(as_anna, anna, ekby, cooperation) -> None:
    selection = frozen(access_of(anna), market(ekby, cooperation))

    answer = page(as_anna, "proof", selection.pk)

    assert "Kontrollen stämmer" in answer
    assert SEED in answer
    for row in selection.record["result"]["not_chosen"]:
        assert ticket(SEED, row["key"])[:16] in answer
    assert "| sha256sum" in answer


def test_the_proof_of_a_record_that_was_tampered_with_says_so(as_anna, anna, ekby) -> None:
    selection = frozen(access_of(anna), market(ekby))
    selection.record["result"]["chosen"].pop()
    selection.save(update_fields=["record"])

    assert "Kontrollen stämmer inte" in page(as_anna, "proof", selection.pk)


def test_the_proof_of_a_draft_tells_the_rule(as_anna, anna, ekby) -> None:
    answer = page(as_anna, "proof", drafted(access_of(anna), market(ekby)).pk)

    assert "Urvalet är inte fryst än." in answer
    assert "högst 2 utförare" in answer


def test_the_proof_of_a_draw_in_turns_says_so(as_anna, anna, ekby, cooperation) -> None:
    selection = frozen(access_of(anna), market(ekby, cooperation), allots_lots=False)

    assert "De turas om" in page(as_anna, "proof", selection.pk)
    assert "HVB, Stödboende" in page(as_anna, "detail", selection.pk)


def test_the_record_is_a_file_with_the_digest(as_anna, anna, ekby) -> None:
    selection = frozen(access_of(anna), market(ekby))

    answer = as_anna.get(reverse("risk:record", args=[selection.pk]))

    assert answer.json() == selection.record
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_member_of_the_cooperation_sees_the_draw_but_no_buttons(
    as_cilla, anna, ekby, cooperation
) -> None:
    selection = frozen(access_of(anna), market(ekby, cooperation))

    assert "Kontrollen stämmer" in page(as_cilla, "proof", selection.pk)
    assert as_cilla.get(reverse("risk:seed", args=[selection.pk])).status_code == 403


def test_only_one_who_may_see_a_followup_gets_a_link_to_it(
    client, anna, cilla, ekby, cooperation
) -> None:
    selection = frozen(access_of(anna), market(ekby, cooperation))
    shared = TemplateVersionFactory.create(
        template__authority=ekby, template__cooperation=cooperation
    )
    first, *_ = start_followups(
        access_of(anna), selection, authority=ekby, template_version=shared, planned_for=DAY
    )
    link = reverse("followups:detail", args=[first.pk])

    seen = {}
    for person in (anna, cilla):
        client.force_login(person)
        seen[person] = link in page(client, "detail", selection.pk)

    assert seen == {anna: True, cilla: False}


def test_others_get_404_of_every_page(as_cilla, anna, ekby) -> None:
    selection = frozen(access_of(anna), market(ekby))

    for name in ("detail", "proof", "record", "candidates", "seed", "elsewhere", "start"):
        assert as_cilla.get(reverse(f"risk:{name}", args=[selection.pk])).status_code == 404


def test_starting_a_draft_shows_what_is_missing(as_anna, anna, ekby) -> None:
    answer = page(as_anna, "start", drafted(access_of(anna), market(ekby)).pk)

    assert "Urvalet är inte klart" in answer


def test_only_own_authorities_can_be_chosen_to_start(
    as_anna, anna, ekby, norrby, cooperation
) -> None:
    selection = frozen(access_of(anna), market(ekby, cooperation))
    shared = TemplateVersionFactory.create(
        template__authority=ekby, template__cooperation=cooperation
    )

    answer = send(
        as_anna,
        "start",
        selection.pk,
        authority=norrby.pk,
        template_version=shared.pk,
        planned_for="2026-05-04",
    )

    assert "Valet under ”Nämnd” finns inte." in answer


def test_a_shortfall_is_explained_on_the_page(as_anna, anna, ekby) -> None:
    selection = frozen(access_of(anna), market(ekby))
    share = Share.objects.unscoped(reason="test").get(selection=selection)

    answer = send(as_anna, "shortfall", share.pk, reason="Personalbyten")

    assert "Personalbyten" in answer
    assert "Ändra skälet" in answer


def test_a_shortfall_of_a_draft_is_refused_on_the_page(as_anna, anna, ekby) -> None:
    share = Share.objects.create(
        selection=drafted(access_of(anna), market(ekby)), authority=ekby, promised=1
    )

    assert "Urvalet är ett utkast" in send(as_anna, "shortfall", share.pk, reason="Tidsbrist")


def test_the_list_is_narrowed_by_words_state_and_year(as_anna, anna, ekby) -> None:
    access = access_of(anna)
    frozen(access, market(ekby), title="Fryst urval", year=2025)
    drafted(access, market(ekby), title="Annat urval")
    url = reverse("risk:selections")

    for query in ({"q": "fryst"}, {"state": SelectionState.FROZEN}, {"year": 2025}):
        answer = as_anna.get(url, query).content.decode()
        assert "Fryst urval" in answer
        assert "Annat urval</a>" not in answer


def test_an_empty_list_says_what_will_stand_there(as_anna) -> None:
    assert "Inga urval än" in as_anna.get(reverse("risk:selections")).content.decode()


def test_the_list_asks_few_questions(as_anna, anna, ekby, django_assert_max_num_queries) -> None:
    for _ in range(5):
        drafted(access_of(anna), market(ekby))

    with django_assert_max_num_queries(10):
        as_anna.get(reverse("risk:selections"))


@pytest.mark.parametrize("name", ["detail", "proof", "candidates", "elsewhere", "start"])
def test_a_page_asks_few_questions_however_many_the_candidates(
    name, as_anna, anna, ekby, cooperation, django_assert_max_num_queries
) -> None:
    selection = frozen(access_of(anna), market(ekby, cooperation, each=20), quota=10)

    with django_assert_max_num_queries(12):
        page(as_anna, name, selection.pk)


def titles(client: Client, query: str = "") -> list[str]:
    return [row.title for row in client.get(f"/urval/{query}").context["page"]]


def test_a_selection_is_found_by_its_title_whatever_the_case(as_anna, anna, ekby) -> None:
    drafted(access_of(anna), market(ekby), title="Årligt urval")

    assert titles(as_anna, "?q=ÅRLIGT") == ["Årligt urval"]


def test_drafts_are_listed_before_those_that_are_frozen(as_anna, anna, ekby) -> None:
    frozen(access_of(anna), market(ekby), title="A")
    drafted(access_of(anna), market(ekby), title="B")

    assert titles(as_anna) == ["B", "A"]


def test_a_filter_without_hits_says_so(as_anna) -> None:
    assert "Inget passar filtret" in as_anna.get("/urval/?q=borta").content.decode()


def test_the_chosen_are_shown_first(as_anna, anna, ekby) -> None:
    selection = frozen(access_of(anna), market(ekby), quota=1)

    lines = as_anna.get(f"/urval/{selection.pk}/").context["lines"]

    assert [line.candidate.is_chosen for line in lines[:2]] == [True, False]


def test_the_candidates_of_a_selection_are_paged(as_anna, anna, ekby) -> None:
    selection = drafted(access_of(anna), market(ekby, each=26))

    assert len(as_anna.get(f"/urval/{selection.pk}/?page=2").context["lines"]) == 2


def test_a_contract_that_ended_before_the_year_is_not_offered(as_anna, anna, ekby) -> None:
    place = market(ekby)
    gone = place.contracts[0]
    gone.starts_on, gone.ends_on = date(2019, 1, 1), date(2020, 12, 31)
    gone.save()
    selection = create_selection(
        access_of(anna), agreement=place.agreement, authority=ekby, title="X", year=2026, quota=1
    )

    rows = as_anna.get(f"/urval/{selection.pk}/kandidater/").context["form"].rows

    assert gone not in [row.contract for row in rows]


def test_a_seed_that_is_fixed_is_shown_without_a_form(as_anna, anna, ekby) -> None:
    selection = frozen(access_of(anna), market(ekby))

    answer = page(as_anna, "seed", selection.pk)

    assert f"Fröet är bestämt: ”{SEED}”." in answer
    assert 'name="seed"' not in answer


def test_a_draw_elsewhere_on_a_day_to_come_is_refused(as_anna, anna, ekby) -> None:
    selection = drafted(access_of(anna), market(ekby), origin=Origin.ELSEWHERE)
    first = rows_of(selection)[0]
    told = {"drawn_on": "2199-01-01", "note": "Lappar", f"ground_{first}": "used"}

    answer = send(as_anna, "elsewhere", selection.pk, version=2, **told, **{f"by_{first}": ekby.pk})

    assert "har inte varit än" in answer
