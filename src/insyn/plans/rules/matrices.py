"""Areas by year, agreements by year, and agreements with providers by stage. Pure."""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from insyn.plans.rules.lines import (
    OF_AGREEMENT,
    Line,
    Period,
    PlanLines,
    Terms,
    has_labels,
    own_label,
    when,
    when_in,
    with_year,
)
from insyn.plans.rules.months import SWEDISH, Words, capitalised, said_in_year

NOTHING = "-"
"""What a cell says when nothing is planned."""

CROSS = "X"

Say = Callable[[Period, Words], str]
"""How a time is said: with or without its year."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An activity in a cell: what the cell says of it, and when it is done."""

    key: int
    text: str
    title: str
    when: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What is planned in a year, or in all years when they are the same."""

    years: tuple[int, ...]
    entries: tuple[Entry, ...] = ()

    @property
    def text(self) -> str:
        return ", ".join(dict.fromkeys(entry.text for entry in self.entries)) or NOTHING


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row: what it is about, and its cells. ``terms`` is the agreement, when it is one."""

    name: str
    cells: tuple[Cell, ...]
    terms: Terms | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """What one form does, year by year. ``outlook`` are the years the plan only looks to."""

    form_key: int
    form: str
    years: tuple[int, ...]
    rows: tuple[MatrixRow, ...]
    outlook: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StageRow:
    """An activity, its providers, and each stage of its form with when it is done."""

    line: Line
    steps: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        return self.line.title

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.steps)


@dataclass(frozen=True, slots=True)
class StageTable:
    """The stages of one form, and the activities that go through them."""

    form_key: int
    form: str
    stages: tuple[str, ...]
    rows: tuple[StageRow, ...]


def years_of(plan: PlanLines) -> tuple[int, ...]:
    """Return the years of the plan, and those that an activity reaches into."""
    reached = {year for line in plan.lines for year in line.years}
    return tuple(sorted(reached.union(plan.years)))


def matrix_years(plan: PlanLines) -> tuple[int, ...]:
    """Return the years of the matrices: also those that are only an outlook."""
    return tuple(sorted({*years_of(plan), *outlook_years(plan)}))


def outlook_years(plan: PlanLines) -> tuple[int, ...]:
    """Return the years that are only an outlook: shown, but not decided with the plan."""
    outlook = {year for line in plan.lines for year in line.outlook}
    return tuple(sorted(outlook.difference(years_of(plan))))


def head_of(year: int, outlook: Container[int], words: Words = SWEDISH) -> str:
    """Return what a column of the year is called: ”2027”, or ”2029 (utanför planen)”."""
    return words.outlook.format(year=year) if year in outlook else str(year)


def area_matrices(plan: PlanLines, words: Words = SWEDISH) -> tuple[Matrix, ...]:
    """Return, form by form, when each area is followed up.

    A row is an area; an activity without one stands under its own name. A row that is the same
    every year has one cell over all of them.
    """
    years = matrix_years(plan)
    lines = [line for line in plan.lines if line.scope not in OF_AGREEMENT]
    return tuple(
        Matrix(key, form, years, _area_rows(found, years, words), outlook_years(plan))
        for key, form, found in _by_form(lines)
    )


def agreement_matrices(plan: PlanLines, words: Words = SWEDISH) -> tuple[Matrix, ...]:
    """Return, form by form, a cross for each year in which an agreement is followed up."""
    years = matrix_years(plan)
    lines = [line for line in plan.lines if line.scope in OF_AGREEMENT and line.agreement]
    return tuple(
        Matrix(key, form, years, _agreement_rows(found, years, words), outlook_years(plan))
        for key, form, found in _by_form(lines)
    )


def stage_tables(plan: PlanLines, words: Words = SWEDISH) -> tuple[StageTable, ...]:
    """Return, for each form with stages, when each activity goes through them."""
    stages = dict(plan.stages)
    staged = [line for line in plan.lines if any(period.stage for period in line.periods)]
    say = _month_only if len(years_of(plan)) == 1 else with_year
    return tuple(
        StageTable(key, form, names, _stage_rows(found, names, words, say))
        for key, form, found in _by_form(staged)
        if (names := stages.get(key, ()))
    )


