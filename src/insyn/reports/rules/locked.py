"""How a table of figures is locked: as plain values that give the same table back. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from insyn.results.rules.tables import Cell, Line, Measure, RowKind, Table


def as_values(table: Table) -> dict[str, Any]:
    """Return the table as plain values, with the keys of the rows under each figure."""
    return {
        "key": table.key,
        "title": table.title,
        "columns": list(table.columns),
        "note": table.note,
        "row_label": table.row_label,
        "lines": [
            {"key": line.key, "label": line.label, "cells": [_cell(cell) for cell in line.cells]}
            for line in table.lines
        ],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "value": cell.value,
        "measure": str(cell.measure),
        "row_kind": str(cell.row_kind) if cell.row_kind else None,
        "rows": list(cell.rows),
        "of": cell.of,
    }


def from_values(values: Mapping[str, Any]) -> Table:
    """Return the table that was locked as these values."""
    return Table(
        key=values["key"],
        title=values["title"],
        columns=tuple(values["columns"]),
        note=values["note"],
        row_label=values["row_label"],
        lines=tuple(
            Line(line["key"], line["label"], tuple(_cell_of(cell) for cell in line["cells"]))
            for line in values["lines"]
        ),
    )


def _cell_of(values: Mapping[str, Any]) -> Cell:
    kind = values["row_kind"]
    return Cell(
        value=values["value"],
        measure=Measure(values["measure"]),
        row_kind=RowKind(kind) if kind else None,
        rows=tuple(values["rows"]),
        of=values["of"],
    )


def fingerprint(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the values: two tables that say the same have the same."""
    said = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(said.encode()).hexdigest()


def cell_at(tables: Sequence[Table], address: str) -> tuple[Table, Line, int, Cell] | None:
    """Return the figure at ``table.line:column``, or None when there is none."""
    for table in tables:
        for line in table.lines:
            for column, cell in enumerate(line.cells):
                if address == address_of(table, line, column):
                    return table, line, column, cell
    return None


def address_of(table: Table, line: Line, column: int) -> str:
    """Return where a figure stands in a report: ``table.line:column``, from 0."""
    return f"{table.key}.{line.key}:{column}"


def changed_tables(locked: Sequence[Table], now: Sequence[Table]) -> Iterator[Table]:
    """Yield the locked tables whose figures would be others if they were counted now.

    Another wording of a heading or a note is no other figure.
    """
    today = {table.key: _figures(table) for table in now}
    for table in locked:
        if today.get(table.key) != _figures(table):
            yield table


def _figures(table: Table) -> Mapping[str, tuple[Cell, ...]]:
    return {line.key: line.cells for line in table.lines}
