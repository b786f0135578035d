"""How a time is said: by month when it covers whole months, else by day. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from insyn.papers.wording import Language, wording

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a time, in the reader's language. ``{when}`` and the like are filled in."""

    months: tuple[str, ...]
    all_year: str = "hela året"
    all_years: str = "hela planperioden"
    each_year: str = "{when} varje år"
    cancelled: str = "{when} (inställd)"
    times: str = "{count} tillfällen"
    outlook: str = "{year} (utanför planen)"


SWEDISH = Words(months=wording(Language.SWEDISH).months)
"""The words of documents and of pages in Swedish."""


def clipped(starts_on: date, ends_on: date, year: int) -> tuple[date, date] | None:
    """Return the part of the time that lies in the year; None when nothing does."""
    first, last = max(starts_on, date(year, 1, 1)), min(ends_on, date(year, DECEMBER, 31))
    return (first, last) if first <= last else None


def covers_year(starts_on: date, ends_on: date, year: int) -> bool:
    """Tell whether the time covers every day of the year."""
    return starts_on <= date(year, 1, 1) and ends_on >= date(year, DECEMBER, 31)


def said_in_year(starts_on: date, ends_on: date, year: int, words: Words = SWEDISH) -> str:
    """Return when in the year it is: ”mars–maj”, ”september”, ”15 mars–2 april”.

    What lies in other years is left out; empty when nothing lies in this one.
    """
    part = clipped(starts_on, ends_on, year)
    if part is None:
        return ""
    first, last = part
    if covers_year(first, last, year):
        return words.all_year
    if _are_whole_months(first, last):
        return _joined(_month(first, words), _month(last, words))
    if (first.year, first.month) == (last.year, last.month):
        days = _joined(str(first.day), str(last.day))
        return f"{days} {_month(last, words)}"
    return f"{first.day} {_month(first, words)}–{last.day} {_month(last, words)}"


def said(starts_on: date, ends_on: date, words: Words = SWEDISH) -> str:
    """Return the time with its years: ”mars–maj 2026”, ”november 2025–februari 2026”."""
    first, last = starts_on.year, ends_on.year
    if covers_year(starts_on, ends_on, first) and covers_year(starts_on, ends_on, last):
        return _joined(str(first), str(last))
    if first == last:
        return f"{said_in_year(starts_on, ends_on, first, words)} {first}"
    if _are_whole_months(starts_on, ends_on):
        return f"{_month(starts_on, words)} {first}–{_month(ends_on, words)} {last}"
    begins = f"{starts_on.day} {_month(starts_on, words)} {first}"
    return f"{begins}–{ends_on.day} {_month(ends_on, words)} {last}"


def capitalised(text: str) -> str:
    """Return the text with its first letter large, as it stands alone in a cell."""
    return text[:1].upper() + text[1:]


def _are_whole_months(first: date, last: date) -> bool:
    return first.day == 1 and last.day == monthrange(last.year, last.month)[1]


def _month(day: date, words: Words) -> str:
    return words.months[day.month - 1]


def _joined(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"
