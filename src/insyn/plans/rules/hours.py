"""How many hours the plan takes, month by month, against what the board has. Pure.

Hours are counted in whole tenths, so that the parts always add up to the whole.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from insyn.plans.rules.lines import Line, Period, PlanLines
from insyn.plans.rules.matrices import years_of
from insyn.plans.rules.months import DECEMBER

TENTHS = 10
K = TypeVar("K")
Month = tuple[int, int]
"""A year and a month, 1 to 12."""

Spent = defaultdict[Month, Decimal]


@dataclass(frozen=True, slots=True)
class HoursRow:
    """The hours of one who is responsible, or of one form, and their sum."""

    name: str
    parts: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        return sum(self.parts, Decimal(0))


@dataclass(frozen=True, slots=True)
class YearHours:
    """The hours of a year against the capacity; ``capacity`` is None when none is set."""

    year: int
    hours: Decimal
    capacity: int | None

    @property
    def left(self) -> Decimal | None:
        """Return what is left of the capacity; below zero when the plan takes more."""
        return None if self.capacity is None else self.capacity - self.hours

    @property
    def over(self) -> Decimal | None:
        """Return how much the plan takes above the capacity; None when it is within it."""
        return -self.left if self.left is not None and self.left < 0 else None


def total_of(line: Line) -> Decimal:
    """Return all hours of the activity; none when it is cancelled or has no hours."""
    if line.is_cancelled or line.hours is None:
        return Decimal(0)
    return line.hours * line.occasions


def months_of(line: Line) -> dict[Month, Decimal]:
    """Return the activity's hours per month; empty when it has no time or no hours.

    Each of its times takes an equal part, spread evenly over its days.
    """
    tenths = int(total_of(line) * TENTHS)
    if not tenths or not line.periods:
        return {}
    spent: dict[Month, int] = {}
    places = dict(enumerate(line.periods))
    for place, part in _dealt(tenths, dict.fromkeys(places, 1)).items():
        for month, share in _dealt(part, _days(places[place])).items():
            spent[month] = spent.get(month, 0) + share
    return {month: Decimal(part) / TENTHS for month, part in spent.items()}


def per_year(plan: PlanLines) -> tuple[YearHours, ...]:
    """Return the hours of each year. Capacity is counted for the years of the plan itself."""
    spent = _sum(plan.lines)
    return tuple(
        YearHours(
            year,
            sum((spent[year, month] for month in range(1, DECEMBER + 1)), Decimal(0)),
            plan.capacity_hours if year in plan.years else None,
        )
        for year in years_of(plan)
    )


def in_months(
    lines: Iterable[Line], year: int, *, by: Callable[[Line], str]
) -> tuple[HoursRow, ...]:
    """Return a row for each one that ``by`` names, with the year's twelve months."""
    places = [(year, month) for month in range(1, DECEMBER + 1)]
    rows = (
        HoursRow(name, tuple(spent[place] for place in places))
        for name, spent in _spent_by(lines, by).items()
    )
    return tuple(row for row in rows if row.total)


def in_years(plan: PlanLines, *, by: Callable[[Line], str]) -> tuple[HoursRow, ...]:
    """Return a row for each one that ``by`` names, with the years of the plan."""
    months = range(1, DECEMBER + 1)
    rows = (
        HoursRow(
            name,
            tuple(
                sum((spent[year, month] for month in months), Decimal(0)) for year in years_of(plan)
            ),
        )
        for name, spent in _spent_by(plan.lines, by).items()
    )
    return tuple(row for row in rows if row.total)


def without_hours(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the activities that nobody has estimated; cancelled ones need no hours."""
    return tuple(line for line in lines if line.hours is None and not line.is_cancelled)


def without_time(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the activities whose hours stand in no month, since they have no time."""
    return tuple(line for line in lines if total_of(line) and not line.periods)


def summed(rows: Sequence[HoursRow], name: str) -> HoursRow:
    """Return the sum of the rows, place by place."""
    columns = zip(*(row.parts for row in rows), strict=True)
    return HoursRow(name, tuple(sum(parts, Decimal(0)) for parts in columns))


def _spent_by(lines: Iterable[Line], by: Callable[[Line], str]) -> dict[str, Spent]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(by(line), []).append(line)
    return {name: _sum(found) for name, found in sorted(groups.items())}


def _sum(lines: Iterable[Line]) -> Spent:
    spent: Spent = defaultdict(Decimal)
    for line in lines:
        for month, hours in months_of(line).items():
            spent[month] += hours
    return spent


def _days(period: Period) -> dict[Month, int]:
    """Return how many days of the period each month has."""
    days: dict[Month, int] = {}
    first = period.starts_on
    while first <= period.ends_on:
        last = date(first.year, first.month, monthrange(first.year, first.month)[1])
        days[first.year, first.month] = (min(last, period.ends_on) - first).days + 1
        first = date.fromordinal(last.toordinal() + 1)
    return days


def _dealt(tenths: int, weights: Mapping[K, int]) -> dict[K, int]:
    """Return whole tenths by weight. Those left over go to the largest remainders, first ones."""
    whole = sum(weights.values())
    dealt = {place: tenths * weight // whole for place, weight in weights.items()}
    by_rest = sorted(weights, key=lambda place: -(tenths * weights[place] % whole))
    for place in by_rest[: tenths - sum(dealt.values())]:
        dealt[place] += 1
    return dealt
