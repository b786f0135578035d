"""What the pages of results share: figures with the way to their rows, and tables as files."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.documents.http import ListColumn, day, label
from insyn.papers.charts import bars
from insyn.papers.excel import ColumnKind
from insyn.papers.html import drawing
from insyn.platform.templatetags.insyn_tags import number, quantity
from insyn.results.queries.ages import ContractLine
from insyn.results.rules.shown import bars_of, drawn_as, series_of
from insyn.results.rules.tables import Cell, Line, Measure, Table


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as a page shows it; without an address when there is nothing behind it."""

    column: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A line of figures."""

    label: str
    figures: Sequence[Figure]
    is_total: bool


def said_figure(cell: Cell) -> str:
    """Return the figure in the reader's way of writing numbers; a median may be half a day."""
    if cell.measure == Measure.SHARE:
        return number(cell.value, 1)
    if cell.measure == Measure.DAYS and cell.value is not None:
        return number(cell.value, 0 if float(cell.value).is_integer() else 1)
    return number(cell.value) if cell.measure == Measure.MONEY else quantity(cell.value)


def lines_of(table: Table, query: str) -> list[FigureLine]:
    """Return the table with each figure and the way to what it counts."""
    return [
        FigureLine(
            _(line.label),
            [
                Figure(_(column), said_figure(cell), _address(table, line, place, query, cell))
                for place, (column, cell) in enumerate(zip(table.columns, line.cells, strict=True))
            ],
            line.key == "all",
        )
        for line in table.lines
    ]


def _address(table: Table, line: Line, place: int, query: str, cell: Cell) -> str:
    if not cell.rows:
        return ""
    address = reverse("results:rows", args=[table.key, line.key, place])
    return f"{address}?{query}" if query else address


def chart(table: Table) -> SafeString | None:
    """Return the drawing of the table, which says the same; None when nothing is to be drawn."""
    rows = bars_of(table)
    if not rows:
        return None
    unit = _(drawn_as(table))
    title = f"{_(table.title)}: {unit}" if unit else _(table.title)
    said = _("Tabellen säger samma sak i siffror.")
    words = [type(row)(_(row.label), row.values) for row in rows]
    return drawing(bars(title, said, words, series=[_(name) for name in series_of(table)]))


def file_columns(table: Table) -> list[ListColumn]:
    """Return the columns of a table as a file."""
    return [
        ListColumn(_(table.row_label), lambda line: _(line.label), width=40),
        *(_file_column(_(heading), at) for at, heading in enumerate(table.columns)),
    ]


def _file_column(heading: str, at: int) -> ListColumn:
    return ListColumn(heading, lambda line: line.cells[at].value, ColumnKind.NUMBER, width=16)


def _area_names(line: ContractLine) -> str:
    return ", ".join(line.areas)


ROW_COLUMNS = (
    ListColumn(__("Utförare"), lambda row: row.title, width=36),
    ListColumn(__("Gäller"), lambda row: row.about, width=60),
    day(__("Datum"), lambda row: row.day),
    ListColumn(__("Läge"), lambda row: label(row.state)),
)
"""The rows behind a figure as a file."""

CONTRACT_COLUMNS = (
    ListColumn(__("Utförare"), lambda line: str(line.contract.provider), width=36),
    ListColumn(__("Avtal"), lambda line: str(line.contract.agreement), width=36),
    ListColumn(__("Verksamhetsområde"), _area_names, width=36),
    day(__("Senast uppföljt"), lambda line: line.latest_on),
    ListColumn(__("Ålder"), lambda line: label(line.age)),
    day(__("Nästa uppföljning"), lambda line: line.planned_for),
)
"""The contracts and how old what is known of them is, as a file."""

AREA_COLUMNS = (
    ListColumn(__("Utförare"), lambda line: line.provider, width=36),
    ListColumn(__("Avtal"), lambda line: line.agreement, width=36),
    ListColumn(__("Område"), lambda line: line.area, width=36),
    ListColumn(__("Bedömning"), lambda line: label(line.level)),
    day(__("Sågs"), lambda line: line.day),
    ListColumn(__("Månader sedan"), lambda line: line.months, ColumnKind.INTEGER, width=14),
    ListColumn(__("Ålder"), lambda line: label(line.age)),
)
"""The areas and how old their latest assessment is, as a file."""
