from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.findings.models import Finding
from insyn.findings.services import conclude_followup
from insyn.followups.models import Basis, Followup
from insyn.followups.rules import BasisKind, Outcome, State
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.measures import services
from insyn.measures.models import ActionPlan, CorrectiveAction, Letter, PlanStep
from insyn.measures.rules import (
    PLAN_LIFECYCLE,
    ItemState,
    LetterKind,
    PlanEvent,
    PlanState,
    answer_due,
    permission_for,
)
from insyn.measures.services import Answer
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.registry.rules import AgreementForm
from tests.factories import DAY

pytestmark = pytest.mark.django_db

WHOLE = Answer(measure="Anställer en konsulent", responsible="Chefen", done_by=date(2026, 6, 1))
LATER = date(2098, 1, 7)
ACTS: dict[PlanEvent, Callable[..., ActionPlan]] = {
    PlanEvent.REMIND: partial(services.move_plan, event=PlanEvent.REMIND),
    PlanEvent.SUBMIT: services.submit_plan,
    PlanEvent.REVIEW: partial(services.move_plan, event=PlanEvent.REVIEW),
    PlanEvent.RETURN: lambda access, plan, **facts: services.return_plan(
        access, plan, note="Räcker inte", **facts
    ),
    PlanEvent.ASK_SUPPLEMENT: lambda access, plan, **facts: services.ask_supplement(
        access, plan, due_on=LATER, **facts
    ),
    PlanEvent.WARN: services.warn_of_penalty,
    PlanEvent.APPROVE: services.approve_plan,
    PlanEvent.CONTINUE: lambda access, plan, **facts: services.move_plan(
        access, plan, PlanEvent.CONTINUE, note="Nytt besök", **facts
    ),
    PlanEvent.CARRY_OUT: partial(services.move_plan, event=PlanEvent.CARRY_OUT),
    PlanEvent.VERIFY: lambda access, plan, **facts: services.verify_effect(
        access, plan, note="Sett vid besök", **facts
    ),
    PlanEvent.CLOSE: lambda access, plan, **facts: services.move_plan(
        access, plan, PlanEvent.CLOSE, note="Klart", **facts
    ),
    PlanEvent.ESCALATE: lambda access, plan, **facts: services.move_plan(
        access, plan, PlanEvent.ESCALATE, note="Räcker inte", **facts
    ),
}
"""Each event with facts that would do."""

FITTING = {PlanEvent.RETURN: ItemState.RETURNED, PlanEvent.APPROVE: ItemState.ACCEPTED}
"""What the answers must be for the guard of the event to let it through."""


def stored(anna) -> ActionPlan:
    return ActionPlan.objects.visible_to(access_of(anna)).get()


def actions(anna) -> list[CorrectiveAction]:
    return list(CorrectiveAction.objects.visible_to(access_of(anna)))


def steps(anna) -> list[PlanEvent]:
    return [PlanEvent(row.event) for row in PlanStep.objects.visible_to(access_of(anna))]


def events() -> list[str]:
    rows = AuditEvent.objects.unscoped(reason="what a test did")
    return list(rows.order_by("pk").values_list("event", flat=True))


def test_every_event_has_a_service() -> None:
    assert set(ACTS) == set(PlanEvent) - {PlanEvent.REQUEST}


@pytest.mark.parametrize("state", PlanState)
@pytest.mark.parametrize("event", ACTS)
def test_the_services_make_only_the_moves_of_the_table(state, event, anna, make_plan) -> None:
    plan = make_plan(state, FITTING.get(event, ItemState.ANSWERED))

    if PLAN_LIFECYCLE.allows(state, event):
        ACTS[event](access_of(anna), plan)
        assert steps(anna) == [event]
    else:
        with pytest.raises(RuleViolation):
            ACTS[event](access_of(anna), plan)
        assert steps(anna) == []

    assert stored(anna).state == PLAN_LIFECYCLE.transitions.get((state, event), state)


@pytest.mark.parametrize("event", ACTS)
@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "system_admin", "other_contact"])
def test_outsiders_and_readers_move_nothing(event, person, request, make_plan) -> None:
    plan = make_plan()

    with pytest.raises(NotAllowed):
        ACTS[event](access_of(request.getfixturevalue(person)), plan)

    assert events() == []


@pytest.mark.parametrize("event", [event for event in ACTS if event != PlanEvent.SUBMIT])
def test_the_provider_itself_only_hands_in(event, contact, make_plan) -> None:
    with pytest.raises(NotAllowed):
        ACTS[event](access_of(contact), make_plan())


