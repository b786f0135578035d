"""The one page that says what the provider has to do, by when and why; and whom to ask."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.platform import clock
from insyn.provider_portal import http
from insyn.provider_portal.queries.contacts import contacts_of
from insyn.provider_portal.queries.tasks import tasks as tasks_of
from insyn.provider_portal.queries.tasks import together

PAGE_SIZE = 50
SHOWN_AT_FIRST = 50
"""Of each list. A provider with hundreds of units opens the whole list itself."""


@require_GET
def tasks(request: Request) -> HttpResponse:
    """Show what the provider has to do, by when and why."""
    http.only_contacts(request)
    page = tasks_of(request.access, today=clock.today())
    results = Paginator(page.results, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = None if "alla" in request.GET else SHOWN_AT_FIRST
    context = {
        "page": page,
        "results": results,
        "todo": together(page.todo[:shown]),
        "waiting": page.waiting_surveys[:shown],
        "earlier": page.earlier_surveys[:shown],
        "is_cut": shown is not None
        and max(len(page.todo), len(page.waiting_surveys), len(page.earlier_surveys)) > shown,
    }
    return http.show(request, "provider_portal/tasks.html", context)


@require_GET
def contact(request: Request) -> HttpResponse:
    """Show whom to ask about what has been sent."""
    http.only_contacts(request)
    context = {"contacts": contacts_of(request.access)}
    return http.show(request, "provider_portal/contact.html", context)
