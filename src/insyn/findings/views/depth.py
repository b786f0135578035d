"""Pages about going from an overview to a follow-up in depth."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.findings import http, services
from insyn.findings.forms.depth import DepthForm, VerdictForm, proposed
from insyn.findings.models import DepthDecision
from insyn.findings.queries.depth import decision_of, depth_page, forms_in_depth
from insyn.followups.http import about_followup, seen_followup, written_followup
from insyn.followups.rules.forms import Depth
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.platform.answers import answer_form


@require_GET
def depth(request: Request, pk: int) -> HttpResponse:
    """Show what is proposed or decided about going in depth, and who may decide."""
    row = seen_followup(request, pk)
    if row.depth != Depth.OVERVIEW:
        raise Http404
    page = depth_page(request.access, row)
    context = {"followup": row, "page": page, "current": "result"}
    return render(request, "findings/depth.html", context)


@require_http_methods(["GET", "POST"])
def depth_propose(request: Request, pk: int) -> HttpResponse:
    """Propose a follow-up in depth, with its scope ticked beforehand from the deficiencies."""
    row = written_followup(request, pk)
    if row.depth != Depth.OVERVIEW:
        raise Http404
    decision = decision_of(request.access, row)
    initial = proposed(request.access, row, decision)
    form = DepthForm(request.access, row, request.POST or None, initial=initial)
    page = about_followup(
        row,
        _("Föreslå fördjupad uppföljning"),
        tab=http.DEPTH,
        done=_("Förslaget är sparat och väntar på beslut."),
        button=_("Spara förslaget"),
        lead=_("Bristerna är ikryssade. Ta bort och lägg till det som fördjupningen ska ta upp."),
    )
    return answer_form(
        request,
        form,
        lambda **said: services.propose_depth(
            request.access, row, facts=form.facts(), version=said["version"]
        ),
        page,
    )


@require_http_methods(["GET", "POST"])
def depth_decide(request: Request, pk: int) -> HttpResponse:
    """Decide whether the overview leads to a follow-up in depth."""
    row = seen_followup(request, pk)
    shown = depth_page(request.access, row)
    decision = shown.decision
    if decision is None or not shown.is_waiting:
        raise Http404
    if not (shown.may_decide or shown.may_note_board):
        request.access.require(Permission.DECIDE_MEASURES, authority_id=row.authority_id)
    form = VerdictForm(
        request.access,
        row,
        request.POST or None,
        initial=_initial(request, decision),
        may_note_board=shown.may_note_board,
    )
    page = about_followup(
        row,
        _("Besluta om fördjupad uppföljning"),
        tab=http.DEPTH,
        done=_("Beslutet är antecknat."),
        button=_("Besluta"),
        lead=decision.reasons,
    )
    context = {**page.context, "scope": shown.scope}
    page = replace(page, template="findings/depth_decide.html", context=context)
    return answer_form(
        request,
        form,
        lambda **said: services.decide_depth(
            request.access, decision, facts=form.facts(), version=said["version"]
        ),
        page,
    )


def _initial(request: Request, decision: DepthDecision) -> dict[str, object]:
    return {
        "version": decision.version,
        "planned_for": decision.planned_for,
        "decided_on": clock.today(),
        "form": forms_in_depth(request.access, decision.followup).first(),
    }
