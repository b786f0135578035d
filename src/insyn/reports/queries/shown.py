"""The tables of a report as its page shows them: every figure with the way to its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from insyn.reports.models import Report
from insyn.reports.queries.tables import PlacedTables
from insyn.reports.rules.locked import address_of
from insyn.reports.rules.rows import shown
from insyn.results.rules.tables import Cell, Line, Table


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A figure as it is read, and where its rows are; no address when it has none."""

    text: str
    column: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of the page. ``lines`` are (label, figures)."""

    table: Table
    lines: Sequence[tuple[str, Sequence[ShownCell]]]


def shown_tables(report: Report, tables: PlacedTables) -> list[ShownTable]:
    """Return the tables in their order."""
    return [
        ShownTable(table, [(line.label, _cells(report, table, line)) for line in table.lines])
        for _place, table in tables
    ]


def _cells(report: Report, table: Table, line: Line) -> list[ShownCell]:
    return [
        ShownCell(shown(cell), table.columns[at], _url(report, table, line, at, cell))
        for at, cell in enumerate(line.cells)
    ]


def _url(report: Report, table: Table, line: Line, column: int, cell: Cell) -> str:
    if not cell.rows:
        return ""
    return reverse("reports:figure", args=[report.pk, address_of(table, line, column)])
