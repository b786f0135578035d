"""Pages about reports."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.documents.http import list_file
from insyn.documents.services import open_document
from insyn.followups.models import Followup
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.papers import html, pdf, word
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form
from insyn.platform.ordering import ranked
from insyn.registry.models import Agreement
from insyn.reports import forms, services
from insyn.reports.http import REPORT_COLUMNS
from insyn.reports.letters import joint_report
from insyn.reports.models import Report, ReportPassage
from insyn.reports.queries import gather, locked_figures
from insyn.reports.rules import (
    REPORT_LIFECYCLE,
    FigureMap,
    ReportEvent,
    ReportFacts,
    ReportState,
    ReportText,
    contradictions,
    figures_of,
)
from insyn.risk.models import Selection

ROWS_PER_PAGE = 50
FORMATS = {
    "docx": (
        word.render,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": (pdf.render, "application/pdf"),
}


def _visible(request: Request) -> QuerySet[Report]:
    return Report.objects.visible_to(request.access).select_related(
        "agreement__authority", "agreement__cooperation", "authority__municipality", "selection"
    )


def _figures(report: Report, facts: ReportFacts) -> FigureMap:
    return locked_figures(report) or figures_of(facts)


@require_GET
def report_list(request: Request) -> HttpResponseBase:
    """List the reports the asker may see: under way first, then by period."""
    filters = forms.ReportFilter(request.GET)
    reports = _visible(request)
    chosen = filters.chosen
    if chosen.get("q"):
        reports = reports.filter(title__icontains=chosen["q"])
    if chosen.get("state"):
        reports = reports.filter(state=chosen["state"])
    under_way = ranked(~Q(state=ReportState.DECIDED))
    reports = reports.order_by(under_way.asc(), "-ends_on", "title", "pk")
    if file := list_file(request, REPORT_COLUMNS, reports, _("Rapporter")):
        return file
    page = Paginator(reports, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    may_write = request.access.may_somewhere(Permission.WRITE_REPORT)
    context = {"page": page, "filters": filters, "may_write": may_write}
    return render(request, "reports/list.html", context)


@require_http_methods(["GET", "POST"])
def report_create(request: Request) -> HttpResponse:
    """Start a report: which agreement, which period."""
    request.access.require_somewhere(Permission.WRITE_REPORT)
    form = forms.ReportForm(request.access, request.POST or None)
    page = FormPage(
        template="reports/create.html",
        heading=_("Ny rapport"),
        back=reverse("reports:list"),
        done=_("Rapporten är skapad med förslag till texter."),
        button=_("Skapa rapporten"),
        lead=_(
            "Välj avtal och period. Insyn hämtar de rapporterade uppföljningarna och föreslår "
            "texter."
        ),
        onward=lambda report: reverse("reports:detail", args=[report.pk]),
    )
    return answer_form(request, form, partial(_create, request.access), page)


def _create(
    access: Access,
    *,
    authority: Authority,
    agreement: Agreement,
    selection: Selection | None,
    **head: Any,
) -> Report:
    return services.create_report(
        access,
        authority=authority,
        agreement=agreement,
        selection=selection,
        head=services.ReportHead(**head),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A state on the step line."""

    label: str
    state: str


def _steps(report: Report) -> list[Step]:
    order = list(ReportState)
    now = order.index(ReportState(report.state))
    now += report.state == ReportState.DECIDED
    return [
        Step(_(state.label), "now" if i == now else "done" if i < now else "next")
        for i, state in enumerate(order)
    ]


def _possible(request: Request, report: Report) -> list[ReportEvent]:
    """Return the events that are possible now and permitted to the asker. For buttons."""
    return [
        event
        for event in REPORT_LIFECYCLE.events_from(ReportState(report.state))
        if request.access.may(
            Permission.DECIDE_REPORT
            if event in services.NEEDS_DECIDER
            else Permission.WRITE_REPORT,
            authority_id=report.authority_id,
        )
    ]


@require_GET
def report_detail(request: Request, pk: int) -> HttpResponse:
    """Show where a report is: figures, contradictions, texts, what comes next."""
    report = get_object_or_404(_visible(request), pk=pk)
    facts = gather(request.access, report)
    locked, now = locked_figures(report), figures_of(facts)
    passages = ReportPassage.objects.visible_to(request.access).filter(report=report)
    may_write = request.access.may(Permission.WRITE_REPORT, authority_id=report.authority_id)
    context = {
        "report": report,
        "facts": facts,
        "figures": [f for key, f in (locked or now).items() if not key.startswith("authority")],
        "changed": [
            now[key] for key in locked if key in now and now[key].value != locked[key].value
        ],
        "contradictions": contradictions(facts),
        "passages": passages.select_related("written_by"),
        "steps": _steps(report),
        "events": _possible(request, report),
        "is_draft": report.state == ReportState.DRAFT,
        "may_edit": may_write and report.state == ReportState.DRAFT,
    }
    return render(request, "reports/detail.html", context)


