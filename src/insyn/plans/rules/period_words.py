"""Reading periods as people type them: ”mars–maj 2026”, ”september”, ”februari–maj varje år”. Pure.

What may be typed, one period or several with commas between:

* months: ”mars 2026”, ”mars–maj 2026”, ”november 2026–januari 2027”, ”jan-mar 2026”
* days: ”2026-03-01”, ”2026-03-01 till 2026-05-31”, ”15 mars–30 april 2026”, ”3 mars 2026”
* parts of a year: ”hela 2026”, ”kvartal 2 2026”, ”tertial 1 2026”, ”första halvåret 2026”
* weeks: ”vecka 12 2026”, ”v. 12–14 2026”
* the whole time of the plan: ”fortlöpande”

A period without a year is of the plan's year when the plan has one, of the year that stands after
it when one does (”mars, september 2026”), and of each year when ”varje år” does.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from insyn.plans.rules.spans import ALL_ALONG, MONTHS, YEAR, Span, label_of, last_day

SENTENCES: Mapping[str, str] = {
    "unknown": (
        "”%(text)s” går inte att läsa som en period. Skriv till exempel mars–maj 2026, september "
        "2026, februari–maj varje år eller 2026-03-01 till 2026-05-31."
    ),
    "season": (
        "”%(text)s” säger inte vilka månader det är. Skriv månaderna, till exempel mars–maj 2026."
    ),
    "no_year": (
        "Planen gäller flera år. Skriv vilket år ”%(text)s” är, till exempel ”%(text)s %(year)s”, "
        "eller ”%(text)s varje år”."
    ),
    "turned": (
        "Perioden ”%(text)s” slutar innan den börjar. Byt plats på början och slutet, eller skriv "
        "båda åren om den går över ett årsskifte."
    ),
    "no_day": "”%(text)s” har en dag som inte finns. Kontrollera dagen och månaden.",
    "no_week": "”%(text)s” har en vecka som inte finns det året.",
    "many": "Det är för många perioder på en gång: högst %(most)s går att skriva.",
}
"""What is wrong with what was typed. Filled in with the values of the refusal."""

MOST = 120
"""How many periods one activity can be given at once."""

_MONTH = {name: place for place, name in enumerate(MONTHS, start=1)}
_MONTH |= {name[:3]: place for name, place in _MONTH.items()} | {"sept": 9}
_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH |= {name: place for place, name in enumerate(_ENGLISH, start=1)} | {"oct": 10}
_MONTH_NAMES = "|".join(sorted(_MONTH, key=len, reverse=True))
_TO = r"(?:\s*[-–—]\s*|\s+(?:till och med|t\.?o\.?m\.?|till)\s+)"
_EACH_YEAR = re.compile(r"\s*\b(?:varje år|alla år|årligen)$")
_YEAR_LAST = re.compile(r"^(?P<rest>.*\S)\s+(?P<year>\d{4})$")
_BETWEEN = re.compile(r"[,;\n]|\s+och\s+|\s+samt\s+")
_SEASON = re.compile(r"\b(?:vår|sommar|höst|vinter)(?:en|s)?\b|\b[vh]t\b")
_ALL_ALONG = frozenset({"fortlöpande", "löpande", "hela planen", "hela planperioden"})
_ORDINALS = {"första": 1, "andra": 2, "tredje": 3, "fjärde": 4}


class NotAPeriod(Exception):
    """What was typed is no period. ``code`` is a key of the sentences, ``values`` fill it in."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values: Mapping[str, object] = values


@dataclass(frozen=True, slots=True)
class _Typed:
    """One period as it was typed: what it says without its year, and which years it is of."""

    text: str
    rest: str
    years: Sequence[int]


def read_periods(text: str, plan: Span) -> list[Span]:
    """Return the periods in order, each once; empty text is none.

    The periods may lie outside the plan: that is for whoever stores them to refuse.

    Raises:
        NotAPeriod: some of it cannot be read, is turned round, or has no year in a plan of
            several.
    """
    found: set[Span] = set()
    parts = _parts(text)
    if any(part in _ALL_ALONG for part in parts):
        found.add(Span(plan.starts_on, plan.ends_on, ALL_ALONG))
    for typed in _with_years([part for part in parts if part not in _ALL_ALONG], plan):
        found |= {_span(typed, year) for year in typed.years}
        if len(found) > MOST:
            raise NotAPeriod("many", most=MOST)
    return sorted(found)


