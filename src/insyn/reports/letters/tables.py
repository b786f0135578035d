"""How figures stand in a paper: the table, its note, and a chart where it helps. Pure."""

from collections.abc import Iterator

from insyn.coordination.rules import ServiceForm
from insyn.coordination.rules.yearly import results_key
from insyn.papers.charts import Bar, bars
from insyn.papers.content import Block, Figure, Paragraph, Table
from insyn.papers.content import Cell as PaperCell
from insyn.reports.rules.locked import address_of
from insyn.reports.rules.rows import UNKNOWN, shown
from insyn.results.rules.tables import Line, Measure
from insyn.results.rules.tables import Table as FigureTable

FEWEST_BARS, MOST_BARS = 3, 10
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
        widths=(2.4, *(1.0 for _ in table.columns)),
    )
    if table.key not in UNDRAWN:
        yield from _chart(table)
    if table.note:
        yield Paragraph(f"Så räknas det: {table.note}")


def _cells(table: FigureTable, line: Line) -> Iterator[PaperCell]:
    for column, cell in enumerate(line.cells):
        yield PaperCell(shown(cell), key=address_of(table, line, column))


def _chart(table: FigureTable) -> Iterator[Figure]:
    """Yield bars of the first column, when it compares numbers of several groups."""
    compared = [line for line in table.lines if line.key != ALL and line.cells]
    values = [line.cells[0].value for line in compared if line.cells[0].measure == Measure.COUNT]
    is_whole = len(values) == len(compared) and None not in values
    if not is_whole or not FEWEST_BARS <= len(compared) <= MOST_BARS or not any(values):
        return
    said = ", ".join(f"{line.label} {shown(line.cells[0])}" for line in compared)
    caption = f"{table.title}: {table.columns[0].lower()}"
    rows = [Bar(line.label, (float(line.cells[0].value or 0),)) for line in compared]
    yield Figure(caption, f"{caption}. {said}.", bars(caption, said, rows))
