"""How the rows under a figure are named, and how a figure is read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from insyn.papers.charts import swedish_number
from insyn.results.rules.tables import Cell, Measure, RowKind

UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class RowSaid:
    """A row under a figure: which one it is, never what was seen."""

    name: str
    about: str = ""
    day: date | None = None


RowsSaid: TypeAlias = Mapping[tuple[RowKind, int], RowSaid]


def shown(cell: Cell) -> str:
    """Return the figure as it is read; a dash where nothing can be said."""
    if cell.value is None:
        return UNKNOWN
    said = swedish_number(float(cell.value))
    units = {Measure.SHARE: " %", Measure.MONEY: " kr"}
    return f"{said}{units.get(cell.measure, '')}"
