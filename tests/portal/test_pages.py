import pytest
from django.urls import reverse

from insyn.audit.services import Place, record
from insyn.followups.rules import State
from insyn.kernel.access import Access, Role, Secrecy
from insyn.platform import clock
from insyn.publication.models import Publication
from insyn.publication.rules import PublicationState
from tests.factories import MembershipFactory
from tests.portal.conftest import DAY, deficiency, followup

pytestmark = pytest.mark.django_db
TRAIL, DEFICIENCIES = reverse("portal:trail"), reverse("portal:deficiencies")
SYSTEM = Access.system("natt")


def write(subject, event: str = "followup.planned", secrecy=Secrecy.INTERNAL, **facts) -> None:
    place = Place(subject.authority_id, secrecy)
    record(SYSTEM, event, subject, place=place, facts=facts)


def test_the_trail_is_shown_in_words(as_anna, ekby) -> None:
    write(
        followup(ekby, number="2026-007"), "followup.rescheduled", before="2026-01-01", is_new=True
    )

    page = as_anna.get(TRAIL).content.decode()

    for word in ("Flyttad till annan dag", "Uppföljning", "2026-007", "natt", "före: 2026-01-01"):
        assert word in page


def test_codes_are_shown_as_words_and_keys_of_rows_not_at_all(as_anna, ekby) -> None:
    write(followup(ekby), "followup.prepare", before="planned", after="prepared", followup=4711)

    page = as_anna.get(TRAIL).content.decode()

    assert "före: Planerad" in page
    assert "efter: Förberedd" in page
    assert "4711" not in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"noun": "followup"}, 1),
        ({"noun": "finns inte"}, 2),
        ({"q": "NATT"}, 2),
        ({"q": "2026-007"}, 2),
        ({"q": "ingenting"}, 0),
        ({"since": "2199-01-01"}, 0),
        ({"until": "2001-01-01"}, 0),
        ({"since": "i går"}, 2),
    ],
)
def test_the_trail_is_filtered(as_anna, ekby, query: dict[str, str], count: int) -> None:
    row = followup(ekby, number="2026-007")
    write(row)
    write(row, "plan.answered")

    assert as_anna.get(TRAIL, query).context["page"].paginator.count == count


def test_today_is_within_from_and_to_today(as_anna, ekby, today) -> None:
    write(followup(ekby))

    query = {"since": today.isoformat(), "until": today.isoformat()}
    assert as_anna.get(TRAIL, query).context["page"].paginator.count == 1


def test_the_trail_of_another_authority_is_not_shown(as_cilla, ekby, cooperation) -> None:
    write(followup(ekby, number="2026-007"))

    page = as_cilla.get(TRAIL)

    assert page.context["page"].paginator.count == 0
    assert "2026-007" not in page.content.decode()


def test_a_reader_there_does_not_read_the_trail_because_of_a_role_elsewhere(
    as_bo, bo, ekby, norrby
) -> None:
    MembershipFactory.create(user=bo, authority=norrby, role=Role.PLAN_OWNER)
    write(followup(ekby, number="2026-007"))

    assert "2026-007" not in as_bo.get(TRAIL).content.decode()


def test_an_administrator_without_clearance_does_not_see_guarded_events(client, ekby) -> None:
    keeper = MembershipFactory.create(authority=ekby, role=Role.AUTHORITY_ADMIN).user
    client.force_login(keeper)
    write(followup(ekby, number="2026-007"), secrecy=Secrecy.RESTRICTED)

    assert client.get(TRAIL).context["page"].paginator.count == 0


def test_an_event_about_a_client_document_is_shown_without_a_name(as_anna, ekby) -> None:
    write(followup(ekby, number="2026-007"), secrecy=Secrecy.CLIENT_DOCUMENT)

    page = as_anna.get(TRAIL).content.decode()

    assert "Namnet visas inte" in page
    assert "2026-007" not in page


def test_the_trail_asks_few_questions(as_anna, ekby, django_assert_max_num_queries) -> None:
    for _ in range(60):
        write(followup(ekby))

    with django_assert_max_num_queries(10):
        as_anna.get(TRAIL)


