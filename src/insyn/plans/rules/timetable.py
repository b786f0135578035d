"""Where the activities of a plan stand on the line of one year. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from insyn.kernel.choices import Choice
from insyn.plans.rules.kinds import ActivityState, FormKind
from insyn.plans.rules.lines import Line, Period, own_label
from insyn.plans.rules.months import SWEDISH, Words, capitalised, clipped, said_in_year

WEEKS = 52
SHORTEST_BAR = 3
"""How many weeks the shortest bar covers, so that there is room to read and to point."""

A_DAY = timedelta(days=1)

MOST_ROWS = 80
"""Rows on one page of the timetable; more are paged by form."""


class Look(Choice):
    """How a bar looks, and the word that says the same."""

    NEXT = "next", "Planerad"
    NOW = "now", "Pågår nu"
    PAST = "past", "Tiden har gått"
    DONE = "done", "Genomförd"
    MOVED = "moved", "Senarelagd"
    STOPPED = "stopped", "Inställd"


SHADES = {Look.DONE: "done", Look.NOW: "now", Look.PAST: "now"}
"""How full the bar is drawn: light, filled or, for all other looks, dashed."""

PHASES = {
    FormKind.SURVEY: "survey",
    FormKind.PERIODIC: "survey",
    FormKind.SPECIAL: "visit",
    FormKind.IN_DEPTH: "visit",
    FormKind.NEW_PROVIDERS: "visit",
    FormKind.THEME: "report",
    FormKind.EVENT_DRIVEN: "measures",
}
"""The hue of each kind of form; the others are grey. The heading of the group says the form."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A time on the line of the year: first week (1–52), length in weeks, and how it looks.

    ``text`` is the stage, or when in the year it is.
    """

    column: int
    width: int
    look: Look
    period: Period
    text: str = ""

    @property
    def shade(self) -> str:
        return SHADES.get(self.look, "next")


@dataclass(frozen=True, slots=True)
class Row:
    """An activity and its bars in the year."""

    line: Line
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The activities of one form that have something in the year."""

    key: int
    form: str
    phase: str
    rows: tuple[Row, ...]


def groups_of(
    lines: Iterable[Line], *, year: int, today: date, words: Words = SWEDISH
) -> tuple[Group, ...]:
    """Return the year's activities form by form, in the order of the lines."""
    with_bars = (Row(line, bars_of(line, year=year, today=today, words=words)) for line in lines)
    shown = [row for row in with_bars if row.bars]
    return tuple(
        Group(key, (rows := tuple(found))[0].line.form, phase_of(rows[0].line.form_kind), rows)
        for key, found in groupby(shown, key=lambda row: row.line.form_key)
    )


def phase_of(kind: FormKind) -> str:
    """Return the hue of a kind of form, as the pages name their hues."""
    return PHASES.get(kind, "analysis")


def bars_of(line: Line, *, year: int, today: date, words: Words = SWEDISH) -> tuple[Bar, ...]:
    """Return a bar for each time of the activity that touches the year."""
    return tuple(
        _bar(period, year, look_of(line.state, period, today), words)
        for period in line.periods_in(year)
    )


def _bar(period: Period, year: int, look: Look, words: Words) -> Bar:
    first, last = clipped(period.starts_on, period.ends_on, year) or (period.starts_on,) * 2
    before, after = _edge(first, year), _edge(last + A_DAY, year)
    width = max(after - before, SHORTEST_BAR)
    months = said_in_year(period.starts_on, period.ends_on, year, words)
    text = period.stage or own_label(period) or capitalised(months)
    return Bar(min(before, WEEKS - width) + 1, width, look, period, text)


def _edge(day: date, year: int) -> int:
    """Return how many columns lie before the day, so that what follows at once never overlaps."""
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return round((day - date(year, 1, 1)).days * WEEKS / days)


def week_of(day: date, year: int) -> int:
    """Return the column (1–52) that a day lies in; others stand at the nearest end."""
    return max(1, min(WEEKS, (day - date(year, 1, 1)).days // 7 + 1))


def look_of(state: ActivityState, period: Period, today: date) -> Look:
    """Return how a time looks on the day. A planned one goes by the calendar."""
    said = {
        ActivityState.DONE: Look.DONE,
        ActivityState.CANCELLED: Look.STOPPED,
        ActivityState.POSTPONED: Look.MOVED,
    }.get(state)
    if said:
        return said
    if today < period.starts_on:
        return Look.NEXT
    return Look.NOW if today <= period.ends_on else Look.PAST


def pages_of(groups: Sequence[Group], most: int = MOST_ROWS) -> tuple[tuple[Group, ...], ...]:
    """Return the groups on pages of at most that many rows; a form is split only if it must be.

    There is always at least one page.
    """
    pages: list[list[Group]] = [[]]
    for part in (part for group in groups for part in _parts(group, most)):
        taken = sum(len(group.rows) for group in pages[-1])
        if pages[-1] and taken + len(part.rows) > most:
            pages.append([])
        pages[-1].append(part)
    return tuple(tuple(page) for page in pages)


def _parts(group: Group, most: int) -> list[Group]:
    return [
        Group(group.key, group.form, group.phase, group.rows[start : start + most])
        for start in range(0, len(group.rows), most)
    ]


def year_shown(asked: str, years: Sequence[int], today: date) -> int:
    """Return the year to show: the one asked for, else this year, else the plan's first."""
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == len("2026") else 0
    return next((year for year in (wanted, today.year) if year in years), years[0])
