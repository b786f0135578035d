"""Pages about providers, their names, units and contact persons."""

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
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.registry import services
from insyn.registry.forms import providers as forms
from insyn.registry.http import (
    PER_PAGE,
    PROVIDER_FORM,
    HubRequest,
    about_provider,
    of_standing_provider,
)
from insyn.registry.models import Provider, ProviderName, ServiceArea
from insyn.registry.queries.contracts import contracts_in_order, rows_with_prices
from insyn.registry.queries.hub import (
    former_operations,
    look_alikes,
    merges_into,
    names_of,
    units_of,
)
from insyn.registry.queries.placing import stops_of
from insyn.registry.queries.providers import contact_rows, listed_providers, with_agreements
from insyn.registry.queries.units import permit_alarms_of, with_permits
from insyn.registry.queries.watch import Scope, nearest_dates


@require_GET
def provider_list(request: Request) -> HttpResponse:
    """List the providers: shared by all, with the agreements that the asker may see."""
    filters = forms.ProviderFilter(request.access, request.GET)
    sort = request.GET.get("sort", "name")
    providers = listed_providers(request.access, chosen=filters.chosen, sort=sort)
    page = Paginator(providers, PER_PAGE).get_page(request.GET.get("page"))
    rows = with_agreements(request.access, page.object_list)
    stops = stops_of(request.access, page.object_list, clock.today())
    rows = [replace(row, stops=tuple(stops.get(row.provider.pk, ()))) for row in rows]
    context = {
        "page": page,
        "rows": rows,
        "filters": filters,
        "sort": sort,
        "may_edit": _may_edit(request),
    }
    return render(request, "registry/providers.html", context)


def _may_edit(request: Request) -> bool:
    return request.access.may_somewhere(Permission.EDIT_REGISTER)


@require_GET
@of_standing_provider
def provider_detail(request: HubRequest, provider: Provider) -> HttpResponse:
    """Show one provider: the hub from which everything about it is reached."""
    access, today = request.access, clock.today()
    scope = Scope(provider_id=provider.pk)
    context = {
        "provider": provider,
        "names": names_of(provider),
        "merges": merges_into(provider),
        "figures": request.key_figures_of(access, provider),
        "alike": look_alikes(access, provider),
        "alarms": permit_alarms_of(provider, today),
        "stops": stops_of(access, [provider], today).get(provider.pk, []),
        "dates": nearest_dates(access, today=today, scope=scope),
        "contacts": contact_rows(access, provider, today),
        "may_edit": _may_edit(request),
        "may_merge": access.may_somewhere(Permission.IMPORT_REGISTER),
        "may_report": access.may_somewhere(Permission.REPORT_SIGNAL),
    }
    return render(request, "registry/provider.html", context)


@require_GET
@of_standing_provider
def provider_contracts(request: HubRequest, provider: Provider) -> HttpResponse:
    """Show in which of the asker's agreements the provider has a place."""
    contracts = contracts_in_order(request.access, clock.today()).filter(provider=provider)
    page = Paginator(contracts, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "provider": provider,
        "page": page,
        "rows": rows_with_prices(request.access, page.object_list, clock.today()),
    }
    return render(request, "registry/provider_contracts.html", context)


@require_GET
@of_standing_provider
def provider_units(request: HubRequest, provider: Provider) -> HttpResponse:
    """Show the units that the provider runs, and those that it has run."""
    today = clock.today()
    page = Paginator(units_of(provider, today), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "provider": provider,
        "page": page,
        "rows": with_permits(page.object_list, today),
        "former": former_operations(provider)[:PER_PAGE],
        "may_edit": _may_edit(request),
    }
    return render(request, "registry/provider_units.html", context)


@require_http_methods(["GET", "POST"])
def provider_add(request: Request) -> HttpResponse:
    """Add a provider by hand."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    form = forms.ProviderForm(request.POST or None)
    page = FormPage(
        template=PROVIDER_FORM,
        heading=_("Lägg till utförare"),
        back=reverse("registry:providers"),
        done=_("Utföraren är tillagd."),
        button=_("Lägg till utföraren"),
        lead=_shared(),
        onward=lambda provider: reverse("registry:provider", args=[provider.pk]),
    )
    return answer_form(request, form, partial(_save, request.access, None), page)


def _shared() -> str:
    return _("Uppgifterna delas av alla nämnder i Insyn. Ändringen syns i spåret.")


def _save(
    access: Access, provider: Provider | None, *, version: int | None, **facts: Any
) -> Provider:
    return services.save_provider(
        access, provider=provider, facts=services.ProviderFacts(**facts), version=version
    )


@require_http_methods(["GET", "POST"])
@of_standing_provider
def provider_edit(request: HubRequest, provider: Provider) -> HttpResponse:
    """Change what the register says of a provider."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    names = ("version", *services.ProviderFacts.__slots__)
    initial = {name: getattr(provider, name) for name in names}
    form = forms.ProviderForm(request.POST or None, initial=initial)
    page = about_provider(
        provider,
        _("Ändra %(name)s") % {"name": provider},
        done=_("Utföraren är ändrad."),
        button=_("Spara ändringarna"),
        lead=_shared(),
    )
    return answer_form(request, form, partial(_save, request.access, provider), page)


@require_http_methods(["GET", "POST"])
@of_standing_provider
def provider_spelling_add(request: HubRequest, provider: Provider) -> HttpResponse:
    """Note another name of a provider."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    form = forms.SpellingForm(request.POST or None)
    page = about_provider(provider, _("Lägg till namnform"), done=_("Namnformen är sparad."))
    act = partial(services.note_spelling, request.access, provider)
    return answer_form(request, form, act, page)


@require_POST
def provider_spelling_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a name that was noted by mistake."""
    spelling = get_object_or_404(ProviderName, pk=pk)
    act = partial(services.remove_spelling, request.access, spelling)
    back = reverse("registry:provider", args=[spelling.provider_id])
    return answer_button(request, act, back=back, done=_("Namnformen är borttagen."))


@require_GET
def service_areas(request: Request) -> HttpResponse:
    """List the kinds of service that the register knows."""
    return render(request, "registry/service_areas.html", {"areas": ServiceArea.objects.all()})
