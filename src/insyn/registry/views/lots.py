"""Pages about an agreement's lots."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Access
from insyn.platform.answers import answer_button, answer_form
from insyn.registry import services
from insyn.registry.forms.lots import LotForm
from insyn.registry.http import about_agreement, agreement_at
from insyn.registry.models import Agreement, Lot


@require_http_methods(["GET", "POST"])
def lot_add(request: Request, pk: int) -> HttpResponse:
    """Add a lot to an agreement."""
    agreement = agreement_at(request, pk, to_edit=True)
    form = LotForm(request.access, agreement, None, request.POST or None)
    page = about_agreement(
        agreement, _("Lägg till avtalsområde"), done=_("Avtalsområdet är tillagt.")
    )
    return answer_form(request, form, partial(_save, request.access, agreement, None), page)


def _save(access: Access, agreement: Agreement, lot: Lot | None, **facts: Any) -> Lot:
    return services.save_lot(access, lot=lot, facts=services.LotFacts(agreement, **facts))


@require_http_methods(["GET", "POST"])
def lot_edit(request: Request, pk: int) -> HttpResponse:
    """Change a lot."""
    lot = _lot(request, pk)
    agreement = agreement_at(request, lot.agreement_id, to_edit=True)
    initial = {"name": lot.name, "parent": lot.parent_id, "service_area": lot.service_area_id}
    form = LotForm(request.access, agreement, lot, request.POST or None, initial=initial)
    page = about_agreement(agreement, _("Ändra avtalsområde"), done=_("Avtalsområdet är ändrat."))
    return answer_form(request, form, partial(_save, request.access, agreement, lot), page)


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
    return reverse("registry:agreement", args=[lot.agreement_id]) + "#avtalsomraden"


@require_POST
def lot_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a lot that is not used."""
    lot = _lot(request, pk)
    act = partial(services.remove_lot, request.access, lot)
    return answer_button(request, act, back=_address(lot), done=_("Avtalsområdet är borttaget."))
