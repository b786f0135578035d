"""What the provider's pages share: who may come in, and the shell around every page."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from insyn.accounts.http import Request
from insyn.followups.models import DocumentRequest, Followup
from insyn.measures.models import ActionPlan, CorrectiveAction, Letter
from insyn.registry.models import Provider

_ABOUT = ("contract__provider", "contract__agreement", "authority__municipality", "lot")
_OF_FOLLOWUP = tuple(f"followup__{path}" for path in _ABOUT)


def only_contacts(request: Request) -> None:
    """Answer 404 to one who answers for no provider."""
    if not request.access.provider_ids:
        raise Http404


def own_plan(request: Request, pk: int) -> ActionPlan:
    """Return a plan asked of one of the asker's providers, or answer 404."""
    rows = ActionPlan.objects.shown_to_provider(request.access)
    return get_object_or_404(rows.select_related(*_OF_FOLLOWUP), pk=pk)


def own_action(request: Request, pk: int) -> CorrectiveAction:
    """Return an answer in a plan asked of one of the asker's providers, or answer 404."""
    rows = CorrectiveAction.objects.shown_to_provider(request.access)
    return get_object_or_404(
        rows.select_related("finding", "plan__followup__contract__provider"), pk=pk
    )


def own_request(request: Request, pk: int) -> DocumentRequest:
    """Return a document request to one of the asker's providers, or answer 404."""
    rows = DocumentRequest.objects.shown_to_provider(request.access)
    return get_object_or_404(rows.select_related(*_OF_FOLLOWUP), pk=pk)


def own_result(request: Request, pk: int) -> Followup:
    """Return a follow-up sent to one of the asker's providers, or answer 404."""
    rows = Followup.objects.shown_to_provider(request.access)
    return get_object_or_404(rows.select_related(*_ABOUT), pk=pk)


def own_letter(request: Request, pk: int) -> Letter:
    """Return a letter to one of the asker's providers, or answer 404."""
    rows = Letter.objects.shown_to_provider(request.access)
    return get_object_or_404(rows.select_related("word", "pdf"), pk=pk)


def show(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a page in the provider's shell, which names whom the asker answers for."""
    providers = Provider.objects.standing().filter(pk__in=request.access.provider_ids)
    names = list(providers.values_list("name", flat=True))
    return render(request, template, context | {"current_providers": names})
