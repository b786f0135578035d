"""What the checks read of a plan's activities."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias

from insyn.kernel.access import Access
from insyn.plans.models import ActivityPeriod, ActivityTarget, Plan, PlannedActivity
from insyn.plans.rules import ActivityState, FormKind
from insyn.risk.rules.checks import Activity, Span

COLUMNS = (
    "plan", "title", "state", "form__kind", "form__is_outside", "agreement", "lot__agreement",
    "service_area", "lot__service_area", "responsible", "hours", "occasions",
    "outlook_years",
)  # fmt: skip

Target: TypeAlias = tuple[int | None, int | None]
"""A provider and a unit by their keys; no provider is one that is not in the register."""


def activities_of(access: Access, plan: Plan) -> list[Activity]:
    """Return the plan's activities, in its order. Three queries."""
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan)
    related = rows.select_related("form", "lot").only(*COLUMNS)
    times = _periods(access, plan)
    targets = _targets(access, plan)
    ordered = related.order_by("form__position", "position", "pk")
    return [_activity(row, times.get(row.pk, []), targets.get(row.pk, [])) for row in ordered]


def _activity(row: PlannedActivity, times: Sequence[Span], targets: Sequence[Target]) -> Activity:
    lot = row.lot
    return Activity(
        key=row.pk,
        title=row.title,
        form=FormKind(row.form.kind),
        is_outside=row.form.is_outside,
        state=ActivityState(row.state),
        periods=tuple(times),
        agreement=row.agreement_id or (lot.agreement_id if lot else None),
        area=row.service_area_id or (lot.service_area_id if lot else None),
        outlook=tuple(Span(date(y, 1, 1), date(y, 12, 31)) for y in row.outlook_years),
        providers=frozenset(provider for provider, _unit in targets if provider is not None),
        units=frozenset(unit for _provider, unit in targets if unit is not None),
        has_responsible=row.responsible_id is not None,
        hours=row.hours,
        occasions=row.occasions,
    )


def _periods(access: Access, plan: Plan) -> dict[int, list[Span]]:
    rows = ActivityPeriod.objects.visible_to(access).filter(activity__plan=plan)
    found: dict[int, list[Span]] = {}
    for activity, first, last in rows.values_list("activity", "starts_on", "ends_on"):
        found.setdefault(activity, []).append(Span(first, last))
    return found


def _targets(access: Access, plan: Plan) -> dict[int, list[Target]]:
    rows = ActivityTarget.objects.visible_to(access).filter(activity__plan=plan).order_by("pk")
    found: dict[int, list[Target]] = {}
    for activity, provider, unit in rows.values_list("activity", "provider", "unit"):
        found.setdefault(activity, []).append((provider, unit))
    return found


def named_agreements(activities: Iterable[Activity]) -> set[int]:
    """Return the agreements that some activity is about."""
    return {one.agreement for one in activities if one.agreement is not None}