def _parts(text: str) -> list[str]:
    lines = (part.strip(" .\t\r") for part in _BETWEEN.split(text.casefold()))
    return [" ".join(line.split()) for line in lines if line]


def _with_years(parts: Sequence[str], plan: Span) -> list[_Typed]:
    """Return the parts with their years: one without takes those of the part after it."""
    own = [_own_years(part, plan) for part in parts]
    typed: list[_Typed] = []
    later: Sequence[int] = ()
    for part, (rest, years) in reversed(list(zip(parts, own, strict=True))):
        if _names_its_own_years(part):
            typed.append(_Typed(part, part, (0,)))
            continue
        later = years or later or _only_year(part, plan)
        typed.append(_Typed(part, rest, later))
    return typed[::-1]


def _own_years(part: str, plan: Span) -> tuple[str, Sequence[int]]:
    if each := _EACH_YEAR.search(part):
        return part[: each.start()], range(plan.starts_on.year, plan.ends_on.year + 1)
    if found := _YEAR_LAST.match(part):
        return found["rest"], (int(found["year"]),)
    return part, ()


def _only_year(part: str, plan: Span) -> Sequence[int]:
    if plan.starts_on.year != plan.ends_on.year:
        if _season(part):
            raise NotAPeriod("season", text=part)
        _span(_Typed(part, part, ()), plan.starts_on.year)  # one that cannot be read says so first
        raise NotAPeriod("no_year", text=part, year=plan.starts_on.year)
    return (plan.starts_on.year,)


_ISO = r"(\d{4})-(\d{1,2})-(\d{1,2})"
_DAYS = re.compile(rf"{_ISO}(?:{_TO}{_ISO})?")
_ACROSS = re.compile(rf"({_MONTH_NAMES})\s+(\d{{4}}){_TO}({_MONTH_NAMES})\s+(\d{{4}})")
_DATED_ACROSS = re.compile(
    rf"(\d{{1,2}})\s+({_MONTH_NAMES})\s+(\d{{4}}){_TO}(\d{{1,2}})\s+({_MONTH_NAMES})\s+(\d{{4}})"
)
_YEARS = re.compile(rf"(?:hela\s+|under\s+)?(\d{{4}})(?:{_TO}(\d{{4}}))?")


def _names_its_own_years(part: str) -> bool:
    return any(shape.fullmatch(part) for shape in (_DAYS, _ACROSS, _DATED_ACROSS, _YEARS))


def _season(part: str) -> bool:
    return _SEASON.search(part) is not None


def _span(typed: _Typed, year: int) -> Span:
    for shape, read in _SHAPES:
        if found := shape.fullmatch(typed.rest):
            return read(found, typed.text, year)
    raise NotAPeriod("season" if _season(typed.text) else "unknown", text=typed.text)


def _between(text: str, first: date, last: date, label: str | None = None) -> Span:
    if last < first:
        raise NotAPeriod("turned", text=text)
    return Span(first, last, label_of(first, last) if label is None else label)


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as no:
        raise NotAPeriod("no_day", text=text) from no


def _read_days(found: re.Match[str], text: str, year: int) -> Span:
    del year
    first = _day(text, int(found[1]), int(found[2]), int(found[3]))
    last = _day(text, int(found[4]), int(found[5]), int(found[6])) if found[4] else first
    return _between(text, first, last)


def _read_across(found: re.Match[str], text: str, year: int) -> Span:
    del year
    first = _day(text, int(found[2]), _MONTH[found[1]], 1)
    return _between(text, first, _end(text, int(found[4]), _MONTH[found[3]]))


def _read_dated_across(found: re.Match[str], text: str, year: int) -> Span:
    del year
    first = _day(text, int(found[3]), _MONTH[found[2]], int(found[1]))
    return _between(text, first, _day(text, int(found[6]), _MONTH[found[5]], int(found[4])))