def period_of(terms: Terms) -> str:
    """Return how long the agreement lasts, for a table: ”2022-04-18–2026-04-17”."""
    if terms.has_unknown_period:
        return "Framgår inte"
    return f"{terms.starts_on}–{terms.ends_on or 'tills vidare'}"


def _by_form(lines: Iterable[Line]) -> list[tuple[int, str, tuple[Line, ...]]]:
    grouped = ((key, tuple(found)) for key, found in groupby(lines, lambda line: line.form_key))
    return [(key, found[0].form, found) for key, found in grouped]


def _area_rows(
    lines: Sequence[Line], years: tuple[int, ...], words: Words
) -> tuple[MatrixRow, ...]:
    names = dict.fromkeys(line.area or line.title for line in lines)
    return tuple(
        MatrixRow(name, _merged(found, years, words))
        for name in names
        if (found := [line for line in lines if (line.area or line.title) == name])
    )


def _merged(lines: Sequence[Line], years: tuple[int, ...], words: Words) -> tuple[Cell, ...]:
    cells = tuple(Cell((year,), _entries(lines, year, words)) for year in years)
    is_same = len({cell.text for cell in cells}) == 1 and bool(cells[0].entries)
    if len(years) == 1 or not is_same:
        return cells
    labelled = all(has_labels(line, year) for line in lines for year in line.years)
    said_once = cells[0].text if labelled else _every_year(cells[0].text, words)
    every = {entry.key: entry for cell in cells for entry in cell.entries}
    entries = (replace(entry, text=said_once) for entry in every.values())
    return (Cell(years, tuple(entries)),)


def _every_year(text: str, words: Words) -> str:
    if text == capitalised(words.all_year):
        return capitalised(words.all_years)
    return words.each_year.format(when=text)


def _entries(lines: Sequence[Line], year: int, words: Words) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            line.key,
            _or_cancelled(line, _in_cell(line, year, words), words),
            line.title,
            when(line, words),
        )
        for line in lines
        if line.is_shown_in(year)
    )


def _in_cell(line: Line, year: int, words: Words) -> str:
    text = when_in(line, year, words) or words.outlook.format(year=year)
    return text if any(map(own_label, line.periods_in(year))) else capitalised(text)


def _or_cancelled(line: Line, text: str, words: Words) -> str:
    return words.cancelled.format(when=text) if line.is_cancelled else text


def _agreement_rows(
    lines: Sequence[Line], years: tuple[int, ...], words: Words
) -> tuple[MatrixRow, ...]:
    agreements = {line.agreement.key: line.agreement for line in lines if line.agreement}
    return tuple(
        MatrixRow(terms.title, _crosses(terms, lines, years, words), terms)
        for terms in agreements.values()
    )


def _crosses(
    terms: Terms, lines: Sequence[Line], years: tuple[int, ...], words: Words
) -> tuple[Cell, ...]:
    own = [line for line in lines if line.agreement and line.agreement.key == terms.key]
    return tuple(Cell((year,), _crosses_in(own, year, words)) for year in years)


def _crosses_in(lines: Sequence[Line], year: int, words: Words) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            line.key,
            _or_cancelled(line, CROSS, words),
            line.title,
            when_in(line, year, words) or words.outlook.format(year=year),
        )
        for line in lines
        if line.is_shown_in(year)
    )


def _stage_rows(
    lines: Sequence[Line], stages: Sequence[str], words: Words, say: Say
) -> tuple[StageRow, ...]:
    return tuple(
        StageRow(line, tuple((stage, _stage_cell(line, stage, words, say)) for stage in stages))
        for line in lines
    )


def _stage_cell(line: Line, stage: str, words: Words, say: Say) -> str:
    periods = sorted(
        (period for period in line.periods if period.stage == stage),
        key=lambda period: period.starts_on,
    )
    texts = (capitalised(say(period, words)) for period in periods)
    joined = ", ".join(dict.fromkeys(texts))
    return _or_cancelled(line, joined, words) if joined else NOTHING


def _month_only(period: Period, words: Words) -> str:
    months = said_in_year(period.starts_on, period.ends_on, period.starts_on.year, words)
    return own_label(period) or months
