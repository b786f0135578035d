"""The page of signs about a provider."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from insyn.monitoring import services
from insyn.registry.http import HubRequest, of_standing_provider
from insyn.registry.models import Provider


@require_GET
@of_standing_provider
def provider_indications(request: HubRequest, provider: Provider) -> HttpResponse:
    """Show the signs that registers give, to those who may see them. The look is noted."""
    boards = services.look_at_indications(request.access, provider)
    context = {"provider": provider, "boards": boards}
    return render(request, "monitoring/indications.html", context)
