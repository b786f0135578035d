"""The list, the plan, and the first and the last tab of a follow-up."""

from collections.abc import Iterable
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.followups import forms, queries, services
from insyn.followups.http import (
    DOCUMENT_COLUMNS,
    FOLLOWUP_COLUMNS,
    OVERVIEW,
    about_followup,
    seen_followup,
    written_followup,
)
from insyn.followups.models import Followup
from insyn.followups.queries import (
    followups_for_list,
    followups_of_provider,
    history_of,
    lines_of,
    may_replan,
    overview_of,
    possible_events,
)
from insyn.followups.queries.changes import chain_of, may_abandon, may_go_on
from insyn.followups.queries.from_plan import activity_of
from insyn.followups.rules import LIFECYCLE, PERMISSIONS, Event
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.registry.http import HubRequest, of_standing_provider
from insyn.registry.models import Provider

ROWS_PER_PAGE = 50
PREFILLED = (
    "contract", "lot", "unit", "form", "kind", "template_version", "planned_for", "reason",
    "reason_note",
)  # fmt: skip
"""What a link to the planning page may fill in."""


@require_GET
def followup_list(request: Request) -> HttpResponseBase:
    """List the follow-ups the asker may see, what needs somebody first."""
    filters = forms.FollowupFilter(request.access, request.GET)
    rows = followups_for_list(request.access, filters.chosen, sort=request.GET.get("sort", ""))
    if file := list_file(request, FOLLOWUP_COLUMNS, rows, _("Uppföljningar")):
        return file
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    may_plan = request.access.may_somewhere(Permission.PLAN_FOLLOWUP)
    may_carry_out = request.access.may_somewhere(Permission.CARRY_OUT_FOLLOWUP)
    context = {
        "filters": filters,
        "page": page,
        "may_plan": may_plan,
        "may_carry_out": may_carry_out,
        "late": _late(page),
    }
    return render(request, "followups/list.html", context)


@require_GET
@of_standing_provider
def of_provider(request: HubRequest, provider: Provider) -> HttpResponseBase:
    """List a provider's follow-ups that the asker may see."""
    filters = forms.OfProviderFilter(request.GET)
    rows = followups_of_provider(request.access, provider, filters.chosen)
    if file := list_file(request, FOLLOWUP_COLUMNS, rows, _("Uppföljningar")):
        return file
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"provider": provider, "filters": filters, "page": page, "late": _late(page)}
    return render(request, "followups/of_provider.html", context)


@require_GET
@of_standing_provider
def documents_of_provider(request: HubRequest, provider: Provider) -> HttpResponseBase:
    """List the documents of a provider's follow-ups that the asker may see."""
    filters = forms.DocumentsFilter(request.GET)
    found = queries.documents_of_provider(request.access, provider, filters.chosen["q"] or "")
    every = partial(queries.every_document_row, request.access, provider, found)
    if file := list_file(request, DOCUMENT_COLUMNS, every, _("Handlingar")):
        return file
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    rows = queries.document_rows(request.access, provider, page.object_list)
    context = {"provider": provider, "filters": filters, "page": page, "rows": rows}
    return render(request, "followups/documents_of_provider.html", context)


def _late(page: Iterable[Followup]) -> set[int]:
    today = clock.today()
    return {followup.pk for followup in page if followup.is_late(today)}


@require_http_methods(["GET", "POST"])
def plan(request: Request) -> HttpResponse:
    """Plan a follow-up in two steps: choose the agreement, then what in it and when."""
    request.access.require_somewhere(Permission.PLAN_FOLLOWUP)
    chosen = forms.AgreementForm(request.access, request.GET or None)
    if not chosen.is_valid():
        return render(request, "followups/plan_agreement.html", {"form": chosen})
    agreement = chosen.cleaned_data["agreement"]
    initial = {name: request.GET[name] for name in PREFILLED if request.GET.get(name)}
    form = forms.PlanForm(request.access, agreement, request.POST or None, initial=initial)
    page = FormPage(
        template="followups/plan.html",
        heading=_("Planera uppföljning"),
        back=reverse("followups:list"),
        done=_("Uppföljningen är planerad."),
        button=_("Planera"),
        onward=_address,
        context={"agreement": agreement},
    )
    return answer_form(request, form, partial(services.plan_followup, request.access), page)


