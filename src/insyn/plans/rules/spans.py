"""Spans of days, and what a plan calls them. Pure."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
    "oktober", "november", "december",
)  # fmt: skip
YEAR = 12
"""Months of a year."""
WHOLE_YEAR = "Under året"
ALL_ALONG = "Fortlöpande"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from the first to the last, both included, and what the plan prints instead."""

    starts_on: date
    ends_on: date
    label: str = ""

    @classmethod
    def of_months(cls, year: int, first: int, last: int) -> Self:
        """Return the months of the year, called by their names."""
        return cls(date(year, first, 1), last_day(year, last), name_of_months(first, last))

    @property
    def words(self) -> str:
        """Return the days as they can be typed."""
        return words_of(self.starts_on, self.ends_on)

    def within(self, other: "Span") -> bool:
        return other.starts_on <= self.starts_on and self.ends_on <= other.ends_on

    def cut_to(self, other: "Span") -> "Span | None":
        """Return the part that lies in the other span; None when none does.

        A span that was cut is called by its days.
        """
        if self.within(other):
            return self
        first, last = max(self.starts_on, other.starts_on), min(self.ends_on, other.ends_on)
        return Span(first, last, label_of(first, last)) if first <= last else None


def last_day(year: int, month: int) -> date:
    """Return the last day of the month."""
    return date(year, month, monthrange(year, month)[1])


def name_of_months(first: int, last: int) -> str:
    """Return ”Mars–maj”, ”Mars”, or the words for a whole year."""
    if (first, last) == (1, YEAR):
        return WHOLE_YEAR
    one = MONTHS[first - 1].capitalize()
    return one if first == last else f"{one}–{MONTHS[last - 1]}"


def is_whole_months(first: date, last: date) -> bool:
    """Tell whether the days begin and end with a month."""
    return first.day == 1 and last == last_day(last.year, last.month)


def label_of(first: date, last: date) -> str:
    """Return what a plan calls the days without their year; '' when only the days will do."""
    if not is_whole_months(first, last):
        return ""
    if first.year == last.year:
        return name_of_months(first.month, last.month)
    if (first.month, last.month) == (1, YEAR):
        return f"{first.year}–{last.year}"
    return f"{_month(first).capitalize()}–{_month(last)}"


def words_of(first: date, last: date) -> str:
    """Return the days as they can be typed: ”mars–maj 2026”, ”hela 2026” or ISO days."""
    if not is_whole_months(first, last):
        return first.isoformat() if first == last else f"{first} till {last}"
    if first.year != last.year:
        if (first.month, last.month) == (1, YEAR):
            return f"hela {first.year}–{last.year}"
        return f"{_month(first)}–{_month(last)}"
    if (first.month, last.month) == (1, YEAR):
        return f"hela {first.year}"
    return f"{name_of_months(first.month, last.month).lower()} {first.year}"


def all_words_of(spans: Iterable[tuple[date, date]]) -> str:
    """Return several spans as they can be typed, in order; those of every year stay apart."""
    return ", ".join(words_of(first, last) for first, last in sorted(spans))


def name_of_plan_time(first: date, last: date) -> str:
    """Return when a plan is in force, for a sentence in any language.

    ”2026”, ”2022–2024”, or its days: ”2026-07-01–2027-06-30”.
    """
    if (first.month, first.day) == (1, 1) and (last.month, last.day) == (YEAR, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    return f"{first}–{last}"


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"
