"""Pages about the permits of a unit."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.answers import answer_button, answer_form
from insyn.registry import services
from insyn.registry.forms.units import EndPermitForm, PermitForm
from insyn.registry.http import about_unit
from insyn.registry.models import Permit, Unit
from insyn.registry.rules import OperatingForm, PermitStatus
from insyn.registry.rules.permits import permit_kind_for


@require_http_methods(["GET", "POST"])
def permit_add(request: Request, pk: int) -> HttpResponse:
    """Add a permit to a unit; its operator, and the kind that it needs, are offered."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    unit = get_object_or_404(Unit.objects.select_related("provider"), pk=pk)
    kind = permit_kind_for(OperatingForm(unit.provider.operating_form))
    initial = {"kind": kind, "holder": unit.provider}
    form = PermitForm(unit, request.POST or None, initial=initial, is_new=True)
    page = about_unit(
        unit, _("Lägg till tillstånd eller anmälan"), done=_("Tillståndet är sparat.")
    )
    return answer_form(request, form, partial(_save, request.access, unit, None), page)


def _save(
    access: Access, unit: Unit, permit: Permit | None, *, version: int | None, **facts: Any
) -> Permit:
    told = services.PermitDetails(**facts)
    return services.save_permit(access, unit, permit=permit, facts=told, version=version)


@require_http_methods(["GET", "POST"])
def permit_edit(request: Request, pk: int) -> HttpResponse:
    """Correct what a permit says."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    permit = _permit(pk)
    names = ("version", *services.PermitDetails.__slots__)
    initial = {name: getattr(permit, name) for name in names}
    form = PermitForm(permit.unit, request.POST or None, initial=initial, is_new=False)
    page = about_unit(permit.unit, _("Ändra tillstånd"), done=_("Tillståndet är ändrat."))
    return answer_form(request, form, partial(_save, request.access, permit.unit, permit), page)


def _permit(pk: int) -> Permit:
    return get_object_or_404(Permit.objects.select_related("unit"), pk=pk)


@require_http_methods(["GET", "POST"])
def permit_end(request: Request, pk: int) -> HttpResponse:
    """Say that a permit has been revoked, replaced or returned."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    permit = _permit(pk)
    initial = {
        "version": permit.version,
        "status": PermitStatus.REVOKED,
        "last_day": clock.today(),
    }
    form = EndPermitForm(request.POST or None, initial=initial)
    heading = _("%(permit)s gäller inte längre") % {"permit": permit}
    page = about_unit(permit.unit, heading, done=_("Tillståndet är ändrat."))
    return answer_form(request, form, partial(services.end_permit, request.access, permit), page)


@require_POST
def permit_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a permit that was noted by mistake."""
    permit = _permit(pk)
    act = partial(services.remove_permit, request.access, permit)
    back = reverse("registry:unit", args=[permit.unit_id])
    return answer_button(request, act, back=back, done=_("Tillståndet är borttaget."))
