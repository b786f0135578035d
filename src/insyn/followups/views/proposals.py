"""Follow-ups that are proposed: the list, and settling one."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.followups.forms.proposals import AcceptForm, DeclineForm, ProposalFilter
from insyn.followups.http import PROPOSAL_COLUMNS
from insyn.followups.models import Followup, FollowupProposal
from insyn.followups.queries.proposals import listed_proposals, proposals_seen
from insyn.followups.rules.proposals import ProposalState
from insyn.followups.services.proposals import Planned, accept_proposal, decline_proposal
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form

ROWS_PER_PAGE = 50


@require_GET
def proposal_list(request: Request) -> HttpResponseBase:
    """List the follow-ups that are proposed, the nearest last day first."""
    filters = ProposalFilter(request.GET)
    rows = listed_proposals(request.access, filters.chosen, sort=request.GET.get("sort", ""))
    if file := list_file(request, PROPOSAL_COLUMNS, rows, _("Förslag om uppföljning")):
        return file
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    may = request.access.authorities_where(Permission.PLAN_FOLLOWUP)
    today = clock.today()
    waiting = [row for row in page if row.state == ProposalState.PROPOSED]
    context = {
        "page": page,
        "filters": filters,
        "late": {row.pk for row in waiting if row.window_to < today},
        "due": {row.pk for row in waiting if row.window_from <= today <= row.window_to},
        "may_settle": {row.pk for row in waiting if row.authority_id in may},
    }
    return render(request, "followups/proposals.html", context)


def _proposal(request: Request, pk: int) -> FollowupProposal:
    row = get_object_or_404(proposals_seen(request.access), pk=pk)
    request.access.require(Permission.PLAN_FOLLOWUP, authority_id=row.authority_id)
    return row


@require_http_methods(["GET", "POST"])
def proposal_accept(request: Request, pk: int) -> HttpResponse:
    """Plan the proposed follow-up."""
    proposal = _proposal(request, pk)
    page = FormPage(
        template="followups/proposal_form.html",
        heading=_("Planera den föreslagna uppföljningen"),
        back=reverse("followups:proposals"),
        done=_("Uppföljningen är planerad."),
        button=_("Planera"),
        onward=lambda made: reverse("followups:detail", args=[made.pk]),
        context={"proposal": proposal},
    )
    form = AcceptForm(request.access, proposal, request.POST or None)
    return answer_form(request, form, partial(_accept, request, proposal), page)


def _accept(
    request: Request, proposal: FollowupProposal, *, version: int, **facts: Any
) -> Followup:
    return accept_proposal(request.access, proposal, Planned(**facts), version=version)


@require_http_methods(["GET", "POST"])
def proposal_decline(request: Request, pk: int) -> HttpResponse:
    """Say why the proposed follow-up is not made."""
    proposal = _proposal(request, pk)
    page = FormPage(
        template="followups/proposal_form.html",
        heading=_("Avböj förslaget"),
        back=reverse("followups:proposals"),
        done=_("Förslaget är avböjt."),
        button=_("Avböj"),
        context={"proposal": proposal},
    )
    form = DeclineForm(request.POST or None, initial={"version": proposal.version})
    return answer_form(request, form, partial(decline_proposal, request.access, proposal), page)
