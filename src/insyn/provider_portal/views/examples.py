"""Good examples: those of all who share, and what the provider says of its own."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.findings.forms.examples import ExampleAnswerForm, ExampleFilter
from insyn.findings.models import SharedExample
from insyn.findings.queries.examples import ABOUT, own_examples, shared_with_providers
from insyn.findings.rules.lists import Consent
from insyn.findings.services import answer_example
from insyn.kernel.errors import RuleViolation
from insyn.provider_portal import http

PAGE_SIZE = 20


@require_GET
def examples(request: Request) -> HttpResponse:
    """List what others share, and what the provider itself has been asked about."""
    http.only_contacts(request)
    shared = SharedExample.objects.shared_with_providers(request.access)
    filters = ExampleFilter(shared, request.GET)
    rows = shared_with_providers(request.access, filters.chosen)
    context = {
        "filters": filters,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "own": own_examples(request.access),
    }
    return http.show(request, "provider_portal/examples.html", context)


@require_http_methods(["GET", "POST"])
def example(request: Request, pk: int) -> HttpResponse:
    """Show a good example of the provider's own, and let it say whether others may read it."""
    rows = SharedExample.objects.shown_to_provider(request.access)
    row = get_object_or_404(rows.select_related(*ABOUT), pk=pk)
    form = ExampleAnswerForm(request.POST or None, initial={"version": row.version})
    if form.is_valid() and _answered(request, row, form):
        return redirect("provider_portal:example", row.pk)
    return http.show(request, "provider_portal/example.html", {"example": row, "form": form})


def _answered(request: Request, row: SharedExample, form: ExampleAnswerForm) -> bool:
    version = form.cleaned_data["version"]
    try:
        said = answer_example(request.access, row, facts=form.facts(), version=version)
    except RuleViolation as no:
        form.refuse(no)
        return False
    is_yes = said.consent == Consent.GIVEN
    done = _("Tack! Exemplet delas nu.") if is_yes else _("Exemplet delas inte.")
    messages.success(request, done)
    return True
