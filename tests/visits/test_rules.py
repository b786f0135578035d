import datetime

from hypothesis import given
from hypothesis import strategies as st

from insyn.followups.rules import BasisKind
from insyn.visits.rules import VisitKind, basis_of, dates_disagree

DAY = datetime.date(2017, 10, 2)
DAYS = st.dates()


def test_a_visit_to_the_place_counts_as_a_visit_and_the_rest_as_meetings() -> None:
    assert {kind: basis_of(kind) for kind in VisitKind} == {
        VisitKind.VISIT: BasisKind.VISIT,
        VisitKind.MEETING: BasisKind.MEETING,
        VisitKind.DIGITAL: BasisKind.MEETING,
    }


def test_a_follow_up_dated_on_another_day_than_its_meeting_disagrees() -> None:
    assert dates_disagree(DAY, [datetime.date(2017, 10, 21)])


@given(DAYS, st.lists(DAYS))
def test_one_of_several_visits_on_the_day_is_enough(day, others) -> None:
    assert not dates_disagree(day, [*others, day])


@given(DAYS)
def test_without_visits_there_is_nothing_to_disagree_with(day) -> None:
    assert not dates_disagree(day, [])


@given(st.lists(DAYS))
def test_an_undated_follow_up_never_disagrees(days) -> None:
    assert not dates_disagree(None, days)
