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
HOW_PERIOD = "Skriv perioden som ÅÅÅÅ-MM-DD – ÅÅÅÅ-MM-DD."
HOW = "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-11-21."

_CLOCK = r"(?:[T ]\d{1,2}[:.]\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}", re.ASCII)
_COMPACT = re.compile(r"(\d{4}|\d{2})(\d{2})(\d{2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.] ?(\d{1,2})[ /.-]{1,2}(\d{4})", re.ASCII)
_NAMED = re.compile(r"(?:den )?(\d{1,2})(?::?e)? ([a-z]{3,9})\.? (\d{4})", re.ASCII)
_PERIOD = re.compile(
    r"\d.*(?: [-–—] |[–—]|\btill\b|\bt\.? ?o\.? ?m\b).*\d|\d{4} ?- ?\d{4}", re.ASCII
)
_FROM = re.compile(r"(?:från(?: och med)?|fr\.? ?o\.? ?m\.?|from)\s*:?\s+", re.IGNORECASE)
_UNTIL = re.compile(
    r"\s*(?:--+|[–—]|\s-\s|\b(?:till och med|t\.? ?o\.? ?m\.?|till)(?=\s|\d|$))\s*", re.IGNORECASE
)
_OPEN_END = re.compile(r"(?:och )?tills ?vidare\.?", re.IGNORECASE)
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


Period = tuple[date, date | None]
"""The first and the last day; no last day is until further notice."""


def parse_period(cell: Cell) -> Period:
    """Return the two days of a period in one cell.

    Reads ”2022-04-18 - 2026-04-17”, ”220418--260417”, ”2022-04-18 t.o.m. 2026-04-17”, ”från 18
    april 2022 till 17 april 2026” and ”2022-04-18 tills vidare”.

    Raises:
        Unfit: there are not two days in it, or the last is before the first.
    """
    text = _FROM.sub("", " ".join(plain_text(cell).split()), count=1)
    first, last = _ends(text)
    start = parse_date(first)
    end = None if not last or _OPEN_END.fullmatch(last) else parse_date(last)
    if end is not None and end < start:
        raise Unfit(f"Perioden slutar ({end}) innan den börjar ({start}). Rätta datumen.")
    return start, end


def _ends(text: str) -> tuple[str, str]:
    """Return what stands on either side of the sign or word between the days."""
    opened = _OPEN_END.search(text)
    if opened and opened.end() == len(text) and opened.start():
        return text[: opened.start()].rstrip(" -–—,"), opened[0]
    for found in _UNTIL.finditer(text):
        return text[: found.start()].strip(), text[found.end() :].strip()
    for dash in re.finditer("-", text):
        first, last = text[: dash.start()].strip(), text[dash.end() :].strip()
        if _is_day(first) and _is_day(last):
            return first, last
    one = "bara ett datum" if _is_day(text) else "ingen period"
    raise Unfit(f"Cellen innehåller {one}. {HOW_PERIOD}")


def _is_day(text: str) -> bool:
    try:
        parse_date(text)
    except Unfit:
        return False
    return True


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
