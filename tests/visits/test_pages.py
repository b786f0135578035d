import datetime

import pytest
from django.urls import reverse

from insyn.followups.rules import State
from insyn.registry.queries import access_of
from insyn.visits.models import Observation, Visit
from insyn.visits.rules import VisitKind
from tests.factories import DAY, SectionFactory

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"visits:{name}", args=args)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def visit(followup) -> Visit:
    return Visit.objects.create(followup=followup, kind=VisitKind.VISIT, planned_on=DAY)


@pytest.fixture
def observation(followup, section, anna) -> Observation:
    from_noon = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
    return Observation.objects.create(
        followup=followup,
        section=section,
        text="Stabil personal",
        noted_by=anna,
        noted_at=from_noon,
    )


def test_the_tab_shows_visits_reviewers_and_areas(as_anna, followup, visit, observation) -> None:
    page = text(as_anna.get(url("followup", followup.pk)))

    for word in ("Besök i verksamheten", "Bokat", "Anna", "1. Personal", "Stabil personal"):
        assert word in page


def test_an_empty_tab_says_what_to_do(as_anna, followup) -> None:
    page = text(as_anna.get(url("followup", followup.pk)))

    assert "Inga besök är bokade" in page
    assert "Mallen har inga områden" in page


def test_two_dates_are_warned_of(as_anna, followup, visit) -> None:
    visit.visited_on = DAY + datetime.timedelta(days=19)
    visit.save()
    followup.carried_out_on = DAY
    followup.save()

    assert "Två datum" in text(as_anna.get(url("followup", followup.pk)))


def test_a_visit_is_booked_by_form(as_anna, anna, followup) -> None:
    facts = {"kind": "digital", "planned_on": "2026-04-01", "starts_at": "13:30"}
    as_anna.post(url("book", followup.pk), facts)

    visit = Visit.objects.visible_to(access_of(anna)).get()
    assert (visit.kind, visit.is_announced) == (VisitKind.DIGITAL, False)
    assert "Oanmält" in text(as_anna.get(url("followup", followup.pk)))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"kind": "x"}, "”Slag” finns inte"),
        ({"planned_on": "snart"}, "”Dag” ska vara ett datum, som 2026-11-21."),
        ({"starts_at": "kvart över"}, "”Från klockan” ska vara ett klockslag, som 14:30."),
        ({"participants": "x" * 301}, "högst 300 tecken"),
        ({"starts_at": "09:00", "ends_at": "08:00"}, "längre än tolv timmar"),
        ({"purpose": "Se till 850312-1231"}, "personnummer"),
    ],
)
def test_nonsense_in_a_booking_gets_a_sentence(facts, sentence, as_anna, followup) -> None:
    good = {"kind": "visit", "planned_on": "2026-04-01"}

    assert sentence in text(as_anna.post(url("book", followup.pk), good | facts))
    assert not Visit.objects.exists()


def test_a_visit_is_carried_out_by_form(as_anna, visit) -> None:
    assert 'value="2026-03-02"' in text(as_anna.get(url("carry_out", visit.pk)))

    facts = {"visited_on": "2026-03-03", "note": "Gick bra", "version": 1}
    as_anna.post(url("carry_out", visit.pk), facts)

    visit.refresh_from_db()
    assert (visit.visited_on, visit.note) == (datetime.date(2026, 3, 3), "Gick bra")


def test_a_visit_that_has_not_been_is_refused_and_keeps_the_text(as_anna, visit) -> None:
    facts = {"visited_on": "2199-01-01", "note": "Gick bra", "version": 1}
    page = text(as_anna.post(url("carry_out", visit.pk), facts))

    assert "Dagen har inte varit än." in page
    assert "Gick bra" in page


def test_before_the_start_there_is_no_button_to_carry_out(as_anna, followup, visit) -> None:
    followup.state = State.PREPARED
    followup.save()

    page = text(as_anna.get(url("followup", followup.pk)))

    assert url("carry_out", visit.pk) not in page
    assert url("visit", visit.pk) in page


