"""Dates as people write them in Swedish lists."""

import re
from calendar import monthrange
from datetime import date, datetime

from insyn.papers.sheets.cells import Cell, Unfit, plain_text

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
PIVOT = 70
"""Two-digit years from 70 belong to the 1900s, those below to the 2000s."""

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
HOW = "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-11-21."

_CLOCK = r"(?:[T ]\d{1,2}[:.]\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}", re.ASCII)
_COMPACT = re.compile(r"(\d{4}|\d{2})(\d{2})(\d{2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.] ?(\d{1,2})[ /.-]{1,2}(\d{4})", re.ASCII)
_NAMED = re.compile(r"(?:den )?(\d{1,2})(?::?e)? ([a-z]{3,9})\.? (\d{4})", re.ASCII)
_PERIOD = re.compile(
    r"\d.*(?: [-–—] |[–—]|\btill\b|\bt\.? ?o\.? ?m\b).*\d|\d{4} ?- ?\d{4}", re.ASCII
)
_FIVE_DIGITS = re.compile(r"\d{5}", re.ASCII)


def parse_date(cell: Cell) -> date:
    """Return the day. A time of day is left out.

    Reads date cells, 2025-02-28, 20250228, 250228 (also as a number), 28/2 2025 and
    28 februari 2025.

    Raises:
        Unfit: it is no date, does not exist, is a period or lies outside 1900–2100.
    """
    if isinstance(cell, datetime):
        return _reasonable(cell.date())
    if isinstance(cell, date):
        return _reasonable(cell)
    if isinstance(cell, bool):
        raise Unfit(f"”{plain_text(cell)}” är inte ett datum. {HOW}")
    return _from_text(" ".join(plain_text(cell).split()))


def _from_text(text: str) -> date:
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _COMPACT.fullmatch(text):
        return _day(_full_year(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if (found := _NAMED.fullmatch(text.casefold())) and (month := _month(found[2])):
        return _day(int(found[3]), month, int(found[1]))
    raise Unfit(_why_not(text))


def _why_not(text: str) -> str:
    if _PERIOD.search(text):
        return f"Cellen innehåller en period. Skriv ett datum per kolumn. {HOW}"
    if _FIVE_DIGITS.fullmatch(text):
        return f"Talet {text} kan läsas som flera olika datum. {HOW}"
    return f"Värdet är inte ett datum. {HOW}"


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004  two digits need a century
        return year
    return year + (1900 if year >= PIVOT else 2000)


def _month(word: str) -> int | None:
    """Return 1–12 for a month's name or its first letters; at least three."""
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(word)), None)


def _day(year: int, month: int, day: int) -> date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Unfit(f"Året {year} är orimligt. {HOW}")
    if not 1 <= month <= len(MONTHS):
        raise Unfit(f"Månaden {month} finns inte. {HOW}")
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise Unfit(
            f"Datumet {year}-{month:02}-{day:02} finns inte: {MONTHS[month - 1]} {year} "
            f"har {days} dagar."
        )
    return date(year, month, day)


def _reasonable(day: date) -> date:
    return _day(day.year, day.month, day.day)
