"""Pages about a provider's place in an agreement, and the lists of such places."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.platform.answers import answer_form
from insyn.platform.paging import LongList
from insyn.registry import services
from insyn.registry.forms import contracts as forms
from insyn.registry.http import (
    PER_PAGE,
    about_agreement,
    about_contract,
    agreement_at,
    contract_at,
    may_edit,
)
from insyn.registry.models import Agreement, Contract
from insyn.registry.queries import contracts as queries
from insyn.registry.queries.endings import ending_of
from insyn.registry.queries.prices import prices_on
from insyn.registry.rules import ContractStatus


@require_GET
def contract_list(request: Request) -> HttpResponse:
    """List the contracts of the agreements that the asker may see."""
    access, today = request.access, clock.today()
    agreements = queries.agreements_seen(access)
    filters = forms.ContractFilter(access, agreements, request.GET)
    sort = request.GET.get("sort", "provider")
    chosen = {"lot": None, **filters.chosen}
    contracts = queries.listed_contracts(access, agreements, chosen=chosen, sort=sort)
    pages = LongList(contracts, PER_PAGE, shown=queries.shown_contracts(access))
    page = pages.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": queries.contract_rows(access, page.object_list, today),
        "filters": filters,
        "sort": sort,
    }
    return render(request, "registry/contracts.html", context)


@require_GET
def agreement_contracts(request: Request, pk: int) -> HttpResponse:
    """List the contracts of one agreement."""
    access, today = request.access, clock.today()
    agreement = agreement_at(request, pk)
    filters = forms.HeldContractFilter(access, agreement, request.GET)
    sort = request.GET.get("sort", "")
    contracts = queries.listed_contracts(access, [agreement], chosen=filters.chosen, sort=sort)
    if not sort:
        contracts = queries.ended_last(contracts, today)
    pages = LongList(contracts, PER_PAGE, shown=queries.shown_contracts(access))
    page = pages.get_page(request.GET.get("page"))
    context = {
        "agreement": agreement,
        "page": page,
        "rows": queries.contract_rows(access, page.object_list, today),
        "filters": filters,
        "sort": sort,
        "may_edit": may_edit(request, agreement),
    }
    return render(request, "registry/agreement_contracts.html", context)


@require_GET
def contract_detail(request: Request, pk: int) -> HttpResponse:
    """Show one contract: what it says, how it stands, and what is paid today."""
    access, today = request.access, clock.today()
    contract = contract_at(request, pk)
    (row,) = queries.contract_rows(access, [contract], today)
    context = {
        "contract": contract,
        "row": row,
        "units": contract.units.select_related("service_area"),
        "prices": prices_on(access, [contract], today).get(contract.pk, ()),
        "history": queries.status_history(access, contract),
        "may_edit": may_edit(request, contract.agreement),
        "ending": ending_of(access, contract),
    }
    return render(request, "registry/contract.html", context)


@require_http_methods(["GET", "POST"])
def contract_add(request: Request, pk: int) -> HttpResponse:
    """Give a provider a place in an agreement."""
    agreement = agreement_at(request, pk, to_edit=True)
    initial = {"starts_on": agreement.starts_on, "ends_on": agreement.ends_on}
    form = forms.ContractForm(
        request.access, agreement, None, request.POST or None, initial=initial
    )
    page = about_agreement(agreement, _("Lägg till kontrakt"), done=_("Kontraktet är tillagt."))
    page = replace(
        page,
        back=reverse("registry:agreement_contracts", args=[agreement.pk]),
        onward=lambda contract: reverse("registry:contract", args=[contract.pk]),
    )
    return answer_form(request, form, partial(_save, request.access, agreement, None), page)


def _save(
    access: Access,
    agreement: Agreement,
    contract: Contract | None,
    *,
    version: int | None,
    **facts: Any,
) -> Contract:
    if contract is not None:
        facts["provider"] = contract.provider
    told = services.ContractFacts(agreement, **facts)
    return services.save_contract(access, contract=contract, facts=told, version=version)


@require_http_methods(["GET", "POST"])
def contract_edit(request: Request, pk: int) -> HttpResponse:
    """Change a contract: its dates, lots, units and rank."""
    contract = contract_at(request, pk, to_edit=True)
    agreement = contract.agreement
    form = forms.ContractForm(
        request.access, agreement, contract, request.POST or None, initial=_initial(contract)
    )
    page = about_contract(contract, _("Ändra kontraktet"), done=_("Kontraktet är ändrat."))
    return answer_form(request, form, partial(_save, request.access, agreement, contract), page)


def _initial(contract: Contract) -> dict[str, object]:
    links = Contract.lots.through.objects.filter(contract=contract)
    return {
        **{name: getattr(contract, name) for name in ("starts_on", "ends_on", "rank", "version")},
        "lots": list(links.values_list("lot_id", flat=True)),
        "units": [unit.pk for unit in contract.units.all()],
    }


@require_http_methods(["GET", "POST"])
def contract_status(request: Request, pk: int) -> HttpResponse:
    """Stop, block, investigate, end or open a contract."""
    contract = contract_at(request, pk, to_edit=True)
    is_lifted = request.GET.get("status") == ContractStatus.ACTIVE
    initial = {
        "status": ContractStatus.ACTIVE if is_lifted else contract.status,
        "reason": "" if is_lifted else contract.status_reason,
        "starts_on": (not is_lifted and contract.status_from) or clock.today(),
        "ends_on": None if is_lifted else contract.status_until,
        "version": contract.version,
    }
    form = forms.StatusForm(request.POST or None, initial=initial)
    page = about_contract(contract, _("Ändra läge"), done=_("Läget är ändrat."))
    return answer_form(request, form, partial(_change_status, request.access, contract), page)


def _change_status(
    access: Access, contract: Contract, *, version: int | None, **facts: Any
) -> Contract:
    told = services.StatusFacts(**facts)
    return services.change_status(access, contract, facts=told, version=version)
