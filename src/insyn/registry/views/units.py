"""Pages about a provider's units."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.registry import services
from insyn.registry.forms import providers as forms
from insyn.registry.models import Provider, Unit

_FORM_PAGE = "registry/provider_part_form.html"


@require_http_methods(["GET", "POST"])
def unit_add(request: Request, pk: int) -> HttpResponse:
    """Add a unit to a provider."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    provider = get_object_or_404(Provider, pk=pk)
    form = forms.UnitForm(request.POST or None)
    if form.is_valid():
        try:
            services.save_unit(request.access, unit=None, facts=_unit_facts(provider, form))
            messages.success(request, _("Verksamheten är tillagd."))
            return redirect("registry:provider", pk)
        except RuleViolation as no:
            form.refuse(no)
    context = {"form": form, "provider": provider, "heading": _("Lägg till verksamhet")}
    return render(request, _FORM_PAGE, context)


def _unit_facts(provider: Provider, form: forms.UnitForm) -> services.UnitFacts:
    names = ("name", "service_area", "municipality", "places")
    return services.UnitFacts(provider, **{name: form.cleaned_data[name] for name in names})


@require_http_methods(["GET", "POST"])
def unit_edit(request: Request, pk: int) -> HttpResponse:
    """Change what the register says of a unit."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    unit = get_object_or_404(Unit.objects.select_related("provider"), pk=pk)
    names = ("name", "service_area", "municipality", "places", "version")
    initial = {name: getattr(unit, name) for name in names}
    form = forms.UnitForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            facts, version = _unit_facts(unit.provider, form), form.cleaned_data["version"]
            services.save_unit(request.access, unit=unit, facts=facts, version=version)
            messages.success(request, _("Verksamheten är ändrad."))
            return redirect("registry:provider", unit.provider_id)
        except RuleViolation as no:
            form.refuse(no)
    context = {"form": form, "provider": unit.provider, "heading": _("Ändra verksamhet")}
    return render(request, _FORM_PAGE, context)


@require_http_methods(["GET", "POST"])
def unit_close(request: Request, pk: int) -> HttpResponse:
    """Say that a unit is closed, or that it is open again."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    unit = get_object_or_404(Unit.objects.select_related("provider"), pk=pk)
    form = forms.CloseUnitForm(unit, request.POST or None)
    if form.is_valid():
        try:
            services.close_unit(request.access, unit, **form.cleaned_data)
            messages.success(request, _("Verksamheten är ändrad."))
            return redirect("registry:provider", unit.provider_id)
        except RuleViolation as no:
            form.refuse(no)
    heading = _("Öppna %(unit)s igen") if unit.closed_on else _("Avsluta %(unit)s")
    context = {"form": form, "provider": unit.provider, "heading": heading % {"unit": unit}}
    return render(request, _FORM_PAGE, context)
