"""Pages about how much providers are asked for, over all boards."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, list_file
from insyn.papers.charts import Bar, bars
from insyn.papers.excel import ColumnKind
from insyn.papers.html import drawing
from insyn.platform import clock
from insyn.registry.http import HubRequest, of_standing_provider
from insyn.registry.models import Provider
from insyn.results.forms.burden import BurdenFilter, YearFilter
from insyn.results.queries.burden import burden_of, names_of, providers_asked
from insyn.results.rules.burden import MonthOfBurden, YearOfBurden, year_of

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A provider and its year."""

    provider: Provider
    year: YearOfBurden


@require_GET
def burden(request: Request) -> HttpResponseBase:
    """List the providers by how much they are asked for, the most first."""
    filters = BurdenFilter(request.GET, today=clock.today())
    lines = _lines(request, filters)
    if file := list_file(request, COLUMNS, lines, _("Belastning")):
        return file
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"filters": filters, "page": page, "year": filters.shown_year}
    return render(request, "results/burden.html", context)


def _lines(request: Request, filters: BurdenFilter) -> list[Line]:
    keys = providers_asked(request.access)
    counts = burden_of(request.access, filters.shown_year, keys)
    named = names_of(keys)
    wanted = (filters.chosen["q"] or "").casefold()
    lines = [
        Line(named[key], year_of(key, counts.months(key)))
        for key in keys
        if key in named and wanted in named[key].name.casefold()
    ]
    asked = [line for line in lines if line.year.busiest]
    return sorted(asked, key=_heaviest_first)


def _heaviest_first(line: Line) -> tuple[int, int, int, int, str]:
    year = line.year
    return -year.visits, -year.others, -year.requests, -year.questions, line.provider.sort_key


@require_GET
@of_standing_provider
def burden_of_provider(request: HubRequest, provider: Provider) -> HttpResponse:
    """Show what one provider is asked for, month by month."""
    filters = YearFilter(request.GET, today=clock.today())
    counts = burden_of(request.access, filters.shown_year, [provider.pk])
    months = counts.months(provider.pk)
    context = {
        "provider": provider,
        "filters": filters,
        "year": filters.shown_year,
        "months": months,
        "total": year_of(provider.pk, months),
        "chart": _chart(months),
    }
    return render(request, "results/burden_of_provider.html", context)


def _chart(months: list[MonthOfBurden]) -> SafeString | None:
    """Return visits and other boards, month by month; the table says the same."""
    if all(month.is_quiet for month in months):
        return None
    rows = [
        Bar(f"{row.month:%Y-%m}", (float(row.visits), float(max(row.planning, row.been))))
        for row in months
    ]
    said = _("Era besök och antalet andra nämnder varje månad. Tabellen under säger samma sak.")
    series = [_("Era besök"), _("Andra nämnder")]
    return drawing(bars(_("Besök och andra nämnder"), said, rows, series=series))


def _hours(line: Line) -> float | None:
    return None if line.year.hours is None else round(line.year.hours, 1)


COLUMNS = (
    ListColumn(__("Utförare"), lambda line: str(line.provider), width=40),
    count(__("Besök"), lambda line: line.year.visits),
    ListColumn(__("Timmar"), _hours, ColumnKind.NUMBER, width=12),
    count(__("Begärda handlingar"), lambda line: line.year.requests),
    count(__("Enkätfrågor"), lambda line: line.year.questions),
    count(__("Andra nämnder, som mest"), lambda line: line.year.others),
    ListColumn(__("Mest i"), lambda line: f"{line.year.busiest:%Y-%m}"),
)
"""The list as a file."""
