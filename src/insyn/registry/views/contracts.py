"""Pages about a provider's place in an agreement."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from insyn.accounts.http import Request
from insyn.kernel.access import Access, Permission
from insyn.platform.answers import answer_form
from insyn.registry import services
from insyn.registry.forms.agreements import ContractForm
from insyn.registry.http import about_agreement
from insyn.registry.models import Agreement, Contract


@require_http_methods(["GET", "POST"])
def contract_add(request: Request, pk: int) -> HttpResponse:
    """Give a provider a place in an agreement."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.access), pk=pk)
    request.access.require(Permission.EDIT_REGISTER, authority_id=agreement.authority_id)
    initial = {"starts_on": agreement.starts_on, "ends_on": agreement.ends_on}
    form = ContractForm(request.access, agreement, None, request.POST or None, initial=initial)
    page = about_agreement(agreement, _("Lägg till kontrakt"), done=_("Kontraktet är tillagt."))
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
    """Change a contract: its dates, lots, rank and status with the reason."""
    rows = Contract.objects.visible_to(request.access)
    contract = get_object_or_404(rows.select_related("agreement", "provider"), pk=pk)
    agreement = contract.agreement
    request.access.require(Permission.EDIT_REGISTER, authority_id=agreement.authority_id)
    form = ContractForm(
        request.access, agreement, contract, request.POST or None, initial=_initial(contract)
    )
    heading = _("Kontrakt för %(provider)s") % {"provider": contract.provider}
    page = about_agreement(agreement, heading, done=_("Kontraktet är ändrat."))
    return answer_form(request, form, partial(_save, request.access, agreement, contract), page)


def _initial(contract: Contract) -> dict[str, object]:
    names = ("starts_on", "ends_on", "rank", "status", "status_reason", "version")
    links = Contract.lots.through.objects.filter(contract=contract)
    return {
        **{name: getattr(contract, name) for name in names},
        "lots": list(links.values_list("lot_id", flat=True)),
        "units": [unit.pk for unit in contract.units.all()],
    }
