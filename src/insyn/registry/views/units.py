"""Pages about a provider's units."""

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
from insyn.registry.forms import providers as forms
from insyn.registry.http import about_provider
from insyn.registry.models import Provider, Unit


@require_http_methods(["GET", "POST"])
def unit_add(request: Request, pk: int) -> HttpResponse:
    """Add a unit to a provider."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    provider = get_object_or_404(Provider, pk=pk)
    form = forms.UnitForm(request.POST or None)
    page = about_provider(provider, _("Lägg till verksamhet"), done=_("Verksamheten är tillagd."))
    return answer_form(request, form, partial(_save, request.access, provider, None), page)


def _save(
    access: Access, provider: Provider, unit: Unit | None, *, version: int | None, **facts: Any
) -> Unit:
    told = services.UnitFacts(provider, **facts)
    return services.save_unit(access, unit=unit, facts=told, version=version)


@require_http_methods(["GET", "POST"])
def unit_edit(request: Request, pk: int) -> HttpResponse:
    """Change what the register says of a unit."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    unit = get_object_or_404(Unit.objects.select_related("provider"), pk=pk)
    names = ("name", "service_area", "municipality", "places", "version")
    initial = {name: getattr(unit, name) for name in names}
    form = forms.UnitForm(request.POST or None, initial=initial)
    page = about_provider(unit.provider, _("Ändra verksamhet"), done=_("Verksamheten är ändrad."))
    return answer_form(request, form, partial(_save, request.access, unit.provider, unit), page)


@require_http_methods(["GET", "POST"])
def unit_close(request: Request, pk: int) -> HttpResponse:
    """Say that a unit is closed, or that it is open again."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    unit = get_object_or_404(Unit.objects.select_related("provider"), pk=pk)
    form = forms.CloseUnitForm(unit, request.POST or None)
    heading = _("Öppna %(unit)s igen") if unit.closed_on else _("Avsluta %(unit)s")
    page = about_provider(
        unit.provider, heading % {"unit": unit}, done=_("Verksamheten är ändrad.")
    )
    return answer_form(request, form, partial(services.close_unit, request.access, unit), page)
