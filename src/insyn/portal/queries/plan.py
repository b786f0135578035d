"""The plans of the year on the start page, and what a provider has ahead of it in plans."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from insyn.followups.queries.of_plan import (
    ActivityProgress,
    progress_of_plans,
    sum_of_progress,
)
from insyn.followups.rules.plan_progress import Sum, is_to_start
from insyn.kernel.access import Access, Permission
from insyn.plans.models import ActivityPeriod, ActivityTarget, Plan
from insyn.plans.rules import Method, PlanState
from insyn.plans.rules.activities import OPEN_ACTIVITIES
from insyn.registry.models import Contract, Provider

STARTED_AHEAD = timedelta(days=30)
"""How long before its period an activity without follow-ups is shown on the start page."""

MOST_TO_START = 4
MOST_AHEAD = 20


@dataclass(frozen=True, slots=True)
class PlanOfYear:
    """An adopted plan and how far this year's part of it has come.

    ``to_start`` are the activities whose time is here or near and that have no follow-ups.
    """

    plan: Plan
    sum: Sum
    to_start: tuple[ActivityProgress, ...]
    to_start_count: int


def plans_of_year(access: Access, *, today: date) -> list[PlanOfYear]:
    """Return the adopted plans for today that the asker sees. Four queries, one without plans."""
    rows = Plan.objects.visible_to(access).filter(state=PlanState.ADOPTED).covering(today)
    plans = list(rows.select_related("authority__municipality"))
    if not plans:
        return []
    progress = progress_of_plans(access, plans, today=today, year=today.year)
    return [_of_year(access, plan, progress, today) for plan in plans]


def _of_year(
    access: Access, plan: Plan, progress: list[ActivityProgress], today: date
) -> PlanOfYear:
    rows = [row for row in progress if row.activity.plan_id == plan.pk]
    mine = access.authorities_where(Permission.PLAN_FOLLOWUP)
    waiting = [
        row
        for row in rows
        if is_to_start(row.standing, row.times, today + STARTED_AHEAD)
        and row.activity.responsible_authority_id in mine
        and not row.activity.form.is_outside
    ]
    waiting.sort(key=lambda row: (row.times.first_on or today, row.activity.pk))
    return PlanOfYear(plan, sum_of_progress(rows), tuple(waiting[:MOST_TO_START]), len(waiting))


def coming_of_provider(access: Access, provider: Provider, *, today: date) -> list[ActivityPeriod]:
    """Return when adopted plans that the asker sees will follow the provider up, soonest first.

    Never what is unannounced: the page of a provider is shown and printed in its presence.
    One query.
    """
    rows = ActivityPeriod.objects.visible_to(access).filter(
        _is_about(access, provider),
        ends_on__gte=today,
        activity__state__in=OPEN_ACTIVITIES,
        activity__is_unannounced=False,
        activity__plan__state=PlanState.ADOPTED,
    )
    told = rows.select_related("activity__form", "activity__plan", "stage")
    announced = [
        row
        for row in told.order_by("starts_on", "ends_on", "pk")
        if Method.UNANNOUNCED_VISIT not in row.activity.methods
    ]
    return announced[:MOST_AHEAD]


def _is_about(access: Access, provider: Provider) -> Q:
    """Keep the activities that name the provider, or name none in an agreement that it has."""
    targets = ActivityTarget.objects.visible_to(access).order_by()
    named = targets.filter(provider=provider).values("activity")
    contracts = Contract.objects.visible_to(access).usable().filter(provider=provider).order_by()
    in_agreement = Q(activity__agreement__in=contracts.values("agreement"))
    in_lot = Q(activity__lot=None) | Q(activity__lot__in=_lots(contracts))
    names_none = ~Q(activity__in=targets.values("activity"))
    return Q(activity__in=named) | (in_agreement & in_lot & names_none)


def _lots(contracts: QuerySet[Contract]) -> QuerySet[Contract, int]:
    return contracts.exclude(lots=None).values_list("lots", flat=True)