def test_the_trail_has_pages(as_anna, ekby) -> None:
    row = followup(ekby)
    for _ in range(51):
        write(row)

    assert len(as_anna.get(TRAIL, {"page": "2"}).context["lines"]) == 1
    assert as_anna.get(TRAIL, {"page": "sista"}).status_code == 200


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"severity": "major"}, 1),
        ({"severity": "x"}, 2),
        ({"q": "brandövning"}, 1),
        ({"authority": "99999"}, 2),
        ({"sort": "-seen"}, 2),
        ({"sort": "text; drop"}, 2),
    ],
)
def test_the_open_deficiencies_are_filtered(as_anna, ekby, query, count: int) -> None:
    sent = followup(ekby, State.MEASURES)
    deficiency(sent, text="Ingen brandövning", severity="major")
    deficiency(sent)

    assert as_anna.get(DEFICIENCIES, query).context["page"].paginator.count == count


def test_the_oldest_deficiency_comes_first(as_anna, ekby, today) -> None:
    sent = followup(ekby, State.MEASURES)
    deficiency(sent, text="Ny", seen_on=today)
    deficiency(sent, text="Gammal", seen_on=today - DAY)

    rows = as_anna.get(DEFICIENCIES).context["page"]
    assert [row.text for row in rows] == ["Gammal", "Ny"]


@pytest.mark.parametrize("person", ["bo", "cilla"])
def test_guarded_deficiencies_are_not_listed_for_others(
    client, ekby, cooperation, person: str, request
) -> None:
    sent = followup(ekby, State.MEASURES, secrecy=Secrecy.RESTRICTED)
    deficiency(sent, text="Hemlig brist")
    client.force_login(request.getfixturevalue(person))

    page = client.get(DEFICIENCIES)

    assert page.context["page"].paginator.count == 0
    assert "Ekby" not in str(page.context["filters"]["authority"])


def test_the_deficiencies_ask_few_questions(as_anna, ekby, django_assert_max_num_queries) -> None:
    for _ in range(60):
        deficiency(followup(ekby, State.MEASURES))

    with django_assert_max_num_queries(10):
        as_anna.get(DEFICIENCIES)


def test_the_help_says_what_each_role_does(client) -> None:
    page = client.get(reverse("portal:help")).content.decode()

    for role in Role:
        assert role.label in page


def test_the_accessibility_statement_is_honest_about_what_was_not_tried(client) -> None:
    page = client.get(reverse("portal:accessibility")).content.decode()

    assert "inte prövats med skärmläsare" in page


def test_the_accessibility_statement_holds_what_the_law_asks_for(client, ekby) -> None:
    day = clock.today()
    Publication.objects.create(
        authority=ekby, title="2025", first_on=day, last_on=day, email="fraga@ekby.example",
        state=PublicationState.PUBLISHED, published_at=clock.now(), approved_on=day,
        fingerprint="0" * 64,
    )  # fmt: skip

    page = client.get(reverse("portal:accessibility")).content.decode()

    assert "delvis förenligt med lagen (2018:1937)" in page
    assert 'href="https://www.digg.se/tdosanmalan"' in page
    assert 'href="mailto:fraga@ekby.example"' in page
    assert str(ekby) in page


def test_the_accessibility_statement_names_the_open_pages(client) -> None:
    page = client.get(reverse("portal:accessibility")).content.decode()

    assert f'href="{reverse("public:start")}"' in page
    assert f'href="{reverse("public:open_data")}"' in page


def test_the_accessibility_statement_follows_the_language_of_an_open_page(client) -> None:
    answer = client.get(f"{reverse('portal:accessibility')}?lang=en")
    page = answer.content.decode()

    assert answer.headers["Content-Language"] == "en"
    assert '<html lang="en"' in page
    assert f'href="{reverse("public:start")}?lang=en"' in page
    assert client.get(f"{reverse('portal:accessibility')}?lang=xx").status_code == 200


def test_every_footer_leads_to_the_accessibility_statement(client) -> None:
    page = client.get(reverse("accounts:login")).content.decode()

    assert f'href="{reverse("portal:accessibility")}"' in page
