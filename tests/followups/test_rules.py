from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.followups.rules import (
    BEFORE_SENT,
    BEFORE_START,
    DOCUMENTS_WITHIN,
    ENDED,
    LIFECYCLE,
    MAIN_PATH,
    PERMISSIONS,
    REPORTED,
    Event,
    Kind,
    Lack,
    LegalBasis,
    Passage,
    Progress,
    State,
    Step,
    Turn,
    documents_due,
    is_planned_outside,
    lacks_before,
    legal_basis,
    next_number,
    next_step,
    step_line,
)
from insyn.kernel.errors import RuleViolation
from insyn.registry.rules import Law

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))
STATES = st.sampled_from(list(State))


def ready(state: State = State.PLANNED, **facts) -> Progress:
    return Progress(state=state, reviewers=2, declared=2, **facts)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_a_move_the_table_lacks_raises(state: State, event: Event) -> None:
    if LIFECYCLE.allows(state, event):
        assert LIFECYCLE.after(state, event) in State
    else:
        with pytest.raises(RuleViolation, match=event.label):
            LIFECYCLE.after(state, event)


def test_every_state_is_reached_and_every_event_used() -> None:
    assert {State.PLANNED} | set(LIFECYCLE.transitions.values()) == set(State)
    assert {event for _, event in LIFECYCLE.transitions} == set(Event)


def test_what_has_ended_only_goes_on_when_its_survey_is_opened_again() -> None:
    events = {event for state in ENDED for event in LIFECYCLE.events_from(state)}

    assert events == {Event.RESUME}


def test_every_event_asks_for_a_permission() -> None:
    assert set(PERMISSIONS) == set(Event)


def test_before_sent_and_reported_and_cancelled_are_all_states_once() -> None:
    assert BEFORE_SENT | REPORTED | {State.CANCELLED} == set(State)
    assert not BEFORE_SENT & REPORTED
    assert BEFORE_START < BEFORE_SENT


@given(DAYS)
def test_documents_are_never_due_on_a_weekend(asked_on: date) -> None:
    assert documents_due(asked_on).isoweekday() <= 5


@given(DAYS)
def test_a_provider_always_gets_at_least_two_weeks(asked_on: date) -> None:
    given_time = documents_due(asked_on) - asked_on

    assert DOCUMENTS_WITHIN <= given_time <= DOCUMENTS_WITHIN + DOCUMENTS_WITHIN / 7


@pytest.mark.parametrize(
    ("asked_on", "due"),
    [
        (date(2026, 11, 20), date(2026, 12, 4)),  # Friday
        (date(2026, 11, 21), date(2026, 12, 7)),  # Saturday → Monday
        (date(2026, 11, 22), date(2026, 12, 7)),  # Sunday → Monday
        (date(2026, 11, 23), date(2026, 12, 7)),
    ],
)
def test_a_weekend_moves_the_last_day_to_monday(asked_on: date, due: date) -> None:
    assert documents_due(asked_on) == due


@pytest.mark.parametrize(
    ("law", "basis"),
    [
        (Law.SOL, LegalBasis.SOL),
        (Law.LSS, LegalBasis.AGREEMENT),
        (Law.BOTH, LegalBasis.BOTH),
        (None, LegalBasis.AGREEMENT),
    ],
)
def test_the_legal_basis_follows_the_law_of_the_service(law: Law | None, basis: LegalBasis) -> None:
    assert legal_basis(law, date(2026, 1, 1)) == basis


def test_a_request_of_2017_stands_on_the_agreement_since_the_duty_is_younger() -> None:
    assert legal_basis(Law.SOL, date(2017, 3, 1)) == LegalBasis.AGREEMENT


def test_the_duty_to_hand_over_data_holds_from_its_first_day() -> None:
    assert legal_basis(Law.SOL, date(2025, 7, 1)) == LegalBasis.SOL


def test_the_first_number_of_a_year_is_one() -> None:
    assert next_number(2026, None) == "2026-001"


@given(st.integers(1990, 2100), st.integers(1, 20_000))
def test_a_number_is_always_one_more_than_the_last(year: int, n: int) -> None:
    last = f"{year}-{n:03d}"

    assert next_number(year, last) == f"{year}-{n + 1:03d}"