@pytest.mark.parametrize("event", ACTS)
def test_decisions_are_made_by_those_who_decide_and_the_rest_by_those_who_request(
    event, reviewer, decider, make_plan
) -> None:
    plan = make_plan()
    is_decision = permission_for(event) == "decide-measures"
    wrong = reviewer if is_decision else decider

    with pytest.raises(NotAllowed):
        ACTS[event](access_of(wrong), plan)


@pytest.mark.parametrize("event", ACTS)
def test_two_who_move_the_same_plan_do_not_overwrite_each_other(event, anna, make_plan) -> None:
    state = next(state for state, move in PLAN_LIFECYCLE.transitions if move == event)
    plan = make_plan(state, FITTING.get(event, ItemState.ANSWERED))
    ActionPlan.objects.visible_to(access_of(anna)).update(version=2)

    with pytest.raises(Outdated):
        ACTS[event](access_of(anna), plan, version=1)

    assert stored(anna).state == state


def test_a_request_asks_for_each_deficiency_that_is_left(anna, followup) -> None:
    done = Finding.objects.visible_to(access_of(anna)).earliest("pk")
    done.remedied_on, done.remedied_note = DAY, "Rutin"
    done.save()

    services.request_plan(access_of(anna), followup, due_on=LATER)

    (action,) = actions(anna)
    assert action.finding.text == "Ingen ersättare för chefen"
    assert action.state == ItemState.AWAITED


def test_a_request_moves_the_followup_and_gives_four_weeks(anna, followup) -> None:
    plan = services.request_plan(access_of(anna), followup, requested_on=DAY)

    assert plan.due_on == answer_due(DAY)
    assert Followup.objects.visible_to(access_of(anna)).get().state == State.MEASURES
    assert steps(anna) == [PlanEvent.REQUEST]


def test_without_a_deficiency_no_plan_is_requested(anna, followup) -> None:
    rows = Finding.objects.visible_to(access_of(anna))
    rows.update(remedied_on=DAY, remedied_note="Rutin")

    with pytest.raises(RuleViolation, match="behövs ingen åtgärdsplan"):
        services.request_plan(access_of(anna), followup)

    assert Followup.objects.visible_to(access_of(anna)).get().state == State.SENT
    assert events() == []


@pytest.mark.parametrize("state", sorted(set(State) - {State.SENT}))
def test_a_plan_is_requested_only_of_what_has_been_sent(state, anna, followup) -> None:
    followup.state, followup.cancelled_reason = state, "Avtalet upphörde"
    followup.save()

    with pytest.raises(RuleViolation):
        services.request_plan(access_of(anna), followup)


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "decider", "contact"])
def test_only_those_who_request_measures_ask_for_a_plan(person, request, followup) -> None:
    with pytest.raises(NotAllowed):
        services.request_plan(access_of(request.getfixturevalue(person)), followup)


def test_a_request_with_the_last_day_behind_it_is_refused(anna, followup) -> None:
    with pytest.raises(RuleViolation, match="Sista dagen"):
        services.request_plan(
            access_of(anna), followup, due_on=DAY, requested_on=DAY + timedelta(days=1)
        )


def test_requesting_twice_gives_one_plan_and_one_letter(anna, followup) -> None:
    services.request_plan(access_of(anna), followup)

    with pytest.raises(RuleViolation):
        services.request_plan(access_of(anna), followup)

    assert len(Letter.objects.visible_to(access_of(anna))) == 1


def test_the_letter_is_stored_as_word_and_pdf_for_the_provider(anna, followup) -> None:
    services.request_plan(access_of(anna), followup, requested_on=DAY)

    letter = Letter.objects.visible_to(access_of(anna)).get()
    for document, extension, signature in (
        (letter.word, "docx", b"PK"),
        (letter.pdf, "pdf", b"%P"),
    ):
        assert document.file_name == f"Begäran om åtgärdsplan 2026-001.{extension}"
        with document.file.open("rb") as file:
            assert file.read(2) == signature
        assert (document.secrecy, document.direction) == (Secrecy.INTERNAL, Direction.OUTGOING)
        assert (document.case_number, document.counterpart, document.dated_on) == (
            "Son 2026/55", "Åkerö Stödboende AB", DAY,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "event", "kind"),
    [
        (PlanState.RETURNED, PlanEvent.ASK_SUPPLEMENT, LetterKind.RETURN),
        (PlanState.RETURNED, PlanEvent.WARN, LetterKind.WARNING),
        (PlanState.UNDER_REVIEW, PlanEvent.APPROVE, LetterKind.APPROVAL),
    ],
)
def test_supplement_warning_and_approval_each_issue_their_letter(
    state, event, kind, anna, make_plan
) -> None:
    plan = make_plan(state, FITTING.get(event, ItemState.RETURNED))

    ACTS[event](access_of(anna), plan)

    assert Letter.objects.visible_to(access_of(anna)).get().kind == kind
    assert Document.objects.visible_to(access_of(anna)).count() == 2


