"""The start page, the search, the trail and what is the same for everybody."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.accounts.queries import authority_lines
from insyn.agenda.queries import duties
from insyn.agenda.rules import grouped
from insyn.coordination.queries.link import parts_of
from insyn.documents.http import list_file
from insyn.findings.http import FINDING_COLUMNS
from insyn.findings.queries import with_repeats
from insyn.kernel.access import Access, Permission
from insyn.papers.html import drawing
from insyn.platform import clock
from insyn.platform.templatetags.insyn_tags import icon_names
from insyn.portal.forms import (
    DeficiencyFilter,
    ExampleFilter,
    ExampleForm,
    SearchForm,
    TimelineFilter,
    TrailFilter,
)
from insyn.portal.http import TIMELINE_COLUMNS, TRAIL_COLUMNS, trail_in_parts
from insyn.portal.queries import style
from insyn.portal.queries.people import people
from insyn.portal.queries.plan import coming_of_provider, plans_of_year
from insyn.portal.queries.provider import history_shown, trail_of_provider
from insyn.portal.queries.roles import board_of, money_of
from insyn.portal.queries.search import search
from insyn.portal.queries.start import (
    deficiencies_list,
    figures,
    year_rows,
)
from insyn.portal.queries.timeline import timeline_of
from insyn.portal.queries.trail import trail, trail_lines
from insyn.portal.rules import (
    ASK_HOW_MUCH,
    ROLE_WORK,
    SHORTEST_SEARCH,
    turns_said,
    week_column,
)
from insyn.portal.rules.timeline import FIRST_YEAR, Lane, Timeline, by_year
from insyn.portal.rules.timeline_drawing import timeline_drawing
from insyn.publication.queries.open_data import contacts
from insyn.registry.http import HubRequest, of_standing_provider
from insyn.registry.models import Provider
from insyn.registry.queries.placing import SHOWN_FIRST, hampered, stop_rows
from insyn.registry.queries.watch import nearest_dates
from insyn.results.queries.standing import covered_this_year
from insyn.results.rules.coverage import Covered
from insyn.surveys.queries.rounds import running_rounds

PAGE_LENGTH = 50
TURNS_SHOWN = 8
"""How much of what waits the start page shows; the page behind shows all."""


@require_GET
def start(request: Request) -> HttpResponse:
    """Show each role what it needs first; send providers to their tasks."""
    access, today = request.access, clock.today()
    if not access.mandates:
        if access.provider_ids or access.invitations:
            return redirect("provider_portal:tasks")
        reports_in = parts_of(access).exists()
        return redirect("coordination:link:parts") if reports_in else _no_role(request)
    context: dict[str, Any] = {"today": today}
    if access.authority_ids:
        context |= _of_followups(access, today)
    if access.may_somewhere(Permission.MANAGE_MEMBERS):
        context["people"] = people(access, today=today)
    if access.may_somewhere(Permission.RUN_INSTALLATION):
        context["authorities"] = authority_lines(access, today=today)
    return render(request, "portal/start.html", context)


def _of_followups(access: Access, today: date) -> dict[str, Any]:
    waiting = duties(access, today=today).first(TURNS_SHOWN)
    return {
        "figures": figures(access, today=today),
        "covered": _covered(access, today),
        "money": money_of(access),
        "board": board_of(access),
        "sees_drafts": any(mandate.sees_drafts for mandate in access.mandates),
        "turns": waiting,
        "groups": grouped(waiting.lines, today),
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


def _covered(access: Access, today: date) -> Covered | None:
    """Return how much has been followed up, for one whose roles all ask for that first."""
    asks = {mandate.role for mandate in access.mandates} <= ASK_HOW_MUCH
    return covered_this_year(access, today=today) if asks else None


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
def _history(request: HubRequest, provider: Provider) -> HttpResponseBase:
    history = history_shown(request.access, request.GET.get("visa", ""))
    coming = coming_of_provider(request.access, provider, today=clock.today())
    context = {"provider": provider, "coming": coming, "history": history}
    if not history.shows_trail:
        return _timeline(request, provider, context)
    found = trail_of_provider(request.access, provider)
    page = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))
    context |= {"page": page, "lines": trail_lines(list(page))}
    return render(request, "portal/provider_history.html", context)


def _timeline(request: HubRequest, provider: Provider, context: dict[str, Any]) -> HttpResponseBase:
    whole = timeline_of(request.access, provider)
    filters = TimelineFilter(whole.years(), request.GET)
    first, last = filters.years
    seen = whole.seen(first, last, filters.lane_now)
    if file := list_file(request, TIMELINE_COLUMNS, seen.events, _("Historik")):
        return file
    page = Paginator(seen.events, PAGE_LENGTH).get_page(request.GET.get("page"))
    shown = first or (seen.events[-1].on.year if seen.events and seen.events[-1].on else None)
    context |= {
        "filters": filters,
        "page": page,
        "years": by_year(page.object_list),
        "lines": [],
        "chart": _drawn(seen, shown, last or whole.today.year),
    }
    return render(request, "portal/provider_history.html", context)


def _drawn(seen: Timeline, first: int | None, last: int) -> SafeString | None:
    """Return the line as a drawing; the list under it says the same."""
    if first is None:
        return None
    names = {lane: _(lane.label) for lane in Lane}
    words = (
        _("Tidslinje %(first)s–%(last)s") % {"first": first, "last": last},
        _("Märken visar händelser och staplar visar kontrakt. Listan under säger samma sak."),
    )
    return drawing(timeline_drawing(seen, (max(first, FIRST_YEAR), last), names, words))


@require_GET
@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    """Say what the system is for, what each role does and where to turn."""
    roles = [(role.label, work) for role, work in ROLE_WORK.items()]
    return render(request, "portal/help.html", {"roles": roles})


@require_GET
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible the system is, and to whom to say what is not.

    What it holds is what the law asks of it: lag (2018:1937) om tillgänglighet till digital
    offentlig service, 13 §, and Digg's list of what a statement must say.
    """
    asked = request.GET.get("lang", "")  # by an open page, which keeps no cookie
    spoken = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(spoken):
        along = "?lang=en" if spoken == "en" else ""
        context = {"lang": along, "contacts": contacts()}
        answer = render(request, "portal/accessibility.html", context)
    answer.headers["Content-Language"] = spoken or settings.LANGUAGE_CODE
    return answer


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
