"""The start page, the search, the trail and what is the same for everybody."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.accounts.queries import authority_lines
from insyn.agenda.queries import duties
from insyn.agenda.rules import grouped
from insyn.documents.http import list_file
from insyn.findings.http import FINDING_COLUMNS
from insyn.findings.queries import with_repeats
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.templatetags.insyn_tags import icon_names
from insyn.portal.forms import (
    DeficiencyFilter,
    ExampleFilter,
    ExampleForm,
    SearchForm,
    TrailFilter,
)
from insyn.portal.http import TRAIL_COLUMNS, trail_in_parts
from insyn.portal.queries import style
from insyn.portal.queries.people import people
from insyn.portal.queries.plan import coming_of_provider, plans_of_year
from insyn.portal.queries.provider import history_shown, milestones_of, trail_of_provider
from insyn.portal.queries.search import search
from insyn.portal.queries.start import (
    deficiencies_list,
    figures,
    year_rows,
)
from insyn.portal.queries.trail import trail, trail_lines
from insyn.portal.rules import ROLE_WORK, SHORTEST_SEARCH, turns_said, week_column
from insyn.registry.http import HubRequest, of_standing_provider
from insyn.registry.models import Provider
from insyn.registry.queries.placing import SHOWN_FIRST, hampered, stop_rows
from insyn.registry.queries.watch import nearest_dates
from insyn.surveys.queries.rounds import running_rounds

PAGE_LENGTH = 50
TURNS_SHOWN = 8
"""How much of what waits the start page shows; the page behind shows all."""


@require_GET
def start(request: Request) -> HttpResponse:
    """Show each role what it needs first; send providers to their tasks."""
    access, today = request.access, clock.today()
    if not access.mandates:
        is_asked = access.provider_ids or access.invitations
        return redirect("provider_portal:tasks") if is_asked else _no_role(request)
    context: dict[str, Any] = {"today": today}
    if access.authority_ids:
        context |= _of_followups(access, today)
    if access.may_somewhere(Permission.MANAGE_MEMBERS):
        context["people"] = people(access, today=today)
    if access.may_somewhere(Permission.RUN_INSTALLATION):
        context["authorities"] = authority_lines(access, today=today)
    return render(request, "portal/start.html", context)


def _of_followups(access: Access, today: date) -> dict[str, Any]:
    waiting = Paginator(duties(access, today=today), TURNS_SHOWN).get_page(1)
    return {
        "figures": figures(access, today=today),
        "sees_drafts": any(mandate.sees_drafts for mandate in access.mandates),
        "turns": waiting,
        "groups": grouped(waiting.object_list, today),
        "turns_said": _turns_said(access),
        "dates": nearest_dates(access, today=today),
        **_stops(access, today),
        "plans": plans_of_year(access, today=today),
        "may_edit_plan": access.may_somewhere(Permission.EDIT_PLAN),
        "surveys": running_rounds(access, today=today),
        "rows": year_rows(access, year=today.year),
        "week": week_column(today, today.year),
        "months": [date(today.year, month, 1) for month in range(1, 13)],
    }


def _stops(access: Access, today: date) -> dict[str, Any]:
    """Return where nobody new is placed just now, and how many more there are."""
    page = Paginator(hampered(access, today), SHOWN_FIRST).get_page(1)
    return {"stops": stop_rows(page, today), "stop_count": page.paginator.count}


def _turns_said(access: Access) -> str:
    said = turns_said({mandate.role for mandate in access.mandates})
    return " ".join(_(sentence) for sentence in said)


def _no_role(request: Request) -> HttpResponse:
    return render(request, "portal/no_role.html")


@require_GET
def search_page(request: Request) -> HttpResponse:
    """Find providers, agreements, plans, follow-ups and reports that the asker may see."""
    _require_role(request)
    form = SearchForm(request.GET)
    text = form.chosen["q"] or ""
    is_long_enough = len(text) >= SHORTEST_SEARCH
    context = {
        "form": form,
        "text": text,
        "is_long_enough": is_long_enough,
        "groups": search(request.access, text) if is_long_enough else [],
    }
    return render(request, "portal/search.html", context)


@require_GET
def deficiencies(request: Request) -> HttpResponseBase:
    """List the deficiencies that nobody has remedied."""
    _require_role(request)
    filters = DeficiencyFilter(request.access, request.GET)
    sort = request.GET.get("sort", "")
    rows = deficiencies_list(request.access, filters.chosen, sort=sort)
    if file := list_file(request, FINDING_COLUMNS, rows, _("Öppna brister")):
        return file
    page = Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "page": page,
        "lines": with_repeats(request.access, page.object_list),
        "today": clock.today(),
    }
    return render(request, "portal/deficiencies.html", context)


@require_GET
def trail_page(request: Request) -> HttpResponseBase:
    """Show what has happened in the authorities whose trail the asker may read."""
    _require_role(request)
    request.access.require_somewhere(Permission.READ_TRAIL)
    filters = TrailFilter(request.GET)
    events = trail(request.access, filters.chosen)
    if file := list_file(request, TRAIL_COLUMNS, trail_in_parts(events), _("Spår")):
        return file
    page = Paginator(events, PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {"filters": filters, "page": page, "lines": trail_lines(list(page))}
    return render(request, "portal/trail.html", context)


@require_GET
def provider_history(request: HubRequest, pk: int) -> HttpResponseBase:
    """Show what has happened to a provider: who did what, or for most people the great events."""
    _require_role(request)
    return _history(request, pk)


@of_standing_provider
def _history(request: HubRequest, provider: Provider) -> HttpResponse:
    access = request.access
    history = history_shown(access, request.GET.get("visa", ""))
    found: Any
    if history.shows_trail:
        found = trail_of_provider(access, provider)
    else:
        found = milestones_of(access, provider)
    page = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))
    lines = trail_lines(list(page)) if history.shows_trail else []
    coming = coming_of_provider(access, provider, today=clock.today())
    context = {
        "provider": provider,
        "coming": coming,
        "history": history,
        "page": page,
        "lines": lines,
    }
    return render(request, "portal/provider_history.html", context)


@require_GET
@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    """Say what the system is for, what each role does and where to turn."""
    roles = [(role.label, work) for role, work in ROLE_WORK.items()]
    return render(request, "portal/help.html", {"roles": roles})


@require_GET
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible the system is. Lag (2018:1937) om tillgänglighet till digital service."""
    return render(request, "portal/accessibility.html")


@require_GET
@login_not_required
def style_guide(request: HttpRequest) -> HttpResponse:
    """Show every part that pages are built of, in each of its states."""
    context = {
        "kinds": [list(kind) for kind in style.KINDS_OF_STATE],
        "icons": sorted(icon_names()),
        "filters": ExampleFilter(request.GET),
        "form": ExampleForm(initial=style.TYPED),
        "wrong_form": ExampleForm(style.MISTYPED, auto_id="wrong_%s"),
        "page": Paginator(style.ROWS, per_page=5).get_page(request.GET.get("page")),
        "steps": style.STEPS,
        "tabs": style.TABS,
        "months": style.MONTHS,
    }
    return render(request, "portal/style.html", context)


def _require_role(request: Request) -> None:
    if not request.access.mandates:
        raise Http404