@pytest.mark.parametrize("event", [Event.PREPARE, Event.START])
def test_a_visit_is_made_by_two(event: Event) -> None:
    assert lacks_before(event, Progress(State.PLANNED, reviewers=1, declared=1)) == [
        Lack.TWO_REVIEWERS
    ]


def test_both_must_have_declared_that_there_is_no_bias() -> None:
    assert lacks_before(Event.START, Progress(State.PREPARED, reviewers=2, declared=1)) == [
        Lack.DECLARATIONS
    ]


def test_a_desk_review_needs_one() -> None:
    desk = Progress(State.PREPARED, kind=Kind.DESK, reviewers=1, declared=1)

    assert lacks_before(Event.START, desk) == []
    assert lacks_before(Event.START, Progress(State.PREPARED, kind=Kind.DESK)) == [Lack.REVIEWER]


def test_two_declared_reviewers_lack_nothing() -> None:
    assert lacks_before(Event.START, ready(State.PREPARED)) == []


@given(
    st.sampled_from([e for e in Event if e not in {Event.PREPARE, Event.START}]),
    STATES,
    st.integers(0, 3),
)
def test_other_events_never_ask_for_reviewers(event: Event, state: State, reviewers: int) -> None:
    assert lacks_before(event, Progress(state, reviewers=reviewers)) == []


@given(STATES)
def test_there_is_always_a_next_step_and_it_is_the_states_own(state: State) -> None:
    assert next_step(ready(state)).step == Step(state.value)


@given(STATES)
def test_it_is_nobodys_turn_only_when_the_follow_up_has_ended(state: State) -> None:
    assert (next_step(ready(state)).turn == Turn.NOBODY) == (state in ENDED)


def test_during_the_fact_check_it_is_the_providers_turn() -> None:
    assert next_step(ready(State.FACT_CHECK)).turn == Turn.PROVIDER


def test_the_next_step_names_documents_that_have_not_come() -> None:
    step = next_step(ready(State.PREPARED, open_requests=1, unreviewed_requests=1))

    assert step.lacks == (Lack.DOCUMENTS, Lack.REVIEWS)


def test_a_draft_without_a_visit_lacks_its_date() -> None:
    assert next_step(ready(State.DRAFT)).lacks == (Lack.DATE,)


def test_a_full_draft_lacks_nothing() -> None:
    full = ready(State.DRAFT, is_carried_out=True)

    assert next_step(full).lacks == ()


def test_nothing_is_missing_once_it_is_sent() -> None:
    assert next_step(Progress(State.SENT)).lacks == ()


@given(STATES, st.sets(STATES))
def test_the_step_line_always_has_exactly_one_now(state: State, passed: set[State]) -> None:
    line = step_line(state, passed)

    assert [s for s, passage in line if passage == Passage.NOW] == [state]


@given(STATES, st.sets(STATES))
def test_what_is_done_never_stands_after_what_remains(state: State, passed: set[State]) -> None:
    passages = [passage for _, passage in step_line(state, passed)]

    assert Passage.DONE not in passages[passages.index(Passage.NOW) :]


def test_an_optional_state_behind_is_shown_only_when_it_was_visited() -> None:
    line = dict(step_line(State.SENT))
    visited = dict(step_line(State.SENT, {State.FACT_CHECK}))

    assert State.FACT_CHECK not in line
    assert visited[State.FACT_CHECK] == Passage.DONE
    assert line[State.MEASURES] == Passage.IF_NEEDED


def test_the_main_path_is_every_state_but_cancelled() -> None:
    assert set(MAIN_PATH) == set(State) - {State.CANCELLED}


def test_a_cancelled_follow_up_shows_where_it_ended() -> None:
    assert step_line(State.CANCELLED) == [
        (State.PLANNED, Passage.DONE),
        (State.CANCELLED, Passage.NOW),
    ]


def test_a_day_after_the_contract_ended_is_outside() -> None:
    assert is_planned_outside(date(2026, 1, 2), date(2024, 1, 1), date(2026, 1, 1))
    assert not is_planned_outside(date(2026, 1, 1), date(2024, 1, 1), date(2026, 1, 1))
    assert not is_planned_outside(date(2030, 1, 1), date(2024, 1, 1), None)
