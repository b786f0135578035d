"""The Excel annex of a report: every table, and the rows under every figure. Pure."""

from collections.abc import Iterator, Sequence

from insyn.papers.excel import Column, ColumnKind, Row, Sheet
from insyn.reports.rules.rows import RowSaid, RowsSaid
from insyn.results.rules.tables import Measure, Table

CONTENTS = (
    Column("sheet", "Blad", width=24),
    Column("title", "Tabell", width=44),
    Column("note", "Så räknas det", width=90),
)
UNDERLYING = (
    Column("table", "Tabell", width=36),
    Column("line", "Rad", width=30),
    Column("column", "Kolumn", width=26),
    Column("figure", "Siffra", ColumnKind.NUMBER, width=12),
    Column("kind", "Slag", width=18),
    Column("row", "Underlag", width=44),
    Column("about", "Om", width=36),
    Column("day", "Datum", ColumnKind.DATE, width=12),
)
NOT_SHOWN = "Visas inte här"


def annex_sheets(tables: Sequence[Table], rows: RowsSaid) -> list[Sheet]:
    """Return the sheets: contents, a sheet for each table, and the rows under the figures.

    The rows of a figure are as many as it says. One that may not be named has its place kept.
    """
    return [
        Sheet("Innehåll", CONTENTS, list(_contents(tables))),
        *(_sheet(number, table) for number, table in enumerate(tables, start=1)),
        Sheet("Underlag", UNDERLYING, list(_underlying(tables, rows))),
    ]


def _contents(tables: Sequence[Table]) -> Iterator[Row]:
    for number, table in enumerate(tables, start=1):
        yield {"sheet": f"Tabell {number}", "title": table.title, "note": table.note}
    yield {"sheet": "Underlag", "title": "Raderna under varje siffra", "note": ""}


def _sheet(number: int, table: Table) -> Sheet:
    columns = (
        Column("label", table.row_label or "Grupp", width=40),
        *(
            Column(str(at), heading, _kind_of(table, at), width=18)
            for at, heading in enumerate(table.columns)
        ),
    )
    rows: list[Row] = [
        {"label": line.label, **{str(at): cell.value for at, cell in enumerate(line.cells)}}
        for line in table.lines
    ]
    return Sheet(f"Tabell {number}", columns, rows)


def _kind_of(table: Table, column: int) -> ColumnKind:
    cells = [line.cells[column] for line in table.lines if column < len(line.cells)]
    is_whole = all(
        cell.measure == Measure.COUNT and (cell.value is None or float(cell.value).is_integer())
        for cell in cells
    )
    return ColumnKind.INTEGER if cells and is_whole else ColumnKind.NUMBER


def _underlying(tables: Sequence[Table], rows: RowsSaid) -> Iterator[Row]:
    for table in tables:
        for line in table.lines:
            for at, cell in enumerate(line.cells):
                for key in cell.rows:
                    if cell.row_kind is None:
                        continue
                    said = rows.get((cell.row_kind, key), RowSaid(NOT_SHOWN))
                    yield {
                        "table": table.title,
                        "line": line.label,
                        "column": table.columns[at],
                        "figure": cell.value,
                        "kind": cell.row_kind.label,
                        "row": said.name,
                        "about": said.about or None,
                        "day": said.day,
                    }
