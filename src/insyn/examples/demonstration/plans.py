"""Tells how an action plan goes, from the request to the verified effect."""

from insyn.examples.demonstration.answers import ACCEPTED, CORRECTION, FOUND, Reply
from insyn.examples.demonstration.cases import Script
from insyn.examples.demonstration.team import Team
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import Town
from insyn.findings.queries import proposed_assessment
from insyn.findings.services import conclude_followup
from insyn.followups.models import Followup
from insyn.followups.rules import Outcome, State
from insyn.measures.models import ActionPlan, CorrectiveAction
from insyn.measures.rules import ItemState, PlanEvent, PlanState
from insyn.measures.rules.verifying import Effect, VerifiedBy
from insyn.measures.services import (
    Answer,
    Seen,
    answer_finding,
    approve_plan,
    ask_supplement,
    close_followup,
    judge_answer,
    move_plan,
    note_carried_out,
    note_effect,
    plan_verification,
    request_plan,
    return_plan,
    submit_plan,
    verify_effect,
    warn_of_penalty,
)
from insyn.platform import clock

PATH = (
    PlanState.REQUESTED,
    PlanState.SUBMITTED,
    PlanState.UNDER_REVIEW,
    PlanState.APPROVED,
    PlanState.CARRIED_OUT,
    PlanState.VERIFIED,
    PlanState.CLOSED,
)
"""The straight way. The other states lie beside it, after a first review."""

REPLIES = {found.text: found.reply for found in FOUND.values() if found.reply is not None}


def tell_plan(town: Town, script: Script, followup: Followup, team: Team) -> Story:
    """Request the plan and let it go to the state that the script says."""
    yield script.day + 30
    plan = request_plan(team.first, followup)
    if script.plan == PlanState.REQUESTED:
        yield script.day + 62
        move_plan(team.first, plan, PlanEvent.REMIND, note="Vi har inte fått er åtgärdsplan.")
        return
    yield script.day + 50
    _answer(town, script, plan, team)
    submit_plan(team.provider, plan)
    if script.plan == PlanState.SUBMITTED:
        return
    yield script.day + 54
    move_plan(team.first, plan, PlanEvent.REVIEW)
    if script.plan == PlanState.UNDER_REVIEW:
        _judge(team, plan, returned=0, left=1)
    elif script.plan in PATH:
        yield from _approved(script, followup, plan, team)
    else:
        yield from _returned(town, script, plan, team)


def _actions(team: Team, plan: ActionPlan) -> list[CorrectiveAction]:
    rows = CorrectiveAction.objects.visible_to(team.first)
    return list(rows.filter(plan=plan).select_related("finding", "plan__followup__contract"))


def _answer(town: Town, script: Script, plan: ActionPlan, team: Team) -> None:
    for place, action in enumerate(_actions(team, plan)):
        reply: Reply = REPLIES[action.finding.text]
        answer = Answer(
            affected=reply.affected,
            others_at_risk=reply.others_at_risk,
            cause=reply.cause,
            measure=reply.measure,
            responsible=reply.responsible,
            done_by=town.day(script.day + 80 + 10 * place),
            effect_check=reply.effect_check,
        )
        answer_finding(team.provider, action, answer=answer)


def _judge(team: Team, plan: ActionPlan, *, returned: int, left: int = 0) -> None:
    """Judge the answers: the last ones go back, and some may be left for later."""
    actions = _actions(team, plan)
    judged = actions[: len(actions) - left]
    for place, action in enumerate(judged, start=1):
        if action.state == ItemState.ACCEPTED:
            continue
        is_accepted = place <= len(judged) - returned
        comment = ACCEPTED if is_accepted else CORRECTION
        judge_answer(team.first, action, is_accepted=is_accepted, comment=comment)


def _approved(script: Script, followup: Followup, plan: ActionPlan, team: Team) -> Story:
    """Approve, and follow the measures until their effect is seen."""
    yield script.day + 58
    _judge(team, plan, returned=0)
    approve_plan(team.planner, plan, continued="Vi besöker er igen när åtgärderna ska vara klara.")
    _conclude_anew(followup, team)
    move_plan(
        team.planner,
        plan,
        PlanEvent.CONTINUE,
        note="Effekten kontrolleras vid ett nytt besök inom ett halvår.",
    )
    reached = PATH.index(script.plan) if script.plan else 0
    if reached >= PATH.index(PlanState.CARRIED_OUT):
        yield script.day + 100
        for action in _actions(team, plan):
            note_carried_out(team.provider, action, carried_out_on=clock.today(), how=CARRIED_OUT)
        move_plan(
            team.first,
            plan,
            PlanEvent.CARRY_OUT,
            note="Utföraren har visat att åtgärderna är gjorda.",
        )
    if reached >= PATH.index(PlanState.VERIFIED):
        yield script.day + 140
        for action in _actions(team, plan):
            _see_effect(team, action)
        verify_effect(team.first, plan)
    if reached >= PATH.index(PlanState.CLOSED):
        yield script.day + 150
        move_plan(team.first, plan, PlanEvent.CLOSE)
    if script.until == State.CLOSED:
        close_followup(team.first, followup)


CARRIED_OUT = "Åtgärden är införd enligt planen. Arbetsgruppen har gått igenom den."


def _see_effect(team: Team, action: CorrectiveAction) -> None:
    today = clock.today()
    check = plan_verification(team.first, action, method=VerifiedBy.VISIT, due_on=today)
    note = "Nytt besök. Åtgärderna är kända och följs."
    note_effect(team.first, check, seen=Seen(Effect.FULL, today, note))


def _conclude_anew(followup: Followup, team: Team) -> None:
    outcome = Outcome.COMPLIES_AFTER_ACTION_PLAN
    overall = proposed_assessment(team.first, followup, outcome)
    conclude_followup(team.first, followup, outcome=outcome, overall_assessment=overall)


def _returned(town: Town, script: Script, plan: ActionPlan, team: Team) -> Story:
    """Send the plan back, and go on to a warning or to a decision maker."""
    yield script.day + 58
    _judge(team, plan, returned=1)
    return_plan(team.first, plan, note="En av åtgärderna räcker inte. Se kommentaren.")
    yield script.day + 60
    ask_supplement(
        team.first, plan, due_on=town.day(script.day + 88), note="Komplettera det som är återsänt."
    )
    if script.plan == PlanState.RETURNED:
        return
    yield script.day + 90
    if script.plan == PlanState.ESCALATED:
        move_plan(
            team.planner, plan, PlanEvent.ESCALATE,
            note="Kompletteringen har uteblivit och utföraren har obetalda skatter.",
        )  # fmt: skip
        return
    warn_of_penalty(
        team.decider, plan, due_on=town.day(script.day + 135), clause="avtalets punkt 11.2",
        note="Kompletteringen har inte kommit in trots begäran.",
    )  # fmt: skip
