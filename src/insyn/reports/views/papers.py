"""Reading and taking out a report, and the rows under its figures."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import made_file
from insyn.documents.services import open_document
from insyn.followups.models import Followup
from insyn.papers import html
from insyn.platform import clock
from insyn.reports.http import PER_PAGE, report_at
from insyn.reports.models import Report
from insyn.reports.queries import gather, locked_figures
from insyn.reports.queries.rows import page_of, rows_of, said_of
from insyn.reports.queries.tables import tables_of
from insyn.reports.rules import FigureMap, ReportFacts, figures_of
from insyn.reports.rules.locked import cell_at
from insyn.reports.rules.rows import shown
from insyn.reports.services.papers import (
    ENDINGS,
    EXCEL,
    issued_paper,
    paper_of,
    report_tree,
)


def _figures(report: Report, facts: ReportFacts) -> FigureMap:
    return locked_figures(report) or figures_of(facts)


@require_GET
def report_preview(request: Request, pk: int) -> HttpResponse:
    """Show the report as it will read; each figure leads to what stands behind it."""
    report = report_at(request, pk)
    tree = report_tree(request.access, report, issued_on=report.decided_on or clock.today())
    link_for = partial(_link, report.pk, _traceable(request, report))
    context = {
        "report": report,
        "body": html.render(tree, link_for=link_for),
    }
    return render(request, "reports/preview.html", context)


def _traceable(request: Request, report: Report) -> frozenset[str]:
    """Return the addresses of the figures that have rows behind them."""
    if report.is_joint:
        return frozenset(_figures(report, gather(request.access, report)))
    tables = tables_of(request.access, report)
    return frozenset(
        f"{table.key}.{address}"
        for _place, table in tables
        for address, cell in table.cells()
        if cell.rows
    )


def _link(pk: int, keys: frozenset[str], key: str) -> str:
    return reverse("reports:figure", args=[pk, key]) if key in keys else ""


@require_GET
def figure_detail(request: Request, pk: int, key: str) -> HttpResponse:
    """Show the rows behind one figure."""
    report = report_at(request, pk)
    if not report.is_joint:
        return _cell_detail(request, report, key)
    figure = _figures(report, gather(request.access, report)).get(key)
    if figure is None:
        raise Http404
    followups = (
        Followup.objects.visible_to(request.access)
        .filter(pk__in=figure.followup_ids)
        .for_list()
        .order_by("lot__position", "number", "pk")
    )
    page = Paginator(followups, PER_PAGE).get_page(request.GET.get("page"))
    context = {"report": report, "figure": figure, "page": page}
    return render(request, "reports/figure.html", context)


def _cell_detail(request: Request, report: Report, address: str) -> HttpResponse:
    tables = [table for _place, table in tables_of(request.access, report)]
    found = cell_at(tables, address)
    if found is None:
        raise Http404
    table, line, column, cell = found
    page = Paginator(cell.rows, PER_PAGE).get_page(request.GET.get("page"))
    kind = cell.row_kind
    seen = list(rows_of(request.access, kind, list(page.object_list))) if kind else []
    context = {
        "report": report,
        "table": table,
        "line": line,
        "column": table.columns[column],
        "value": shown(cell),
        "cell": cell,
        "page": page,
        "rows": [(said_of(kind, row), page_of(kind, row)) for row in seen] if kind else [],
        "hidden": len(page.object_list) - len(seen),
    }
    return render(request, "reports/cell.html", context)


@require_GET
def report_download(request: Request, pk: int, ending: str) -> HttpResponse:
    """Give a file of the report: the one that was issued, else a fresh draft."""
    report = report_at(request, pk)
    if ending not in ENDINGS:
        raise Http404
    # The annex names rows of the board's own register: who is outside gets it without them.
    # That of a joint report says nothing but what the report says.
    is_inside = report.authority_id in request.access.authority_ids
    is_for_all = report.is_joint or ending != EXCEL
    issued = issued_paper(report, ending) if is_inside or is_for_all else None
    content = (
        open_document(request.access, issued)
        if issued is not None
        else paper_of(request.access, report, ending)
    )
    name = slugify(report.title) or f"rapport-{report.pk}"
    return made_file(content, name=name, ending=ending)
