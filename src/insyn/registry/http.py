"""What the pages of the register share: how long a list is, and what surrounds a form."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import wraps

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, day, label
from insyn.kernel.access import Access, Permission
from insyn.platform.answers import FormPage
from insyn.registry.models import Agreement, Contract, Provider, Unit
from insyn.registry.queries.hub import KeyFigure
from insyn.registry.rules import ContractStatus

PER_PAGE = 50
"""Rows of a list that one page shows."""

AGREEMENT_FORM = "registry/agreement_form.html"
CONTRACT_FORM = "registry/contract_form.html"
PROVIDER_FORM = "registry/provider_form.html"
UNIT_FORM = "registry/unit_form.html"


class HubRequest(Request):
    """A request to a provider's page, with the one who can count what stands on higher floors."""

    key_figures_of: Callable[[Access, Provider], Sequence[KeyFigure]]


def of_standing_provider(
    view: Callable[[HubRequest, Provider], HttpResponseBase],
) -> Callable[[HubRequest, int], HttpResponseBase]:
    """Give a view the provider of its address; one that was merged leads to the one kept."""

    @wraps(view)
    def shown(request: HubRequest, pk: int) -> HttpResponseBase:
        rows = Provider.objects.select_related("group", "merged_into")
        provider = get_object_or_404(rows, pk=pk)
        kept = provider.merged_into
        if kept is None:
            return view(request, provider)
        said = _("%(name)s är sammanförd med %(kept)s, vars sida du ser här.")
        messages.info(request, said % {"name": provider, "kept": kept})
        match = request.resolver_match
        return redirect(match.view_name if match else "registry:provider", kept.pk)

    return shown


def agreement_at(request: Request, pk: int, *, to_edit: bool = False) -> Agreement:
    """Return the agreement of the address, with what its pages say of it.

    Raises:
        Http404: there is none, or it is not for the asker to see.
        NotAllowed: it is to be changed, by one who may only read it.
    """
    rows = Agreement.objects.visible_to(request.access)
    told = rows.select_related("authority__municipality", "cooperation", "responsible")
    agreement = get_object_or_404(told, pk=pk)
    if to_edit:
        request.access.require(Permission.EDIT_REGISTER, authority_id=agreement.authority_id)
    return agreement


def may_edit(request: Request, agreement: Agreement) -> bool:
    """Tell whether the agreement's page shall have its buttons."""
    return request.access.may(Permission.EDIT_REGISTER, authority_id=agreement.authority_id)


def about_agreement(agreement: Agreement, heading: str, *, done: str, button: str = "") -> FormPage:
    """Return what surrounds a form that leads back to the agreement."""
    return FormPage(
        template=AGREEMENT_FORM,
        heading=heading,
        back=reverse("registry:agreement", args=[agreement.pk]),
        done=done,
        button=button or _("Spara"),
        lead=_unless_said(agreement, heading),
        context={"agreement": agreement},
    )


def contract_at(request: Request, pk: int, *, to_edit: bool = False) -> Contract:
    """Return the contract of the address, with its provider and agreement.

    Raises:
        Http404: there is none, or it is not for the asker to see.
        NotAllowed: it is to be changed, by one who may only read it.
    """
    rows = Contract.objects.visible_to(request.access)
    told = rows.select_related("provider", "agreement__authority__municipality")
    contract = get_object_or_404(told, pk=pk)
    if to_edit:
        owner = contract.agreement.authority_id
        request.access.require(Permission.EDIT_REGISTER, authority_id=owner)
    return contract


def about_contract(contract: Contract, heading: str, *, done: str) -> FormPage:
    """Return what surrounds a form that leads back to the contract."""
    return FormPage(
        template=CONTRACT_FORM,
        heading=heading,
        back=reverse("registry:contract", args=[contract.pk]),
        done=done,
        button=_("Spara"),
        lead=str(contract),
        context={"contract": contract},
    )


def about_provider(
    provider: Provider, heading: str, *, done: str, button: str = "", lead: str = ""
) -> FormPage:
    """Return what surrounds a form that leads back to the provider."""
    return FormPage(
        template=PROVIDER_FORM,
        heading=heading,
        back=reverse("registry:provider", args=[provider.pk]),
        done=done,
        button=button or _("Spara"),
        lead=lead or _unless_said(provider, heading),
        context={"provider": provider},
    )


def about_unit(unit: Unit, heading: str, *, done: str, button: str = "") -> FormPage:
    """Return what surrounds a form that leads back to the unit."""
    return FormPage(
        template=UNIT_FORM,
        heading=heading,
        back=reverse("registry:unit", args=[unit.pk]),
        done=done,
        button=button or _("Spara"),
        lead=_unless_said(unit, heading),
        context={"unit": unit},
    )


def about_new_operator(unit: Unit, contracts: Iterable[Contract]) -> FormPage:
    """Return what surrounds the form for a change of operator: the contracts to look over."""
    page = about_unit(
        unit,
        _("Byt utförare"),
        done=_("Utföraren är bytt."),
        button=_("Byt utförare"),
    )
    context = {**page.context, "contracts": contracts}
    return replace(page, template="registry/unit_operator.html", context=context)


def _unless_said(row: Agreement | Provider | Unit, heading: str) -> str:
    """Return what the form is about, as the line below a heading that does not name it."""
    return "" if str(row) in heading else str(row)


WATCH_COLUMNS = (
    day(__("Dag"), lambda row: row.one.on),
    ListColumn(__("Vad"), lambda row: label(row.one.what.kind)),
    ListColumn(__("Avtal"), lambda row: row.one.what.agreement),
    ListColumn(__("Utförare"), lambda row: row.one.what.provider),
    ListColumn(__("Verksamhet"), lambda row: row.one.what.unit),
    ListColumn(__("Avtalsansvarig"), lambda row: str(row.responsible or "")),
    ListColumn(__("Hur nära"), lambda row: label(row.one.urgency)),
)
"""The dates to watch as a file."""

GROUP_COLUMNS = (
    ListColumn(__("Koncern"), lambda row: str(row.group), width=40),
    count(__("Antal utförare"), lambda row: row.providers),
    count(__("Avtal som du ser"), lambda row: row.agreements),
)
"""The list of groups as a file."""


STOP_COLUMNS = (
    ListColumn(__("Utförare"), lambda row: str(row.provider)),
    ListColumn(__("Organisationsnummer"), lambda row: row.provider.shown_number, width=16),
    ListColumn(__("Avtal"), lambda row: str(row.agreement)),
    ListColumn(__("Nämnd"), lambda row: str(row.agreement.authority)),
    ListColumn(__("Läge"), lambda row: label(ContractStatus(row.status))),
    day(__("Från"), lambda row: row.status_from),
    day(__("Till och med"), lambda row: row.status_until),
    ListColumn(__("Skäl"), lambda row: row.status_reason, width=60),
)
"""Where nobody new is placed, as a file."""
