from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.followups.rules import Kind, State
from insyn.followups.rules.from_plan import (
    Mark,
    Slot,
    StartRefusal,
    can_be_followed_up,
    is_for,
    kind_of,
    nearest_slot,
    refusal_to_start,
)
from insyn.followups.rules.plan_progress import (
    Part,
    Sight,
    Standing,
    Tally,
    Times,
    is_late,
    is_to_start,
    standing_of,
    sum_of,
    tally_of,
)
from insyn.plans.rules import ActivityState, FormKind, Method, PlanState, StageKind

TODAY = date(2026, 6, 1)
SPRING = Slot(date(2026, 3, 1), date(2026, 5, 31))
AUTUMN = Slot(date(2026, 9, 1), date(2026, 10, 31))
IN_SPRING = Times(date(2026, 3, 1), date(2026, 5, 31), 1)


@pytest.mark.parametrize(
    ("plan", "activity", "refusal"),
    [
        (PlanState.DRAFT, ActivityState.PLANNED, StartRefusal.NOT_ADOPTED),
        (PlanState.PROPOSED, ActivityState.PLANNED, StartRefusal.NOT_ADOPTED),
        (PlanState.REPLACED, ActivityState.PLANNED, StartRefusal.REPLACED),
        (PlanState.ADOPTED, ActivityState.CANCELLED, StartRefusal.CANCELLED),
        (PlanState.ADOPTED, ActivityState.DONE, StartRefusal.DONE),
        (PlanState.ADOPTED, ActivityState.PLANNED, None),
        (PlanState.ADOPTED, ActivityState.POSTPONED, None),
    ],
)
def test_when_an_activity_may_become_follow_ups(plan, activity, refusal) -> None:
    assert refusal_to_start(plan, activity) is refusal


def test_what_others_do_never_becomes_follow_ups() -> None:
    refusal = refusal_to_start(PlanState.ADOPTED, ActivityState.PLANNED, is_outside=True)

    assert refusal is StartRefusal.OUTSIDE


@pytest.mark.parametrize(
    ("form", "methods", "kind"),
    [
        (FormKind.PERIODIC, [], Kind.VISIT),
        (FormKind.IN_DEPTH, [], Kind.VISIT),
        (FormKind.SURVEY, [], Kind.DESK),
        (FormKind.CONTINUOUS, [], Kind.DESK),
        (FormKind.CONTINUOUS, [Method.VISIT], Kind.VISIT),
        (FormKind.PERIODIC, [Method.DOCUMENTS, Method.SURVEY], Kind.DESK),
        (FormKind.PERIODIC, [Method.DOCUMENTS, Method.UNANNOUNCED_VISIT], Kind.VISIT),
        (FormKind.DIALOGUE, [Method.INTERVIEW], Kind.VISIT),
        (FormKind.EVENT_DRIVEN, [Method.VISIT], Kind.EVENT),
        (FormKind.THEME, [], Kind.THEME),
    ],
)
def test_form_and_methods_say_how_it_is_done(form, methods, kind) -> None:
    assert kind_of(form, [str(method) for method in methods]) is kind


def test_a_follow_up_belongs_to_the_time_it_was_made_for_also_on_another_day() -> None:
    mark = Mark(date(2026, 9, 15), SPRING.starts_on)

    assert is_for(mark, SPRING, [SPRING, AUTUMN])
    assert not is_for(mark, AUTUMN, [SPRING, AUTUMN])


def test_one_that_remembers_no_time_belongs_to_that_of_its_day() -> None:
    mark = Mark(date(2026, 9, 15))

    assert is_for(mark, AUTUMN, [SPRING, AUTUMN])
    assert not is_for(mark, SPRING, [SPRING, AUTUMN])


def test_of_a_postponed_activity_it_is_still_the_one() -> None:
    assert is_for(Mark(date(2026, 4, 1), SPRING.starts_on), AUTUMN, [AUTUMN])


def test_two_stages_that_begin_together_have_one_each() -> None:
    overview = Slot(SPRING.starts_on, SPRING.ends_on, stage=1)
    in_depth = Slot(SPRING.starts_on, SPRING.ends_on, stage=2)
    mark = Mark(date(2026, 4, 1), SPRING.starts_on, stage=1)

    assert is_for(mark, overview, [overview, in_depth])
    assert not is_for(mark, in_depth, [overview, in_depth])


