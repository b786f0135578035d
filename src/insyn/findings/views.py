"""Pages about how a follow-up is assessed and what it found."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.criteria.models import Section
from insyn.documents.http import list_file
from insyn.findings import http, queries, services
from insyn.findings.forms import (
    AreaForm,
    ConclusionForm,
    FindingForm,
    OfProviderFilter,
    RemedyForm,
    ResultForm,
    written,
)
from insyn.findings.http import FINDING_COLUMNS
from insyn.findings.models import AreaAssessment
from insyn.findings.rules import FindingKind
from insyn.followups.http import seen_followup, written_followup
from insyn.followups.models import Followup
from insyn.followups.rules import Outcome
from insyn.followups.services import write_result
from insyn.platform import clock
from insyn.registry.http import HubRequest, of_standing_provider
from insyn.registry.models import Provider

PAGE_SIZE = 50


@require_GET
@of_standing_provider
def of_provider(request: HubRequest, provider: Provider) -> HttpResponseBase:
    """List what follow-ups of a provider found, as far as the asker may see it."""
    filters, sort = OfProviderFilter(request.GET), request.GET.get("sort", "-seen")
    rows = queries.findings_of_provider(request.access, provider, filters.chosen, sort=sort)
    if file := list_file(request, FINDING_COLUMNS, rows, _("Resultat av uppföljningar")):
        return file
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"provider": provider, "filters": filters, "page": page, "sort": sort}
    return render(request, "findings/of_provider.html", context)


@require_GET
def followup(request: Request, pk: int) -> HttpResponse:
    """Show areas, findings and the overall assessment of one follow-up."""
    row = seen_followup(request, pk)
    page = queries.result_page(request.access, row)
    context = {"followup": row, "page": page, "current": "result"}
    return render(request, "findings/followup.html", context)


@require_http_methods(["GET", "POST"])
def area(request: Request, pk: int, section_pk: int) -> HttpResponse:
    """Assess one area beside what was seen in it."""
    row = written_followup(request, pk)
    sections = Section.objects.visible_to(request.access)
    section = get_object_or_404(sections, pk=section_pk, version=row.template_version_id)
    page = queries.area_page(request.access, row, section)
    levels = queries.levels_of(request.access, row)
    form = AreaForm(levels, request.POST or None, initial=_assessed(page.area.assessment))
    if form.is_valid() and http.saved(form, partial(_assess, request, row, section, form)):
        messages.success(request, _("Bedömningen av ”%(area)s” är sparad.") % {"area": section})
        if "next" in request.POST and page.following is not None:
            return redirect("findings:area", row.pk, page.following.pk)
        return redirect("findings:followup", row.pk)
    return render(request, "findings/area.html", {"followup": row, "page": page, "form": form})


def _assessed(assessment: AreaAssessment | None) -> dict[str, object]:
    if assessment is None:
        return {"version": 0}
    level = assessment.scale_level_id or assessment.level
    return {"level": level, "note": assessment.note, "version": assessment.version}


def _assess(request: Request, row: Followup, section: Section, form: AreaForm) -> None:
    said = form.cleaned_data
    services.assess_area(
        request.access,
        row,
        section=section,
        level=form.chosen_level(),
        note=said["note"],
        version=said["version"],
    )


@require_http_methods(["GET", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Write down a finding."""
    row = written_followup(request, pk)
    initial = {
        "version": 0,
        "kind": request.GET.get("kind", FindingKind.DEFICIENCY),
        "section": request.GET.get("section"),
        "seen_on": row.carried_out_on,
    }
    form = FindingForm(request.access, row, request.POST or None, initial=initial)
    if form.is_valid() and http.saved(
        form, lambda: services.add_finding(request.access, row, facts=form.facts())
    ):
        messages.success(request, _("Resultatet är sparat."))
        return redirect("findings:followup", row.pk)
    return render(request, "findings/finding_form.html", {"followup": row, "form": form})


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Write a finding anew."""
    finding = http.written_finding(request, pk)
    row = finding.followup
    form = FindingForm(request.access, row, request.POST or None, initial=written(finding))
    if form.is_valid() and http.saved(
        form,
        lambda: services.change_finding(
            request.access, finding, facts=form.facts(), version=form.cleaned_data["version"]
        ),
    ):
        messages.success(request, _("Resultatet är ändrat."))
        return redirect("findings:followup", row.pk)
    context = {"followup": row, "finding": finding, "form": form}
    return render(request, "findings/finding_form.html", context)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a finding away."""
    finding = http.seen_finding(request, pk)
    row, version = finding.followup, http.version_of(request)
    act = partial(services.remove_finding, request.access, finding, version=version)
    return http.press(request, act, done=_("Resultatet är borttaget."), followup=row)


