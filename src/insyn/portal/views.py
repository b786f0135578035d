"""The start page, the search, the trail and what is the same for everybody."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.platform.templatetags.insyn_tags import icon_names
from insyn.portal.forms import (
    DeficiencyFilter,
    ExampleFilter,
    ExampleForm,
    SearchForm,
    TrailFilter,
)
from insyn.portal.queries import style
from insyn.portal.queries.search import search
from insyn.portal.queries.start import (
    deficiencies_list,
    ending_agreements,
    figures,
    turns,
    year_rows,
)
from insyn.portal.queries.trail import trail, trail_lines
from insyn.portal.rules import ROLE_WORK, SHORTEST_SEARCH, week_column

PAGE_LENGTH = 50


@require_GET
def start(request: Request) -> HttpResponse:
    """Show how things stand and what waits for the asker; send providers to their tasks."""
    access, today = request.access, clock.today()
    if not access.mandates:
        return redirect("provider_portal:tasks") if access.provider_ids else _no_role(request)
    context = {
        "figures": figures(access, today=today),
        "turns": turns(access, today=today),
        "agreements": ending_agreements(access, today=today),
        "rows": year_rows(access, year=today.year),
        "today": today,
        "week": week_column(today, today.year),
        "months": [date(today.year, month, 1) for month in range(1, 13)],
    }
    return render(request, "portal/start.html", context)


def _no_role(request: Request) -> HttpResponse:
    return render(request, "portal/no_role.html")


@require_GET
def search_page(request: Request) -> HttpResponse:
    """Find providers, agreements, follow-ups and reports that the asker may see."""
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
def deficiencies(request: Request) -> HttpResponse:
    """List the deficiencies that nobody has remedied."""
    _require_role(request)
    filters = DeficiencyFilter(request.access, request.GET)
    sort = request.GET.get("sort", "")
    rows = deficiencies_list(request.access, filters.chosen, sort=sort)
    page = Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "portal/deficiencies.html", {"filters": filters, "page": page})


@require_GET
def trail_page(request: Request) -> HttpResponse:
    """Show what has happened in the authorities whose trail the asker may read."""
    _require_role(request)
    request.access.require_somewhere(Permission.READ_TRAIL)
    filters = TrailFilter(request.GET)
    events = trail(request.access, filters.chosen)
    page = Paginator(events, PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {"filters": filters, "page": page, "lines": trail_lines(list(page))}
    return render(request, "portal/trail.html", context)


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
