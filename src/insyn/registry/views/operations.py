"""Pages about who runs a unit, and who ran it before."""

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
from insyn.registry.forms.units import NewOperatorForm, OperationForm
from insyn.registry.http import about_new_operator, about_unit
from insyn.registry.models import Unit, UnitOperation
from insyn.registry.queries.units import contracts_naming
from insyn.registry.rules import EndReason


@require_http_methods(["GET", "POST"])
def operator_change(request: Request, pk: int) -> HttpResponse:
    """Let another provider run a unit; says first which contracts name it."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    units = Unit.objects.select_related("provider", "service_area")
    unit = get_object_or_404(units, pk=pk)
    initial = {
        "version": unit.version,
        "starts_on": clock.today(),
        "end_reason": EndReason.TAKEN_OVER,
    }
    form = NewOperatorForm(request.POST or None, initial=initial)
    contracts = contracts_naming(request.access, unit).filter(provider=unit.provider)
    page = about_new_operator(unit, contracts)
    return answer_form(request, form, partial(_change, request.access, unit), page)


def _change(access: Access, unit: Unit, *, version: int | None, **facts: Any) -> UnitOperation:
    told = services.NewOperator(**facts)
    return services.change_operator(access, unit, facts=told, version=version)


@require_http_methods(["GET", "POST"])
def operation_add(request: Request, pk: int) -> HttpResponse:
    """Note who ran a unit before."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    unit = get_object_or_404(Unit, pk=pk)
    form = OperationForm(None, request.POST or None, initial={"version": unit.version})
    page = about_unit(unit, _("Lägg till tidigare utförare"), done=_("Utföraren är tillagd."))
    return answer_form(request, form, partial(_add, request.access, unit), page)


def _add(access: Access, unit: Unit, *, version: int | None, **facts: Any) -> UnitOperation:
    told = services.OperationFacts(**facts)
    return services.add_operation(access, unit, facts=told, version=version)


@require_http_methods(["GET", "POST"])
def operation_edit(request: Request, pk: int) -> HttpResponse:
    """Correct when a provider ran a unit, and why it ended."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    operation = _operation(pk)
    names = ("starts_on", "ends_on", "end_reason", "note")
    initial = {name: getattr(operation, name) for name in names}
    initial["version"] = operation.unit.version
    form = OperationForm(operation, request.POST or None, initial=initial)
    heading = _("Rätta tiden för %(provider)s") % {"provider": operation.provider}
    page = about_unit(operation.unit, heading, done=_("Tiden är rättad."))
    return answer_form(request, form, partial(_save, request.access, operation), page)


def _operation(pk: int) -> UnitOperation:
    return get_object_or_404(UnitOperation.objects.select_related("unit", "provider"), pk=pk)


def _save(
    access: Access, operation: UnitOperation, *, version: int | None, **facts: Any
) -> UnitOperation:
    told = services.OperationFacts(operation.provider, **facts)
    return services.save_operation(access, operation, facts=told, version=version)


@require_POST
def operation_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a time that was noted by mistake, or take a change of operator back."""
    operation = _operation(pk)
    act = partial(services.remove_operation, request.access, operation)
    back = reverse("registry:unit", args=[operation.unit_id])
    return answer_button(request, act, back=back, done=_("Tiden är borttagen."))
