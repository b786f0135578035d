"""Writing the texts of a report, with what is hard to read and what it said before."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.errors import RuleViolation
from insyn.platform.sentences import said
from insyn.reports import forms, services
from insyn.reports.http import report_to_write
from insyn.reports.models import PassageVersion, Report, ReportPassage
from insyn.reports.rules import ReportText
from insyn.reports.rules.plain import lix_of, marks_of, pieces_of

MOST_SHOWN = 20


def _passage(request: Request, report: Report, place: str) -> ReportPassage:
    if place not in ReportText.codes():
        raise Http404
    passages = ReportPassage.objects.visible_to(request.access).filter(report=report)
    return get_object_or_404(passages, place=place)


def _closed(report: Report) -> str:
    """Return why the texts of the report cannot be written now; empty when they can."""
    try:
        services.require_draft(report)
    except RuleViolation as no:
        return said(no)
    return ""


@require_http_methods(["GET", "POST"])
def passage_edit(request: Request, pk: int, place: str) -> HttpResponse:
    """Write one of the texts; an old page never overwrites a new text."""
    report = report_to_write(request, pk)
    passage = _passage(request, report, place)
    initial = {"heading": str(passage), "text": passage.text, "version": passage.version}
    form = forms.PassageForm(request.POST or None, initial=initial)
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            services.write_passage(
                request.access,
                report,
                place=ReportText(place),
                text=cleaned["text"],
                version=cleaned["version"],
                heading=cleaned["heading"] or None,
            )
        except RuleViolation as no:
            form.add_error(None, said(no))
        else:
            messages.success(request, _("Texten är sparad."))
            if "stay" in request.POST:
                return redirect("reports:passage", report.pk, place)
            return redirect("reports:detail", report.pk)
    wordings = PassageVersion.objects.visible_to(request.access).filter(passage=passage)
    closed = "" if request.method == "POST" else _closed(report)  # what was typed is kept
    written = request.POST.get("text", passage.text)
    context = {
        "report": report,
        "passage": passage,
        "form": form,
        "closed": closed,
        "proposed": ""
        if closed
        else services.propose_passage(request.access, report, place=ReportText(place)),
        "pieces": pieces_of(written),
        "marks": marks_of(written),
        "lix": lix_of(written),
        "wordings": wordings.select_related("written_by")[:MOST_SHOWN],
    }
    return render(request, "reports/passage.html", context)


@require_POST
def passage_restore(request: Request, pk: int, place: str) -> HttpResponse:
    """Let the text say what it said before."""
    report = report_to_write(request, pk)
    passage = _passage(request, report, place)
    form = forms.RestoreForm(request.POST)
    if form.is_valid():
        try:
            services.restore_passage(
                request.access, report, place=ReportText(place), **form.cleaned_data
            )
        except RuleViolation as no:
            messages.error(request, said(no))
        else:
            messages.success(request, _("Den tidigare lydelsen är tillbaka."))
    else:
        messages.error(request, _("Knappen hör till en äldre version av sidan. Försök igen."))
    return redirect("reports:passage", report.pk, passage.place)