def _address(followup: Followup) -> str:
    return reverse("followups:detail", args=[followup.pk])


@require_GET
def detail(request: Request, pk: int) -> HttpResponse:
    """Show where a follow-up stands, whose turn it is and what is missing."""
    followup = seen_followup(request, pk)
    may_plan = may_replan(request.access, followup)
    possible = followup.possible_events()
    context = {
        "followup": followup,
        "current": "overview",
        "overview": overview_of(request.access, followup),
        "activity": activity_of(request.access, followup),
        "events": possible_events(request.access, followup),
        "may_replan": may_plan,
        "may_cancel": may_plan and Event.CANCEL in possible,
        "may_abandon": may_abandon(request.access, followup),
        "may_go_on": may_go_on(request.access, followup, clock.today()),
        "chain": chain_of(request.access, followup),
    }
    return render(request, "followups/detail.html", context)


@require_GET
def history(request: Request, pk: int) -> HttpResponse:
    """Show the lines of the trail about the follow-up that the asker may see."""
    followup = seen_followup(request, pk)
    events = Paginator(history_of(request.access, followup), ROWS_PER_PAGE)
    page = events.get_page(request.GET.get("page"))
    context = {
        "followup": followup,
        "current": "history",
        "page": page,
        "lines": lines_of(page),
    }
    return render(request, "followups/history.html", context)


@require_POST
def move(request: Request, pk: int, event: str) -> HttpResponse:
    """Let an event happen that needs no more than a button."""
    followup = seen_followup(request, pk)
    if event not in Event.codes():
        raise Http404
    request.access.require(PERMISSIONS[Event(event)], authority_id=followup.authority_id)
    form = forms.MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Sidan var för gammal. Läs in den igen och försök en gång till."))
        return redirect(_address(followup))
    chosen = Event(event)
    after = LIFECYCLE.transitions.get((followup.shown_state, chosen), followup.shown_state)
    act = partial(services.move_followup, request.access, followup, chosen, **form.cleaned_data)
    done = _("Läget är nu ”%s”.") % _(after.label)
    return answer_button(request, act, back=_address(followup), done=done)


@require_http_methods(["GET", "POST"])
def cancel(request: Request, pk: int) -> HttpResponse:
    """Ask why, then cancel the follow-up."""
    followup = written_followup(request, pk, Permission.PLAN_FOLLOWUP)
    form = forms.CancelForm(request.POST or None, initial={"version": followup.version})
    page = about_followup(
        followup,
        _("Ställ in uppföljningen"),
        tab=OVERVIEW,
        done=_("Uppföljningen är inställd."),
        button=_("Ställ in uppföljningen"),
        lead=_("En inställd uppföljning går inte att återuppta. Skälet syns i historiken."),
    )
    act = partial(services.move_followup, request.access, followup, Event.CANCEL)
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def reschedule(request: Request, pk: int) -> HttpResponse:
    """Ask for another day and plan the follow-up for it."""
    followup = written_followup(request, pk, Permission.PLAN_FOLLOWUP)
    known = {"version": followup.version, "planned_for": followup.planned_for}
    form = forms.RescheduleForm(request.POST or None, initial=known)
    page = about_followup(
        followup,
        _("Planera om"),
        tab=OVERVIEW,
        done=_("Uppföljningen är omplanerad."),
        button=_("Spara"),
    )
    act = partial(services.reschedule_followup, request.access, followup)
    return answer_form(request, form, act, page)