def test_the_provider_answers_and_a_whole_answer_counts(anna, contact, make_plan) -> None:
    make_plan(item=ItemState.AWAITED)
    action = actions(anna)[0]

    services.answer_finding(access_of(contact), action, answer=replace(WHOLE, cause=" Brist "))

    row = actions(anna)[0]
    assert (row.state, row.cause, row.version) == (ItemState.ANSWERED, "Brist", 2)


def test_half_an_answer_is_kept_but_does_not_count(anna, contact, make_plan) -> None:
    make_plan(item=ItemState.AWAITED)

    services.answer_finding(access_of(contact), actions(anna)[0], answer=Answer(cause="Brist"))

    assert (actions(anna)[0].state, actions(anna)[0].cause) == (ItemState.AWAITED, "Brist")


def test_a_reviewer_writes_what_came_on_paper(anna, reviewer, make_plan) -> None:
    make_plan(item=ItemState.AWAITED)

    services.answer_finding(access_of(reviewer), actions(anna)[0], answer=WHOLE)

    assert actions(anna)[0].state == ItemState.ANSWERED


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "decider", "other_contact"])
def test_nobody_else_answers(person, request, anna, make_plan) -> None:
    make_plan()

    with pytest.raises(NotAllowed):
        services.answer_finding(
            access_of(request.getfixturevalue(person)), actions(anna)[0], answer=WHOLE
        )


def test_two_who_answer_the_same_finding_do_not_overwrite_each_other(
    anna, contact, make_plan
) -> None:
    make_plan()
    action = actions(anna)[0]
    services.answer_finding(access_of(contact), action, answer=WHOLE, version=1)

    with pytest.raises(Outdated):
        services.answer_finding(access_of(contact), action, answer=Answer(), version=1)

    assert actions(anna)[0].measure == WHOLE.measure


def test_only_what_came_back_can_be_changed(anna, contact, make_plan) -> None:
    make_plan(PlanState.RETURNED, ItemState.RETURNED)
    accepted, returned = actions(anna)
    accepted.state = ItemState.ACCEPTED
    accepted.save()

    with pytest.raises(RuleViolation, match="godtaget"):
        services.answer_finding(access_of(contact), accepted, answer=WHOLE)
    services.answer_finding(access_of(contact), returned, answer=WHOLE)

    assert [row.state for row in actions(anna)] == [ItemState.ACCEPTED, ItemState.ANSWERED]


def test_a_plan_with_gaps_is_not_handed_in_and_each_gap_is_named(anna, contact, make_plan) -> None:
    plan = make_plan()
    CorrectiveAction.objects.visible_to(access_of(anna)).update(responsible="")

    with pytest.raises(RuleViolation) as no:
        services.submit_plan(access_of(contact), plan)

    assert str(no.value) == (
        "”Konsulenten saknade utbildning” saknar ansvarig. "
        "”Ingen ersättare för chefen” saknar ansvarig."
    )
    assert stored(anna).state == PlanState.REQUESTED


def test_handing_in_becomes_a_basis_of_the_assessment(anna, contact, make_plan) -> None:
    services.submit_plan(access_of(contact), make_plan(), submitted_on=DAY)

    assert Basis.objects.visible_to(access_of(anna)).get().kind == BasisKind.ACTION_PLAN
    assert stored(anna).submitted_on == DAY


def test_handing_in_twice_tells_and_doubles_nothing(anna, contact, make_plan) -> None:
    plan = make_plan()
    services.submit_plan(access_of(contact), plan, version=1)

    with pytest.raises(RuleViolation, match="redan inlämnad"):
        services.submit_plan(access_of(contact), plan, version=1)

    assert steps(anna) == [PlanEvent.SUBMIT]
    assert len(Basis.objects.visible_to(access_of(anna))) == 1


