"""The list of a plan's activities, and one of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dates import MONTHS

from insyn.kernel.access import Access
from insyn.plans.models import (
    ActivityPeriod,
    ActivityTarget,
    Plan,
    PlanForm,
    PlannedActivity,
    PlannedActivityQuerySet,
)
from insyn.plans.rules import Method, Scope
from insyn.plans.rules.spans import YEAR, is_whole_months
from insyn.registry.models import Agreement, Contract, Lot, Provider, Unit
from insyn.registry.models.units import UnitQuerySet
from insyn.registry.rules.names import sort_key

SHOWN_PERIODS = 3
"""How many periods a row of the list names."""

MOST_FOUND = 50
"""How many providers or units a search shows."""

LONGEST_KEY = 18
"""Digits of a row's key; a longer one fits in no database."""

LACKING: Mapping[str, Q] = {
    "responsible": Q(responsible=None),
    "periods": Q(periods=None),
    "template": Q(template=None),
    "targets": Q(targets=None),
}
"""What an activity can be without while it is planned."""


def activities_for_list(
    access: Access, plan: Plan, chosen: Mapping[str, Any]
) -> PlannedActivityQuerySet:
    """Return the activities of the plan that the filter keeps, in the plan's order."""
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan).for_views(access)
    for name in ("form", "scope", "state", "responsible"):
        if chosen[name]:
            rows = rows.filter(**{name: chosen[name]})
    if chosen["q"]:
        rows = rows.filter(_mentions(access, chosen["q"]))
    if chosen["year"]:
        rows = rows.filter(pk__in=_in_year(access, plan, chosen["year"]))
    if chosen["is_carried_over"]:
        rows = rows.exclude(carried_over_from=None)
    return rows.filter(LACKING[chosen["lacking"]]) if chosen["lacking"] else rows


def _mentions(access: Access, text: str) -> Q:
    agreements = Agreement.objects.visible_to(access).matching(text).order_by().values("pk")
    targets = ActivityTarget.objects.visible_to(access).order_by()
    named = targets.filter(provider__in=Provider.objects.matching(text).order_by().values("pk"))
    return (
        Q(title__icontains=text)
        | Q(theme__icontains=text)
        | Q(service_area__name__icontains=text)
        | Q(agreement__in=agreements)
        | Q(pk__in=named.values("activity"))
    )


def _in_year(access: Access, plan: Plan, year: int) -> QuerySet[ActivityPeriod, Any]:
    periods = ActivityPeriod.objects.visible_to(access).filter(activity__plan=plan)
    inside = periods.filter(starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1))
    return inside.order_by().values("activity")


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What the list can be narrowed to, as (key, label)."""

    forms: list[tuple[str, str]]
    people: list[tuple[str, str]]
    years: list[tuple[str, str]]


def filter_choices(access: Access, plan: Plan) -> FilterChoices:
    """Return the plan's forms, the people responsible for something, and its years. One query."""
    user = "activities__responsible"
    rows = PlanForm.objects.visible_to(access).filter(plan=plan).distinct()
    names = (f"{user}__first_name", f"{user}__last_name", f"{user}__username")
    forms: dict[str, str] = {}
    people: dict[str, str] = {}
    for form_id, form, person_id, *named in rows.values_list("pk", "name", user, *names):
        forms[str(form_id)] = form
        if person_id is not None:
            first, last, username = named
            people[str(person_id)] = f"{first} {last}".strip() or username
    return FilterChoices(
        forms=list(forms.items()),
        people=sorted(people.items(), key=lambda pair: sort_key(pair[1])),
        years=[(str(year), str(year)) for year in plan.years],
    )


