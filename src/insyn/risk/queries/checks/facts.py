"""Gathering what the checks read of a plan: at most 25 queries, however large the plan is."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from math import ceil

from django.db.models import Case, Count, F, Max, Q, Subquery, Value, When

from insyn.kernel.access import Access
from insyn.plans.models import Plan, PlanParty
from insyn.plans.rules import Scope
from insyn.plans.rules.hours import per_year
from insyn.plans.rules.lines import Line, Period, PlanLines
from insyn.platform import clock
from insyn.registry.models import Provider
from insyn.risk.models import FocusArea, RiskAssessment, RiskFactor, RiskScore
from insyn.risk.queries.checks.activities import activities_of, named_agreements
from insyn.risk.queries.checks.agreements import (
    Place,
    agreements_for,
    ends_of_contracts,
    places_in,
    terms_of,
)
from insyn.risk.queries.checks.burden import others_at
from insyn.risk.queries.checks.units import units_of
from insyn.risk.rules.checks import (
    Activity,
    AssessmentDate,
    HighRisk,
    Hours,
    PlanFacts,
    Span,
    Terms,
)
from insyn.risk.rules.kinds import RiskBand

HIGH = (RiskBand.ORANGE, RiskBand.RED)


def facts_of(access: Access, plan: Plan, *, memo_dates: Sequence[date] = ()) -> PlanFacts:
    """Return what the checks read of the plan, as far as the asker sees it."""
    today = clock.today()
    boards = set(PlanParty.objects.filter(plan=plan).values_list("authority", flat=True))
    planned = activities_of(access, plan)
    agreements = agreements_for(access, plan, boards, named_agreements(planned))
    places = places_in(access, agreements)
    terms = terms_of(access, agreements, places, boards=boards, today=today)
    activities = [_with_providers(activity, places) for activity in planned]
    checked_on = max(plan.starts_on, min(today, plan.ends_on))
    providers = {key for activity in activities if activity.waits for key in activity.providers}
    assessments = _assessments(access, plan)
    return PlanFacts(
        key=plan.pk,
        time=Span(plan.starts_on, plan.ends_on),
        dated_on=plan.dated_on,
        decided_on=plan.decided_on,
        memo_dates=tuple(memo_dates),
        checked_on=checked_on,
        activities=tuple(activities),
        agreements=tuple(terms),
        contract_ends=tuple(ends_of_contracts(agreements, places)),
        units=tuple(units_of(access, planned, terms, places, on=checked_on)),
        hours=_hours(plan, planned),
        high_risks=_high_risks(access, assessments, terms),
        assessments=tuple(AssessmentDate(one.pk, one.title, one.as_of) for one in assessments),
        provider_names=dict(Provider.objects.filter(pk__in=providers).values_list("pk", "name")),
        others_at=others_at(plan, boards, providers),
        **_focus(access, plan),
    )


def _with_providers(activity: Activity, places: Collection[Place]) -> Activity:
    """Return the activity with all providers of its agreement when none is chosen."""
    if activity.providers or activity.agreement is None:
        return activity
    everyone = (place.provider for place in places if place.agreement == activity.agreement)
    return replace(activity, providers=frozenset(everyone))


def _hours(plan: Plan, activities: Collection[Activity]) -> tuple[Hours, ...]:
    """Return the hours of each year, as the page of hours counts them; none without a limit."""
    if plan.capacity_hours is None:
        return ()
    lines = tuple(_line(activity) for activity in activities)
    years = per_year(PlanLines(tuple(plan.years), lines, capacity_hours=plan.capacity_hours))
    return tuple(Hours(one.year, ceil(one.hours), one.capacity) for one in years)


def _line(activity: Activity) -> Line:
    """Return as much of the activity as hours are counted from."""
    return Line(
        key=activity.key,
        form_key=0,
        form="",
        form_kind=activity.form,
        title=activity.title,
        scope=Scope.THEME,
        state=activity.state,
        periods=tuple(Period(time.starts_on, time.ends_on) for time in activity.periods),
        hours=activity.hours,
        occasions=activity.occasions,
    )


def _assessments(access: Access, plan: Plan) -> list[RiskAssessment]:
    """Return the plan's assessments, the latest first."""
    rows = RiskAssessment.objects.visible_to(access).filter(plan=plan)
    return list(rows.order_by("-as_of", "-pk"))


def _high_risks(
    access: Access, assessments: Sequence[RiskAssessment], terms: Collection[Terms]
) -> tuple[HighRisk, ...]:
    """Return the agreements at high risk in the plan's latest assessment. One query.

    A score that mostly stands on missing facts says that little is known, not that risk is high.
    """
    if not assessments:
        return ()
    latest = assessments[0]
    areas = {one.key: one.areas for one in terms}
    rows = RiskScore.objects.visible_to(access).filter(assessment=latest)
    standing = Case(When(override="", then=F("band")), default=F("override"))
    of_model = RiskFactor.objects.visible_to(access).filter(version=latest.model_version_id)
    factors = of_model.order_by().values("version").annotate(n=Count("pk")).values("n")
    is_known = ~Q(override="") | Q(missing=0) | Q(factors__gte=2 * F("missing"))
    told = rows.annotate(standing=standing, factors=Subquery(factors))
    high = told.filter(is_known, standing__in=HIGH).order_by()
    red = Max(Case(When(standing=RiskBand.RED, then=Value(1)), default=Value(0)))
    counted = high.values_list("agreement", "agreement__title").annotate(
        number=Count("pk", filter=Q(contract__isnull=False)), red=red
    )
    return tuple(
        HighRisk(latest.pk, agreement, title, areas.get(agreement, frozenset()), number, bool(red))
        for agreement, title, number, red in counted
    )


def _focus(access: Access, plan: Plan) -> dict[str, frozenset[int]]:
    rows = FocusArea.objects.visible_to(access).filter(plan=plan).order_by()
    found = list(rows.values_list("agreement", "service_area"))
    return {
        "focus_agreements": frozenset(agreement for agreement, _area in found if agreement),
        "focus_areas": frozenset(area for _agreement, area in found if area),
    }
