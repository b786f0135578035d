"""Answers to a provider about an action plan and a result. Everything through shown_to_provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import DocumentRequest, Followup
from insyn.kernel.access import Access
from insyn.measures.models import ActionPlan, CorrectiveAction, EarlierAnswer, Letter, PlanStep
from insyn.measures.rules import (
    WAITS_FOR_PROVIDER,
    ItemState,
    PlanEvent,
    PlanState,
    gaps,
)
from insyn.measures.rules.verifying import BEING_DONE
from insyn.provider_portal.queries.results import access_to_result
from insyn.provider_portal.rules import FIRST_SHOWN, INSIDE, WHY, Verdict, verdict_shown
from insyn.visits.queries.told import Counted, counted_on_visits


@dataclass(frozen=True, slots=True)
class ToldStep:
    """Something that happened to a plan, without who in the authority did it."""

    happened_on: date | None
    told: str


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One finding of a plan as its provider meets it."""

    action: CorrectiveAction
    verdict: Verdict
    missing: Sequence[str]
    may_answer: bool
    may_carry_out: bool
    earlier: Sequence[EarlierAnswer]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan as its provider meets it."""

    plan: ActionPlan
    why: str
    note: str
    is_late: bool
    is_open: bool
    items: Sequence[PlanItem]
    gaps: Sequence[str]
    letters: Sequence[Letter]
    steps: Sequence[ToldStep]


def plan_page(access: Access, plan: ActionPlan, *, today: date) -> PlanPage:
    """Return the plan with what came back first."""
    state = PlanState(plan.state)
    rows = CorrectiveAction.objects.shown_to_provider(access).select_related("finding")
    actions = list(rows.filter(plan=plan))
    steps = list(PlanStep.objects.shown_to_provider(access).filter(plan=plan))
    earlier = list(EarlierAnswer.objects.shown_to_provider(access).filter(action__plan=plan))
    items = [
        _item(action, state, [one for one in earlier if one.action_id == action.pk])
        for action in actions
    ]
    return PlanPage(
        plan=plan,
        why=WHY[state],
        note=_latest_note(steps) if state in WAITS_FOR_PROVIDER else "",
        is_late=plan.is_late(today),
        is_open=state in WAITS_FOR_PROVIDER,
        items=sorted(items, key=lambda item: FIRST_SHOWN.index(item.verdict.state)),
        gaps=gaps([action.facts() for action in actions]),
        letters=list(Letter.objects.shown_to_provider(access).filter(plan=plan)),
        steps=[ToldStep(step.happened_on, step.told) for step in steps if step.event not in INSIDE],
    )


def _latest_note(steps: Sequence[PlanStep]) -> str:
    """Return why the plan last came back, in the words meant for the provider."""
    told = [step.note for step in steps if step.event == PlanEvent.RETURN]
    return told[-1] if told else ""


def _item(action: CorrectiveAction, plan: PlanState, earlier: Sequence[EarlierAnswer]) -> PlanItem:
    verdict = verdict_shown(plan, ItemState(action.state), action.comment)
    may_answer = plan in WAITS_FOR_PROVIDER and action.state != ItemState.ACCEPTED
    return PlanItem(
        action=action,
        verdict=verdict,
        missing=action.facts().missing(),
        may_answer=may_answer,
        may_carry_out=plan in BEING_DONE,
        earlier=earlier,
    )


def next_to_answer(access: Access, action: CorrectiveAction) -> CorrectiveAction | None:
    """Return the finding of the same plan that still waits for an answer, or None."""
    rows = CorrectiveAction.objects.shown_to_provider(access).filter(plan=action.plan_id)
    waiting = rows.filter(state__in=(ItemState.AWAITED, ItemState.RETURNED))
    return waiting.exclude(pk=action.pk).first()


@dataclass(frozen=True, slots=True)
class ResultPage:
    """What was sent to the provider, and the plan that was asked for, if any."""

    followup: Followup
    findings: Sequence[tuple[FindingKind, Sequence[Finding]]]
    plan: ActionPlan | None
    counted: Counted
    documents: Sequence[DocumentRequest]
    """What the provider has handed in, whose titles it knows."""


def result_page(access: Access, followup: Followup) -> ResultPage:
    """Return the result as sent: its text, the assessment and the findings by kind."""
    reader = access_to_result(access, followup.pk)
    findings = list(Finding.objects.shown_to_provider(reader).filter(followup=followup))
    groups = [(kind, [row for row in findings if row.kind == kind]) for kind in FindingKind]
    plans = ActionPlan.objects.shown_to_provider(access).filter(followup=followup)
    asked = DocumentRequest.objects.shown_to_provider(reader).filter(followup=followup)
    return ResultPage(
        followup,
        [(kind, rows) for kind, rows in groups if rows],
        plans.first(),
        counted_on_visits(followup),
        list(asked.filter(received_on__isnull=False).order_by("received_on", "pk")),
    )
