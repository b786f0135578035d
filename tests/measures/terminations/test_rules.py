from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.kernel.access import Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.measures.rules.evidence import may_be_in, paper_name, short
from insyn.measures.rules.termination_tasks import (
    STANDARD_TASKS,
    Counted,
    Finished,
    check_counts,
    check_done,
    moved_day,
    proposed_tasks,
)
from insyn.measures.rules.terminations import (
    TERMINATION_LIFECYCLE,
    Decision,
    TaskFacts,
    TaskPart,
    TerminationEvent,
    TerminationKind,
    TerminationState,
    Terms,
    check_all_done,
    check_decision,
    check_end,
    check_ended,
    check_in_house,
    check_notice_day,
    earliest_end,
    kind_problem,
    months_after,
    permission_for_termination,
    word_of,
)

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
START = date(2020, 1, 1)
TODAY = date(2026, 3, 2)


def test_three_months_of_notice_from_the_last_of_november_end_in_february() -> None:
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)


def test_a_rescission_ends_the_same_day() -> None:
    assert earliest_end(TerminationKind.RESCISSION, TODAY, Terms(6, START)) == TODAY


def test_a_notice_ends_when_its_months_have_run() -> None:
    terms = Terms(6, START)
    assert earliest_end(TerminationKind.TERMINATION, TODAY, terms) == date(2026, 9, 2)


def test_a_notice_never_outlasts_the_contract() -> None:
    terms = Terms(6, START, date(2026, 5, 1))
    assert earliest_end(TerminationKind.TERMINATION, TODAY, terms) == date(2026, 5, 1)


@given(st.sampled_from(TerminationKind), DAYS, st.integers(0, 60), st.none() | DAYS)
def test_no_contract_ends_before_its_notice(kind, day, months, ends_on) -> None:
    assert earliest_end(kind, day, Terms(months, START, ends_on)) >= day


def test_a_last_day_within_the_notice_period_is_refused() -> None:
    with pytest.raises(RuleViolation, match="tidigast 2026-09-02"):
        check_end(TerminationKind.TERMINATION, TODAY, date(2026, 9, 1), Terms(6, START))


def test_a_last_day_after_the_contract_is_refused() -> None:
    terms = Terms(0, START, date(2026, 5, 1))
    with pytest.raises(RuleViolation, match="Enligt sina datum"):
        check_end(TerminationKind.TERMINATION, TODAY, date(2026, 5, 2), terms)


def test_a_last_day_before_the_contract_is_refused() -> None:
    with pytest.raises(RuleViolation, match="innan det börjar"):
        check_end(TerminationKind.AGREED, TODAY, date(2019, 12, 31), Terms(0, START))


def test_a_rescission_that_waits_is_refused() -> None:
    with pytest.raises(RuleViolation, match="gäller genast"):
        check_end(TerminationKind.RESCISSION, TODAY, TODAY + timedelta(days=1), Terms(0, START))


def test_a_rescission_without_the_boards_reason_is_refused() -> None:
    decision = Decision(TODAY, TODAY, "Fara")
    with pytest.raises(RuleViolation, match="nämndens skäl till att häva"):
        check_decision(TerminationKind.RESCISSION, decision)


def test_a_decision_without_reason_is_refused() -> None:
    with pytest.raises(RuleViolation, match="Skriv skälet"):
        check_decision(TerminationKind.TERMINATION, Decision(TODAY, TODAY, " "))


def test_a_decision_of_tomorrow_is_refused() -> None:
    with pytest.raises(RuleViolation, match="i framtiden"):
        check_decision(
            TerminationKind.TERMINATION, Decision(TODAY + timedelta(days=1), TODAY, "Skäl")
        )


def test_a_notice_before_the_decision_is_refused() -> None:
    with pytest.raises(RuleViolation, match="innan beslutet"):
        check_notice_day(TODAY, decided_on=TODAY + timedelta(days=1), today=TODAY)


def test_a_notice_of_tomorrow_is_refused() -> None:
    with pytest.raises(RuleViolation, match="i framtiden"):
        check_notice_day(TODAY + timedelta(days=1), decided_on=None, today=TODAY)


def test_in_house_nothing_is_given_notice() -> None:
    with pytest.raises(RuleViolation, match="I egen regi"):
        check_in_house(TerminationKind.TERMINATION, is_in_house=True)
    check_in_house(TerminationKind.AGREED, is_in_house=True)


def test_the_board_does_not_decide_that_the_provider_leaves() -> None:
    assert kind_problem(TerminationEvent.DECIDE, TerminationKind.BY_PROVIDER)
    assert kind_problem(TerminationEvent.RECEIVE, TerminationKind.TERMINATION)
    assert not kind_problem(TerminationEvent.RECEIVE, TerminationKind.BY_PROVIDER)


@given(st.sampled_from(TerminationState), st.sampled_from(TerminationEvent))
def test_every_move_that_the_table_lacks_is_refused(state, event) -> None:
    if TERMINATION_LIFECYCLE.allows(state, event):
        return
    with pytest.raises(RuleViolation, match="går inte när läget är"):
        TERMINATION_LIFECYCLE.after(state, event)