def _read_years(found: re.Match[str], text: str, year: int) -> Span:
    del year
    first = _day(text, int(found[1]), 1, 1)
    return _between(text, first, _end(text, int(found[2] or found[1]), YEAR))


def _read_months(found: re.Match[str], text: str, year: int) -> Span:
    first, last = _MONTH[found[1]], _MONTH[found[2] or found[1]]
    return _between(text, _day(text, year, first, 1), _end(text, year, last))


def _read_dated(found: re.Match[str], text: str, year: int) -> Span:
    first_month = found[2] or found[4]
    first = _day(text, year, _MONTH[first_month], int(found[1]))
    last = _day(text, year, _MONTH[found[4]], int(found[3]))
    return _between(text, first, last)


def _read_one_day(found: re.Match[str], text: str, year: int) -> Span:
    day = _day(text, year, _MONTH[found[2]], int(found[1]))
    return Span(day, day)


def _read_part(found: re.Match[str], text: str, year: int) -> Span:
    """Read ”kvartal 2” and ”andra kvartalet”, and so for thirds and halves of a year."""
    name, number = found["name"] or found["name_last"], found["number"] or found["ordinal"]
    place = int(number) if number.isdecimal() else _ORDINALS[number]
    months = {"k": 3, "q": 3, "t": 4, "h": 6}[name[0]]
    last = place * months
    if not 1 <= place <= YEAR // months:
        raise NotAPeriod("unknown", text=text)
    return _between(text, _day(text, year, last - months + 1, 1), _end(text, year, last))


def _read_weeks(found: re.Match[str], text: str, year: int) -> Span:
    first, last = int(found[1]), int(found[2] or found[1])
    label = f"Vecka {first}" if first == last else f"Vecka {first}–{last}"
    try:
        end = date.fromisocalendar(year, last, 7)
        begin = date.fromisocalendar(year, first, 1)
    except ValueError as no:
        raise NotAPeriod("no_week", text=text) from no
    return _between(text, _inside(begin, year), _inside(end, year), label)


def _inside(day: date, year: int) -> date:
    """Return the day, or the nearest of the year: the first and last week reach out of it."""
    return min(max(day, date(year, 1, 1)), date(year, YEAR, 31))


def _read_whole(found: re.Match[str], text: str, year: int) -> Span:
    del found
    return _between(text, _day(text, year, 1, 1), _end(text, year, YEAR))


def _end(text: str, year: int, month: int) -> date:
    _day(text, year, month, 1)
    return last_day(year, month)


_WEEKS = re.compile(rf"(?:vecka|veckorna|v\.?)\s*(\d{{1,2}})(?:{_TO}(\d{{1,2}}))?")
_MONTHS = re.compile(rf"({_MONTH_NAMES})\.?(?:{_TO}({_MONTH_NAMES})\.?)?")
_DATED = re.compile(rf"(\d{{1,2}})(?:\s+({_MONTH_NAMES}))?{_TO}(\d{{1,2}})\s+({_MONTH_NAMES})")
_ONE_DAY = re.compile(rf"(?:den\s+)?(\d{{1,2}})\s+({_MONTH_NAMES})")
_PART = re.compile(
    r"(?P<name>kvartal|kv\.?|q|tertial|t|halvår)\s*(?P<number>\d)"
    r"|(?P<ordinal>första|andra|tredje|fjärde)\s+(?P<name_last>kvartalet|tertialet|halvåret)"
)
_WHOLE = re.compile(r"hela året|under året|hela|under|året")

_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str, int], Span]], ...] = (
    (_DAYS, _read_days),
    (_ACROSS, _read_across),
    (_DATED_ACROSS, _read_dated_across),
    (_YEARS, _read_years),
    (_MONTHS, _read_months),
    (_DATED, _read_dated),
    (_ONE_DAY, _read_one_day),
    (_PART, _read_part),
    (_WEEKS, _read_weeks),
    (_WHOLE, _read_whole),
)
"""What may be typed, and how each is read. ``year`` is of no matter to the first four."""
