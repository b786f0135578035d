"""How figures stand in a paper: the table, its note, and a chart where it helps. Pure."""

from collections.abc import Iterator, Sequence

from insyn.coordination.rules import ServiceForm
from insyn.coordination.rules.yearly import results_key
from insyn.papers.charts import Bar, bars, swedish_number
from insyn.papers.content import Block, Figure, Paragraph, Table
from insyn.papers.content import Cell as PaperCell
from insyn.reports.rules.locked import address_of
from insyn.reports.rules.rows import UNKNOWN, shown
from insyn.results.rules.shown import bars_of, drawn_as, series_of
from insyn.results.rules.tables import Line, Measure
from insyn.results.rules.tables import Table as FigureTable
from insyn.results.rules.words import TableKey

FEWEST_BARS, MOST_BARS = 3, 10
MANY = 6
"""With more columns than this the first gives way to their headings."""

UNDRAWN = frozenset({"city_forms", "city_boards"} | {results_key(form) for form in ServiceForm})
"""Tables whose first column, how many were to be followed up, is nothing to compare."""

ALL = "all"
"""The key of the line that sums the others up; it is no bar beside them."""


def table_blocks(table: FigureTable) -> Iterator[Block]:
    """Yield the table with every figure traceable, then the chart and the note, if any."""
    yield Table(
        table.title,
        (table.row_label or "Grupp", *table.columns),
        tuple((line.label, *_cells(table, line)) for line in table.lines)
        or ((UNKNOWN, *(UNKNOWN for _ in table.columns)),),
        widths=(1.9 if len(table.columns) > MANY else 2.4, *(1.0 for _ in table.columns)),
    )
    if table.key not in UNDRAWN:
        yield from _chart(table)
    if table.note:
        yield Paragraph(f"Så räknas det: {table.note}")


def _cells(table: FigureTable, line: Line) -> Iterator[PaperCell]:
    for column, cell in enumerate(line.cells):
        yield PaperCell(shown(cell), key=address_of(table, line, column))


def _chart(table: FigureTable) -> Iterator[Figure]:
    """Yield the bars of what the table compares between several groups, when it does."""
    rows, series, counted = _compared(table)
    if not FEWEST_BARS <= len(rows) <= MOST_BARS or not any(row.total for row in rows):
        return
    said = ", ".join(_bar_said(row, series) for row in rows)
    caption = f"{table.title}: {counted.lower()}" if counted else table.title
    yield Figure(caption, f"{caption}. {said}.", bars(caption, said, rows, series=series))


def _compared(table: FigureTable) -> tuple[Sequence[Bar], Sequence[str], str]:
    """Return the bars, what their parts are called, and what is counted when there is one part.

    The tables of the statistics are drawn as their pages draw them; the others by their first
    column, if it is a number in every line.
    """
    if table.key in TableKey.codes():
        return bars_of(table), series_of(table), drawn_as(table)
    lines = [line for line in table.lines if line.key != ALL and line.cells]
    first = [line.cells[0] for line in lines]
    if any(cell.value is None or cell.measure != Measure.COUNT for cell in first):
        return (), (), ""
    rows = [Bar(line.label, (float(line.cells[0].value or 0),)) for line in lines]
    return rows, (), table.columns[0]


def _bar_said(row: Bar, series: Sequence[str]) -> str:
    if not series:
        return f"{row.label} {swedish_number(row.total)}"
    parts = zip(series, row.values, strict=True)
    return f"{row.label}: " + ", ".join(
        f"{name.lower()} {swedish_number(value)}" for name, value in parts
    )
