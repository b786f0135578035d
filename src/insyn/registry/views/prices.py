"""Pages about the prices of a contract."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.registry import services
from insyn.registry.forms import prices as forms
from insyn.registry.http import about_contract, contract_at, may_edit
from insyn.registry.models import Contract, ContractPrice
from insyn.registry.queries.prices import priced_items


@require_GET
def contract_prices(request: Request, pk: int) -> HttpResponse:
    """Show what the contract pays for each thing, and when."""
    contract = contract_at(request, pk)
    context = {
        "contract": contract,
        "items": priced_items(request.access, contract, clock.today()),
        "may_edit": may_edit(request, contract.agreement),
    }
    return render(request, "registry/contract_prices.html", context)


def _about(contract: Contract, heading: str, *, done: str) -> FormPage:
    """Return what surrounds a form that leads back to the prices."""
    return replace(about_contract(contract, heading, done=done), back=_prices(contract))


def _prices(contract: Contract) -> str:
    return reverse("registry:contract_prices", args=[contract.pk])


@require_http_methods(["GET", "POST"])
def price_add(request: Request, pk: int) -> HttpResponse:
    """Add a price to a contract."""
    contract = contract_at(request, pk, to_edit=True)
    initial = {"valid_from": contract.starts_on}
    form = forms.PriceForm(request.access, contract, request.POST or None, initial=initial)
    page = _about(contract, _("Lägg till pris"), done=_("Priset är tillagt."))
    return answer_form(request, form, partial(_save, request.access, contract, None), page)


def _save(
    access: Access,
    contract: Contract,
    price: ContractPrice | None,
    *,
    version: int | None,
    **facts: Any,
) -> ContractPrice:
    told = services.PriceFacts(**facts)
    return services.save_price(access, contract, price=price, facts=told, version=version)


def _price(request: Request, pk: int) -> tuple[ContractPrice, Contract]:
    """Return the price of the address, to be changed, and its contract."""
    rows = ContractPrice.objects.visible_to(request.access)
    price = get_object_or_404(rows.select_related("contract__agreement", "lot"), pk=pk)
    return price, contract_at(request, price.contract_id, to_edit=True)


@require_http_methods(["GET", "POST"])
def price_edit(request: Request, pk: int) -> HttpResponse:
    """Put right what was noted of a price."""
    price, contract = _price(request, pk)
    names = ("item", "amount", "unit", "lot", "valid_from", "valid_to", "version")
    initial = {name: getattr(price, name) for name in names}
    form = forms.PriceForm(request.access, contract, request.POST or None, initial=initial)
    page = _about(contract, _("Ändra priset"), done=_("Priset är ändrat."))
    return answer_form(request, form, partial(_save, request.access, contract, price), page)


@require_http_methods(["GET", "POST"])
def price_level(request: Request, pk: int) -> HttpResponse:
    """Let a new level follow a price: the former ends the day before."""
    price, contract = _price(request, pk)
    form = forms.LevelForm(request.POST or None, initial={"version": price.version})
    heading = _("Ny prisnivå för ”%(item)s”") % {"item": price.item}
    page = _about(contract, heading, done=_("Den nya prisnivån är tillagd."))
    return answer_form(request, form, partial(_raise, request.access, price), page)


def _raise(
    access: Access, price: ContractPrice, *, version: int | None, **facts: Any
) -> ContractPrice:
    told = services.LevelFacts(**facts)
    return services.raise_price(access, price, facts=told, version=version)


@require_http_methods(["GET", "POST"])
def price_end(request: Request, pk: int) -> HttpResponse:
    """Let a price cease."""
    price, contract = _price(request, pk)
    initial = {"version": price.version, "valid_to": price.valid_to or clock.today()}
    form = forms.PriceEndForm(request.POST or None, initial=initial)
    heading = _("Avsluta priset för ”%(item)s”") % {"item": price.item}
    page = _about(contract, heading, done=_("Priset är avslutat."))
    return answer_form(request, form, partial(services.end_price, request.access, price), page)


@require_POST
def price_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a price that was noted by mistake."""
    price, contract = _price(request, pk)
    act = partial(services.remove_price, request.access, price)
    return answer_button(request, act, back=_prices(contract), done=_("Priset är borttaget."))
