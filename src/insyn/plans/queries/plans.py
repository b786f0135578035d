"""Questions about plans: which there are, for whom and when."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from insyn.accounts.models import Authority, Municipality
from insyn.audit.models import AuditEvent
from insyn.kernel.access import Access, Permission
from insyn.plans.models import (
    FormStage,
    Plan,
    PlanChange,
    PlanForm,
    PlannedActivity,
    PlanParty,
    PlanSection,
)
from insyn.plans.rules import ChangeKind, PlanState
from insyn.plans.rules.overlaps import KnownPlan
from insyn.plans.rules.periods import Days
from insyn.platform.ordering import in_order_of

SORTS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "-starts_on", "pk"),
    "-title": ("-title", "starts_on", "-pk"),
    "starts_on": ("starts_on", "title", "pk"),
    "-starts_on": ("-starts_on", "title", "pk"),
    "decided_on": ("decided_on", "title", "pk"),
    "-decided_on": ("-decided_on", "title", "pk"),
}
LONGEST_CHAIN = 100
"""Editions of a plan that are looked through; more is no plan but an error."""


def listed_plans(access: Access, *, chosen: Mapping[str, Any], sort: str) -> QuerySet[Plan]:
    """Return the plans that the filters keep; without a sort, those in work first."""
    rows = Plan.objects.visible_to(access).select_related("authority__municipality")
    if chosen["q"]:
        rows = rows.filter(Q(title__icontains=chosen["q"]) | Q(case_number__icontains=chosen["q"]))
    if chosen["year"]:
        year = chosen["year"]
        rows = rows.filter(starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1))
    if chosen["board"]:
        boards = PlanParty.objects.filter(authority=chosen["board"])
        rows = rows.filter(pk__in=boards.values("plan"))
    if chosen["state"]:
        rows = rows.filter(state=chosen["state"])
    if sort in SORTS:
        return rows.order_by(*SORTS[sort])
    return rows.order_by(in_order_of("state", PlanState), "-starts_on", "-edition", "title", "pk")


def years_of_plans(access: Access) -> list[int]:
    """Return the years that the asker's plans touch, latest first."""
    ends = Plan.objects.visible_to(access).order_by().values_list("starts_on", "ends_on")
    years = {year for first, last in ends for year in range(first.year, last.year + 1)}
    return sorted(years, reverse=True)


def boards_with_plans(access: Access) -> QuerySet[Authority]:
    """Return the boards that some plan, which the asker sees, is for."""
    parties = PlanParty.objects.filter(plan__in=Plan.objects.visible_to(access).values("pk"))
    ids = parties.values("authority")
    return Authority.objects.select_related("municipality").filter(pk__in=ids)


def parties_of(plans: Iterable[Plan]) -> dict[int, list[PlanParty]]:
    """Return the boards of each plan, by the plan's key; the owner's own board first."""
    owners = {plan.pk: plan.authority_id for plan in plans}
    found: dict[int, list[PlanParty]] = {key: [] for key in owners}
    rows = PlanParty.objects.filter(plan__in=owners).select_related("authority__municipality")
    for party in rows:
        found[party.plan_id].append(party)
    for key, parties in found.items():
        parties.sort(key=lambda party: party.authority_id != owners[key])
    return found


def boards_to_own(access: Access) -> QuerySet[Authority]:
    """Return the boards for which the asker may write a plan."""
    ids = access.authorities_where(Permission.EDIT_PLAN)
    return Authority.objects.select_related("municipality").filter(pk__in=ids)


def boards_beside(municipality_ids: Collection[int], *, today: date) -> QuerySet[Authority]:
    """Return the boards of the municipalities that have not ended."""
    rows = Authority.objects.select_related("municipality")
    standing = rows.filter(Q(valid_to=None) | Q(valid_to__gte=today))
    return standing.filter(municipality__in=municipality_ids)


def municipalities_of(access: Access) -> QuerySet[Municipality]:
    """Return the municipalities in which the asker has a role."""
    return Municipality.objects.filter(authorities__in=access.authority_ids).distinct()


def known_plans(access: Access, board_ids: Collection[int], *, but: int = 0) -> list[KnownPlan]:
    """Return the plans that stand for the boards, as far as the asker may know. Two queries.

    That a board has adopted a plan is public. Of other plans, those unseen are left out.
    """
    seen = set(Plan.objects.visible_to(access).order_by().values_list("pk", flat=True))
    rows = PlanParty.objects.filter(authority__in=board_ids).exclude(plan=but)
    standing = rows.exclude(plan__state=PlanState.REPLACED).select_related("authority")
    told = standing.values_list(
        "plan", "plan__title", "plan__state", "plan__starts_on", "plan__ends_on", "authority__name"
    )
    return [
        KnownPlan(key, board, Days(first, last), title if key in seen else "")
        for key, title, state, first, last, board in told
        if key in seen or state == PlanState.ADOPTED
    ]


def chain_before(access: Access, plan: Plan) -> frozenset[int]:
    """Return the keys of the plans that the plan continues, one after another."""
    found: set[int] = set()
    key = plan.continues_id
    while key is not None and key not in found and len(found) < LONGEST_CHAIN:
        found.add(key)
        rows = Plan.objects.visible_to(access).filter(pk=key)
        key = rows.values_list("continues", flat=True).first()
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Overview:
    """How much a plan holds: what its first page counts."""

    sections: int
    forms: int
    activities: int
    hours: int
    changes: int


def overview_of(access: Access, plan: Plan) -> Overview:
    """Return how much the plan holds. Four queries."""
    activities = PlannedActivity.objects.visible_to(access).filter(plan=plan)
    told = activities.order_by().values_list("hours", "occasions", "state")
    rows = [row for row in told if row[2] != "cancelled"]
    return Overview(
        sections=PlanSection.objects.visible_to(access).filter(plan=plan).count(),
        forms=PlanForm.objects.visible_to(access).filter(plan=plan).count(),
        activities=len(rows),
        hours=round(sum((hours or 0) * times for hours, times, _state in rows)),
        changes=counted_changes(access, plan),
    )


def counted_changes(access: Access, plan: Plan) -> int:
    """Return how many changes of activities have been made since the plan was adopted."""
    rows = PlanChange.objects.visible_to(access).filter(plan=plan)
    return rows.exclude(kind=ChangeKind.TEXT).count()


def seen_next(access: Access, plan: Plan) -> Plan | None:
    """Return the plan that continues this one, if the asker may see it."""
    return Plan.objects.visible_to(access).filter(continues=plan).first()


def seen_previous(access: Access, plan: Plan) -> Plan | None:
    """Return the plan that this one continues, if the asker may see it."""
    key = plan.continues_id
    return Plan.objects.visible_to(access).filter(pk=key).first() if key else None


def sent_back(access: Access, plan: Plan) -> AuditEvent | None:
    """Return how the plan was last sent back by the board, while it is being reworked."""
    if plan.plan_state is not PlanState.DRAFT:
        return None
    events = AuditEvent.objects.visible_to(access).about(plan)
    return events.filter(event="followup_plan.sent_back").order_by("-at", "-pk").first()


def forms_with_stages(access: Access, plan: Plan) -> list[PlanForm]:
    """Return the plan's forms in order, each with its stages and ``activity_count``."""
    rows = PlanForm.objects.visible_to(access).filter(plan=plan)
    stages = Prefetch("stages", FormStage.objects.visible_to(access))
    counted = rows.prefetch_related(stages).annotate(activity_count=Count("activities"))
    return list(counted.order_by("position", "pk"))
