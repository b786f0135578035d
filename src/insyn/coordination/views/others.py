"""Pages about network meetings, the responsibility list and coordinations."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.accounts.queries import coordinations_of
from insyn.coordination import services
from insyn.coordination.forms import others as forms
from insyn.coordination.http import (
    DUTY_COLUMNS,
    ROWS_PER_PAGE,
    about_meeting,
    seen_meeting,
    version_in,
    written_duty,
    written_meeting,
)
from insyn.coordination.models import NetworkMeeting, NetworkPoint, ServiceDuty
from insyn.coordination.queries.instructions import authorities_that_coordinate
from insyn.coordination.queries.network import listed_meetings, network_page
from insyn.coordination.queries.responsibility import shown_duties
from insyn.coordination.rules import DutyState
from insyn.coordination.rules.network import change_refusal, noting_refusal, points_refusal
from insyn.coordination.services import DutyFacts, NetworkFacts, NetworkHeld
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.kernel.errors import NotAllowed
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form


@require_GET
def coordinations(request: Request) -> HttpResponse:
    """Show whom one's authorities coordinate, and by whom they are coordinated."""
    rows = coordinations_of(request.access, today=clock.today())
    shown = [(row, services.may_end(request.access, row)) for row in rows]
    return render(request, "coordination/coordinations.html", {"shown": shown})


@require_http_methods(["GET", "POST"])
def end(request: Request, pk: int) -> HttpResponse:
    """End a coordination."""
    row = get_object_or_404(coordinations_of(request.access, today=clock.today()), pk=pk)
    if not services.may_end(request.access, row):
        raise NotAllowed(Permission.COORDINATE)
    form = forms.EndForm(request.POST or None, initial={"version": row.version})
    page = FormPage(
        template="coordination/form.html",
        heading=_("Avsluta samordningen"),
        back=reverse("coordination:coordinations"),
        done=_("Samordningen är avslutad."),
        button=_("Avsluta samordningen"),
        lead=_("Samordnaren ser därefter inget av det som nämnden rapporterar. Det som redan är "
               "inrapporterat till samordnaren finns kvar."),
    )  # fmt: skip
    return answer_form(request, form, partial(services.end_coordination, request.access, row), page)


