"""Answers to a provider: what to do, by when and why. Everything through shown_to_provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import DocumentRequest, Followup, FollowupQuerySet
from insyn.followups.rules import ENDED, RequestState
from insyn.kernel.access import Access, Secrecy
from insyn.measures.models import ActionPlan, CorrectiveAction, Letter, PlanStep
from insyn.measures.rules import (
    WAITS_FOR_PROVIDER,
    ItemState,
    PlanEvent,
    PlanState,
    gaps,
)
from insyn.provider_portal.rules import FIRST_SHOWN, INSIDE, WHY, Verdict, verdict_shown

_ABOUT = ("followup__contract__provider", "followup__contract__agreement",
          "followup__authority__municipality", "followup__lot")  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A plan to hand in: why, by when, and how much is answered."""

    plan: ActionPlan
    why: str
    is_late: bool
    is_reminded: bool
    answered: int
    findings: int


@dataclass(frozen=True, slots=True)
class RequestTask:
    """A document to hand in."""

    request: DocumentRequest
    is_late: bool
    is_about_client: bool


@dataclass(frozen=True, slots=True)
class Tasks:
    """What a provider has to do, and what it may read."""

    plans: Sequence[PlanTask]
    requests: Sequence[RequestTask]
    others: Sequence[PlanTask]
    results: FollowupQuerySet


def tasks(access: Access, *, today: date) -> Tasks:
    """Return what the asker's providers are to do, the nearest day first, and have received."""
    settled = Q(actions__state__in=(ItemState.ANSWERED, ItemState.ACCEPTED))
    reminders = PlanStep.objects.shown_to_provider(access).filter(
        plan=OuterRef("pk"), event=PlanEvent.REMIND
    )
    plans = ActionPlan.objects.shown_to_provider(access).select_related(*_ABOUT)
    counted = plans.annotate(
        findings=Count("actions"),
        answered=Count("actions", filter=settled),
        is_reminded=Exists(reminders),
    )
    told = [_plan_task(plan, today) for plan in counted]
    return Tasks(
        plans=[task for task in told if task.plan.state in WAITS_FOR_PROVIDER],
        requests=_requests(access, today),
        others=sorted(
            (task for task in told if task.plan.state not in WAITS_FOR_PROVIDER),
            key=lambda task: task.plan.state == PlanState.CLOSED,
        ),
        results=Followup.objects.shown_to_provider(access)
        .for_list()
        .order_by("-reported_on", "-pk"),
    )


def _plan_task(plan: ActionPlan, today: date) -> PlanTask:
    return PlanTask(
        plan=plan,
        why=WHY[PlanState(plan.state)],
        is_late=plan.is_late(today),
        is_reminded=plan.is_reminded,  # type: ignore[attr-defined]
        answered=plan.answered,  # type: ignore[attr-defined]
        findings=plan.findings,  # type: ignore[attr-defined]
    )


def _requests(access: Access, today: date) -> list[RequestTask]:
    rows = DocumentRequest.objects.shown_to_provider(access).select_related(*_ABOUT)
    left = rows.filter(state=RequestState.REQUESTED).exclude(followup__state__in=ENDED)
    return [
        RequestTask(row, row.is_overdue(today), row.secrecy == Secrecy.CLIENT_DOCUMENT)
        for row in left
    ]


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
    items = [_item(action, state) for action in actions]
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


def _item(action: CorrectiveAction, plan: PlanState) -> PlanItem:
    verdict = verdict_shown(plan, ItemState(action.state), action.comment)
    may_answer = plan in WAITS_FOR_PROVIDER and action.state != ItemState.ACCEPTED
    return PlanItem(action, verdict, action.facts().missing(), may_answer)


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


def result_page(access: Access, followup: Followup) -> ResultPage:
    """Return the result as sent: its text, the assessment and the findings by kind."""
    findings = list(Finding.objects.shown_to_provider(access).filter(followup=followup))
    groups = [(kind, [row for row in findings if row.kind == kind]) for kind in FindingKind]
    plans = ActionPlan.objects.shown_to_provider(access).filter(followup=followup)
    return ResultPage(followup, [(kind, rows) for kind, rows in groups if rows], plans.first())
