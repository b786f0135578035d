"""How a table is drawn and gathered on pages. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from insyn.kernel.choices import Choice
from insyn.papers.charts import PALETTE, Bar
from insyn.results.rules.tables import Cell, Table
from insyn.results.rules.words import LineWord, TableKey


class Part(Choice):
    """The parts of the overview."""

    DONE = "done", "Det som är uppföljt"
    FOUND = "found", "Det som sågs"
    MENDED = "mended", "Det som blev gjort"
    LOOKED_UP = "looked_up", "Signaler, kontroller och tid"


PARTS: dict[Part, tuple[TableKey, ...]] = {
    Part.DONE: (
        TableKey.COVERAGE,
        TableKey.RHYTHM_BY_SERVICE_AREA,
        TableKey.RHYTHM_BY_OPERATING_FORM,
        TableKey.FOLLOWUPS_BY_KIND,
        TableKey.FOLLOWUPS_BY_OUTCOME,
    ),
    Part.FOUND: (
        TableKey.FINDINGS_BY_KIND,
        TableKey.FINDINGS_BY_AREA,
        TableKey.FINDINGS_BY_SEVERITY,
        TableKey.FINDINGS_BY_SERVICE_AREA,
        TableKey.FINDINGS_BY_OPERATING_FORM,
    ),
    Part.MENDED: (TableKey.DEFICIENCIES_REMEDIED, TableKey.PLANS, TableKey.SANCTIONS),
    Part.LOOKED_UP: (
        TableKey.SIGNALS,
        TableKey.REGISTER_CHECKS,
        TableKey.CLOCK,
        TableKey.CLOCK_BY_KIND,
    ),
}


class Tile(Choice):
    """The figures that stand first on the overview."""

    COVERAGE = "coverage", "Uppföljda kontrakt, procent"
    FOLLOWUPS = "followups", "Rapporterade uppföljningar"
    DEFICIENCIES = "deficiencies", "Brister"
    OVERDUE = "overdue", "Brister där sista dagen har gått"
    CLOCK = "clock", "Dagar från gjord till rapporterad, median"


TILES: dict[Tile, tuple[TableKey, str, int]] = {
    Tile.COVERAGE: (TableKey.COVERAGE, LineWord.ALL.value, 2),
    Tile.FOLLOWUPS: (TableKey.FOLLOWUPS_BY_KIND, LineWord.ALL.value, 0),
    Tile.DEFICIENCIES: (TableKey.DEFICIENCIES_REMEDIED, LineWord.ALL.value, 0),
    Tile.OVERDUE: (TableKey.DEFICIENCIES_REMEDIED, "overdue", 0),
    Tile.CLOCK: (TableKey.CLOCK, "carried_out_to_reported", 1),
}
"""Where in the tables each of them stands: table, line and column."""

DRAWN: Mapping[TableKey, Sequence[int]] = {
    TableKey.COVERAGE: (2,),
    TableKey.RHYTHM_BY_SERVICE_AREA: (1, 3, 4),
    TableKey.RHYTHM_BY_OPERATING_FORM: (1, 3, 4),
    TableKey.FOLLOWUPS_BY_KIND: (0,),
    TableKey.FOLLOWUPS_BY_OUTCOME: (0,),
    TableKey.FINDINGS_BY_KIND: (0,),
    TableKey.FINDINGS_BY_AREA: (0, 1, 2),
    TableKey.FINDINGS_BY_SEVERITY: (0,),
    TableKey.FINDINGS_BY_SERVICE_AREA: (1, 2, 3),
    TableKey.FINDINGS_BY_OPERATING_FORM: (1, 2, 3),
    TableKey.DEFICIENCIES_REMEDIED: (0,),
    TableKey.PLANS: (0,),
    TableKey.SIGNALS: (0,),
    TableKey.REGISTER_CHECKS: (1, 2, 3, 4),
    TableKey.CLOCK: (1,),
    TableKey.CLOCK_BY_KIND: (1,),
}
"""The columns that are drawn, side by side in one bar; a table that is not here has no drawing."""

MOST_BARS = 20
"""More lines than this are not drawn: the table says it all."""


def _drawn(table: Table) -> Sequence[int]:
    """Return the columns that are drawn of it; one that was locked may lack a later column."""
    columns = DRAWN.get(TableKey(table.key), ())[: len(PALETTE)]
    return [at for at in columns if at < len(table.columns)]


def bars_of(table: Table) -> list[Bar]:
    """Return the bars of a table's drawing; none when there is nothing to draw."""
    columns = _drawn(table)
    lines = [line for line in table.lines if line.key != LineWord.ALL or len(table.lines) == 1]
    rows = [
        Bar(line.label, tuple(float(line.cells[at].value or 0) for at in columns))
        for line in lines
        if all(line.cells[at].value is not None for at in columns)
    ]
    is_worth_it = columns and any(row.total for row in rows)
    return rows[:MOST_BARS] if is_worth_it else []


def series_of(table: Table) -> list[str]:
    """Return what the parts of each bar are called; none when a bar has one part."""
    columns = _drawn(table)
    return [table.columns[at] for at in columns] if len(columns) > 1 else []


def drawn_as(table: Table) -> str:
    """Return what the only part of each bar is counted in; empty when a bar has several."""
    columns = _drawn(table)
    return table.columns[columns[0]] if len(columns) == 1 else ""


def blank(table: Table) -> Table:
    """Return the table with nothing said in it: for one who does not see what it counts."""
    return replace(
        table,
        lines=tuple(
            replace(line, cells=tuple(Cell(None, cell.measure) for cell in line.cells))
            for line in table.lines
        ),
    )


def cell_at(table: Table, line: str, column: int) -> Cell | None:
    """Return the cell of an address within the table; None when there is no such."""
    for row in table.lines:
        if row.key == line and column < len(row.cells):
            return row.cells[column]
    return None
