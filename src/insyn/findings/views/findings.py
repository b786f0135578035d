"""Pages about how a follow-up is assessed and what it found."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.findings import http, queries, services
from insyn.findings.forms import (
    ConclusionForm,
    FindingForm,
    OfProviderFilter,
    RemedyForm,
    ResultForm,
    written,
)
from insyn.findings.http import FINDING_COLUMNS
from insyn.findings.queries.depth import scope_of
from insyn.findings.queries.staffing import deficiency_of_staffing
from insyn.findings.rules import FindingKind
from insyn.followups.http import say_told_of, seen_followup, written_followup
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
    lines = queries.with_repeats(request.access, page.object_list)
    context = {
        "provider": provider, "filters": filters, "page": page, "lines": lines, "sort": sort,
    }  # fmt: skip
    return render(request, "findings/of_provider.html", context)


@require_GET
def followup(request: Request, pk: int) -> HttpResponse:
    """Show areas, findings and the overall assessment of one follow-up."""
    row = seen_followup(request, pk)
    scope = scope_of(request.access, row)
    page = queries.result_page(request.access, row, scope.section_names if scope else ())
    if page.assessing.is_blind:
        return redirect("findings:second_reading", row.pk)
    context = {"followup": row, "page": page, "current": "result", "scope": scope}
    return render(request, "findings/followup.html", context)


@require_http_methods(["GET", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Write down a finding."""
    row = written_followup(request, pk)
    initial = {
        "version": 0,
        "kind": request.GET.get("kind", FindingKind.DEFICIENCY),
        "section": request.GET.get("section"),
        "seen_on": row.carried_out_on,
    } | deficiency_of_staffing(request.access, row, request.GET.get("visit", ""))
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
    words = queries.own_outcomes(request.access, row)
    form = ConclusionForm(request.POST or None, initial=initial, words=words)
    is_kept = not {"propose", "registers"} & request.POST.keys()
    if is_kept and form.is_valid() and http.saved(form, partial(_conclude, request, row, form)):
        messages.success(request, _("Den sammanfattande bedömningen är sparad."))
        return redirect("findings:followup", row.pk)
    if not is_kept and _registers_taken_in(request, row, form):
        form = _proposed(request, row)
    stands_on = queries.stands_on(request.access, row)
    if stands_on.assessing.is_blind:
        return redirect("findings:second_reading", row.pk)
    context = {"followup": row, "form": form, "stands_on": stands_on}
    return render(request, "findings/conclusion.html", context)


def _conclude(request: Request, row: Followup, form: ConclusionForm) -> None:
    said = form.cleaned_data | {"outcome": Outcome(form.cleaned_data["outcome"])}
    services.conclude_followup(request.access, row, **said)


def _registers_taken_in(request: Request, row: Followup, form: ConclusionForm) -> bool:
    """Tell whether the basis is as was asked for; if not the form says why."""
    if "registers" not in request.POST:
        return True
    act = partial(services.stand_on_registers, request.access, row)
    return http.saved(form, act)


def _proposed(request: Request, row: Followup) -> ConclusionForm:
    """Return the form with the standard sentence of the chosen outcome before what was typed."""
    chosen, words = request.POST.get("outcome", ""), queries.own_outcomes(request.access, row)
    if chosen not in set(Outcome):
        return ConclusionForm(request.POST, words=words)
    typed = request.POST.get("overall_assessment", "")
    text = queries.with_standard_sentence(request.access, row, Outcome(chosen), typed)
    said = {"outcome": chosen, "overall_assessment": text, "version": http.version_of(request)}
    return ConclusionForm(initial=said, words=words)


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
    act = partial(_send, request, row, version)
    done = _("Resultatet är skickat till utföraren och uppföljningen är rapporterad.")
    return http.press(request, act, done=done, followup=row)


def _send(request: Request, row: Followup, version: int | None) -> None:
    services.send_followup(request.access, row, version=version)
    say_told_of(request, row)
