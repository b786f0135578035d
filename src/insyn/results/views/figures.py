"""Pages of statistics: the overview, a table, and the rows behind a figure."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.kernel.choices import Choice
from insyn.platform import clock
from insyn.platform.templatetags.insyn_tags import NOTHING
from insyn.results.forms.scope import ScopeForm
from insyn.results.http import (
    ROW_COLUMNS,
    Figure,
    chart,
    file_columns,
    lines_of,
    said_figure,
)
from insyn.results.queries.rows import rows_behind
from insyn.results.queries.yearly import year_tables
from insyn.results.rules.shown import PARTS, TILES, Tile, cell_at, drawn_as
from insyn.results.rules.tables import Table
from insyn.results.rules.words import TableKey

PAGE_SIZE = 50
SHOWN_FIRST = {TableKey.COVERAGE, *(key for key, _line, _column in TILES.values())}
"""The tables that the overview shows figures of; of the others it tells the names."""


@dataclass(frozen=True, slots=True)
class TablePart:
    """A part of the overview: what its tables are called, with their addresses."""

    part: Choice
    tables: list[tuple[TableKey, str]]


@require_GET
def overview(request: Request) -> HttpResponse:
    """Show the figures of a period that stand first, and the way to every table."""
    form = ScopeForm(request.access, request.GET, today=clock.today())
    found = year_tables(request.access, form.scope, SHOWN_FIRST)
    tables = {table.key: table for table in found}
    context = {
        "filters": form,
        "scope": form.scope,
        "tiles": [_tile(tile, tables, form.query) for tile in TILES],
        "lines": lines_of(tables[TableKey.COVERAGE], form.query),
        "coverage": tables[TableKey.COVERAGE],
        "parts": [
            TablePart(part, [(key, _table_url(key, form.query)) for key in keys])
            for part, keys in PARTS.items()
        ],
    }
    return render(request, "results/overview.html", context)


def _tile(tile: Tile, tables: Mapping[str, Table], query: str) -> Figure:
    key, line, at = TILES[tile]
    cell = cell_at(tables[key], line, at)
    return Figure(_(tile.label), said_figure(cell) if cell else NOTHING, _table_url(key, query))


def _table_url(key: TableKey, query: str) -> str:
    address = reverse("results:table", args=[key.value])
    return f"{address}?{query}" if query else address


@require_GET
def table_page(request: Request, table: str) -> HttpResponseBase:
    """Show one table of the period, drawn and in figures."""
    form = ScopeForm(request.access, request.GET, today=clock.today())
    found = _table(request, form, table)
    if file := list_file(request, file_columns(found), list(found.lines), _(found.title)):
        return file
    context = {
        "filters": form,
        "scope": form.scope,
        "table": found,
        "lines": lines_of(found, form.query),
        "chart": chart(found),
        "drawn": drawn_as(found),
        "is_unsaid": all(cell.value is None for _at, cell in found.cells()),
        "back": f"{reverse('results:start')}?{form.query}",
    }
    return render(request, "results/table.html", context)


def _table(request: Request, form: ScopeForm, key: str) -> Table:
    if key not in TableKey.codes():
        raise Http404
    (found,) = year_tables(request.access, form.scope, [TableKey(key)])
    return found


@require_GET
def rows(request: Request, table: str, line: str, column: int) -> HttpResponseBase:
    """List the rows that a figure counts."""
    form = ScopeForm(request.access, request.GET, today=clock.today())
    found = _table(request, form, table)
    cell = cell_at(found, line, column)
    if cell is None:
        raise Http404
    kind = cell.row_kind
    name = f"{_(found.title)}: {_(_label(found, line))}, {_(found.columns[column])}"
    page = Paginator(cell.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    if kind and (
        file := list_file(
            request, ROW_COLUMNS, lambda: rows_behind(request.access, kind, cell.rows), name
        )
    ):
        return file
    context = {
        "filters": form,
        "scope": form.scope,
        "table": found,
        "line": _label(found, line),
        "column": found.columns[column],
        "figure": said_figure(cell),
        "kind": kind,
        "page": page,
        "rows": rows_behind(request.access, kind, list(page)) if kind else [],
        "back": _table_url(TableKey(table), form.query),
        "start": f"{reverse('results:start')}?{form.query}",
    }
    return render(request, "results/rows.html", context)


def _label(table: Table, key: str) -> str:
    return next(line.label for line in table.lines if line.key == key)
