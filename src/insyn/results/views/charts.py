"""Control charts: chance or pattern?"""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, list_file
from insyn.papers.excel import ColumnKind
from insyn.papers.html import drawing
from insyn.platform import clock
from insyn.results.forms.charts import ChartFilter
from insyn.results.http import ROW_COLUMNS
from insyn.results.queries.charts import points_of
from insyn.results.queries.rows import rows_behind
from insyn.results.rules.charts import (
    EXPLAINED,
    FEWEST,
    ChartKind,
    ControlChart,
    Drawn,
    Point,
    chart,
)
from insyn.results.rules.charts_drawing import control_chart
from insyn.results.rules.charts_periods import KINDS, Counted, periods_back
from insyn.results.rules.tables import RowKind

PAGE_SIZE = 50


@require_GET
def charts(request: Request) -> HttpResponseBase:
    """Show the points over time, their limits, and what stands out."""
    filters = ChartFilter(request.access, request.GET, today=clock.today())
    points = _points(request, filters)
    begun = next((at for at, one in enumerate(points) if one.of_all), 0)
    told = chart(KINDS[filters.counted_now], points[begun:])
    lines = [Shown(begun + at, one, told) for at, one in enumerate(told.points)]
    if file := list_file(request, COLUMNS, lines, _("Slump eller mönster")):
        return file
    context = {
        "filters": filters,
        "counted": filters.counted_now,
        "told": told,
        "middle": None if told.middle is None else told.middle * _factor(told),
        "is_share": told.kind is ChartKind.SHARE,
        "lines": lines,
        "kind": _row_kind(filters),
        "signs": [(sign, EXPLAINED[sign]) for sign in told.signs],
        "fewest": FEWEST,
        "drawing": _drawing(told, _(filters.counted_now.label)),
    }
    return render(request, "results/charts.html", context)


@require_GET
def charts_rows(request: Request, at: int) -> HttpResponseBase:
    """List the follow-ups or signals behind a point."""
    filters = ChartFilter(request.access, request.GET, today=clock.today())
    points = _points(request, filters)
    if at >= len(points):
        raise Http404
    kind, keys = _row_kind(filters), points[at].rows
    name = f"{_(filters.counted_now.label)}: {points[at].label}"
    if file := list_file(
        request, ROW_COLUMNS, lambda: rows_behind(request.access, kind, keys), name
    ):
        return file
    page = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "counted": filters.counted_now,
        "kind": kind,
        "point": points[at],
        "filters": filters,
        "page": page,
        "rows": rows_behind(request.access, kind, list(page)),
        "back": f"{reverse('results:charts')}?{filters.query}",
    }
    return render(request, "results/charts_rows.html", context)


def _points(request: Request, filters: ChartFilter) -> list[Point]:
    return points_of(
        request.access,
        filters.scope,
        filters.counted_now,
        periods_back(filters.step_now, clock.today()),
        group=filters.chosen["group"],
        area=filters.chosen["area"] or "",
    )


def _row_kind(filters: ChartFilter) -> RowKind:
    is_signals = filters.counted_now is Counted.SIGNALS
    return RowKind.SIGNAL if is_signals else RowKind.FOLLOWUP


def _factor(told: ControlChart) -> int:
    return 100 if told.kind is ChartKind.SHARE else 1


def _drawing(told: ControlChart, title: str) -> SafeString | None:
    if not told.measured:
        return None
    said = _("Punkter över tid. Streckade linjer är gränserna, den hela linjen är medelvärdet.")
    unit = " %" if told.kind is ChartKind.SHARE else ""
    return drawing(control_chart(told, title, said, unit))


@dataclass(frozen=True, slots=True)
class Shown:
    """A point as a page shows it: shares in percent."""

    at: int
    drawn: Drawn
    told: ControlChart

    @property
    def decimals(self) -> int:
        return 0 if self.told.kind is ChartKind.SHARE else 2

    @property
    def value(self) -> float | None:
        return self._scaled(self.drawn.value)

    @property
    def low(self) -> float | None:
        return self._scaled(self.drawn.low)

    @property
    def high(self) -> float | None:
        return self._scaled(self.drawn.high)

    @property
    def said(self) -> str:
        return ", ".join(_(sign.label) for sign in self.drawn.signs)

    def _scaled(self, value: float | None) -> float | None:
        return None if value is None else round(value * _factor(self.told), 3)


COLUMNS = (
    ListColumn(__("Period"), lambda row: row.drawn.point.label),
    ListColumn(__("Antal"), lambda row: row.drawn.point.count, ColumnKind.NUMBER, width=12),
    ListColumn(__("Av"), lambda row: row.drawn.point.size, ColumnKind.NUMBER, width=12),
    ListColumn(__("Värde"), lambda row: row.value, ColumnKind.NUMBER, width=12),
    ListColumn(__("Undre gräns"), lambda row: row.low, ColumnKind.NUMBER, width=14),
    ListColumn(__("Övre gräns"), lambda row: row.high, ColumnKind.NUMBER, width=14),
    ListColumn(__("Sticker ut"), lambda row: row.said, width=40),
)
"""The points as a file."""
