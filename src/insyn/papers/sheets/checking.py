"""Rows of cells become rows of values, and everything wrong with them is said by row and cell."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from insyn.kernel.choices import Choice
from insyn.papers.sheets.cells import Cell, Row, Unfit, address, shown
from insyn.papers.sheets.columns import ColumnSpec, Parser, Remarker, parser_of, remarker_of
from insyn.papers.sheets.reading import Sheet

LISTED_AT_MOST = 500
"""Errors, and warnings, that are listed; after so many errors the reading ends."""

REMEMBERED = 4096
"""Different cells of a column whose values are kept at hand."""

_SUM_WORDS = re.compile(
    r"(summa|totalsumma|delsumma|totalt|total|antal|sum)\s*:?|(summa|antal|totalt) .*"
)
_FIGURES = re.compile(r"[+-]?[\d\s]*([.,]\d+)?\s*(kr|st|%)?")


class Severity(Choice):
    """What a problem does to the import (allvarlighet)."""

    ERROR = "error", "Fel"
    WARNING = "warning", "Varning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right or to know; ``cell`` is empty when it concerns a whole row."""

    severity: Severity
    row: int
    cell: str
    heading: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """The values of a row without errors, one for every column; ``number`` is that of the file."""

    number: int
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is not an item, and why it was left out."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What a check across the columns of one row has to say, hung on one of them."""

    key: str
    sentence: str
    severity: Severity = Severity.ERROR


RowCheck = Callable[[Mapping[str, object]], Iterable[RowProblem]]
"""Is given every column's value, None where the cell is empty or unfit."""


@dataclass(slots=True)
class Checked:
    """What came out of a sheet. Only when ``is_fit`` may the rows be taken in."""

    rows: list[CheckedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == Severity.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == Severity.WARNING]

    @property
    def is_fit(self) -> bool:
        return not self.errors


def check(
    sheet: Sheet,
    *,
    heading_row: int,
    mapping: Mapping[str, int],
    columns: Sequence[ColumnSpec],
    extra_row_checks: Sequence[RowCheck] = (),
) -> Checked:
    """Return the values and every problem of the rows below ``heading_row`` (from 1).

    ``mapping`` gives each key's place from 0. Empty rows are passed over; sums, repeated headings
    and exact repetitions are left out and said so.
    """
    checker = _Checker(columns, mapping, extra_row_checks, heading_row)
    if checker.misses_required_columns():
        return checker.checked
    heading = sheet.rows[heading_row - 1] if heading_row <= len(sheet.rows) else ()
    for number, row in enumerate(sheet.rows[heading_row:], heading_row + 1):
        if row:
            if row == heading:
                checker.leave_out(number, "Rubrikraden upprepas.")
            elif word := _sum_word(row):
                checker.leave_out(number, f"Summarad (”{word}”).")
            else:
                checker.take(number, row)
            if checker.is_full:
                break
    checker.finish()
    return checker.checked


def _sum_word(row: Row) -> str:
    """Return the word of a sum row: a word for sum first, then nothing but numbers."""
    filled = [cell for cell in row if cell is not None]
    first = filled[0] if filled else None
    if not isinstance(first, str) or not _SUM_WORDS.fullmatch(first.strip().casefold()):
        return ""
    return shown(first) if all(_is_figure(cell) for cell in filled[1:]) else ""


def _is_figure(cell: Cell) -> bool:
    if isinstance(cell, str):
        return _FIGURES.fullmatch(cell.strip().casefold()) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _remembered(parse: Parser) -> Parser:
    """Lists repeat themselves: read each text once and share its value."""
    return lru_cache(maxsize=REMEMBERED, typed=True)(parse)


@dataclass(frozen=True, slots=True)
class _Place:
    """A column of the import at its place in the file."""

    spec: ColumnSpec
    index: int
    parse: Parser
    remark: Remarker | None