def test_an_event_with_facts_of_its_own_is_not_made_with_a_note_alone(anna, make_plan) -> None:
    plan = make_plan(PlanState.UNDER_REVIEW, ItemState.ACCEPTED)

    with pytest.raises(RuleViolation, match="”Godkänn” görs på en egen sida"):
        services.move_plan(access_of(anna), plan, PlanEvent.APPROVE)

    assert ActionPlan.objects.visible_to(access_of(anna)).get().state == PlanState.UNDER_REVIEW


def test_the_provider_that_the_trail_names_is_never_asked_for_alone(anna, make_plan) -> None:
    plan = make_plan(PlanState.SUBMITTED)
    access = access_of(anna)

    with CaptureQueriesContext(connection) as asked:
        services.move_plan(access, plan, PlanEvent.REVIEW)

    assert not [row for row in asked if 'FROM "registry_provider"' in row["sql"]]


def test_nothing_happens_before_the_plan_was_requested(anna, make_plan) -> None:
    with pytest.raises(RuleViolation, match="innan åtgärdsplanen begärdes"):
        services.move_plan(
            access_of(anna), make_plan(), PlanEvent.REMIND, happened_on=DAY - timedelta(days=1)
        )


def test_a_reconstruction_that_does_not_know_the_day_leaves_it_empty(anna, make_plan) -> None:
    with clock.pretend(date(2026, 10, 1), is_guessed=True):
        services.submit_plan(access_of(anna), make_plan())

    (step,) = PlanStep.objects.visible_to(access_of(anna))
    assert (step.happened_on, stored(anna).submitted_on) == (None, None)


@pytest.mark.parametrize("state", sorted(set(PlanState) - {PlanState.UNDER_REVIEW}))
def test_answers_are_judged_only_during_review(state, anna, make_plan) -> None:
    make_plan(state)

    with pytest.raises(RuleViolation, match="medan planen granskas"):
        services.judge_answer(access_of(anna), actions(anna)[0], is_accepted=True)


def test_an_answer_goes_back_only_with_a_reason(anna, make_plan) -> None:
    make_plan(PlanState.UNDER_REVIEW)

    with pytest.raises(RuleViolation, match="varför svaret inte räcker"):
        services.judge_answer(access_of(anna), actions(anna)[0], is_accepted=False, comment=" ")


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "decider", "contact"])
def test_only_those_who_request_measures_judge(person, request, anna, make_plan) -> None:
    make_plan(PlanState.UNDER_REVIEW)

    with pytest.raises(NotAllowed):
        services.judge_answer(
            access_of(request.getfixturevalue(person)), actions(anna)[0], is_accepted=True
        )


def test_two_who_judge_the_same_answer_do_not_overwrite_each_other(anna, make_plan) -> None:
    make_plan(PlanState.UNDER_REVIEW)
    action = actions(anna)[0]
    services.judge_answer(access_of(anna), action, is_accepted=True, version=1)

    with pytest.raises(Outdated):
        services.judge_answer(
            access_of(anna), action, is_accepted=False, comment="Räcker inte", version=1
        )


@pytest.mark.parametrize(
    "act",
    [
        lambda access, plan: services.return_plan(access, plan, note=" "),
        lambda access, plan: services.move_plan(access, plan, PlanEvent.ESCALATE, note=""),
    ],
    ids=["return", "escalate"],
)
def test_grave_moves_say_why(act, anna, make_plan) -> None:
    plan = make_plan(PlanState.UNDER_REVIEW, ItemState.RETURNED)

    with pytest.raises(RuleViolation, match="Skriv varför"):
        act(access_of(anna), plan)


def test_a_plan_that_was_lifted_is_closed_with_what_was_decided(anna, make_plan) -> None:
    plan = make_plan(PlanState.ESCALATED)

    with pytest.raises(RuleViolation, match="beslutsfattaren"):
        services.move_plan(access_of(anna), plan, PlanEvent.CLOSE)


def test_a_returned_plan_gets_a_new_last_day(anna, make_plan) -> None:
    plan = make_plan(PlanState.UNDER_REVIEW, ItemState.RETURNED)

    services.return_plan(access_of(anna), plan, note="Räcker inte", happened_on=DAY)

    assert stored(anna).due_on == answer_due(DAY)


def test_an_in_house_mission_is_not_warned_of_a_penalty(anna, make_plan) -> None:
    plan = make_plan(PlanState.RETURNED, ItemState.RETURNED)
    agreement = plan.followup.contract.agreement
    agreement.form = AgreementForm.MISSION
    agreement.save()

    with pytest.raises(RuleViolation, match="egen regi"):
        services.warn_of_penalty(access_of(anna), plan)

    assert not Letter.objects.visible_to(access_of(anna))


