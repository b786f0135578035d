"""How much providers are asked for: what is counted, and what other boards give away."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Authority
from insyn.followups.models import DocumentRequest, Followup
from insyn.followups.rules import Kind, Reason, State
from insyn.kernel.access import Secrecy
from insyn.registry.models import Provider
from insyn.registry.queries import access_of
from insyn.results.queries.burden import burden_of
from insyn.results.rules.burden import Asked, Counts, minutes_between, year_of
from insyn.surveys.rules import ResponseState
from insyn.visits.models import Visit
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitState
from tests.factories import FollowupFactory, ProviderFactory, SurveyResponseFactory

DAY = datetime.date(2026, 3, 2)


def at(hour: int, minute: int = 0) -> datetime.time:
    return datetime.time(hour, minute)


def test_a_visit_lasts_from_its_start_to_its_end():
    assert minutes_between(at(9, 30), at(11, 45)) == 135
    assert minutes_between(at(9), None) == minutes_between(None, at(9)) == 0
    assert minutes_between(at(11), at(9)) == 0


def test_the_year_is_the_sum_of_the_months_and_tells_the_busiest():
    own = {Asked.VISITS: {(1, 3): 1, (1, 5): 2}, Asked.MINUTES: {(1, 3): 90}, Asked.REQUESTS: {}}
    counts = Counts(2026, own, planning={(1, 5): 1}, been={(1, 5): 3})

    found = year_of(1, counts.months(1))

    assert (found.visits, found.hours, found.others) == (3, 1.5, 3)
    assert found.busiest == datetime.date(2026, 5, 1)
    assert year_of(2, counts.months(2)).busiest is None


def test_hours_that_nobody_wrote_down_are_not_none_at_all():
    untimed = year_of(1, Counts(2026, {Asked.VISITS: {(1, 5): 2}}).months(1))

    assert untimed.hours is None
    assert year_of(1, Counts(2026, {}).months(1)).hours == 0


pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> Provider:
    return ProviderFactory.create(name="Åkerö Omsorg AB")


def followup_of(board: Authority, provider: Provider, **facts) -> Followup:
    known = {"state": State.SENT, "carried_out_on": DAY, "reported_on": DAY}
    return FollowupFactory.create(authority=board, contract__provider=provider, **(known | facts))


def march(access, provider: Provider):
    return burden_of(access, 2026, [provider.pk]).months(provider.pk)[2]


def test_what_the_board_asks_for_is_counted(ekby, anna, provider):
    row = followup_of(ekby, provider)
    kinds = {"kind": VisitKind.VISIT, "planned_on": DAY}
    Visit.objects.create(followup=row, starts_at=at(9), ends_at=at(11), **kinds)
    Visit.objects.create(
        followup=row, state=VisitState.CANCELLED, cancelled_reason="Sjukdom", **kinds
    )
    DocumentRequest.objects.create(followup=row, title="Rutiner", asked_on=DAY, due_on=DAY)

    found = march(access_of(anna), provider)

    assert (found.visits, found.hours, found.requests) == (1, 2, 1)
    assert (found.planning, found.been) == (0, 0)


def test_questions_count_in_the_month_the_survey_was_sent(ekby, anna, provider):
    for state in (ResponseState.INVITED, ResponseState.WAITING):
        SurveyResponseFactory.create(
            round__authority=ekby,
            round__opens_on=DAY,
            round__due_on=DAY + datetime.timedelta(days=14),
            contract__agreement__authority=ekby,
            contract__provider=provider,
            required_count=40,
            state=state,
        )

    assert march(access_of(anna), provider).questions == 40


def test_of_another_board_only_the_number_is_told(ekby, norrby, anna, provider):
    row = followup_of(norrby, provider)
    followup_of(norrby, provider)
    Visit.objects.create(followup=row, kind=VisitKind.VISIT, planned_on=DAY)

    found = march(access_of(anna), provider)

    assert (found.visits, found.been) == (0, 1)


def test_what_another_board_plans_is_a_number_too(ekby, norrby, anna, provider):
    followup_of(norrby, provider, state=State.PLANNED, planned_for=DAY, reported_on=None)

    assert march(access_of(anna), provider).planning == 1


@pytest.mark.parametrize(
    "hidden",
    [
        {"secrecy": Secrecy.RESTRICTED},
        {"reason": Reason.SIGNAL},
        {"kind": Kind.EVENT},
        {"state": State.DRAFT, "reported_on": None},
        {"state": State.PLANNED, "reported_on": None, "reason": Reason.SIGNAL},
        {"state": State.PLANNED, "reported_on": None, "secrecy": Secrecy.RESTRICTED},
    ],
)
def test_what_another_board_keeps_to_itself_is_not_even_a_number(
    ekby, norrby, anna, provider, hidden
):
    followup_of(norrby, provider, planned_for=DAY, **hidden)

    assert march(access_of(anna), provider).is_quiet


def test_the_list_shows_the_most_asked_first(as_anna: Client, ekby, provider):
    calm = ProviderFactory.create(name="Lugna Hemmet AB")
    ProviderFactory.create(name="Ingen Frågar AB")
    for one, visits in ((calm, 1), (provider, 2)):
        row = followup_of(ekby, one)
        for _ in range(visits):
            Visit.objects.create(followup=row, kind=VisitKind.VISIT, planned_on=DAY)

    answer = as_anna.get(reverse("results:burden"), {"year": "2026"})

    assert [line.provider for line in answer.context["page"]] == [provider, calm]
    read = as_anna.get(reverse("results:burden"), {"year": "2026", "q": "lugna", "fil": "csv"})
    assert "Lugna Hemmet AB" in read.getvalue().decode("utf-8-sig")


@pytest.mark.parametrize("query", ["", "?year=x", "?year=99999&q=%00", "?page=z"])
def test_nonsense_in_the_address_shows_a_page(as_anna: Client, provider, query):
    assert as_anna.get(reverse("results:burden") + query).status_code == 200
    page = reverse("results:burden_of_provider", args=[provider.pk])
    assert as_anna.get(page + query).status_code == 200


def test_a_provider_has_a_page_of_its_own(as_anna: Client, ekby, norrby, provider):
    followup_of(norrby, provider, number="2026-777")

    read = as_anna.get(
        reverse("results:burden_of_provider", args=[provider.pk]), {"year": "2026"}
    ).content.decode()

    assert "Andra nämnder har varit där" in read
    assert "<svg" in read
    assert "2026-777" not in read
    assert str(norrby) not in read


def test_the_list_needs_as_many_queries_whatever_it_shows(
    as_anna: Client, ekby, django_assert_max_num_queries
):
    for _ in range(8):
        followup_of(ekby, ProviderFactory.create())

    with django_assert_max_num_queries(18):
        as_anna.get(reverse("results:burden"), {"year": "2026"})
