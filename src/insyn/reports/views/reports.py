"""The list of reports, one report, and its buttons."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.ordering import ranked
from insyn.platform.sentences import said
from insyn.reports import forms, services
from insyn.reports.http import (
    PER_PAGE,
    REPORT_COLUMNS,
    possible_events,
    report_at,
    report_to_change,
    report_to_write,
    steps_of,
    subject_of,
    visible_reports,
)
from insyn.reports.models import Report, ReportStep
from insyn.reports.queries import gather, locked_figures
from insyn.reports.queries.general import followup_of, passages_of
from insyn.reports.queries.matters import matters_of
from insyn.reports.queries.shown import shown_tables
from insyn.reports.queries.tables import tables_now, tables_of
from insyn.reports.queries.to_bring import followups_to_bring
from insyn.reports.rules import DONE, ReportState, contradictions, figures_of
from insyn.reports.rules.locked import changed_tables
from insyn.reports.rules.plain import lix_of, marks_of


@require_GET
def report_list(request: Request) -> HttpResponseBase:
    """List the reports the asker may see: under way first, then by period."""
    filters = forms.ReportFilter(request.GET)
    reports = visible_reports(request)
    chosen = filters.chosen
    if chosen.get("q"):
        reports = reports.filter(title__icontains=chosen["q"])
    if chosen.get("state"):
        reports = reports.filter(state=chosen["state"])
    if chosen.get("kind"):
        reports = reports.filter(kind=chosen["kind"])
    if chosen.get("is_own"):
        reports = reports.filter(authority__in=request.access.authority_ids)
    under_way = ranked(~Q(state__in=DONE))
    reports = reports.order_by(under_way.asc(), "-ends_on", "title", "pk")
    if file := list_file(request, REPORT_COLUMNS, reports, _("Rapporter")):
        return file
    page = Paginator(reports, PER_PAGE).get_page(request.GET.get("page"))
    may_write = request.access.may_somewhere(Permission.WRITE_REPORT)
    context = {
        "page": page,
        "rows": [(report, subject_of(report)) for report in page],
        "filters": filters,
        "may_write": may_write,
        "to_bring": followups_to_bring(request.access).count() if may_write else 0,
    }
    return render(request, "reports/list.html", context)


@require_GET
def report_detail(request: Request, pk: int) -> HttpResponse:
    """Show where a report is: figures, contradictions, texts, what comes next."""
    report = report_at(request, pk)
    may_write = request.access.may(Permission.WRITE_REPORT, authority_id=report.authority_id)
    passages = passages_of(request.access, report)
    steps = ReportStep.objects.visible_to(request.access).filter(report=report)
    context = {
        "report": report,
        "subject": subject_of(report),
        "followup": followup_of(request.access, report),
        "passages": [(row, lix_of(row.text), len(marks_of(row.text))) for row in passages],
        "steps": steps_of(report),
        "history": steps.select_related("by"),
        "matters": matters_of(request.access, report),
        "events": possible_events(request, report),
        "may_propose": request.access.may(
            Permission.WRITE_BOARD_ITEM, authority_id=report.authority_id
        ),
        "is_draft": report.state == ReportState.DRAFT,
        "may_edit": may_write and report.state == ReportState.DRAFT,
        "may_write": may_write,
    }
    if report.is_joint:
        return render(request, "reports/detail.html", context | _joint(request, report))
    return render(request, "reports/general.html", context | _general(request, report))


def _joint(request: Request, report: Report) -> dict[str, Any]:
    facts = gather(request.access, report)
    locked, now = locked_figures(report), figures_of(facts)
    return {
        "facts": facts,
        "figures": [f for key, f in (locked or now).items() if not key.startswith("authority")],
        "changed": [
            now[key] for key in locked if key in now and now[key].value != locked[key].value
        ],
        "contradictions": contradictions(facts),
    }


def _general(request: Request, report: Report) -> dict[str, Any]:
    tables = tables_of(request.access, report)
    is_open = report.locked_at is not None and report.state not in DONE
    now = tables_now(request.access, report) if is_open else ()
    return {
        "tables": shown_tables(report, tables),
        "changed": list(
            changed_tables([table for _p, table in tables], [table for _p, table in now])
        )
        if is_open
        else [],
    }


@require_POST
def figures_lock(request: Request, pk: int) -> HttpResponse:
    """Lock the figures of the report as they are now."""
    report = report_to_change(request, pk)
    form = forms.VersionForm(request.POST)
    if form.is_valid():
        try:
            services.lock_figures(request.access, report, version=form.cleaned_data["version"])
        except RuleViolation as no:
            messages.error(request, said(no))
        else:
            messages.success(request, _("Siffrorna är låsta."))
    else:
        messages.error(request, _("Knappen hör till en äldre version av sidan. Försök igen."))
    return redirect("reports:detail", report.pk)


@require_POST
def report_move(request: Request, pk: int) -> HttpResponse:
    """Press one of the buttons of the report."""
    report = report_to_change(request, pk)
    form = forms.EventForm(request.POST)
    if form.is_valid():
        try:
            moved = services.move_report(request.access, report, **form.cleaned_data)
        except RuleViolation as no:
            messages.error(request, said(no))
        else:
            state = _(ReportState(moved.state).label)
            messages.success(request, _("Läget är nu ”%s”.") % state)
    else:
        messages.error(request, _("Knappen hör till en äldre version av sidan. Försök igen."))
    return redirect("reports:detail", report.pk)


@require_POST
def report_propose(request: Request, pk: int) -> HttpResponse:
    """Propose the report and make its matter for the board."""
    report = report_to_write(request, pk)
    request.access.require(Permission.WRITE_BOARD_ITEM, authority_id=report.authority_id)
    form = forms.VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        item = services.propose_to_board(request.access, report, version=version)
    except RuleViolation as no:
        messages.error(request, said(no))
        return redirect("reports:detail", report.pk)
    messages.success(
        request, _("Rapporten är föreslagen och ärendet är skapat. Läs igenom och expediera.")
    )
    return redirect("board:item", item.pk)
