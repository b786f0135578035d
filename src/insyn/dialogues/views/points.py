"""Pages about what was agreed."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.dialogues import forms, services
from insyn.dialogues.http import (
    POINT_COLUMNS,
    ROWS_PER_PAGE,
    about_meeting,
    version_in,
    written_meeting,
    written_point,
)
from insyn.dialogues.models import AgreedPoint, DialogueMeeting
from insyn.dialogues.queries.points import listed_points, state_of
from insyn.dialogues.services import PointFacts
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.platform.answers import answer_button, answer_form


@require_GET
def points(request: Request) -> HttpResponseBase:
    """List what was agreed at all meetings."""
    filters, today = forms.PointFilter(request.access, request.GET), clock.today()
    sort = request.GET.get("sort", "")
    rows = listed_points(request.access, filters.chosen, sort=sort, today=today)
    if file := list_file(request, POINT_COLUMNS, rows, _("Överenskommelser")):
        return file
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filters": filters,
        "lines": [(row, state_of(row, today)) for row in page],
        "may": request.access.authorities_where(Permission.CARRY_OUT_FOLLOWUP),
    }
    return render(request, "dialogues/points.html", context)


@require_http_methods(["GET", "POST"])
def agree(request: Request, pk: int) -> HttpResponse:
    """Note what was agreed at a meeting."""
    row = written_meeting(request, pk)
    form = forms.PointForm(request.POST or None)
    page = about_meeting(
        row, _("Lägg till överenskommelse"), done=_("Överenskommelsen är sparad."),
        button=_("Spara"),
    )  # fmt: skip
    return answer_form(request, form, partial(_agree, request, row), page)


def _agree(request: Request, row: DialogueMeeting, **facts: Any) -> AgreedPoint:
    return services.agree(request.access, row, facts=PointFacts(**facts))


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Change what was agreed."""
    row = written_point(request, pk)
    form = forms.PointChangeForm(row, request.POST or None)
    lead = _("Utföraren har fått minnesanteckningarna. Skicka dem igen när du har ändrat.")
    page = about_meeting(
        row.meeting, _("Ändra överenskommelsen"), done=_("Överenskommelsen är ändrad."),
        button=_("Spara"), lead=lead if row.meeting.minutes_sent_on else "",
    )  # fmt: skip
    return answer_form(request, form, partial(_change, request, row), page)


def _change(request: Request, row: AgreedPoint, *, version: int, **facts: Any) -> AgreedPoint:
    return services.change_point(request.access, row, facts=PointFacts(**facts), version=version)


@require_http_methods(["GET", "POST"])
def done(request: Request, pk: int) -> HttpResponse:
    """Note that something agreed has been done, and how it went."""
    row = written_point(request, pk)
    form = forms.DoneForm(request.POST or None, initial={"version": row.version})
    page = about_meeting(
        row.meeting, _("Anteckna som klart"), done=_("Överenskommelsen är antecknad som klar."),
        button=_("Spara"), lead=row.text,
    )  # fmt: skip
    return answer_form(request, form, partial(services.note_done, request.access, row), page)


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Let something noted as done be open again."""
    row = written_point(request, pk)
    act = partial(services.reopen_point, request.access, row, version=version_in(request.POST))
    return answer_button(
        request, act, back=_to_meeting(row), done=_("Överenskommelsen är öppen igen.")
    )


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take away a point that was noted by mistake."""
    row = written_point(request, pk)
    act = partial(services.remove_point, request.access, row, version=version_in(request.POST))
    return answer_button(
        request, act, back=_to_meeting(row), done=_("Överenskommelsen är borttagen.")
    )


def _to_meeting(row: AgreedPoint) -> str:
    return reverse("dialogues:meeting", args=[row.meeting_id])
