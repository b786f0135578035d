import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from insyn.visits.models import FileSample, Interview, Visit
from insyn.visits.queries.told import Counted, counted_on_visits
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import InterviewGroup, VisitState
from insyn.visits.rules.shares import TOLD_FROM, told_people
from tests.conftest import log_in
from tests.factories import DAY, ProviderContactFactory

SOME = st.integers(1, 500)


@given(st.sampled_from([one for one in InterviewGroup if one != InterviewGroup.MANAGER]), SOME)
def test_a_number_that_could_point_somebody_out_is_never_told(group, count) -> None:
    has_number = any(letter.isdigit() for letter in told_people(group, count))

    assert has_number is (count >= TOLD_FROM)


def test_managers_are_counted_from_the_first() -> None:
    assert told_people(InterviewGroup.MANAGER, 1) == "1 chef"


@pytest.fixture
def visit(followup) -> Visit:
    """A visit that was made: three of the staff and two clients, five files of twelve."""
    row = Visit.objects.create(
        followup=followup, kind=VisitKind.VISIT, planned_on=DAY, visited_on=DAY,
        state=VisitState.CARRIED_OUT,
    )  # fmt: skip
    Interview.objects.create(visit=row, group=InterviewGroup.STAFF, count=1)
    Interview.objects.create(visit=row, group=InterviewGroup.STAFF, count=2)
    Interview.objects.create(visit=row, group=InterviewGroup.CLIENT, count=2)
    sample = {"visit": row, "sampled": 5, "population": 12}
    FileSample.objects.create(looked_for="Hemligt prov", passed=4, **sample)
    FileSample.objects.create(looked_for="Ett annat prov", passed=5, **sample)
    return row


def sent(followup):
    followup.reported_on = DAY
    followup.provider_name = "Åkerö"
    followup.save()
    return followup


@pytest.mark.django_db
def test_the_groups_are_added_up_and_the_same_files_told_once(followup, visit) -> None:
    told = counted_on_visits(sent(followup))

    assert told == Counted(["3 medarbetare", "enstaka klienter"], ["5 av 12 akter"])


@pytest.mark.django_db
def test_nothing_is_counted_before_the_result_is_sent(followup, visit) -> None:
    followup.reported_on = None

    assert counted_on_visits(followup) == Counted()


@pytest.mark.django_db
def test_a_visit_that_has_not_been_made_counts_for_nothing(followup, visit) -> None:
    visit.visited_on, visit.state = None, VisitState.BOOKED
    visit.save()

    assert counted_on_visits(sent(followup)) == Counted([], [])


@pytest.mark.django_db
def test_the_provider_reads_what_the_result_builds_on(client, ekby, followup, visit) -> None:
    contact = ProviderContactFactory.create(provider=followup.contract.provider, authority=ekby)
    log_in(client, contact.user)

    page = client.get(reverse("provider_portal:result", args=[sent(followup).pk]))

    assert "3 medarbetare, enstaka klienter" in page.content.decode()
    assert "5 av 12 akter" in page.content.decode()
    assert "Hemligt prov" not in page.content.decode()
