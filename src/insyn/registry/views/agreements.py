"""Pages about agreements, their lots and contracts."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.registry import services
from insyn.registry.forms import agreements as forms
from insyn.registry.models import Agreement, Contract, Lot
from insyn.registry.queries.agreements import contract_rows, listed_agreements, lot_tree

PER_PAGE = 50


@require_GET
def agreement_list(request: Request) -> HttpResponse:
    """List the agreements that the asker may see."""
    filters = forms.AgreementFilter(request.GET)
    sort = request.GET.get("sort", "title")
    agreements = listed_agreements(
        request.access, chosen=filters.chosen, sort=sort, today=clock.today()
    )
    context = {
        "page": Paginator(agreements, PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "sort": sort,
        "today": clock.today(),
        "may_edit": request.access.may_somewhere(Permission.EDIT_REGISTER),
    }
    return render(request, "registry/agreements.html", context)


def _agreement(request: Request, pk: int, *, to_edit: bool = False) -> Agreement:
    rows = Agreement.objects.visible_to(request.access)
    agreement = get_object_or_404(
        rows.select_related("authority__municipality", "cooperation"), pk=pk
    )
    if to_edit:
        request.access.require(Permission.EDIT_REGISTER, authority_id=agreement.authority_id)
    return agreement


@require_GET
def agreement_detail(request: Request, pk: int) -> HttpResponse:
    """Show one agreement with its lots and contracts."""
    agreement = _agreement(request, pk)
    contracts = Contract.objects.visible_to(request.access).filter(agreement=agreement)
    may_edit = request.access.may(Permission.EDIT_REGISTER, authority_id=agreement.authority_id)
    context = {
        "agreement": agreement,
        "lots": lot_tree(request.access, agreement),
        "rows": contract_rows(request.access, contracts.select_related("provider")),
        "is_in_force": agreement.is_in_force(clock.today()),
        "today": clock.today(),
        "may_edit": may_edit,
    }
    return render(request, "registry/agreement.html", context)


@require_http_methods(["GET", "POST"])
def agreement_add(request: Request) -> HttpResponse:
    """Add an agreement to one of the asker's authorities."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    form = forms.AgreementDetailsForm(request.access, None, request.POST or None)
    if form.is_valid():
        try:
            agreement = services.save_agreement(
                request.access, agreement=None, facts=_agreement_facts(form)
            )
            messages.success(request, _("Avtalet är tillagt. Lägg nu till delområden."))
            return redirect("registry:agreement", agreement.pk)
        except RuleViolation as no:
            form.refuse(no)
    return render(request, "registry/agreement_form.html", {"form": form})


def _agreement_facts(form: forms.AgreementDetailsForm) -> services.AgreementFacts:
    names = services.AgreementFacts.__slots__
    return services.AgreementFacts(**{name: form.cleaned_data[name] for name in names})


@require_http_methods(["GET", "POST"])
def agreement_edit(request: Request, pk: int) -> HttpResponse:
    """Change the terms of an agreement."""
    agreement = _agreement(request, pk, to_edit=True)
    names = ("version", *services.AgreementFacts.__slots__)
    initial = {name: getattr(agreement, name) for name in names}
    form = forms.AgreementDetailsForm(
        request.access, agreement, request.POST or None, initial=initial
    )
    if form.is_valid():
        try:
            facts, version = _agreement_facts(form), form.cleaned_data["version"]
            services.save_agreement(
                request.access, agreement=agreement, facts=facts, version=version
            )
            messages.success(request, _("Avtalet är ändrat."))
            return redirect("registry:agreement", pk)
        except RuleViolation as no:
            form.refuse(no)
    return render(request, "registry/agreement_form.html", {"form": form, "agreement": agreement})


@require_http_methods(["GET", "POST"])
def lot_add(request: Request, pk: int) -> HttpResponse:
    """Add a lot to an agreement."""
    agreement = _agreement(request, pk, to_edit=True)
    return _lot_form(request, agreement, None)


@require_http_methods(["GET", "POST"])
def lot_edit(request: Request, pk: int) -> HttpResponse:
    """Change a lot."""
    lot = _lot(request, pk)
    return _lot_form(request, _agreement(request, lot.agreement_id, to_edit=True), lot)


def _lot(request: Request, pk: int) -> Lot:
    rows = Lot.objects.visible_to(request.access).select_related("agreement")
    return get_object_or_404(rows, pk=pk)


def _lot_form(request: Request, agreement: Agreement, lot: Lot | None) -> HttpResponse:
    initial: dict[str, Any] = {}
    if lot is not None:
        initial = {"name": lot.name, "parent": lot.parent_id, "service_area": lot.service_area_id}
    form = forms.LotForm(request.access, agreement, lot, request.POST or None, initial=initial)
    if form.is_valid():
        try:
            facts = services.LotFacts(agreement, **form.cleaned_data)
            services.save_lot(request.access, lot=lot, facts=facts)
            messages.success(request, _("Delområdet är sparat."))
            return redirect("registry:agreement", agreement.pk)
        except RuleViolation as no:
            form.refuse(no)
    heading = _("Ändra delområde") if lot else _("Lägg till delområde")
    context = {"form": form, "agreement": agreement, "heading": heading}
    return render(request, "registry/agreement_part_form.html", context)


@require_POST
def lot_move(request: Request, pk: int) -> HttpResponse:
    """Move a lot one step among its siblings."""
    lot = _lot(request, pk)
    services.move_lot(request.access, lot, is_up=request.POST.get("way") == "up")
    return redirect("registry:agreement", lot.agreement_id)


@require_POST
def lot_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a lot that is not used."""
    lot = _lot(request, pk)
    try:
        services.remove_lot(request.access, lot)
        messages.success(request, _("Delområdet är borttaget."))
    except RuleViolation as no:
        messages.error(request, str(no))
    return redirect("registry:agreement", lot.agreement_id)
