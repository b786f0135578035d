"""Pages on which the coordinated report in."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.coordination import services
from insyn.coordination.forms.instructions import ProgressFilter
from insyn.coordination.forms.reporting import MatterForm, ReportForm
from insyn.coordination.http import (
    PROGRESS_COLUMNS,
    ROWS_PER_PAGE,
    about_instruction,
    reported_unit,
    seen_instruction,
)
from insyn.coordination.models import DistrictOutcome, DistrictReport, Instruction, SampledUnit
from insyn.coordination.queries.instructions import instruction_page, sampled_seen
from insyn.coordination.queries.progress import listed_progress
from insyn.coordination.queries.reporting import areas_of
from insyn.coordination.rules.instructions import reporting_refusal
from insyn.coordination.services import MatterFacts, ReportFacts
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.kernel.errors import NotAllowed
from insyn.platform import clock
from insyn.platform.answers import answer_form


@require_GET
def progress(request: Request) -> HttpResponseBase:
    """List the units of the samples, the late first."""
    filters = ProgressFilter(request.access, request.GET)
    lines = listed_progress(request.access, filters.chosen, today=clock.today())
    if file := list_file(request, PROGRESS_COLUMNS, lines, _("Inrapporterat")):
        return file
    context = {
        "page": Paginator(lines, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "today": clock.today(),
    }
    return render(request, "coordination/progress.html", context)


@require_http_methods(["GET", "POST"])
def report(request: Request, pk: int) -> HttpResponse:
    """Report a follow-up in, or change what was reported."""
    row = reported_unit(request, pk)
    known = DistrictReport.objects.visible_to(request.access).filter(
        instruction=row.instruction_id, unit=row.unit_id
    ).first()  # fmt: skip
    outcomes = DistrictOutcome.objects.visible_to(request.access).filter(report=known)
    stored = list(outcomes) if known else []
    form = ReportForm(areas_of(row.instruction), known, stored, request.POST or None)
    page = about_instruction(
        row.instruction,
        _("Rapportera in %(unit)s") % {"unit": row.unit},
        button=_("Rapportera in"),
        done=_("Uppföljningen är inrapporterad."),
        lead=_("Har ni gjort uppföljningen i Insyn räknas den av sig själv när den är "
               "rapporterad. Då behöver ni inte fylla i något här."),
        stop=reporting_refusal(row.instruction.shown_state),
    )  # fmt: skip
    return answer_form(request, form, partial(_report, request, row, form), page)


def _report(
    request: Request, row: SampledUnit, form: ReportForm, *, version: int, **sent: Any
) -> DistrictReport:
    kept = {name: value for name, value in sent.items() if name not in form.areas}
    facts = ReportFacts(outcomes=form.outcomes(), **kept)
    return services.report_in(request.access, row, facts=facts, version=version)


@require_GET
def reported(request: Request, pk: int) -> HttpResponse:
    """Show what has been reported in of a unit."""
    row = get_object_or_404(sampled_seen(request.access), pk=pk)
    rows = DistrictReport.objects.visible_to(request.access).select_related("authority", "unit")
    found = rows.filter(instruction=row.instruction_id, unit=row.unit_id).first()
    outcomes = DistrictOutcome.objects.visible_to(request.access).filter(report=found)
    context = {
        "sampled": row,
        "report": found,
        "outcomes": outcomes if found else (),
        "may_report": row.instruction.is_published
        and request.access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=row.authority_id),
    }
    return render(request, "coordination/reported.html", context)


@require_http_methods(["GET", "POST"])
def matter(request: Request, pk: int) -> HttpResponse:
    """Tell the coordinator what one's own board has got to know."""
    row = seen_instruction(request, pk)
    shown = instruction_page(request.access, row, today=clock.today())
    if not shown.reports_for:
        raise NotAllowed(Permission.CARRY_OUT_FOLLOWUP)
    units = [line.sampled.unit_id for line in shown.lines]
    form = MatterForm(request.access, shown.reports_for, units, request.POST or None)
    page = about_instruction(
        row, _("Information av vikt"), done=_("Samordnaren ser nu informationen."),
        button=_("Lämna till samordnaren"),
        lead=_("Det som har kommit fram när ni rapporterade till er egen nämnd."),
        stop=reporting_refusal(row.shown_state),
    )  # fmt: skip
    return answer_form(request, form, partial(_matter, request, row), page)


def _matter(request: Request, row: Instruction, *, authority: Any, **sent: Any) -> object:
    facts = MatterFacts(**sent)
    return services.tell_matter(request.access, row, authority=authority, facts=facts)