@require_http_methods(["GET", "POST"])
def passage_edit(request: Request, pk: int, place: str) -> HttpResponse:
    """Write one of the free texts."""
    report = get_object_or_404(_visible(request), pk=pk)
    request.access.require(Permission.WRITE_REPORT, authority_id=report.authority_id)
    passages = ReportPassage.objects.visible_to(request.access).filter(report=report)
    passage = get_object_or_404(passages, place=place)
    initial = {"text": passage.text, "version": passage.version}
    form = forms.PassageForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            services.write_passage(
                request.access, report, place=ReportText(place), **form.cleaned_data
            )
        except RuleViolation as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("Texten är sparad."))
            return redirect("reports:detail", report.pk)
    proposed = services.propose_passage(request.access, report, place=ReportText(place))
    context = {"report": report, "passage": passage, "form": form, "proposed": proposed}
    return render(request, "reports/passage.html", context)


def _to_change(request: Request, pk: int) -> Report:
    """Return the report to one who writes or decides it; else answer 404 or 403."""
    report = get_object_or_404(_visible(request), pk=pk)
    decides = request.access.may(Permission.DECIDE_REPORT, authority_id=report.authority_id)
    if not decides:
        request.access.require(Permission.WRITE_REPORT, authority_id=report.authority_id)
    return report


@require_POST
def figures_lock(request: Request, pk: int) -> HttpResponse:
    """Lock the figures of the report as they are now."""
    report = _to_change(request, pk)
    form = forms.VersionForm(request.POST)
    if form.is_valid():
        try:
            services.lock_figures(request.access, report, version=form.cleaned_data["version"])
        except RuleViolation as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("Siffrorna är låsta."))
    else:
        messages.error(request, _("Knappen hör till en äldre version av sidan. Försök igen."))
    return redirect("reports:detail", report.pk)


@require_POST
def report_move(request: Request, pk: int) -> HttpResponse:
    """Press one of the buttons of the report."""
    report = _to_change(request, pk)
    form = forms.EventForm(request.POST)
    if form.is_valid():
        try:
            moved = services.move_report(request.access, report, **form.cleaned_data)
        except RuleViolation as no:
            messages.error(request, str(no))
        else:
            state = _(ReportState(moved.state).label)
            messages.success(request, _("Läget är nu ”%s”.") % state)
    else:
        messages.error(request, _("Knappen hör till en äldre version av sidan. Försök igen."))
    return redirect("reports:detail", report.pk)


@require_GET
def report_preview(request: Request, pk: int) -> HttpResponse:
    """Show the report as it will read; each figure leads to what stands behind it."""
    report = get_object_or_404(_visible(request), pk=pk)
    facts = gather(request.access, report)
    figures = _figures(report, facts)
    tree = joint_report(facts, issued_on=report.decided_on or clock.today(), figures=figures)
    link_for = partial(_link, report.pk, figures)
    context = {"report": report, "body": html.render(tree, link_for=link_for)}
    return render(request, "reports/preview.html", context)


def _link(pk: int, figures: FigureMap, key: str) -> str:
    return reverse("reports:figure", args=[pk, key]) if key in figures else ""


@require_GET
def figure_detail(request: Request, pk: int, key: str) -> HttpResponse:
    """Show the follow-ups behind one figure."""
    report = get_object_or_404(_visible(request), pk=pk)
    figure = _figures(report, gather(request.access, report)).get(key)
    if figure is None:
        raise Http404
    followups = (
        Followup.objects.visible_to(request.access)
        .filter(pk__in=figure.followup_ids)
        .for_list()
        .order_by("lot__position", "number", "pk")
    )
    page = Paginator(followups, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"report": report, "figure": figure, "page": page}
    return render(request, "reports/figure.html", context)


@require_GET
def report_download(request: Request, pk: int, ending: str) -> HttpResponse:
    """Give the report as Word or PDF: the paper that was issued, else a fresh draft."""
    report = get_object_or_404(_visible(request).select_related("word", "pdf"), pk=pk)
    if ending not in FORMATS:
        raise Http404
    renderer, content_type = FORMATS[ending]
    issued = report.word if ending == "docx" else report.pdf
    if issued is not None:
        content = open_document(request.access, issued)
    else:
        facts = gather(request.access, report)
        figures = _figures(report, facts)
        content = renderer(joint_report(facts, issued_on=clock.today(), figures=figures))
    name = slugify(report.title) or f"rapport-{report.pk}"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
