"""Answers about action plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy

from insyn.documents.models import Document
from insyn.findings.models import Finding
from insyn.followups.models import Followup
from insyn.followups.rules import LIFECYCLE, Event, State
from insyn.kernel.access import Access, Permission
from insyn.measures.models import (
    ActionPlan,
    ActionPlanQuerySet,
    CorrectiveAction,
    Letter,
    PlanStep,
)
from insyn.measures.rules import (
    ALL_TO_REVIEW,
    APPROVED_OR_LATER,
    ATTENTION,
    PLAN_LIFECYCLE,
    TO_REVIEW,
    WAITS_FOR_PROVIDER,
    ItemState,
    PlanEvent,
    PlanState,
    permission_for,
)
from insyn.platform.ordering import in_order_of, ranked
from insyn.registry.models import Provider

_STATE = in_order_of("state", PlanState)
SORTS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "due": ("due_on", "pk"),
    "-due": ("-due_on", "-pk"),
    "provider": ("followup__contract__provider__sort_key", "pk"),
    "-provider": ("-followup__contract__provider__sort_key", "-pk"),
    "state": (_STATE.asc(), "due_on", "pk"),
    "-state": (_STATE.desc(), "due_on", "pk"),
}
"""What the list may be sorted by."""


def plans(
    access: Access, chosen: Mapping[str, Any], *, sort: str, today: date
) -> ActionPlanQuerySet:
    """Return the plans that the asker sees, filtered and sorted, with how many are answered.

    Unless another order is asked for, what is late or waits for us comes first, then by the
    last day, and what is closed comes last.
    """
    rows = ActionPlan.objects.visible_to(access).with_followup()
    if chosen.get("q"):
        said = chosen["q"]
        rows = rows.filter(
            Q(followup__contract__provider__in=Provider.objects.matching(said))
            | Q(followup__number__icontains=said)
        )
    if chosen.get("state"):
        is_all = chosen["state"] == ALL_TO_REVIEW
        rows = rows.filter(state__in=TO_REVIEW if is_all else (chosen["state"],))
    if chosen.get("authority"):
        rows = rows.filter(followup__authority=chosen["authority"])
    if chosen.get("late"):
        rows = rows.filter(state__in=WAITS_FOR_PROVIDER, due_on__lt=today)
    settled = Q(actions__state__in=(ItemState.ANSWERED, ItemState.ACCEPTED))
    counted = rows.annotate(
        finding_count=Count("actions"), answer_count=Count("actions", filter=settled)
    )
    return counted.order_by(*SORTS.get(sort, (_attention(today), "due_on", "pk")))


def _attention(today: date) -> Case:
    late = Q(state__in=WAITS_FOR_PROVIDER, due_on__lt=today)
    first, *rest = (Q(state__in=states) for states in ATTENTION)
    return ranked(late | first, *rest)


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A finding beside its answer, and what may be done with the answer."""

    action: CorrectiveAction
    missing: Sequence[str]
    may_answer: bool
    may_judge: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything that the tab about the action plan shows."""

    plan: ActionPlan | None
    is_late: bool
    items: Sequence[ShownItem]
    steps: Sequence[PlanStep]
    letters: Sequence[Letter]
    events: Sequence[PlanEvent]
    open_deficiencies: int
    may_request: bool
    may_close: bool
    waits_for_plan: bool


def plan_of(access: Access, followup: Followup) -> ActionPlan | None:
    """Return the follow-up's action plan, or None."""
    return ActionPlan.objects.visible_to(access).with_followup().filter(followup=followup).first()


def plan_page(access: Access, followup: Followup, *, today: date) -> PlanPage:
    """Return what the asker sees of the follow-up's plan, and which buttons are open to them."""
    plan = plan_of(access, followup)
    state = State(followup.state)
    findings = Finding.objects.visible_to(access).unremedied().filter(followup=followup)
    left = findings.count()
    owner = followup.authority_id
    is_measurer = access.may(Permission.REQUEST_MEASURES, authority_id=owner)
    is_closer = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=owner)
    can_request = LIFECYCLE.allows(state, Event.REQUEST_MEASURES) and left > 0
    can_close = LIFECYCLE.allows(state, Event.CLOSE)
    is_settled = plan is None or plan.state in APPROVED_OR_LATER
    return PlanPage(
        plan=plan,
        is_late=plan is not None and plan.is_late(today),
        items=_items(access, plan, is_measurer=is_measurer),
        steps=_steps(access, plan),
        letters=_letters(access, plan),
        events=_events(access, plan),
        open_deficiencies=left,
        may_request=is_measurer and can_request,
        may_close=is_measurer and is_closer and can_close and is_settled,
        waits_for_plan=can_close and not is_settled,
    )


def _items(access: Access, plan: ActionPlan | None, *, is_measurer: bool) -> list[ShownItem]:
    if plan is None:
        return []
    is_waiting = is_measurer and plan.state in WAITS_FOR_PROVIDER
    is_reviewed = is_measurer and plan.state == PlanState.UNDER_REVIEW
    rows = CorrectiveAction.objects.visible_to(access).select_related("finding__section")
    return [
        ShownItem(
            action=row,
            missing=row.facts().missing(),
            may_answer=is_waiting and row.state != ItemState.ACCEPTED,
            may_judge=is_reviewed,
        )
        for row in rows.filter(plan=plan)
    ]


def _steps(access: Access, plan: ActionPlan | None) -> list[PlanStep]:
    return list(PlanStep.objects.visible_to(access).filter(plan=plan)) if plan else []


def _letters(access: Access, plan: ActionPlan | None) -> list[Letter]:
    """Return the letters, each with ``may_open``: documents never travel with a cooperation."""
    if plan is None:
        return []
    rows = Letter.objects.visible_to(access).select_related("word", "pdf").filter(plan=plan)
    opened = Document.objects.visible_to(access).filter(pk=OuterRef("pdf"))
    return list(rows.annotate(may_open=Exists(opened)))


def _events(access: Access, plan: ActionPlan | None) -> list[PlanEvent]:
    """Return the events that are possible now and permitted to the asker, in table order."""
    if plan is None:
        return []
    owner = plan.followup.authority_id
    return [
        event
        for event in PLAN_LIFECYCLE.events_from(PlanState(plan.state))
        if access.may(permission_for(event), authority_id=owner)
    ]


OF_PROVIDER_SORTS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "done": (F("done_by").asc(nulls_last=True), "pk"),
    "-done": (F("done_by").desc(nulls_last=True), "-pk"),
    "state": (in_order_of("state", ItemState).asc(), "-pk"),
    "-state": (in_order_of("state", ItemState).desc(), "-pk"),
}
"""What the list of a provider's measures may be sorted by."""


def measures_of_provider(
    access: Access, provider: Provider, chosen: Mapping[str, Any], *, sort: str
) -> QuerySet[CorrectiveAction]:
    """Return the provider's answers to findings, as far as the asker sees them; the latest first.

    One is open as long as its plan is not closed.
    """
    rows = CorrectiveAction.objects.visible_to(access)
    rows = rows.filter(plan__followup__contract__provider=provider)
    if chosen["q"]:
        rows = rows.filter(
            Q(finding__text__icontains=chosen["q"]) | Q(measure__icontains=chosen["q"])
        )
    if chosen["state"]:
        rows = rows.filter(state=chosen["state"])
    if chosen["is_open"]:
        rows = rows.exclude(plan__state=PlanState.CLOSED)
    related = rows.select_related("finding", "plan__followup__authority__municipality")
    return related.order_by(*OF_PROVIDER_SORTS.get(sort, ("-plan__requested_on", "-pk")))