def shown_days(first: date, last: date) -> str:
    """Return the days in the reader's language: ”mars–maj 2026”, ”2026” or ISO days."""
    if not is_whole_months(first, last):
        return first.isoformat() if first == last else f"{first}–{last}"
    begin, end = f"{MONTHS[first.month]} {first.year}", f"{MONTHS[last.month]} {last.year}"
    if (first.month, last.month) == (1, YEAR):
        begin, end = str(first.year), str(last.year)
    if begin == end:
        return begin
    return f"{MONTHS[first.month]}–{end}" if first.year == last.year else f"{begin}–{end}"


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity as the list and its own page tell of it. Nothing is asked of the database."""

    activity: PlannedActivity

    @property
    def subject(self) -> str:
        """Return what the activity is about, in words; '' when nothing more is said."""
        row = self.activity
        parts = (row.lot or row.agreement, row.service_area, row.theme)
        return ", ".join(str(part) for part in parts if part)

    @property
    def periods(self) -> Sequence[ActivityPeriod]:
        return list(self.activity.periods.all())

    @property
    def period_words(self) -> list[str]:
        """Return each period in words with its year, and with its stage if it has one."""
        shown = [
            (period.stage, shown_days(period.starts_on, period.ends_on)) for period in self.periods
        ]
        return [f"{stage}: {words}" if stage else words for stage, words in shown]

    @property
    def first_periods(self) -> list[str]:
        return self.period_words[:SHOWN_PERIODS]

    @property
    def more_periods(self) -> int:
        return max(len(self.periods) - SHOWN_PERIODS, 0)

    @property
    def targets(self) -> Sequence[ActivityTarget]:
        return list(self.activity.targets.all())

    @property
    def total_hours(self) -> object:
        """Return the hours of all occasions; None when they are not estimated."""
        row = self.activity
        return row.hours * row.occasions if row.hours is not None else None

    @property
    def methods(self) -> list[Method]:
        known = set(Method.codes())
        return [Method(code) for code in self.activity.methods if code in known]


def rows_of(activities: Iterable[PlannedActivity]) -> list[ActivityRow]:
    """Return the activities as the list tells of them."""
    return [ActivityRow(activity) for activity in activities]


def found_to_choose(access: Access, activity: PlannedActivity, text: str) -> list[Provider | Unit]:
    """Return whom the activity can be about: units when its scope is units, else providers.

    They are those that the text names, else those of the agreement or lot; at most fifty, by
    name. Without an agreement and without a text there are none.
    """
    if not text and activity.agreement_id is None:
        return []
    if activity.scope == Scope.UNITS:
        return list(_found_units(access, activity, text)[:MOST_FOUND])
    rows = Provider.objects.filter(merged_into=None)
    found = rows.matching(text) if text else rows.filter(pk__in=_contracted(access, activity))
    return list(found[:MOST_FOUND])


def _contracted(access: Access, activity: PlannedActivity) -> QuerySet[Contract, Any]:
    contracts = Contract.objects.visible_to(access).usable().filter(agreement=activity.agreement)
    if activity.lot_id:
        contracts = contracts.filter(lots=activity.lot_id)
    return contracts.order_by().values("provider")


def _found_units(access: Access, activity: PlannedActivity, text: str) -> UnitQuerySet:
    """Return open units by what the text names, else those of the agreement's providers."""
    rows = Unit.objects.filter(closed_on=None).select_related("provider", "service_area")
    if activity.service_area_id:
        rows = rows.filter(service_area=activity.service_area_id)
    if not text:
        return rows.filter(provider__in=_contracted(access, activity))
    providers = Provider.objects.matching(text).order_by().values("pk")
    return rows.filter(Q(name__icontains=text) | Q(provider__in=providers))


def lots_to_choose(access: Access, agreement: Agreement) -> QuerySet[Lot]:
    """Return the lots of the agreement."""
    return Lot.objects.visible_to(access).filter(agreement=agreement)


def chosen_activities(access: Access, plan: Plan, keys: Sequence[str]) -> list[PlannedActivity]:
    """Return the activities of the plan with the keys; what is no key is passed over."""
    numbers = {int(key) for key in keys if key.isdecimal() and len(key) <= LONGEST_KEY}
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan)
    return [row for row in rows.select_related("form", "responsible") if row.pk in numbers]
