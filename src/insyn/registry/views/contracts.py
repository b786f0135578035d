"""Pages about a provider's place in an agreement."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.registry import services
from insyn.registry.forms.agreements import ContractForm
from insyn.registry.models import Agreement, Contract, Provider

_FORM_PAGE = "registry/agreement_part_form.html"
_TERMS = ("starts_on", "ends_on", "rank", "status", "status_reason", "lots")


@require_http_methods(["GET", "POST"])
def contract_add(request: Request, pk: int) -> HttpResponse:
    """Give a provider a place in an agreement."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.access), pk=pk)
    request.access.require(Permission.EDIT_REGISTER, authority_id=agreement.authority_id)
    initial = {"starts_on": agreement.starts_on, "ends_on": agreement.ends_on}
    form = ContractForm(request.access, agreement, None, request.POST or None, initial=initial)
    if form.is_valid():
        try:
            facts = _facts(agreement, form.cleaned_data["provider"], form)
            services.save_contract(request.access, contract=None, facts=facts)
            messages.success(request, _("Kontraktet är tillagt."))
            return redirect("registry:agreement", pk)
        except RuleViolation as no:
            form.refuse(no)
    context = {"form": form, "agreement": agreement, "heading": _("Lägg till kontrakt")}
    return render(request, _FORM_PAGE, context)


def _facts(agreement: Agreement, provider: Provider, form: ContractForm) -> services.ContractFacts:
    terms = {name: form.cleaned_data[name] for name in _TERMS}
    units = form.cleaned_data.get("units", ())
    return services.ContractFacts(agreement, provider, **terms, units=list(units))


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
    if form.is_valid():
        try:
            facts = _facts(agreement, contract.provider, form)
            version = form.cleaned_data["version"]
            services.save_contract(request.access, contract=contract, facts=facts, version=version)
            messages.success(request, _("Kontraktet är ändrat."))
            return redirect("registry:agreement", agreement.pk)
        except RuleViolation as no:
            form.refuse(no)
    heading = _("Kontrakt för %(provider)s") % {"provider": contract.provider}
    context = {"form": form, "agreement": agreement, "heading": heading}
    return render(request, _FORM_PAGE, context)


def _initial(contract: Contract) -> dict[str, object]:
    names = ("starts_on", "ends_on", "rank", "status", "status_reason", "version")
    links = Contract.lots.through.objects.filter(contract=contract)
    return {
        **{name: getattr(contract, name) for name in names},
        "lots": list(links.values_list("lot_id", flat=True)),
        "units": [unit.pk for unit in contract.units.all()],
    }
