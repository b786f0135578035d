"""Pages that show sanctions: the lists, the ledger, and one sanction."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.measures import http
from insyn.measures.forms import sanction_lists as forms
from insyn.measures.queries import ledger as ledger_queries
from insyn.measures.queries import sanctions as queries
from insyn.measures.queries.terminations import ending_of_sanction
from insyn.platform import clock
from insyn.registry.http import agreement_at, contract_at
from insyn.registry.models import Agreement, Contract
from insyn.registry.rules import ContractStatus

PAGE_SIZE = 50
WARNINGS_SHOWN = 20
SETTLED = ("agreement", "provider")
"""What need not be asked of the sanctions under one contract."""


@require_GET
def sanction_list(request: Request) -> HttpResponseBase:
    """List the sanctions that the asker sees, and the warnings on action plans."""
    return _listed(request, "measures/sanctions.html", {}, {})


@require_GET
def of_agreement(request: Request, pk: int) -> HttpResponseBase:
    """List the sanctions under an agreement."""
    agreement = agreement_at(request, pk)
    fixed: dict[str, Agreement | Contract] = {"agreement": agreement}
    return _listed(request, "measures/sanctions_of_agreement.html", fixed, dict(fixed))


@require_GET
def of_contract(request: Request, pk: int) -> HttpResponseBase:
    """List the sanctions under a contract, with the way to propose one."""
    contract = contract_at(request, pk)
    owner = contract.agreement.authority_id
    may_propose = request.access.may(Permission.REQUEST_MEASURES, authority_id=owner)
    may_lift = contract.status == ContractStatus.INTAKE_STOP and queries.may_lift(
        request.access, contract
    )
    context = {"contract": contract, "may_propose": may_propose, "may_lift": may_lift}
    return _listed(request, "measures/sanctions_of_contract.html", {"contract": contract}, context)


def _listed(
    request: Request,
    template: str,
    fixed: dict[str, Agreement | Contract],
    context: dict[str, Any],
) -> HttpResponseBase:
    settled = SETTLED if "contract" in fixed else list(fixed)
    filters = forms.SanctionFilter(request.access, request.GET, without=settled)
    chosen = filters.chosen | fixed
    rows = queries.sanctions(request.access, chosen, sort=request.GET.get("sort", ""))
    if file := list_file(request, http.SANCTION_COLUMNS, rows, _("Sanktioner")):
        return file
    warnings = Paginator(queries.plan_warnings(request.access, chosen), WARNINGS_SHOWN).get_page(1)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = {
        "filters": filters,
        "page": page,
        "warnings": [queries.taken_warning(step) for step in warnings],
        "more_warnings": warnings.paginator.count - len(warnings),
        "tab": "list",
    }
    return render(request, template, shown | context)


@require_GET
def sanction(request: Request, pk: int) -> HttpResponse:
    """Show a sanction: what it stands on, its amounts, its letters and what can happen next."""
    row = http.seen_sanction(request, pk)
    page = queries.sanction_page(request.access, row, today=clock.today())
    context = {"sanction": row, "page": page, "buttons": http.sanction_buttons(page.events)}
    ending = {"ending": ending_of_sanction(request.access, row)}
    return render(request, "measures/sanction.html", context | ending)


@require_GET
def ledger(request: Request) -> HttpResponseBase:
    """Show the rows of the ledger and what they come to."""
    filters = forms.LedgerFilter(request.access, request.GET)
    sort = request.GET.get("sort", "")
    rows = ledger_queries.ledger_lines(request.access, filters.chosen, sort=sort)
    if file := list_file(request, http.LEDGER_COLUMNS, rows, _("Sanktionsliggare")):
        return file
    context = {
        "filters": filters,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "totals": ledger_queries.ledger_totals(rows),
        "link": http.figure_query(request.GET),
        "tab": "ledger",
    }
    return render(request, "measures/ledger.html", context)


@require_GET
def ledger_sums(request: Request) -> HttpResponseBase:
    """Show what the rows come to for each provider, agreement, unit, ground or year."""
    filters = forms.LedgerFilter(request.access, request.GET)
    by = http.grouping_of(request.GET.get("grupp", ""))
    lines = ledger_queries.ledger_lines(request.access, filters.chosen)
    groups = ledger_queries.ledger_groups(lines, by)
    if file := list_file(request, http.group_columns(by), partial(_shown, groups), _("Summor")):
        return file
    page = Paginator(groups, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "page": page,
        "groups": http.linked(ledger_queries.shown_groups(page), by, request.GET),
        "totals": ledger_queries.ledger_totals(lines),
        "link": http.figure_query(request.GET),
        "by": by,
        "groupings": http.grouping_tabs(request.GET, by),
        "tab": "sums",
    }
    return render(request, "measures/ledger_sums.html", context)


def _shown(groups: QuerySet[Any, Any]) -> list[ledger_queries.LedgerGroup]:
    return ledger_queries.shown_groups(groups)