@require_http_methods(["GET", "POST"])
def remedy(request: Request, pk: int) -> HttpResponse:
    """Note that a deficiency has been remedied."""
    finding = http.written_finding(request, pk)
    initial = {
        "version": finding.version,
        "remedied_on": finding.remedied_on or clock.today(),
        "note": finding.remedied_note,
    }
    form = RemedyForm(request.POST or None, initial=initial)
    if form.is_valid() and http.saved(
        form, lambda: services.remedy_finding(request.access, finding, **form.cleaned_data)
    ):
        messages.success(request, _("Bristen är markerad som avhjälpt."))
        return redirect("findings:followup", finding.followup_id)
    context = {"followup": finding.followup, "finding": finding, "form": form}
    return render(request, "findings/remedy.html", context)


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Take back that a deficiency has been remedied."""
    finding = http.seen_finding(request, pk)
    row, version = finding.followup, http.version_of(request)
    act = partial(services.reopen_finding, request.access, finding, version=version)
    return http.press(request, act, done=_("Bristen är öppen igen."), followup=row)


@require_http_methods(["GET", "POST"])
def result_text(request: Request, pk: int) -> HttpResponse:
    """Write the result in running text."""
    row = written_followup(request, pk)
    initial = {"result_text": row.result_text, "version": row.version}
    form = ResultForm(request.POST or None, initial=initial)
    if form.is_valid() and http.saved(
        form, lambda: write_result(request.access, row, **form.cleaned_data)
    ):
        messages.success(request, _("Resultattexten är sparad."))
        return redirect("findings:followup", row.pk)
    return render(request, "findings/result_text.html", {"followup": row, "form": form})


@require_http_methods(["GET", "POST"])
def conclusion(request: Request, pk: int) -> HttpResponse:
    """Write the overall assessment, with the standard sentence proposed from the basis."""
    row = written_followup(request, pk)
    initial = {name: getattr(row, name) for name in ("outcome", "overall_assessment", "version")}
    form = ConclusionForm(request.POST or None, initial=initial)
    is_kept = "propose" not in request.POST
    if is_kept and form.is_valid() and http.saved(form, partial(_conclude, request, row, form)):
        messages.success(request, _("Den sammanfattande bedömningen är sparad."))
        return redirect("findings:followup", row.pk)
    if not is_kept:
        form = _proposed(request, row)
    bases = queries.bases_of(request.access, row)
    context = {"followup": row, "form": form, "bases": bases}
    return render(request, "findings/conclusion.html", context)


def _conclude(request: Request, row: Followup, form: ConclusionForm) -> None:
    said = form.cleaned_data | {"outcome": Outcome(form.cleaned_data["outcome"])}
    services.conclude_followup(request.access, row, **said)


def _proposed(request: Request, row: Followup) -> ConclusionForm:
    """Return the form with the standard sentence of the chosen outcome before what was typed."""
    chosen = request.POST.get("outcome", "")
    if chosen not in set(Outcome):
        return ConclusionForm(request.POST)
    typed = request.POST.get("overall_assessment", "")
    text = queries.with_standard_sentence(request.access, row, Outcome(chosen), typed)
    said = {"outcome": chosen, "overall_assessment": text, "version": http.version_of(request)}
    return ConclusionForm(initial=said)


@require_POST
def assess(request: Request, pk: int) -> HttpResponse:
    """Settle the assessment."""
    row, version = seen_followup(request, pk), http.version_of(request)
    act = partial(services.assess_followup, request.access, row, version=version)
    return http.press(request, act, done=_("Bedömningen är fastställd."), followup=row)


@require_POST
def send(request: Request, pk: int) -> HttpResponse:
    """Send the result to the provider and report it."""
    row, version = seen_followup(request, pk), http.version_of(request)
    act = partial(services.send_followup, request.access, row, version=version)
    done = _("Resultatet är skickat till utföraren och uppföljningen är rapporterad.")
    return http.press(request, act, done=done, followup=row)