@given(
    st.lists(
        st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(1, 3)),
        min_size=1,
        unique=True,
    ),
    st.data(),
)
def test_what_was_made_for_a_time_is_always_of_exactly_that_time(times, data) -> None:
    slots = [Slot(start, start, stage) for start, stage in times]
    made_for = data.draw(st.sampled_from(slots))
    moved_to = data.draw(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
    mark = Mark(moved_to, made_for.starts_on, made_for.stage)

    assert [slot for slot in slots if is_for(mark, slot, slots)] == [made_for]


def test_a_decision_of_the_board_is_followed_up_of_nobody() -> None:
    assert not can_be_followed_up(StageKind.DECISION)
    assert can_be_followed_up(StageKind.OVERVIEW)
    assert can_be_followed_up(None)


@pytest.mark.parametrize(
    ("today", "place"), [(date(2026, 1, 1), 0), (TODAY, 1), (date(2027, 1, 1), 1)]
)
def test_the_first_time_that_has_not_passed_is_begun_with(today, place) -> None:
    assert nearest_slot([SPRING, AUTUMN], today) == place


def test_an_activity_without_times_has_none_to_begin_with() -> None:
    assert nearest_slot([], TODAY) is None


def test_follow_ups_are_counted_by_how_far_they_are() -> None:
    counts = [
        (State.PLANNED, 2),
        (State.PREPARED, 1),
        (State.DRAFT, 1),
        (State.SENT, 3),
        (State.CLOSED, 1),
        (State.CANCELLED, 2),
    ]

    assert tally_of(counts, late=1) == Tally(3, 1, 4, 2, 1)
    assert tally_of(counts).made == 8


@given(st.lists(st.tuples(st.sampled_from(State), st.integers(0, 9))))
def test_every_follow_up_is_always_counted_once(counts) -> None:
    tally = tally_of(counts)

    assert tally.made + tally.cancelled == sum(count for _state, count in counts)


@pytest.mark.parametrize(
    ("state", "tally", "standing"),
    [
        (ActivityState.PLANNED, Tally(), Standing.WAITING),
        (ActivityState.PLANNED, Tally(cancelled=1), Standing.WAITING),
        (ActivityState.PLANNED, Tally(not_begun=1), Standing.STARTED),
        (ActivityState.PLANNED, Tally(ongoing=1, reported=2), Standing.STARTED),
        (ActivityState.PLANNED, Tally(reported=2, cancelled=1), Standing.DONE),
        (ActivityState.POSTPONED, Tally(), Standing.WAITING),
        (ActivityState.DONE, Tally(), Standing.DONE),
        (ActivityState.CANCELLED, Tally(reported=1), Standing.CANCELLED),
    ],
)
def test_how_far_an_activity_has_come(state, tally, standing) -> None:
    assert standing_of(state, tally, IN_SPRING, Sight(TODAY)) is standing


def test_a_monthly_activity_is_not_done_while_months_remain() -> None:
    times = Times(date(2026, 1, 1), date(2026, 12, 31), 12)

    standing = standing_of(ActivityState.PLANNED, Tally(reported=5), times, Sight(TODAY))

    assert standing is Standing.STARTED


def test_one_who_sees_no_drafts_is_told_nothing_of_what_is_under_way() -> None:
    sight = Sight(TODAY, sees_drafts=False)
    standing = standing_of(ActivityState.PLANNED, Tally(reported=1), IN_SPRING, sight)

    assert standing is Standing.UNKNOWN
    assert not is_late(standing, IN_SPRING, TODAY)


def test_what_others_do_is_neither_waited_for_nor_late() -> None:
    standing = standing_of(ActivityState.PLANNED, Tally(), IN_SPRING, Sight(TODAY, is_outside=True))

    assert standing is Standing.OUTSIDE
    assert not is_late(standing, IN_SPRING, TODAY)
    assert sum_of([Part(standing), Part(Standing.WAITING)]).to_do == 1


@pytest.mark.parametrize(
    ("standing", "late"),
    [(Standing.WAITING, True), (Standing.STARTED, True), (Standing.DONE, False),
     (Standing.CANCELLED, False)],
)  # fmt: skip
def test_what_is_not_done_on_its_last_day_is_late(standing, late) -> None:
    assert is_late(standing, IN_SPRING, TODAY) is late
    assert not is_late(standing, IN_SPRING, IN_SPRING.last_on or TODAY)


def test_an_activity_without_times_is_never_late() -> None:
    assert not is_late(Standing.WAITING, Times(), TODAY)


def test_what_waits_is_to_be_started_when_its_time_comes() -> None:
    assert is_to_start(Standing.WAITING, IN_SPRING, date(2026, 3, 1))
    assert not is_to_start(Standing.WAITING, IN_SPRING, date(2026, 2, 28))
    assert not is_to_start(Standing.STARTED, IN_SPRING, date(2026, 3, 1))


def test_a_cancelled_activity_takes_no_hours() -> None:
    parts = [
        Part(Standing.DONE, hours=Decimal(8)),
        Part(Standing.WAITING, hours=Decimal("12.5")),
        Part(Standing.WAITING),
        Part(Standing.CANCELLED, hours=Decimal(100)),
    ]

    added = sum_of(parts)

    assert (added.hours, added.hours_done, added.to_do) == (Decimal("20.5"), Decimal(8), 3)


@given(st.lists(st.sampled_from(Standing)))
def test_the_standings_always_add_up_to_the_activities(standings) -> None:
    added = sum_of(Part(standing) for standing in standings)

    done = added.done + added.cancelled + added.outside
    counted = added.waiting + added.started + done + added.unknown
    assert counted == added.activities == len(standings)
