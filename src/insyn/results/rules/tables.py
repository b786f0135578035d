"""What every figure is made of: a table whose cells know the rows they count. Pure.

A page shows it, a report locks it, the public side holds back the small numbers of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from insyn.kernel.choices import Choice


class RowKind(Choice):
    """What the rows under a figure are."""

    FOLLOWUP = "followup", "Uppföljningar"
    FINDING = "finding", "Resultat"
    CONTRACT = "contract", "Kontrakt"
    PLAN = "plan", "Åtgärdsplaner"
    SANCTION = "sanction", "Sanktioner"
    SIGNAL = "signal", "Signaler"
    CHECK = "check", "Registerkontroller"
    SAMPLED = "sampled", "Verksamheter i urvalet"
    MATTER = "matter", "Information av vikt"
    REPORT = "report", "Rapporter"


class Measure(Choice):
    """What a figure is counted in."""

    COUNT = "count", "antal"
    SHARE = "share", "procent"
    DAYS = "days", "dagar"
    MONEY = "money", "kronor"
    SUM = "sum", "summa"


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure. ``value`` is None when nothing can be said; never 0 for what is not known.

    ``of`` is what a share is a share of: its value is 100 × len(rows) / of. ``rows`` are the
    keys of the rows that the figure counts, of the kind ``row_kind``.
    """

    value: int | float | None
    measure: Measure = Measure.COUNT
    row_kind: RowKind | None = None
    rows: tuple[int, ...] = ()
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: what it is about, and a cell to each column."""

    key: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures. ``key`` names it for good: locked reports and addresses hold on to it."""

    key: str
    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""
    row_label: str = field(default="")

    def cells(self) -> Iterator[tuple[str, Cell]]:
        """Yield every cell with its address within the table: ``line:column``, from 0."""
        for line in self.lines:
            for place, cell in enumerate(line.cells):
                yield f"{line.key}:{place}", cell


def count(kind: RowKind, rows: tuple[int, ...]) -> Cell:
    """Return the figure that counts the rows."""
    return Cell(value=len(rows), row_kind=kind, rows=rows)


def share(kind: RowKind, rows: tuple[int, ...], of: int) -> Cell:
    """Return the rows as a share of so many, in percent with one decimal; of none nothing."""
    value = round(100 * len(rows) / of, 1) if of else None
    return Cell(value=value, measure=Measure.SHARE, row_kind=kind, rows=rows, of=of)
