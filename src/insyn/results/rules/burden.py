"""How much providers are asked for, month by month. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

MONTHS = 12
_MINUTES = 60


class Asked(StrEnum):
    """What a board asks of a provider."""

    VISITS = "visits"
    MINUTES = "minutes"
    REQUESTS = "requests"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class MonthOfBurden:
    """A month at a provider. ``planning`` and ``been`` are numbers of other boards, never which."""

    month: date
    visits: int = 0
    minutes: int = 0
    requests: int = 0
    questions: int = 0
    planning: int = 0
    been: int = 0

    @property
    def hours(self) -> float | None:
        """Return the hours of the visits whose times are known; None when no time is."""
        return _hours(self.visits, self.minutes)

    @property
    def is_quiet(self) -> bool:
        return not any((self.visits, self.requests, self.questions, self.planning, self.been))


Key = tuple[int, int]
"""A provider and a month, 1 to 12."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted in a year, by provider and month."""

    year: int
    own: Mapping[Asked, Mapping[Key, int]]
    planning: Mapping[Key, int] = field(default_factory=dict)
    been: Mapping[Key, int] = field(default_factory=dict)

    def months(self, provider: int) -> list[MonthOfBurden]:
        """Return the twelve months of a provider."""
        return [self._month(provider, month) for month in range(1, MONTHS + 1)]

    def _month(self, provider: int, month: int) -> MonthOfBurden:
        key = provider, month
        own = {kind.value: self.own.get(kind, {}).get(key, 0) for kind in Asked}
        return MonthOfBurden(
            date(self.year, month, 1),
            planning=self.planning.get(key, 0),
            been=self.been.get(key, 0),
            **own,
        )


@dataclass(frozen=True, slots=True)
class YearOfBurden:
    """A year at a provider. ``others`` is the most other boards that are there in one month."""

    provider: int
    visits: int
    minutes: int
    requests: int
    questions: int
    others: int
    busiest: date | None

    @property
    def hours(self) -> float | None:
        return _hours(self.visits, self.minutes)


def _hours(visits: int, minutes: int) -> float | None:
    return None if visits and not minutes else minutes / _MINUTES


def year_of(provider: int, months: Iterable[MonthOfBurden]) -> YearOfBurden:
    """Return the sum of the months. The busiest has the most visits and boards."""
    rows = list(months)
    busy = [row for row in rows if not row.is_quiet]
    busiest = max(busy, key=_weight, default=None)
    return YearOfBurden(
        provider,
        sum(row.visits for row in rows),
        sum(row.minutes for row in rows),
        sum(row.requests for row in rows),
        sum(row.questions for row in rows),
        max((max(row.planning, row.been) for row in rows), default=0),
        busiest.month if busiest else None,
    )


def _weight(row: MonthOfBurden) -> tuple[int, int, int]:
    return row.visits + max(row.planning, row.been), row.requests, row.questions


def minutes_between(start: time | None, end: time | None) -> int:
    """Return how long a visit was; 0 when a time is not known, or they are in disorder."""
    if start is None or end is None or end <= start:
        return 0
    return (end.hour - start.hour) * _MINUTES + end.minute - start.minute
