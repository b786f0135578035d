"""Pages about how much contracts have been used."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Access
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.platform.paging import LongList
from insyn.registry import services
from insyn.registry.forms import usage as forms
from insyn.registry.http import PER_PAGE, about_contract, contract_at, may_edit
from insyn.registry.models import Contract, Usage
from insyn.registry.queries import usage as queries
from insyn.registry.queries.contracts import agreements_seen


@require_GET
def usage_list(request: Request) -> HttpResponse:
    """List how much the contracts have been used, with what the rows come to."""
    access, asked = request.access, request.GET
    agreements = agreements_seen(access)
    filters = forms.UsageFilter(agreements, asked)
    sort = asked.get("sort", queries.NEWEST_FIRST)
    rows = queries.listed_usage(access, agreements, chosen=filters.chosen, sort=sort)
    pages = LongList(rows, PER_PAGE, shown=queries.shown_usage(access))
    is_summed = not pages.is_longer or "sum" in asked
    context = {
        "page": pages.get_page(asked.get("page")),
        "total": queries.sum_of(rows) if is_summed else None,
        "filters": filters,
        "sort": sort,
    }
    return render(request, "registry/usage.html", context)


@require_GET
def contract_usage(request: Request, pk: int) -> HttpResponse:
    """Show how much one contract has been used, by period and by year."""
    contract = contract_at(request, pk)
    rows = queries.usage_of(request.access, contract)
    context = {
        "contract": contract,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "years": queries.years_of(request.access, contract),
        "may_edit": may_edit(request, contract.agreement),
    }
    return render(request, "registry/contract_usage.html", context)


def _about(contract: Contract, heading: str, *, done: str) -> FormPage:
    """Return what surrounds a form that leads back to the contract's usage."""
    return replace(about_contract(contract, heading, done=done), back=_usage_page(contract))


def _usage_page(contract: Contract) -> str:
    return reverse("registry:contract_usage", args=[contract.pk])


@require_http_methods(["GET", "POST"])
def usage_add(request: Request, pk: int) -> HttpResponse:
    """Report a period of a contract."""
    contract = contract_at(request, pk, to_edit=True)
    form = forms.UsageForm(request.POST or None)
    page = _about(contract, _("Lägg till period"), done=_("Perioden är tillagd."))
    return answer_form(request, form, partial(_save, request.access, contract, None), page)


def _save(
    access: Access, contract: Contract, usage: Usage | None, *, version: int | None, **facts: Any
) -> Usage:
    told = services.UsageFacts(**facts)
    return services.save_usage(access, contract, usage=usage, facts=told, version=version)


def _usage(request: Request, pk: int) -> tuple[Usage, Contract]:
    """Return the report of the address, to be changed, and its contract."""
    rows = Usage.objects.visible_to(request.access).select_related("contract__agreement")
    usage = get_object_or_404(rows, pk=pk)
    return usage, contract_at(request, usage.contract_id, to_edit=True)


@require_http_methods(["GET", "POST"])
def usage_edit(request: Request, pk: int) -> HttpResponse:
    """Change what was reported of a period."""
    usage, contract = _usage(request, pk)
    names = ("period_start", "period_end", "call_offs", "clients", "amount", "version")
    initial = {name: getattr(usage, name) for name in names}
    form = forms.UsageForm(request.POST or None, initial=initial)
    page = _about(contract, _("Ändra perioden"), done=_("Perioden är ändrad."))
    return answer_form(request, form, partial(_save, request.access, contract, usage), page)


@require_POST
def usage_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a report that was made by mistake."""
    usage, contract = _usage(request, pk)
    act = partial(services.remove_usage, request.access, usage)
    return answer_button(request, act, back=_usage_page(contract), done=_("Perioden är borttagen."))
