"""Pages about providers, their names, units and contact persons."""

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
from insyn.registry.forms import providers as forms
from insyn.registry.models import Contract, Provider, ProviderName, ServiceArea
from insyn.registry.queries.agreements import contract_rows
from insyn.registry.queries.providers import (
    contact_rows,
    listed_providers,
    unit_rows,
    with_agreements,
)

PER_PAGE = 50


@require_GET
def provider_list(request: Request) -> HttpResponse:
    """List the providers: shared by all, with the agreements that the asker may see."""
    filters = forms.ProviderFilter(request.access, request.GET)
    sort = request.GET.get("sort", "name")
    providers = listed_providers(request.access, chosen=filters.chosen, sort=sort)
    page = Paginator(providers, PER_PAGE).get_page(request.GET.get("page"))
    rows = with_agreements(request.access, page.object_list)
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
def provider_detail(request: Request, pk: int) -> HttpResponse:
    """Show one provider: the hub from which everything about it is reached."""
    provider = get_object_or_404(Provider, pk=pk)
    context = {
        "provider": provider,
        "names": provider.other_names.all(),
        "units": unit_rows(provider, clock.today()),
        "contacts": contact_rows(request.access, provider, clock.today()),
        "may_edit": _may_edit(request),
    }
    return render(request, "registry/provider.html", context)


@require_GET
def provider_contracts(request: Request, pk: int) -> HttpResponse:
    """Show in which of the asker's agreements the provider has a place."""
    provider = get_object_or_404(Provider, pk=pk)
    contracts = Contract.objects.visible_to(request.access).filter(provider=provider)
    ordered = contracts.select_related("agreement__authority__municipality").order_by("-starts_on")
    rows = contract_rows(request.access, ordered)
    return render(request, "registry/provider_contracts.html", {"provider": provider, "rows": rows})


@require_http_methods(["GET", "POST"])
def provider_add(request: Request) -> HttpResponse:
    """Add a provider by hand."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    form = forms.ProviderForm(request.POST or None)
    if form.is_valid():
        try:
            provider = services.save_provider(
                request.access, provider=None, facts=_provider_facts(form)
            )
            messages.success(request, _("Utföraren är tillagd."))
            return redirect("registry:provider", provider.pk)
        except RuleViolation as no:
            form.refuse(no)
    return render(request, "registry/provider_form.html", {"form": form})


def _provider_facts(form: forms.ProviderForm) -> services.ProviderFacts:
    names = services.ProviderFacts.__slots__
    return services.ProviderFacts(**{name: form.cleaned_data[name] for name in names})


@require_http_methods(["GET", "POST"])
def provider_edit(request: Request, pk: int) -> HttpResponse:
    """Change what the register says of a provider."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    provider = get_object_or_404(Provider, pk=pk)
    initial = {name: getattr(provider, name) for name in services.ProviderFacts.__slots__}
    initial["version"] = provider.version
    form = forms.ProviderForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            services.save_provider(
                request.access,
                provider=provider,
                facts=_provider_facts(form),
                version=form.cleaned_data["version"],
            )
            messages.success(request, _("Utföraren är ändrad."))
            return redirect("registry:provider", pk)
        except RuleViolation as no:
            form.refuse(no)
    return render(request, "registry/provider_form.html", {"form": form, "provider": provider})


@require_http_methods(["GET", "POST"])
def provider_spelling_add(request: Request, pk: int) -> HttpResponse:
    """Note another name of a provider."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    provider = get_object_or_404(Provider, pk=pk)
    form = forms.SpellingForm(request.POST or None)
    if form.is_valid():
        try:
            services.note_spelling(request.access, provider, **form.cleaned_data)
            messages.success(request, _("Namnformen är sparad."))
            return redirect("registry:provider", pk)
        except RuleViolation as no:
            form.refuse(no)
    context = {"form": form, "provider": provider, "heading": _("Lägg till namnform")}
    return render(request, "registry/provider_part_form.html", context)


@require_POST
def provider_spelling_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a name that was noted by mistake."""
    spelling = get_object_or_404(ProviderName, pk=pk)
    services.remove_spelling(request.access, spelling)
    messages.success(request, _("Namnformen är borttagen."))
    return redirect("registry:provider", spelling.provider_id)


@require_GET
def service_areas(request: Request) -> HttpResponse:
    """List the kinds of service that the register knows."""
    return render(request, "registry/service_areas.html", {"areas": ServiceArea.objects.all()})