def test_a_booking_is_cancelled_by_form(as_anna, followup, visit) -> None:
    assert "Skäl" in text(as_anna.get(url("cancel", visit.pk)))
    page = text(
        as_anna.post(url("cancel", visit.pk), {"reason": "Snöoväder", "version": 1}, follow=True)
    )

    assert "Besöket är inställt." in page
    assert "Snöoväder" in text(as_anna.get(url("followup", followup.pk)))


def test_an_area_has_its_questions_at_hand(as_anna, followup, section) -> None:
    page = text(as_anna.get(url("area", followup.pk, section.pk)))

    assert "Räcker personalen?" in page
    assert "Schemat håller" in page
    assert "Område 1 av 1" in page


def test_an_observation_is_noted_by_form(as_anna, anna, followup, section) -> None:
    address = url("area", followup.pk, section.pk)

    page = text(as_anna.post(address, {"text": "Rad ett\nRad två"}, follow=True))

    assert "Iakttagelsen är sparad." in page
    assert "Rad ett<br>Rad två" in page


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"text": ""}, "Fyll i ”Iakttagelse”."),
        ({"text": "x" * 10_001}, "högst 10000 tecken"),
        ({"text": "Bra", "question": "0"}, "”Fråga” finns inte"),
    ],
)
def test_nonsense_in_an_observation_gets_a_sentence(
    facts, sentence, as_anna, followup, section
) -> None:
    assert sentence in text(as_anna.post(url("area", followup.pk, section.pk), facts))
    assert not Observation.objects.exists()


def test_an_area_of_another_template_is_no_page(as_anna, followup) -> None:
    other = SectionFactory.create()

    assert as_anna.get(url("area", followup.pk, other.pk)).status_code == 404


def test_the_areas_are_walked_through_one_by_one(as_anna, followup, section) -> None:
    after = SectionFactory.create(version=followup.template_version, name="Klagomål", number=2)

    page = text(as_anna.get(url("area", followup.pk, section.pk)))

    assert url("area", followup.pk, after.pk) in page
    assert url("area", followup.pk, section.pk) in text(
        as_anna.get(url("area", followup.pk, after.pk))
    )


def test_an_observation_is_changed_and_removed(as_anna, observation) -> None:
    as_anna.post(url("observation_change", observation.pk), {"text": "Stabil och kunnig"})
    observation.refresh_from_db()
    assert observation.text == "Stabil och kunnig"

    as_anna.post(url("observation_remove", observation.pk))
    assert not Observation.objects.exists()


def test_once_it_is_sent_there_are_no_buttons(as_anna, followup, section, visit, observation):
    followup.state, followup.reported_on = State.SENT, DAY
    followup.save()

    pages = text(as_anna.get(url("followup", followup.pk))) + text(
        as_anna.get(url("area", followup.pk, section.pk))
    )

    for address in (
        url("book", followup.pk),
        url("carry_out", visit.pk),
        url("observation_change", observation.pk),
    ):
        assert address not in pages


def test_a_reader_sees_what_is_reported_and_posts_nothing(
    as_bo, followup, section, visit, observation
) -> None:
    followup.state, followup.reported_on = State.SENT, DAY
    followup.save()

    assert "Stabil personal" in text(as_bo.get(url("followup", followup.pk)))
    assert as_bo.post(url("area", followup.pk, section.pk), {"text": "X"}).status_code == 403
    assert as_bo.post(url("cancel", visit.pk)).status_code == 403
    assert as_bo.post(url("observation_remove", observation.pk)).status_code == 403


@pytest.mark.parametrize("who", ["cilla", "bo"])
def test_drafts_are_hidden_from_others(who, client, followup, section, visit, request) -> None:
    client.force_login(request.getfixturevalue(who))

    assert client.get(url("followup", followup.pk)).status_code == 404
    assert client.get(url("area", followup.pk, section.pk)).status_code == 404
    assert client.post(url("cancel", visit.pk)).status_code == 404


def test_the_tab_asks_few_questions(
    as_anna, followup, section, visit, observation, django_assert_max_num_queries
) -> None:
    for number in range(2, 12):
        SectionFactory.create(version=followup.template_version, number=number)

    with django_assert_max_num_queries(20):
        as_anna.get(url("followup", followup.pk))
