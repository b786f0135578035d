"""Pages about the order of delegation and the decisions made on it."""

import re
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.delegations import forms, services
from insyn.delegations.http import DECISION_COLUMNS, ORDER_COLUMNS, ROWS_PER_PAGE
from insyn.delegations.models import Delegation, DelegationReport
from insyn.delegations.queries.lists import (
    decisions_seen,
    listed_decisions,
    listed_rights,
    opened_in,
    reports_seen,
    rights_seen,
)
from insyn.delegations.services import RightFacts
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form

CHOSEN = re.compile(r"(\d{1,18}):(\d{1,9})", re.ASCII)


@require_GET
def order(request: Request) -> HttpResponseBase:
    """List who may decide what in the board's name."""
    filters = forms.OrderFilter(request.access, request.GET)
    sort = request.GET.get("sort", "")
    rows = listed_rights(request.access, filters.chosen, sort=sort)
    if file := list_file(request, ORDER_COLUMNS, rows, _("Delegationsordning")):
        return file
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    may = request.access.authorities_where(Permission.EDIT_DELEGATIONS)
    context = {"page": page, "filters": filters, "may": may, "today": clock.today()}
    return render(request, "delegations/order.html", context)


def _page(heading: str, *, done: str, button: str, lead: str = "") -> FormPage:
    return FormPage(
        template="delegations/form.html",
        heading=heading,
        back=reverse("delegations:order"),
        done=done,
        button=button,
        lead=lead,
    )


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Put a right into the order of delegation."""
    request.access.require_somewhere(Permission.EDIT_DELEGATIONS)
    page = _page(_("Lägg in en delegation"), done=_("Delegationen är inlagd."), button=_("Spara"))
    form = forms.RightForm(request.access, request.POST or None)
    return answer_form(request, form, partial(_add, request), page)


def _add(request: Request, *, authority: Authority, **facts: Any) -> Delegation:
    return services.add_right(request.access, authority, RightFacts(**facts))


def _right(request: Request, pk: int) -> Delegation:
    row = get_object_or_404(rights_seen(request.access), pk=pk)
    request.access.require(Permission.EDIT_DELEGATIONS, authority_id=row.authority_id)
    return row


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Change a right that nobody has decided on."""
    right = _right(request, pk)
    page = _page(_("Ändra delegationen"), done=_("Delegationen är ändrad."), button=_("Spara"))
    form = forms.RightChangeForm(request.access, right, request.POST or None)
    return answer_form(request, form, partial(_change, request, right), page)


def _change(request: Request, right: Delegation, *, version: int, **facts: Any) -> Delegation:
    return services.change_right(request.access, right, RightFacts(**facts), version=version)


@require_http_methods(["GET", "POST"])
def end(request: Request, pk: int) -> HttpResponse:
    """Let a right stop after a day."""
    right = _right(request, pk)
    page = _page(
        _("Avsluta delegationen"),
        done=_("Delegationen har fått en sista dag."),
        button=_("Avsluta"),
        lead=_("Beslut som redan är fattade står kvar."),
    )
    form = forms.EndForm(request.POST or None, initial={"version": right.version})
    return answer_form(request, form, partial(services.end_right, request.access, right), page)


@require_http_methods(["GET", "POST"])
def decisions(request: Request) -> HttpResponseBase:
    """List the decisions, and tell the board of the ticked ones."""
    filters = forms.DecisionFilter(request.access, request.GET)
    sort = request.GET.get("sort", "")
    rows = listed_decisions(request.access, filters.chosen, sort=sort)
    if file := list_file(request, DECISION_COLUMNS, rows, _("Delegationsbeslut")):
        return file
    may = request.access.authorities_where(Permission.WRITE_BOARD_ITEM)
    form = forms.ReportForm(request.POST or None) if may else None
    keys = _ticked(request)
    if request.method == "POST" and (report := _reported(request, form, keys)):
        return redirect("delegations:report", report.pk)
    context = {
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "form": form,
        "may": may,
        "opened": opened_in(request.access),
        "chosen": {key for key, _version in keys},
    }
    return render(request, "delegations/decisions.html", context)


def _ticked(request: Request) -> list[tuple[int, int]]:
    """Return the ticked rows as keys with versions; what cannot be read is left out."""
    found = (CHOSEN.fullmatch(value) for value in request.POST.getlist("chosen"))
    return [(int(match[1]), int(match[2])) for match in found if match]


def _reported(
    request: Request, form: forms.ReportForm | None, keys: list[tuple[int, int]]
) -> DelegationReport | None:
    """Return the list that the board is told by; None when the form says why not."""
    request.access.require_somewhere(Permission.WRITE_BOARD_ITEM)
    if form is None or not form.is_valid():
        return None
    try:
        made = services.report_decisions(request.access, keys, **form.cleaned_data)
    except RuleViolation as no:
        form.refuse(no)
        return None
    messages.success(request, _("Besluten är anmälda. Listan finns som Word och PDF."))
    return made


@require_GET
def reports(request: Request) -> HttpResponse:
    """List what boards have been told of, and when."""
    rows = reports_seen(request.access)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "delegations/reports.html", {"page": page})


@require_GET
def report(request: Request, pk: int) -> HttpResponse:
    """Show one list for the board, with its files."""
    row = get_object_or_404(reports_seen(request.access), pk=pk)
    rows = decisions_seen(request.access).filter(report=row).order_by("decided_on", "pk")
    context = {"report": row, "rows": rows, "opened": opened_in(request.access)}
    return render(request, "delegations/report.html", context)
