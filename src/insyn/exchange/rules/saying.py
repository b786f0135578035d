"""How a problem is said: by row and cell, with what stands there. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from insyn.exchange.rules.kinds import Table
from insyn.kernel import orgnr
from insyn.papers.sheets.cells import Row, address, shown
from insyn.papers.sheets.checking import Problem, Severity
from insyn.papers.sheets.columns import ColumnSpec, Kind
from insyn.papers.sheets.values import join_list

LISTED = "inläst lista"
"""Where a provider's name stands that a list gave: all read it, so it never names the file."""

Sayer = Callable[[int, str, str, Severity], None]
"""Says something of a row (from 1) and a column's key."""


def sayer(
    problems: list[Problem], table: Table, mapping: Mapping[str, int], cells: Sequence[Row]
) -> Sayer:
    """Return a function that adds problems, hung on the cell of the column if the file has it.

    A column that the file lacks, but that a period in it fills, hangs on the period.
    """
    headings = table.headings
    places = dict(mapping)
    for column in table.columns:
        if column.key in mapping:
            places |= {key: places[column.key] for key in column.fills if key not in places}

    def say(row: int, key: str, sentence: str, severity: Severity = Severity.WARNING) -> None:
        place = places.get(key)
        where = "" if place is None else address(row, place)
        value = "" if place is None else _value_at(cells, row, place)
        problems.append(Problem(severity, row, where, headings[key], value, sentence))

    return say


def _value_at(cells: Sequence[Row], row: int, place: int) -> str:
    within = row <= len(cells) and place < len(cells[row - 1])
    return shown(cells[row - 1][place]) if within else ""


def said(column: ColumnSpec, value: object) -> str:
    """Return a value as the reader sees it in its cell."""
    if value is None:
        return ""
    if column.kind == Kind.CHOICE:
        return label_of(column, str(value))
    if column.kind == Kind.ORGANISATION_NUMBER:
        return orgnr.show(str(value))
    return _IN_WORDS[column.kind](value) if column.kind in _IN_WORDS else str(value)


_IN_WORDS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.YES_NO: lambda value: "Ja" if value else "Nej",
    Kind.DECIMAL: lambda value: f"{value:,.2f}".replace(",", "\u00a0").replace(".", ","),
    Kind.LIST: lambda value: join_list(value, ";"),
}


def label_of(column: ColumnSpec, code: str) -> str:
    """Return the label of a value of a closed list."""
    return next((label for known, label in column.choices if known == code), code)


def writers(columns: Iterable[ColumnSpec], *, is_whole: bool) -> dict[str, Callable[[Any], str]]:
    """Return how values become what a file holds, so that they are read back as the same.

    Only for columns whose values are not written as they are. ``is_whole`` shows all digits of
    a sole trader's number.
    """
    found: dict[str, Callable[[Any], str]] = {}
    for column in columns:
        match column.kind:
            case Kind.CHOICE:
                found[column.key] = partial(label_of, column)
            case Kind.LIST:
                found[column.key] = partial(join_list, separator=column.separator)
            case Kind.ORGANISATION_NUMBER:
                found[column.key] = whole_number if is_whole else orgnr.show
    return found


def whole_number(digits: str) -> str:
    """Return the number with its dash and all its digits."""
    return f"{digits[:6]}-{digits[6:]}"
