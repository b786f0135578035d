"""Pages about selections."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import as_download, list_file
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.risk import queries, services
from insyn.risk.forms import selections as forms
from insyn.risk.http import (
    FORM_PAGE,
    SELECTION_COLUMNS,
    about_selection,
    frozen_record,
    planned_selection,
    seen_selection,
)
from insyn.risk.models import Selection, Share
from insyn.risk.queries import results
from insyn.risk.rules.exchange import still_holds
from insyn.risk.rules.proof import explanation
from insyn.risk.rules.sealing import as_text
from insyn.risk.rules.states import Origin
from insyn.risk.rules.step_proof import step_explanation

PAGE_SIZE, PROOF_PAGE = 50, 200


@require_GET
def selection_list(request: Request) -> HttpResponseBase:
    """List the selections the asker may see."""
    filters = forms.SelectionFilter(request.GET)
    rows = queries.selections(request.access, **filters.chosen)
    if file := list_file(request, SELECTION_COLUMNS, rows, _("Urval")):
        return file
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    may_create = request.access.may_somewhere(Permission.PLAN_SELECTION)
    context = {"page": page, "filters": filters, "may_create": may_create}
    return render(request, "risk/list.html", context)


@require_http_methods(["GET", "POST"])
def selection_create(request: Request) -> HttpResponse:
    """Start a new selection."""
    request.access.require_somewhere(Permission.PLAN_SELECTION)
    form = forms.SelectionForm(request.access, request.POST or None)
    page = FormPage(
        template=FORM_PAGE,
        heading=_("Nytt urval"),
        back=reverse("risk:selections"),
        done=_("Urvalet är skapat. Välj nu vilka det gäller."),
        button=_("Skapa urvalet"),
        lead=_(
            "Säg vilket avtal det gäller. I nästa steg väljer du vilka utförare som kan följas upp."
        ),
        onward=_first_step,
    )
    return answer_form(request, form, partial(services.create_selection, request.access), page)


def _first_step(selection: Selection) -> str:
    here = selection.origin == Origin.HERE
    return reverse("risk:candidates" if here else "risk:elsewhere", args=[selection.pk])


@require_GET
def selection_detail(request: Request, pk: int) -> HttpResponse:
    """Show a selection: the next step, who was chosen, promised and done."""
    selection = seen_selection(request, pk)
    shares = queries.share_lines(request.access, selection)
    rows = results.results(request.access, selection)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    size = page.paginator.count
    context = {
        "selection": selection,
        "page": page,
        "lines": queries.candidate_lines(request.access, list(page)),
        "grounds": results.grounds_of(request.access, selection),
        "sources": results.sources_of(request.access, selection),
        "agreements": queries.agreements_of(request.access, selection),
        "rule": queries.rule_of(selection),
        "shares": shares,
        "chosen_count": sum(line.chosen for line in shares),
        "steps": queries.steps(selection, has_candidates=size > 0),
        "version_form": forms.VersionForm(initial={"version": selection.version}),
        "may_plan": request.access.may(
            Permission.PLAN_SELECTION, authority_id=selection.authority_id
        ),
        "may_start": any(line.may_start for line in shares),
    }
    return render(request, "risk/detail.html", context)


@require_http_methods(["GET", "POST"])
def selection_candidates(request: Request, pk: int) -> HttpResponse:
    """Say who can be chosen."""
    selection = planned_selection(request, pk)
    if selection.is_by_steps:
        return redirect("risk:pool", pk)
    rows = queries.possible_candidates(request.access, selection)
    form = forms.CandidatesForm(
        rows, request.POST or None, initial=forms.marked(rows, version=selection.version)
    )
    page = about_selection(
        selection,
        "risk/candidates.html",
        heading=_("Välj kandidater"),
        done=_("Kandidaterna är sparade."),
        button=_("Spara kandidaterna"),
        lead=_(
            "Listan är avtalets utförare i varje avtalsområde. De som avropas väljs först, sedan "
            "de som är önskade av en avropande enhet, sedan lottas resten."
        ),
    )
    act = partial(services.set_candidates, request.access, selection)
    return answer_form(request, form, lambda **_sent: act(**form.facts()), page)


@require_http_methods(["GET", "POST"])
def selection_seed(request: Request, pk: int) -> HttpResponse:
    """Decide the seed before anybody can see a result."""
    selection = planned_selection(request, pk)
    proposal = {"seed": forms.proposed_seed(selection), "version": selection.version}
    form = forms.SeedForm(request.POST or None, initial=proposal)
    page = about_selection(
        selection,
        "risk/seed.html",
        heading=_("Bestäm fröet"),
        done=_("Fröet är bestämt. Nu kan du lotta."),
        button=_("Bestäm fröet"),
        lead=_("Fröet är den text som styr lottningen. Den bestäms innan någon kan se resultatet."),
    )
    return answer_form(request, form, partial(services.fix_seed, request.access, selection), page)


@require_POST
def selection_draw(request: Request, pk: int) -> HttpResponse:
    """Draw and freeze."""
    selection = planned_selection(request, pk)
    form = forms.VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    act = partial(services.freeze_by_draw, request.access, selection, version=version)
    back = reverse("risk:detail", args=[pk])
    return answer_button(request, act, back=back, done=_("Urvalet är lottat och fryst."))


@require_http_methods(["GET", "POST"])
def selection_elsewhere(request: Request, pk: int) -> HttpResponse:
    """Enter a draw that was made elsewhere."""
    selection = planned_selection(request, pk)
    rows = queries.possible_candidates(request.access, selection)
    authorities = queries.taking_part(request.access, selection)
    form = forms.ElsewhereForm(
        rows, authorities, request.POST or None, initial={"version": selection.version}
    )
    page = about_selection(
        selection,
        "risk/elsewhere.html",
        heading=_("Skriv in ett urval som är gjort på annat håll"),
        done=_("Urvalet är infört och fryst."),
        button=_("Spara och frys"),
        lead=_("Skriv in det som det gick till. När du sparar fryses urvalet."),
    )
    act = partial(services.enter_elsewhere, request.access, selection)
    return answer_form(request, form, lambda **_sent: act(**form.facts()), page)


@require_GET
def selection_proof(request: Request, pk: int) -> HttpResponse:
    """Explain the draw to an outsider, so that it can be repeated."""
    selection = seen_selection(request, pk)
    record = selection.record
    context = {
        "selection": selection,
        "record": record,
        "holds": bool(record) and still_holds(record),
        "agreements": queries.agreements_of(request.access, selection),
        "own_rule": queries.rule_of(selection),
        **_explained(record, request.GET.get("page")),
    }
    return render(request, "risk/proof.html", context)


def _explained(record: dict[str, Any], number: str | None) -> dict[str, object]:
    """Return what explains the draw of the record: by the coordinated rule, or by steps."""
    if "result" not in record:
        return {}
    if "steps" not in record["result"]:
        return {"proof": explanation(record)}
    proof = step_explanation(record)
    page = Paginator(proof.rows, PROOF_PAGE).get_page(number)
    return {"step_proof": proof, "page": page, "rule": queries.rule_of_record(record)}


@require_GET
def selection_record(request: Request, pk: int) -> HttpResponse:
    """Give the frozen record as a file."""
    selection = seen_selection(request, pk)
    record = as_text(frozen_record(selection))
    answer = HttpResponse(record, content_type="application/json; charset=utf-8")
    return as_download(answer, f"urval-{selection.pk}.json")


@require_http_methods(["GET", "POST"])
def selection_start(request: Request, pk: int) -> HttpResponse:
    """Let an authority plan follow-ups of those that fell to it."""
    selection = seen_selection(request, pk)
    request.access.require_somewhere(Permission.PLAN_FOLLOWUP)
    shares = queries.share_lines(request.access, selection)
    waiting = [line.share.authority for line in shares if line.may_start]
    form = forms.StartForm(request.access, waiting, request.POST or None)
    if form.is_valid():
        try:
            started = services.start_followups(request.access, selection, **form.cleaned_data)
        except RuleViolation as no:
            form.refuse(no)
        else:
            messages.success(request, _started(len(started)))
            return redirect("risk:detail", pk)
    page = about_selection(
        selection,
        "risk/start.html",
        heading=_("Skapa uppföljningar"),
        button=_("Skapa uppföljningarna"),
        lead=_("Varje vald utförare som föll på nämnden får en planerad uppföljning."),
    )
    context = {**page.context, "page": page, "form": form, "waiting": waiting}
    return render(request, page.template, context)


def _started(count: int) -> str:
    """Return what came of the start; the activity may have given them all a follow-up before."""
    if not count:
        return _("Alla hade redan en uppföljning av aktiviteten. Den hör nu också till urvalet.")
    said = ngettext("%(n)s uppföljning är planerad.", "%(n)s uppföljningar är planerade.", count)
    return said % {"n": count}


@require_http_methods(["GET", "POST"])
def share_shortfall(request: Request, pk: int) -> HttpResponse:
    """Say why an authority did not do what it took on."""
    shares = Share.objects.visible_to(request.access).select_related(
        "authority__municipality", "selection"
    )
    share = get_object_or_404(shares, pk=pk)
    request.access.require(Permission.PLAN_FOLLOWUP, authority_id=share.authority_id)
    form = forms.ShortfallForm(request.POST or None, initial={"reason": share.shortfall_reason})
    lead = _("%(authority)s har tagit på sig %(promised)s uppföljningar.")
    page = about_selection(
        share.selection,
        FORM_PAGE,
        heading=_("Förklara avvikelsen"),
        done=_("Skälet är sparat."),
        button=_("Spara skälet"),
        lead=lead % {"authority": share.authority, "promised": share.promised},
    )
    return answer_form(
        request, form, partial(services.explain_shortfall, request.access, share), page
    )
