"""How many other boards are at the plan's providers, month by month.

The one place where a plan reads what other boards do, and it answers with numbers only. Left
out is all that would tell more than that: plans that no board has adopted, what is unannounced,
follow-ups that a signal set going, and follow-ups that few may know of.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db.models import Q

from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_START, Kind, Reason
from insyn.kernel.access import Secrecy
from insyn.plans.models import ActivityPeriod, Plan
from insyn.plans.rules import ActivityState, PlanState
from insyn.risk.rules.checks import Span
from insyn.risk.rules.checks.facts import NOT_PLANNED
from insyn.risk.rules.checks.providers import busy_months

Month = tuple[int, int, int]
"""A provider, a year and a month."""


def others_at(plan: Plan, boards: Collection[int], providers: Collection[int]) -> dict[Month, int]:
    """Return how many other boards are at each provider in each month. Three queries."""
    found: dict[Month, set[int]] = defaultdict(set)
    for provider, board, time in (
        *_planned(plan, boards, providers),
        *_started(plan, boards, providers),
    ):
        for month in busy_months(time):
            found[provider, *month].add(board)
    return {month: len(others) for month, others in found.items()}


def _planned(
    plan: Plan, boards: Collection[int], providers: Collection[int]
) -> Iterator[tuple[int, int, Span]]:
    """Yield what stands openly in other boards' adopted plans. Two queries."""
    rows = ActivityPeriod.objects.unscoped(
        reason="counts the boards at a provider; only the number leaves this module"
    )
    open_rows = rows.filter(
        starts_on__lte=plan.ends_on,
        ends_on__gte=plan.starts_on,
        activity__plan__state=PlanState.ADOPTED,
        activity__state__in=(ActivityState.PLANNED, ActivityState.POSTPONED),
        activity__is_unannounced=False,
        activity__form__is_outside=False,
    ).exclude(activity__form__kind__in=NOT_PLANNED)
    others = open_rows.exclude(activity__responsible_authority__in=boards).order_by()
    chosen = Q(activity__targets__provider__in=providers)
    everyone = Q(activity__targets=None, activity__agreement__contracts__provider__in=providers)
    yield from _read(others.filter(chosen), "activity__targets__provider")
    yield from _read(others.filter(everyone), "activity__agreement__contracts__provider")


def _read(rows: Iterable[ActivityPeriod], provider: str) -> Iterator[tuple[int, int, Span]]:
    columns = (provider, "activity__responsible_authority", "starts_on", "ends_on")
    for key, board, first, last in rows.values_list(*columns):  # type: ignore[attr-defined]
        yield key, board, Span(first, last)


def _started(
    plan: Plan, boards: Collection[int], providers: Collection[int]
) -> Iterator[tuple[int, int, Span]]:
    """Yield other boards' follow-ups that are planned and that nobody keeps to a few."""
    rows = Followup.objects.unscoped(
        reason="counts the boards at a provider; only the number leaves this module"
    )
    ahead = rows.filter(
        contract__provider__in=providers,
        planned_for__range=(plan.starts_on, plan.ends_on),
        state__in=BEFORE_START,
        secrecy__lte=Secrecy.INTERNAL,
    )
    told = ahead.exclude(reason=Reason.SIGNAL).exclude(kind=Kind.EVENT)
    others = told.exclude(activity__is_unannounced=True).exclude(authority__in=boards)
    columns = ("contract__provider", "authority", "planned_for")
    for provider, board, day in others.order_by().values_list(*columns):
        yield provider, board, Span(day, day)
