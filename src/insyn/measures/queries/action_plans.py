"""Answers about action plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy

from insyn.documents.models import Document
from insyn.findings.models import Finding
from insyn.findings.queries.findings import propose_url
from insyn.followups.models import Followup
from insyn.followups.rules import LIFECYCLE, Event, State
from insyn.kernel.access import Access, Permission
from insyn.measures.models import (
    ActionPlan,
    ActionPlanQuerySet,
    CorrectiveAction,
    EarlierAnswer,
    Letter,
    PlanStep,
    Verification,
)
from insyn.measures.queries.verifying import effects_of
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
from insyn.measures.rules.reminding import is_to_escalate
from insyn.measures.rules.verifying import (
    BEING_DONE,
    BEING_VERIFIED,
    LACKING,
    CheckedFacts,
    closed_events,
    gaps_at,
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
    earlier: Sequence[EarlierAnswer]
    checks: Sequence[Verification]
    files: Sequence[Document]
    may_answer: bool
    may_judge: bool
    may_carry_out: bool
    may_verify: bool
    propose_url: str
    """Where a sanction on this deficiency is proposed; empty when the asker cannot."""

    @property
    def may_note_effect(self) -> bool:
        return self.may_verify and self.action.carried_out_on is not None

    @property
    def has_buttons(self) -> bool:
        may = self.may_answer or self.may_judge or self.may_carry_out or self.may_verify
        return may or bool(self.propose_url)


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
    is_to_escalate: bool
    is_lacking: bool
    may_propose: bool
    gap: str
    """What is to be noted of the measures before the plan can go on."""


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
    items, steps = _items(access, plan, is_measurer=is_measurer), _steps(access, plan)
    checked = [_checked(item) for item in items]
    return PlanPage(
        plan=plan,
        is_late=plan is not None and plan.is_late(today),
        items=items,
        steps=steps,
        letters=_letters(access, plan),
        events=_events(access, plan, checked),
        open_deficiencies=left,
        may_request=is_measurer and can_request,
        may_close=is_measurer and is_closer and can_close and is_settled,
        waits_for_plan=can_close and not is_settled,
        is_to_escalate=plan is not None and _is_to_escalate(plan, steps, today),
        is_lacking=any(one.effect in LACKING for one in checked),
        may_propose=is_measurer,
        gap=gaps_at(PlanState(plan.state), checked) if plan and is_measurer else "",
    )


def _is_to_escalate(plan: ActionPlan, steps: Sequence[PlanStep], today: date) -> bool:
    events = [PlanEvent(step.event) for step in steps]
    state = PlanState(plan.state)
    return is_to_escalate(state, due_on=plan.due_on, events=events, today=today)


def _checked(item: ShownItem) -> CheckedFacts:
    """Return what is known of the present answer after the approval."""
    effects = effects_of(item.checks, item.action, len(item.earlier) + 1)
    return CheckedFacts(item.action.finding.text, item.action.carried_out_on, effects)


def _items(access: Access, plan: ActionPlan | None, *, is_measurer: bool) -> list[ShownItem]:
    if plan is None:
        return []
    is_waiting = is_measurer and plan.state in WAITS_FOR_PROVIDER
    is_reviewed = is_measurer and plan.state == PlanState.UNDER_REVIEW
    rows = CorrectiveAction.objects.visible_to(access).select_related("finding__section")
    actions = list(rows.filter(plan=plan))
    earlier, checks = _earlier(access, plan), _checks(access, plan)
    files = _files(access, actions)
    return [
        ShownItem(
            action=row,
            missing=row.facts().missing(),
            earlier=[one for one in earlier if one.action_id == row.pk],
            checks=[one for one in checks if one.action_id == row.pk],
            files=files.get(row.pk, ()),
            may_answer=is_waiting and row.state != ItemState.ACCEPTED,
            may_judge=is_reviewed,
            may_carry_out=is_measurer and plan.state in BEING_DONE,
            may_verify=is_measurer and plan.state in BEING_VERIFIED,
            propose_url=propose_url(access, plan.followup, row.finding),
        )
        for row in actions
    ]


def _earlier(access: Access, plan: ActionPlan) -> list[EarlierAnswer]:
    return list(EarlierAnswer.objects.visible_to(access).filter(action__plan=plan))


def _checks(access: Access, plan: ActionPlan) -> list[Verification]:
    rows = Verification.objects.visible_to(access).filter(action__plan=plan)
    return list(rows.select_related("followup", "document"))


def _files(access: Access, actions: Sequence[CorrectiveAction]) -> dict[int, list[Document]]:
    """Return the files that the asker may open, by the measure's key. Two queries."""
    pairs = CorrectiveAction.documents.through.objects.filter(
        correctiveaction__in=[row.pk for row in actions]
    ).values_list("correctiveaction", "document")
    keys = list(pairs)
    rows = Document.objects.visible_to(access).in_bulk([document for _row, document in keys])
    found: dict[int, list[Document]] = {}
    for action, document in keys:
        if document in rows:
            found.setdefault(action, []).append(rows[document])
    return found


def _steps(access: Access, plan: ActionPlan | None) -> list[PlanStep]:
    return list(PlanStep.objects.visible_to(access).filter(plan=plan)) if plan else []


def _letters(access: Access, plan: ActionPlan | None) -> list[Letter]:
    """Return the letters, each with ``may_open``: documents never travel with a cooperation."""
    if plan is None:
        return []
    rows = Letter.objects.visible_to(access).select_related("word", "pdf").filter(plan=plan)
    opened = Document.objects.visible_to(access).filter(pk=OuterRef("pdf"))
    return list(rows.annotate(may_open=Exists(opened)))


def _events(
    access: Access, plan: ActionPlan | None, checked: Sequence[CheckedFacts]
) -> list[PlanEvent]:
    """Return the events that are possible now and permitted to the asker, in table order."""
    if plan is None:
        return []
    owner, state = plan.followup.authority_id, PlanState(plan.state)
    closed = closed_events(state, checked)
    return [
        event
        for event in PLAN_LIFECYCLE.events_from(state)
        if event not in closed and access.may(permission_for(event), authority_id=owner)
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
