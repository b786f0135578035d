"""The one page that says what the provider has to do, by when and why; and whom to ask."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.coordination.queries.link import parts_of
from insyn.findings.queries.examples import own_examples
from insyn.findings.rules.lists import Consent
from insyn.platform import clock
from insyn.provider_portal import http
from insyn.provider_portal.queries.contacts import contacts_of
from insyn.provider_portal.queries.meetings import own_dialogue
from insyn.provider_portal.queries.sanctions import own_sanctions
from insyn.provider_portal.queries.tasks import tasks as tasks_of
from insyn.provider_portal.queries.tasks import together
from insyn.provider_portal.queries.terminations import own_terminations
from insyn.provider_portal.queries.visits import own_visits

PAGE_SIZE = 50
SHOWN_AT_FIRST = 50
"""Of each list. A provider with hundreds of units opens the whole list itself."""


@require_GET
def tasks(request: Request) -> HttpResponse:
    """Show what the provider has to do, by when and why."""
    http.only_contacts(request)
    parts = parts_of(request.access)
    is_asked = request.access.provider_ids or request.access.invitations
    if not is_asked and parts.exists():
        return redirect("coordination:link:parts")
    page = tasks_of(request.access, today=clock.today())
    results = Paginator(page.results, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = None if "alla" in request.GET else SHOWN_AT_FIRST
    context = {
        "page": page,
        "parts": parts,
        "asked_examples": own_examples(request.access).filter(consent=Consent.ASKED),
        "results": results,
        "visits": own_visits(request.access, today=clock.today()),
        "dialogue": own_dialogue(request.access, today=clock.today()),
        "sanctions": own_sanctions(request.access),
        "terminations": own_terminations(request.access),
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
