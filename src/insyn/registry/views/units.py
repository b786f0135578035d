"""Pages about units: the list, one unit, and what the register says of it."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.answers import answer_form
from insyn.registry import services
from insyn.registry.forms import units as forms
from insyn.registry.http import PER_PAGE, about_provider, about_unit
from insyn.registry.models import Provider, Unit
from insyn.registry.queries import units as queries


@require_GET
def unit_list(request: Request) -> HttpResponse:
    """List the units: shared by all, with how it stands with their permits."""
    filters = forms.UnitFilter(request.GET)
    sort = request.GET.get("sort", "name")
    units = queries.listed_units(chosen=filters.chosen, sort=sort, today=clock.today())
    page = Paginator(units, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": queries.with_permits(page.object_list, clock.today()),
        "filters": filters,
        "sort": sort,
    }
    return render(request, "registry/units.html", context)


@require_GET
def unit_detail(request: Request, pk: int) -> HttpResponse:
    """Show one unit: what it is, who has run it, its permits and the contracts that name it."""
    unit = get_object_or_404(_units(), pk=pk)
    today = clock.today()
    permits = queries.permit_rows(unit, today)
    contracts = queries.contracts_naming(request.access, unit)
    context = {
        "unit": unit,
        "is_open": unit.is_open(today),
        "permits": permits,
        "permit": queries.permit_view(unit, permits, today),
        "has_permit_of_other": any(row.is_of_other for row in permits),
        "has_too_many_places": queries.has_too_many_places(unit, permits),
        "operations": queries.operations_of(unit),
        "page": Paginator(contracts, PER_PAGE).get_page(request.GET.get("page")),
        "may_edit": request.access.may_somewhere(Permission.EDIT_REGISTER),
        "may_report": request.access.may_somewhere(Permission.REPORT_SIGNAL),
    }
    return render(request, "registry/unit.html", context)


def _units() -> Any:
    return Unit.objects.select_related("provider", "service_area", "municipality")


@require_http_methods(["GET", "POST"])
def unit_add(request: Request, pk: int) -> HttpResponse:
    """Add a unit to a provider."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    provider = get_object_or_404(Provider.objects.standing(), pk=pk)
    form = forms.UnitForm(request.POST or None)
    page = about_provider(provider, _("Lägg till verksamhet"), done=_("Verksamheten är tillagd."))
    onward = replace(page, onward=lambda unit: reverse("registry:unit", args=[unit.pk]))
    return answer_form(request, form, partial(_save, request.access, provider, None), onward)


def _save(
    access: Access, provider: Provider, unit: Unit | None, *, version: int | None, **facts: Any
) -> Unit:
    told = services.UnitFacts(provider, **facts)
    return services.save_unit(access, unit=unit, facts=told, version=version)


@require_http_methods(["GET", "POST"])
def unit_edit(request: Request, pk: int) -> HttpResponse:
    """Change what the register says of a unit."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    unit = get_object_or_404(_units(), pk=pk)
    initial = {name: getattr(unit, name) for name in ("version", *services.UnitFacts.__slots__)}
    form = forms.UnitForm(request.POST or None, initial=initial)
    page = about_unit(unit, _("Ändra verksamhet"), done=_("Verksamheten är ändrad."))
    return answer_form(request, form, partial(_save, request.access, unit.provider, unit), page)


@require_http_methods(["GET", "POST"])
def unit_close(request: Request, pk: int) -> HttpResponse:
    """Say that a unit is closed, or that it is open again."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    unit = get_object_or_404(_units(), pk=pk)
    form = forms.CloseUnitForm(unit, request.POST or None)
    heading = _("Öppna %(unit)s igen") if unit.closed_on else _("Avsluta %(unit)s")
    page = about_unit(unit, heading % {"unit": unit}, done=_("Verksamheten är ändrad."))
    return answer_form(request, form, partial(services.close_unit, request.access, unit), page)