def test_only_those_who_decide_take_back_what_was_decided() -> None:
    stop = TerminationEvent.STOP
    prepared = permission_for_termination(stop, TerminationState.PREPARED)
    assert prepared == Permission.REQUEST_MEASURES
    assert permission_for_termination(stop, TerminationState.NOTIFIED) == Permission.DECIDE_MEASURES


def test_a_contract_has_not_ended_while_somebody_is_placed() -> None:
    with pytest.raises(RuleViolation, match="Det är 2 kvar"):
        check_ended(TODAY, TODAY, [TaskFacts(TaskPart.PLACED, "Alla", is_done=False, left=2)])


def test_a_contract_has_not_ended_before_its_last_day() -> None:
    with pytest.raises(RuleViolation, match="till och med"):
        check_ended(TODAY + timedelta(days=1), TODAY, [])


def test_a_contract_without_last_day_has_not_ended() -> None:
    with pytest.raises(RuleViolation, match="Ange först"):
        check_ended(None, TODAY, [])


def test_files_that_are_left_do_not_keep_a_contract_from_ending() -> None:
    check_ended(TODAY, TODAY, [TaskFacts(TaskPart.FILES, "Akter", is_done=False, left=2)])


def test_the_work_is_not_closed_with_a_task_left() -> None:
    left = [TaskFacts(TaskPart.ECONOMY, "Slutfaktura", is_done=False)] * 2
    with pytest.raises(RuleViolation, match="”Slutfaktura” och 1 till"):
        check_all_done(left)


@given(DAYS, st.integers(0, 500), DAYS)
def test_no_task_is_ever_due_before_today(ends_on, placed, today) -> None:
    assert all(task.due_on >= today for task in proposed_tasks(ends_on, placed, today=today))


@given(DAYS, st.integers(1, 500))
def test_what_is_counted_begins_with_all_who_are_placed(ends_on, placed) -> None:
    counts = [task.count for task in proposed_tasks(ends_on, placed, today=START)]
    assert [count for count in counts if count is not None] == [placed] * 3


def test_days_are_counted_back_from_the_last_one() -> None:
    found = proposed_tasks(TODAY, 4, today=START)
    assert [(TODAY - task.due_on).days for task in found] == [
        task.days_before for task in STANDARD_TASKS
    ]


def test_without_placed_there_are_no_tasks_about_them() -> None:
    assert all(task.part != TaskPart.PLACED for task in proposed_tasks(TODAY, 0, today=START))


@given(DAYS, DAYS, DAYS, DAYS)
def test_a_moved_day_is_never_in_the_past(due, before, after, today) -> None:
    assert moved_day(due, before=before, after=after, today=today) >= today


def test_more_left_than_there_is_is_refused() -> None:
    with pytest.raises(RuleViolation, match="5 kvar av 4"):
        check_counts(TaskPart.FILES, Counted(4, 5))


def test_files_that_are_counted_say_how_many_are_left() -> None:
    with pytest.raises(RuleViolation, match="hur många akter"):
        check_counts(TaskPart.FILES, Counted(4, None))


def test_handed_over_is_what_is_no_longer_left() -> None:
    assert Counted(40, 3).handed_over == 37
    assert Counted(40, None).handed_over is None


def test_a_task_with_something_left_is_not_done() -> None:
    with pytest.raises(RuleViolation, match="3 kvar"):
        check_done(TaskPart.FILES, Counted(40, 3), Finished(TODAY, TODAY, "Arkivet"))


def test_files_are_not_handed_over_to_nobody() -> None:
    with pytest.raises(RuleViolation, match="till vilken nämnd"):
        check_done(TaskPart.FILES, Counted(40, 0), Finished(TODAY, TODAY))


def test_a_task_is_not_done_tomorrow() -> None:
    with pytest.raises(RuleViolation, match="inte har varit"):
        check_done(TaskPart.STAFF, Counted(), Finished(TODAY + timedelta(days=1), TODAY))


@given(st.lists(st.sampled_from(Secrecy), min_size=1))
def test_nothing_guarded_is_ever_in_a_package(levels) -> None:
    assert may_be_in(levels) == all(level <= Secrecy.INTERNAL for level in levels)


@given(st.text(max_size=300))
def test_the_name_of_a_paper_never_leaves_its_folder(title) -> None:
    name = paper_name(1, TODAY, title, "pdf")
    assert name.startswith("Handlingar/001 2026-03-02 ")
    assert name.count("/") == 1
    assert "\\" not in name


@given(st.text(max_size=1000))
def test_a_short_text_is_short(text) -> None:
    assert len(short(text, 100)) <= 101


@pytest.mark.parametrize("kind", TerminationKind)
def test_only_a_notice_is_called_a_notice(kind) -> None:
    is_notice = kind in {TerminationKind.TERMINATION, TerminationKind.BY_PROVIDER}
    assert (word_of(TerminationEvent.NOTIFY, kind) == TerminationEvent.NOTIFY.label) == is_notice
    assert word_of(TerminationEvent.STOP, kind) == TerminationEvent.STOP.label