class _Checker:
    """The work in progress: what has been seen, carried and said so far."""

    def __init__(
        self,
        columns: Sequence[ColumnSpec],
        mapping: Mapping[str, int],
        checks: Sequence[RowCheck],
        heading_row: int,
    ) -> None:
        self.checked = Checked()
        self.is_full = False
        self._columns = columns
        self._places = [
            _Place(spec, mapping[spec.key], _remembered(parser_of(spec)), remarker_of(spec))
            for spec in columns
            if spec.key in mapping
        ]
        self._place_of = {place.spec.key: place for place in self._places}
        self._periods = [place.spec for place in self._places if place.spec.fills]
        filled = {key for spec in self._periods for key in spec.fills}
        self._required = {spec.key for spec in columns if spec.required and spec.key not in filled}
        self._checks = checks
        self._last_row = heading_row
        self._blank: dict[str, object] = {spec.key: None for spec in columns}
        self._padding: Row = (None,) * (1 + max(mapping.values(), default=0))
        self._carried: dict[int, Cell] = {
            place.index: None for place in self._places if place.spec.carry_down
        }
        self._seen: dict[tuple[Row, tuple[Cell, ...]], int] = {}
        self._counted = dict.fromkeys(Severity, 0)

    def misses_required_columns(self) -> bool:
        for spec in self._columns:
            if spec.key in self._required and spec.key not in self._place_of:
                sentence = (
                    f"Kolumnen ”{spec.heading}” måste finnas. Välj vilken kolumn i filen som är "
                    f"”{spec.heading}”, eller välj en annan rubrikrad."
                )
                self._say(Problem(Severity.ERROR, self._last_row, "", spec.heading, "", sentence))
        return bool(self.checked.problems)

    def leave_out(self, number: int, reason: str) -> None:
        self.checked.left_out.append(LeftOut(number, reason))

    def take(self, number: int, row: Row) -> None:
        """Check one row and keep its values if nothing is wrong with them."""
        self._last_row = number
        cells = self._carry_down(row + self._padding[len(row) :])
        first = self._seen.setdefault((row, tuple(self._carried.values())), number)
        if first != number:
            sentence = f"Raden är samma som rad {first} och lämnas utanför."
            self._say(Problem(Severity.WARNING, number, "", "", "", sentence))
            self.leave_out(number, f"Samma som rad {first}.")
            return
        values = self._blank.copy()
        is_fit = True
        for place in self._places:
            is_fit &= self._put_value(values, place, number, row, cells[place.index])
        for spec in self._periods:
            is_fit &= self._spread(values, spec, number, cells)
        is_fit &= self._is_consistent(values, number, cells)
        if is_fit:
            self.checked.rows.append(CheckedRow(number, values))

    def _carry_down(self, cells: Row) -> Row:
        if not self._carried:
            return cells
        filled = list(cells)
        for index, above in self._carried.items():
            if filled[index] is None:
                filled[index] = above
            else:
                self._carried[index] = filled[index]
        return tuple(filled)

    def _put_value(
        self, values: dict[str, object], place: _Place, number: int, row: Row, cell: Cell
    ) -> bool:
        """Put the cell's value among the values; tell whether the row can still be taken in."""
        if cell is None:
            is_required = place.spec.key in self._required
            if is_required:
                self._say_at(place, number, None, f"Värde saknas. Fyll i ”{place.spec.heading}”.")
            return not is_required
        try:
            value = values[place.spec.key] = place.parse(cell)
        except Unfit as unfit:
            self._say_once(place, number, row, str(unfit), Severity.ERROR)
            return False
        if place.remark and (sentence := place.remark(value)):
            self._say_once(place, number, row, sentence, Severity.WARNING)
        return True

    def _spread(self, values: dict[str, object], spec: ColumnSpec, number: int, cells: Row) -> bool:
        """Put the two days of a period where they belong; a required day must then be there."""
        period = values[spec.key]
        days = period if isinstance(period, tuple) else (None, None)
        keys: tuple[str, ...] = spec.fills
        for key, day in zip(keys, days, strict=True):
            if values[key] is None:
                values[key] = day
            elif day is not None and values[key] != day:
                sentence = f"Perioden säger {day}, men en annan kolumn säger {values[key]}."
                self._say_found(RowProblem(spec.key, sentence), number, cells)
                return False
        first = next(column for column in self._columns if column.key == keys[0])
        if first.required and values[first.key] is None and cells[self._index(spec.key)] is None:
            self._say_found(RowProblem(spec.key, f"Värde saknas. Fyll i ”{spec.heading}”."),
                            number, cells)  # fmt: skip
        return not first.required or values[first.key] is not None

    def _index(self, key: str) -> int:
        return self._place_of[key].index

    def _is_consistent(self, values: dict[str, object], number: int, cells: Row) -> bool:
        is_consistent = True
        for row_check in self._checks:
            for found in row_check(values):
                self._say_found(found, number, cells)
                is_consistent &= found.severity != Severity.ERROR
        return is_consistent

    def _say_found(self, found: RowProblem, number: int, cells: Row) -> None:
        """Hang it on the column's cell, or on the row when the file lacks the column."""
        if place := self._place_of.get(found.key):
            cell = cells[place.index]
            self._say_at(place, number, cell, found.sentence, found.severity)
        else:
            heading = next(spec.heading for spec in self._columns if spec.key == found.key)
            self._say(Problem(found.severity, number, "", heading, "", found.sentence))

    def _say_once(
        self, place: _Place, number: int, row: Row, sentence: str, severity: Severity
    ) -> None:
        """Say it where the cell stands; a value carried down has had its sentence above."""
        if place.index < len(row) and row[place.index] is not None:
            self._say_at(place, number, row[place.index], sentence, severity)

    def _say_at(
        self,
        place: _Place,
        number: int,
        cell: Cell,
        sentence: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        where = address(number, place.index)
        self._say(Problem(severity, number, where, place.spec.heading, shown(cell), sentence))

    def _say(self, problem: Problem) -> None:
        self._counted[problem.severity] += 1
        if self._counted[problem.severity] <= LISTED_AT_MOST:
            self.checked.problems.append(problem)
        elif problem.severity == Severity.ERROR:
            self.is_full = True

    def finish(self) -> None:
        """Add what can only be said at the end."""
        if self.is_full:
            self._close(Severity.ERROR, MORE_ERRORS)
        unlisted = self._counted[Severity.WARNING] - LISTED_AT_MOST
        if unlisted > 0:
            self._close(Severity.WARNING, f"Ytterligare {unlisted} varningar visas inte.")
        if not self.checked.rows and not self.checked.problems:
            self._close(Severity.ERROR, NO_ROWS)

    def _close(self, severity: Severity, sentence: str) -> None:
        self.checked.problems.append(Problem(severity, self._last_row, "", "", "", sentence))


MORE_ERRORS = (
    f"Filen har fler än {LISTED_AT_MOST} fel och läsningen avbröts här. Rätta felen ovan och läs "
    "in filen igen."
)
NO_ROWS = "Det finns inga rader att läsa in under rubrikraden. Välj en annan rubrikrad eller blad."
