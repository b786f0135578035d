"""Reading, downloading, issuing and deciding a matter."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.board import services
from insyn.board.forms import items as forms
from insyn.board.http import (
    about_item,
    item_at,
    paper_of,
    to_matter_unless_draft,
)
from insyn.board.models import BoardItem
from insyn.board.queries.papers import memo_facts
from insyn.board.queries.warnings import warnings_shown
from insyn.board.rules import ItemState, LayoutKind
from insyn.board.rules.refusals import empty_headings
from insyn.board.services.papers import ENDINGS
from insyn.documents.http import made_file
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.papers import html
from insyn.plans.rules import PlanState
from insyn.platform import clock
from insyn.platform.answers import answer_button, answer_form


@require_GET
def preview(request: Request, pk: int, paper: str) -> HttpResponse:
    """Show the memo or the plan as the board will read it."""
    item = item_at(request, pk)
    kind = paper_of(item, paper)
    tree = services.memo_tree if kind == LayoutKind.MEMO else services.plan_tree
    context = {
        "item": item,
        "paper": kind,
        "papers": item.papers_made,
        "body": html.render(tree(request.access, item)),
    }
    return render(request, "board/preview.html", context)


@require_GET
def download(request: Request, pk: int, paper: str, ending: str) -> HttpResponseBase:
    """Give the memo or the plan as Word or PDF, as it reads now."""
    item = item_at(request, pk)
    kind = paper_of(item, paper)
    if ending not in ENDINGS:
        raise Http404
    try:
        content = services.item_paper(request.access, item, kind, ending)
    except RuleViolation as no:
        messages.error(request, str(no))
        return redirect("board:item", item.pk)
    title = item.the_plan.title if kind == LayoutKind.PLAN else item.title
    name = slugify(f"{_(kind.label)} {title}") or f"arende-{item.pk}"
    return made_file(content, name=name, ending=ending)


@require_http_methods(["GET", "POST"])
def issue(request: Request, pk: int) -> HttpResponse:
    """Show what is known against the plan before it is issued, and issue it."""
    item = item_at(request, pk, to_write=True)
    if closed := to_matter_unless_draft(request, item):
        return closed
    form = forms.VersionForm(request.POST or None, initial={"version": item.version})
    found = warnings_shown(request.access, item)
    page = about_item(
        item,
        _("Expediera ärendet"),
        done=_("Ärendet är expedierat. Skrivelsen och planen är sparade som Word och PDF.")
        if item.plan
        else _("Ärendet är expedierat. Skrivelsen är sparad som Word och PDF."),
        button=_("Expediera"),
        warnings=found,
        empty=empty_headings(memo_facts(request.access, item)),
        is_proposed=item.plan is None or item.plan.plan_state == PlanState.PROPOSED,
    )
    act = partial(services.issue_item, request.access, item)
    return answer_form(request, form, act, replace(page, template="board/issue.html"))


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take an issued matter back for change."""
    item = item_at(request, pk, to_write=True)
    form = forms.VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    return answer_button(
        request,
        partial(services.withdraw_item, request.access, item, version=version),
        back=reverse("board:item", args=[item.pk]),
        done=_("Ärendet är ett utkast igen. Det som expedierades finns kvar bland handlingarna."),
    )


@require_http_methods(["GET", "POST"])
def decide(request: Request, pk: int) -> HttpResponse:
    """Register what the board decided."""
    item = item_at(request, pk)
    request.access.require(Permission.DECIDE_PLAN, authority_id=item.authority_id)
    if item.state != ItemState.ISSUED:
        messages.error(request, _("Ett beslut registreras när ärendet är expedierat."))
        return redirect("board:item", item.pk)
    initial = {"version": item.version, "decided_on": clock.today()}
    form = forms.DecisionForm(item, request.POST or None, initial=initial)
    page = about_item(
        item,
        _("Registrera nämndens beslut"),
        done=_("Beslutet är registrerat."),
        button=_("Registrera beslutet"),
        lead=_("Antar nämnden planen börjar den gälla. Vid återremiss blir den ett utkast igen.")
        if item.plan
        else _("Godkänner nämnden rapporten är den beslutad. Vid återremiss blir den ett utkast."),
    )
    return answer_form(request, form, partial(_decide, request.access, item), page)


def _decide(access: Access, item: BoardItem, *, version: int, **facts: Any) -> BoardItem:
    decision = services.Decision(**facts)
    return services.register_decision(access, item, facts=decision, version=version)