def test_a_sent_followup_without_a_plan_is_closed(anna, followup) -> None:
    services.close_followup(access_of(anna), followup, version=1)

    assert Followup.objects.visible_to(access_of(anna)).get().state == State.CLOSED


def test_a_followup_whose_plan_is_open_is_not_closed(anna, make_plan) -> None:
    plan = make_plan(PlanState.RETURNED)

    with pytest.raises(RuleViolation, match="Ej godkänd"):
        services.close_followup(access_of(anna), plan.followup)


def test_a_followup_whose_plan_is_approved_is_closed_and_the_plan_goes_on(anna, make_plan) -> None:
    plan = make_plan(PlanState.APPROVED)

    services.close_followup(access_of(anna), plan.followup)
    services.move_plan(access_of(anna), plan, PlanEvent.CARRY_OUT)

    assert stored(anna).state == PlanState.CARRIED_OUT


def test_a_stale_page_does_not_close_the_followup(anna, followup) -> None:
    with pytest.raises(Outdated):
        services.close_followup(access_of(anna), followup, version=7)


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "contact"])
def test_outsiders_and_readers_close_nothing(person, request, followup) -> None:
    with pytest.raises(NotAllowed):
        services.close_followup(access_of(request.getfixturevalue(person)), followup)


def judge_all(anna, *, accepted: int) -> None:
    for place, action in enumerate(actions(anna)):
        services.judge_answer(
            access_of(anna), action, is_accepted=place < accepted, comment="Ange vem som anställs"
        )


def test_the_eight_events_of_kkp_2017_happen_in_order(anna, contact, followup) -> None:
    """Source: the coordinated follow-up of 2017, section 3.5.4."""
    with clock.pretend(date(2026, 9, 1)):
        plan = services.request_plan(access_of(anna), followup)
        for action in actions(anna):
            services.answer_finding(access_of(contact), action, answer=WHOLE)
        services.submit_plan(access_of(contact), plan)
        services.move_plan(access_of(anna), plan, PlanEvent.REVIEW)
        judge_all(anna, accepted=1)
        services.return_plan(access_of(anna), plan, note="Kan inte godkännas")
        services.ask_supplement(access_of(anna), plan, due_on=date(2026, 11, 7))
        services.warn_of_penalty(access_of(anna), plan)
    with clock.pretend(date(2026, 11, 7)):
        services.answer_finding(access_of(contact), actions(anna)[1], answer=WHOLE)
        services.submit_plan(access_of(contact), plan)
    with clock.pretend(date(2026, 11, 20)):
        services.move_plan(access_of(anna), plan, PlanEvent.REVIEW)
        judge_all(anna, accepted=2)
        services.approve_plan(access_of(anna), plan, continued="Kraven följs upp fortlöpande.")
        services.move_plan(
            access_of(anna), plan, PlanEvent.CONTINUE, note="Fortlöpande uppföljning"
        )
        conclude_followup(
            access_of(anna),
            followup,
            outcome=Outcome.COMPLIES_AFTER_ACTION_PLAN,
            overall_assessment="Bedöms i dagsläget följa kraven.",
        )

    assert [event for event in steps(anna) if event != PlanEvent.REVIEW] == [
        PlanEvent.REQUEST,
        PlanEvent.SUBMIT,
        PlanEvent.RETURN,
        PlanEvent.ASK_SUPPLEMENT,
        PlanEvent.WARN,
        PlanEvent.SUBMIT,
        PlanEvent.APPROVE,
        PlanEvent.CONTINUE,
    ]
    assert [letter.kind for letter in Letter.objects.visible_to(access_of(anna))] == [
        LetterKind.REQUEST,
        LetterKind.RETURN,
        LetterKind.WARNING,
        LetterKind.APPROVAL,
    ]
    row = stored(anna)
    assert (row.state, row.submitted_on, row.approved_on) == (
        PlanState.APPROVED, date(2026, 11, 7), date(2026, 11, 20),
    )  # fmt: skip


def test_an_action_plan_cannot_be_concluded_upon_before_it_came(anna, make_plan) -> None:
    plan = make_plan()

    with pytest.raises(RuleViolation, match="Ingen åtgärdsplan har lämnats in"):
        conclude_followup(
            access_of(anna),
            plan.followup,
            outcome=Outcome.COMPLIES_AFTER_ACTION_PLAN,
            overall_assessment="Följer kraven.",
        )
