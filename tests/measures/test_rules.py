from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.measures.rules import (
    ANSWER_WITHIN,
    APPROVED_OR_LATER,
    ATTENTION,
    PLAN_LIFECYCLE,
    WAITS_FOR_PROVIDER,
    ItemFacts,
    ItemState,
    PlanEvent,
    PlanState,
    answer_due,
    answered_state,
    check_answerable,
    check_approval,
    check_closing,
    check_due,
    check_penalty,
    check_return,
    gaps,
    permission_for,
)
from insyn.registry.rules import AgreementForm

DAY = date(2026, 3, 2)
ITEMS = st.builds(
    ItemFacts,
    finding=st.just("Bristen"),
    measure=st.sampled_from(["", "Anställer"]),
    responsible=st.sampled_from(["", "Chefen"]),
    done_by=st.none() | st.just(DAY),
    state=st.sampled_from(ItemState),
)


def item(state: ItemState, finding: str = "Bristen") -> ItemFacts:
    return ItemFacts(finding, "Anställer", "Chefen", DAY, state)


def test_every_state_is_reached_and_every_event_used() -> None:
    reached = {PlanState.REQUESTED} | set(PLAN_LIFECYCLE.transitions.values())

    assert reached == set(PlanState)
    assert {event for _, event in PLAN_LIFECYCLE.transitions} == set(PlanEvent) - {
        PlanEvent.REQUEST
    }


def test_a_closed_plan_is_the_end() -> None:
    assert PLAN_LIFECYCLE.events_from(PlanState.CLOSED) == []


def test_every_other_state_has_a_way_on() -> None:
    for state in set(PlanState) - {PlanState.CLOSED}:
        assert PLAN_LIFECYCLE.events_from(state)


def test_approving_warning_and_lifting_are_decisions() -> None:
    decisions = {e for e in PlanEvent if permission_for(e) == Permission.DECIDE_MEASURES}

    assert decisions == {PlanEvent.APPROVE, PlanEvent.WARN, PlanEvent.ESCALATE}


def test_gaps_name_what_each_finding_lacks() -> None:
    empty = ItemFacts("Skåpet", "", "", None)

    assert gaps([empty, item(ItemState.ANSWERED)]) == [
        "”Skåpet” saknar åtgärd, ansvarig och slutdatum."
    ]


def test_an_answer_that_came_back_must_be_saved_anew() -> None:
    assert gaps([item(ItemState.RETURNED)]) == [
        "Svaret på ”Bristen” är återsänt och har inte sparats på nytt."
    ]


def test_the_list_has_a_place_for_every_state_and_only_one() -> None:
    placed = [state for group in ATTENTION for state in group]

    assert sorted(placed) == sorted(PlanState)


@given(st.lists(ITEMS))
def test_a_plan_without_gaps_has_measure_person_and_date_everywhere(items) -> None:
    if not gaps(items):
        assert all(one.measure and one.responsible and one.done_by for one in items)
        assert ItemState.RETURNED not in {one.state for one in items}


@given(ITEMS)
def test_an_answer_counts_only_when_it_is_whole(one) -> None:
    assert (answered_state(one) == ItemState.ANSWERED) == (not one.missing())


@pytest.mark.parametrize("plan", PlanState)
@pytest.mark.parametrize("state", ItemState)
def test_answers_are_written_only_while_the_plan_waits_and_only_what_is_not_settled(
    plan, state
) -> None:
    if plan in WAITS_FOR_PROVIDER and state != ItemState.ACCEPTED:
        check_answerable(plan, state)
    else:
        with pytest.raises(RuleViolation):
            check_answerable(plan, state)


@given(st.lists(st.sampled_from(ItemState)))
def test_a_plan_is_approved_only_when_every_answer_is_accepted(states) -> None:
    items = [item(state) for state in states]
    if all(state == ItemState.ACCEPTED for state in states):
        check_approval(items)
    else:
        with pytest.raises(RuleViolation, match="Inte godtaget: ”Bristen”"):
            check_approval(items)


@given(st.lists(st.sampled_from([ItemState.ACCEPTED, ItemState.RETURNED]), min_size=1))
def test_a_judged_plan_is_either_approved_or_returned_never_both(states) -> None:
    def passes(check) -> bool:
        try:
            check([item(state) for state in states])
        except RuleViolation:
            return False
        return True

    assert passes(check_approval) != passes(check_return)


def test_a_plan_is_not_returned_before_every_answer_is_judged() -> None:
    with pytest.raises(RuleViolation, match="Inte bedömt: ”Skåpet”"):
        check_return([item(ItemState.RETURNED), item(ItemState.ANSWERED, "Skåpet")])


@given(st.dates(max_value=date(9999, 1, 1)))
def test_a_plan_is_never_due_on_a_weekend_and_never_too_soon(asked_on) -> None:
    due = answer_due(asked_on)

    assert due.isoweekday() <= 5
    assert timedelta(0) <= due - asked_on - ANSWER_WITHIN <= timedelta(days=2)


def test_the_last_day_is_not_before_the_question() -> None:
    check_due(DAY, asked_on=DAY)
    with pytest.raises(RuleViolation, match="Sista dagen"):
        check_due(DAY, asked_on=DAY + timedelta(days=1))


@pytest.mark.parametrize("form", AgreementForm)
def test_only_a_contract_knows_a_penalty(form) -> None:
    if form == AgreementForm.MISSION:
        with pytest.raises(RuleViolation, match="egen regi har inget avtalsvite"):
            check_penalty(form)
    else:
        check_penalty(form)


@pytest.mark.parametrize("state", PlanState)
def test_a_followup_is_closed_only_with_an_approved_plan(state) -> None:
    if state in APPROVED_OR_LATER:
        check_closing(state)
    else:
        with pytest.raises(RuleViolation, match=state.label):
            check_closing(state)


def test_a_followup_without_a_plan_may_be_closed() -> None:
    check_closing(None)