@require_GET
def meetings(request: Request) -> HttpResponse:
    """List the network meetings."""
    filters = forms.NetworkFilter(request.GET)
    rows = listed_meetings(request.access, filters.chosen)
    context = {
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "today": clock.today(),
        "may_plan": request.access.may_somewhere(Permission.COORDINATE),
    }
    return render(request, "coordination/meetings.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: Request) -> HttpResponse:
    """Plan a network meeting."""
    request.access.require_somewhere(Permission.COORDINATE)
    form = forms.NetworkForm(request.access, None, request.POST or None)
    page = FormPage(
        template="coordination/form.html",
        heading=_("Planera nätverksmöte"),
        back=reverse("coordination:meetings"),
        done=_("Mötet är planerat och de inbjudna har fått mejl."),
        button=_("Planera och bjud in"),
        lead=_("De som följer upp hos de inbjudna nämnderna får mejl och ser mötet i kalendern."),
        onward=lambda made: reverse("coordination:meeting", args=[made.pk]),
    )
    return answer_form(request, form, partial(_plan, request), page)


def _plan(request: Request, *, authority: Authority, **sent: Any) -> NetworkMeeting:
    return services.plan_network(request.access, authority, facts=NetworkFacts(**sent))


@require_GET
def meeting(request: Request, pk: int) -> HttpResponse:
    """Show a network meeting."""
    row = seen_meeting(request, pk)
    page = network_page(request.access, row, today=clock.today())
    return render(request, "coordination/meeting.html", {"meeting": row, "page": page})


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Replan a network meeting."""
    row = written_meeting(request, pk)
    form = forms.NetworkForm(request.access, row, request.POST or None)
    page = about_meeting(
        row, _("Ändra mötet"), done=_("Mötet är ändrat och de inbjudna har fått mejl."),
        button=_("Spara och bjud in igen"), stop=change_refusal(row.shown_state),
    )  # fmt: skip
    return answer_form(request, form, partial(_change, request, row), page)


def _change(request: Request, row: NetworkMeeting, *, version: int, **sent: Any) -> NetworkMeeting:
    facts = NetworkFacts(**sent)
    return services.change_network(request.access, row, facts=facts, version=version)


@require_http_methods(["GET", "POST"])
def cancel(request: Request, pk: int) -> HttpResponse:
    """Call a network meeting off."""
    row = written_meeting(request, pk)
    form = forms.CancelForm(request.POST or None, initial={"version": row.version})
    page = about_meeting(
        row, _("Ställ in mötet"), done=_("Mötet är inställt."), button=_("Ställ in mötet"),
        stop=change_refusal(row.shown_state),
    )  # fmt: skip
    return answer_form(request, form, partial(services.cancel_network, request.access, row), page)


@require_http_methods(["GET", "POST"])
def hold(request: Request, pk: int) -> HttpResponse:
    """Note that a network meeting was held."""
    row = written_meeting(request, pk)
    places = network_page(request.access, row, today=clock.today()).places
    form = forms.HoldForm(row, places, request.POST or None)
    page = about_meeting(
        row, _("Anteckna mötet"), done=_("Mötet är antecknat."), button=_("Spara"),
        lead=_("Alla inbjudna nämnder läser anteckningarna."),
        stop=noting_refusal(row.shown_state),
    )  # fmt: skip
    return answer_form(request, form, partial(_hold, request, row, form), page)


def _hold(
    request: Request, row: NetworkMeeting, form: forms.HoldForm, **sent: Any
) -> NetworkMeeting:
    facts = NetworkHeld(sent["held_on"], sent["notes"], form.participants())
    return services.hold_network(request.access, row, facts=facts, version=sent["version"])


@require_http_methods(["GET", "POST"])
def agree(request: Request, pk: int) -> HttpResponse:
    """Note what was agreed."""
    row = written_meeting(request, pk)
    places = network_page(request.access, row, today=clock.today()).places
    form = forms.PointForm(row, places, request.POST or None)
    page = about_meeting(
        row, _("Lägg till det ni kom överens om"), done=_("Punkten är tillagd."),
        button=_("Lägg till"), stop=points_refusal(row.shown_state),
    )  # fmt: skip
    return answer_form(request, form, partial(services.agree_in_network, request.access, row), page)


@require_POST
def done(request: Request, pk: int) -> HttpResponse:
    """Note that what was agreed is done."""
    rows = NetworkPoint.objects.visible_to(request.access).select_related("meeting")
    row = get_object_or_404(rows, pk=pk)
    if not services.may_finish(request.access, row):
        raise NotAllowed(Permission.CARRY_OUT_FOLLOWUP)
    act = partial(services.finish_point, request.access, row, version=version_in(request.POST))
    back = reverse("coordination:meeting", args=[row.meeting_id])
    return answer_button(request, act, back=back, done=_("Punkten är antecknad som klar."))


@require_GET
def duties(request: Request) -> HttpResponseBase:
    """List who follows up which service; what nobody follows up stands first."""
    filters = forms.DutyFilter(request.GET)
    coordinators = list(authorities_that_coordinate(request.access))
    lines = shown_duties(request.access, coordinators, filters.chosen)
    if file := list_file(request, DUTY_COLUMNS, lines, _("Ansvarslista")):
        return file
    context = {
        "page": Paginator(lines, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "alarms": sum(line.state == DutyState.NOBODY for line in lines),
        "unlisted": sum(line.state == DutyState.UNLISTED for line in lines),
        "may_write": bool(coordinators),
    }
    return render(request, "coordination/duties.html", context)


def _duty_page(heading: str, done_: str) -> FormPage:
    return FormPage(
        template="coordination/form.html",
        heading=heading,
        back=reverse("coordination:duties"),
        done=done_,
        button=_("Spara"),
        lead=_("Ange vem som följer upp verksamheten och vad som säger det."),
    )


@require_http_methods(["GET", "POST"])
def add_duty(request: Request) -> HttpResponse:
    """Add a line to the responsibility list."""
    request.access.require_somewhere(Permission.COORDINATE)
    form = forms.DutyForm(request.access, None, request.POST or None)
    if not form.is_bound:
        for name, key in (("service_area", "insats"), ("form", "regiform")):
            form.fields[name].initial = request.GET.get(key, "")
    page = _duty_page(_("Lägg till i ansvarslistan"), _("Raden är tillagd."))
    return answer_form(request, form, partial(_add_duty, request), page)


def _add_duty(request: Request, *, authority: Authority, **sent: Any) -> ServiceDuty:
    return services.save_duty(request.access, authority, facts=DutyFacts(**sent))


@require_http_methods(["GET", "POST"])
def duty(request: Request, pk: int) -> HttpResponse:
    """Change a line of the responsibility list."""
    row = written_duty(request, pk)
    form = forms.DutyForm(request.access, row, request.POST or None)
    page = _duty_page(_("Ändra ansvaret"), _("Raden är ändrad."))
    return answer_form(request, form, partial(_save_duty, request, row), page)


def _save_duty(request: Request, row: ServiceDuty, *, version: int, **sent: Any) -> ServiceDuty:
    facts = DutyFacts(**sent)
    return services.save_duty(request.access, row.authority, facts=facts, duty=row, version=version)


@require_POST
def remove_duty(request: Request, pk: int) -> HttpResponse:
    """Take a line out of the responsibility list."""
    row = written_duty(request, pk)
    act = partial(services.remove_duty, request.access, row, version=version_in(request.POST))
    back = reverse("coordination:duties")
    return answer_button(request, act, back=back, done=_("Raden är borttagen."))
