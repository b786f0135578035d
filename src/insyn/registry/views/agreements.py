"""Pages about agreements and their lots."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.registry import services
from insyn.registry.forms import agreements as forms
from insyn.registry.http import AGREEMENT_FORM, PER_PAGE, about_agreement
from insyn.registry.models import Agreement, Lot
from insyn.registry.queries.agreements import (
    contract_rows,
    contracts_in_order,
    listed_agreements,
    lot_tree,
)


@require_GET
def agreement_list(request: Request) -> HttpResponse:
    """List the agreements that the asker may see."""
    filters = forms.AgreementFilter(request.GET)
    sort = request.GET.get("sort", "")
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
    contracts = contracts_in_order(request.access, clock.today()).filter(agreement=agreement)
    page = Paginator(contracts, PER_PAGE).get_page(request.GET.get("page"))
    may_edit = request.access.may(Permission.EDIT_REGISTER, authority_id=agreement.authority_id)
    context = {
        "agreement": agreement,
        "lots": lot_tree(request.access, agreement),
        "page": page,
        "rows": contract_rows(request.access, page.object_list),
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
    page = FormPage(
        template=AGREEMENT_FORM,
        heading=_("Lägg till avtal"),
        back=reverse("registry:agreements"),
        done=_("Avtalet är tillagt. Lägg nu till avtalsområden."),
        button=_("Lägg till avtalet"),
        onward=lambda agreement: reverse("registry:agreement", args=[agreement.pk]),
    )
    return answer_form(request, form, partial(_save, request.access, None), page)


def _save(
    access: Access, agreement: Agreement | None, *, version: int | None, **facts: Any
) -> Agreement:
    return services.save_agreement(
        access, agreement=agreement, facts=services.AgreementFacts(**facts), version=version
    )


@require_http_methods(["GET", "POST"])
def agreement_edit(request: Request, pk: int) -> HttpResponse:
    """Change the terms of an agreement."""
    agreement = _agreement(request, pk, to_edit=True)
    names = ("version", *services.AgreementFacts.__slots__)
    initial = {name: getattr(agreement, name) for name in names}
    form = forms.AgreementDetailsForm(
        request.access, agreement, request.POST or None, initial=initial
    )
    page = about_agreement(
        agreement,
        _("Ändra %(name)s") % {"name": agreement},
        done=_("Avtalet är ändrat."),
        button=_("Spara ändringarna"),
    )
    return answer_form(request, form, partial(_save, request.access, agreement), page)


@require_http_methods(["GET", "POST"])
def lot_add(request: Request, pk: int) -> HttpResponse:
    """Add a lot to an agreement."""
    agreement = _agreement(request, pk, to_edit=True)
    form = forms.LotForm(request.access, agreement, None, request.POST or None)
    page = about_agreement(
        agreement, _("Lägg till avtalsområde"), done=_("Avtalsområdet är tillagt.")
    )
    return answer_form(request, form, partial(_save_lot, request.access, agreement, None), page)


def _save_lot(access: Access, agreement: Agreement, lot: Lot | None, **facts: Any) -> Lot:
    return services.save_lot(access, lot=lot, facts=services.LotFacts(agreement, **facts))


@require_http_methods(["GET", "POST"])
def lot_edit(request: Request, pk: int) -> HttpResponse:
    """Change a lot."""
    lot = _lot(request, pk)
    agreement = _agreement(request, lot.agreement_id, to_edit=True)
    initial = {"name": lot.name, "parent": lot.parent_id, "service_area": lot.service_area_id}
    form = forms.LotForm(request.access, agreement, lot, request.POST or None, initial=initial)
    page = about_agreement(agreement, _("Ändra avtalsområde"), done=_("Avtalsområdet är ändrat."))
    return answer_form(request, form, partial(_save_lot, request.access, agreement, lot), page)


def _lot(request: Request, pk: int) -> Lot:
    rows = Lot.objects.visible_to(request.access).select_related("agreement")
    return get_object_or_404(rows, pk=pk)


@require_POST
def lot_move(request: Request, pk: int) -> HttpResponse:
    """Move a lot one step among its siblings."""
    lot = _lot(request, pk)
    act = partial(services.move_lot, request.access, lot, is_up=request.POST.get("way") == "up")
    return answer_button(request, act, back=_address(lot), done=_("Avtalsområdet är flyttat."))


def _address(lot: Lot) -> str:
    return reverse("registry:agreement", args=[lot.agreement_id])


@require_POST
def lot_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a lot that is not used."""
    lot = _lot(request, pk)
    act = partial(services.remove_lot, request.access, lot)
    return answer_button(request, act, back=_address(lot), done=_("Avtalsområdet är borttaget."))
