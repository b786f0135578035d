"""The activities of a plan as the views and the documents show them."""

from collections import defaultdict
from collections.abc import Mapping

from insyn.kernel.access import Access
from insyn.plans.models import (
    ActivityPeriod,
    ActivityTarget,
    FormStage,
    Plan,
    PlannedActivity,
)
from insyn.plans.rules import ActivityState, FormKind, Scope
from insyn.plans.rules.lines import Line, Period, PlanLines, Terms
from insyn.registry.models import Agreement


def plan_lines(access: Access, plan: Plan) -> PlanLines:
    """Return the plan's activities in the order of the plan, with all that its views need.

    Four queries, however many activities there are. Periods and providers are read as plain
    values: a plan has many more of them than of activities.
    """
    rows = (
        PlannedActivity.objects.visible_to(access)
        .filter(plan=plan)
        .select_related(
            "form", "agreement", "lot__agreement", "service_area", "rhythm", "responsible",
            "responsible_authority__municipality",
        )
        .defer("agreement__insight_clause", "lot__agreement__insight_clause")
        .order_by("form__position", "form", "position", "pk")
    )  # fmt: skip
    periods, providers = _periods(access, plan), _providers(access, plan)
    return PlanLines(
        years=tuple(plan.years),
        lines=tuple(_line(row, periods, providers) for row in rows),
        stages=_stages(access, plan),
        capacity_hours=plan.capacity_hours,
    )


def _periods(access: Access, plan: Plan) -> Mapping[int, list[Period]]:
    """Return the times of each activity, in order."""
    found: dict[int, list[Period]] = defaultdict(list)
    rows = ActivityPeriod.objects.visible_to(access).filter(activity__plan=plan)
    told = rows.values_list("activity", "starts_on", "ends_on", "label", "stage__name")
    for activity, starts_on, ends_on, label, stage in told:
        found[activity].append(Period(starts_on, ends_on, label, stage or ""))
    return found


def _providers(access: Access, plan: Plan) -> Mapping[int, list[str]]:
    """Return the names of those that each activity is about, by name."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = ActivityTarget.objects.visible_to(access).filter(activity__plan=plan)
    named = rows.values_list("activity", "provider__name", "listed_as", "unit__name")
    for activity, provider, listed_as, unit in named:
        found[activity].append(f"{provider}, {unit}" if unit else provider or listed_as)
    return found


def _stages(access: Access, plan: Plan) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the names of each form's stages, in their order."""
    found: dict[int, list[str]] = {}
    rows = FormStage.objects.visible_to(access).filter(form__plan=plan)
    for form, name in rows.order_by("position", "pk").values_list("form", "name"):
        found.setdefault(form, []).append(name)
    return tuple((form, tuple(names)) for form, names in found.items())


def _line(
    row: PlannedActivity,
    periods: Mapping[int, list[Period]],
    providers: Mapping[int, list[str]],
) -> Line:
    agreement = row.agreement or (row.lot.agreement if row.lot else None)
    return Line(
        key=row.pk,
        form_key=row.form_id,
        form=row.form.name,
        form_kind=FormKind(row.form.kind),
        title=row.title,
        scope=Scope(row.scope),
        state=ActivityState(row.state),
        periods=tuple(periods.get(row.pk, ())),
        agreement=_terms(agreement) if agreement else None,
        lot=row.lot.name if row.lot else "",
        area=row.service_area.name if row.service_area else "",
        theme=row.theme,
        providers=tuple(providers.get(row.pk, ())),
        board=str(row.responsible_authority),
        person=str(row.responsible) if row.responsible else "",
        rhythm=row.rhythm.name if row.rhythm else "",
        hours=row.hours,
        occasions=row.occasions,
        outlook=tuple(row.outlook_years),
        note=row.note,
    )


def _terms(row: Agreement) -> Terms:
    return Terms(
        key=row.pk,
        title=row.title,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        has_unknown_period=row.has_unknown_period,
    )
