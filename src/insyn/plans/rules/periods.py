"""The time a plan is for, and moving days by whole years. Pure."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST_PLAN = 10
"""Years. A longer plan is a typing error."""

SENTENCES: Mapping[str, str] = {
    "turned_round": (
        "Planen slutar innan den börjar. Kontrollera dagarna i ”Gäller från” och ”Gäller till”."
    ),
    "too_long": "En plan kan gälla högst tio år. Kontrollera dagarna.",
}
_FEBRUARY = 2


@dataclass(frozen=True, slots=True)
class Days:
    """Days from the first to the last, both included."""

    starts_on: date
    ends_on: date

    def overlaps(self, other: "Days") -> bool:
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on

    def within(self, other: "Days") -> bool:
        return other.starts_on <= self.starts_on and self.ends_on <= other.ends_on

    def moved(self, years: int) -> "Days":
        """Return the days that many years later; the last of February stays the last."""
        return Days(moved_by_years(self.starts_on, years), moved_by_years(self.ends_on, years))


def period_problem(starts_on: date, ends_on: date) -> str:
    """Return why a plan cannot be for the days, as a Swedish sentence; empty when it can."""
    if ends_on < starts_on:
        return SENTENCES["turned_round"]
    is_too_long = ends_on > moved_by_years(starts_on, LONGEST_PLAN)
    return SENTENCES["too_long"] if is_too_long else ""


def moved_by_years(day: date, years: int) -> date:
    """Return the same day of another year; 29 February becomes 28 where there is no 29.

    28 February that ends its month becomes the day that ends it there.
    """
    year = day.year + years
    last = calendar.monthrange(year, day.month)[1]
    ends_month = day.month == _FEBRUARY and (day + timedelta(days=1)).day == 1
    return day.replace(year=year, day=last if ends_month else min(day.day, last))


def usual_next(plan: Days) -> Days:
    """Return the days of the plan that is usually made next.

    A plan for one year is followed by one for the next year; a longer one is rolled a year on.
    """
    return plan.moved(1)


def next_periods(periods: Sequence[Days], *, before: Days, after: Days) -> list[Days]:
    """Return when an activity is done in the plan that comes after, in order.

    When the two plans share no day, everything moves by as many years as the plan itself. When
    the plan is rolled on, what lies ahead stays where it is; what was to be done in every year
    is done in the new years too; what lies wholly behind moves on, by whole years, to the first
    time that is not behind.
    """
    if not before.overlaps(after):
        years = after.starts_on.year - before.starts_on.year
        return [moved for period in periods if (moved := period.moved(years)).within(after)]
    kept = [period for period in periods if period.within(after)]
    if _is_yearly(periods, before):
        return sorted({*kept, *_in_new_years(periods, after)}, key=lambda days: days.starts_on)
    return kept or _caught_up(periods, after)


def _is_yearly(periods: Iterable[Days], plan: Days) -> bool:
    years = {period.starts_on.year for period in periods}
    return len(years) > 1 and years >= set(range(plan.starts_on.year, plan.ends_on.year + 1))


def _in_new_years(periods: Sequence[Days], after: Days) -> list[Days]:
    """Return the periods of the last year again in each later year of the plan."""
    last = max(period.starts_on.year for period in periods)
    latest = [period for period in periods if period.starts_on.year == last]
    moved = (
        period.moved(year - last)
        for year in range(last + 1, after.ends_on.year + 1)
        for period in latest
    )
    return [period for period in moved if period.within(after)]


def _caught_up(periods: Sequence[Days], after: Days) -> list[Days]:
    """Return the latest of the periods, at the first whole number of years that is in the plan."""
    if not periods:
        return []
    latest = max(periods, key=lambda days: days.starts_on)
    steps = range(1, after.ends_on.year - latest.starts_on.year + 1)
    moved = (latest.moved(step) for step in steps)
    return [period for period in moved if period.within(after)][:1]
