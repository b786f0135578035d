"""What the pages of dialogue meetings share."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.dialogues.models import AgendaItem, AgreedPoint, DialogueMeeting
from insyn.dialogues.queries.meetings import meetings_seen
from insyn.dialogues.queries.points import points_seen, state_of
from insyn.dialogues.rules.life import clock_in_words
from insyn.documents.http import ListColumn, count, day, label
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.answers import FormPage
from insyn.platform.forms import InsynForm

ROWS_PER_PAGE = 50
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)

MEETING_COLUMNS = (
    day(__("Dag"), lambda row: row.planned_on),
    ListColumn(__("Klockan"), lambda row: clock_in_words(row.starts_at, row.ends_at), width=14),
    ListColumn(__("Utförare"), lambda row: str(row.contract.provider), width=32),
    ListColumn(__("Avtal"), lambda row: str(row.contract.agreement), width=32),
    ListColumn(__("Läge"), lambda row: label(row.shown_state), width=18),
    ListColumn(__("Sätt"), lambda row: label(row.shown_mode), width=12),
    day(__("Inbjudan skickad"), lambda row: row.invited_on),
    day(__("Genomfört"), lambda row: row.held_on),
    day(__("Minnesanteckningar skickade"), lambda row: row.minutes_sent_on),
    count(__("Överenskommelser"), lambda row: row.agreed_count),
    count(__("Försenade"), lambda row: row.late_count),
    ListColumn(__("Ansvarig"), lambda row: str(row.responsible or "")),
    ListColumn(__("Nämnd"), lambda row: str(row.authority), width=32),
)
"""The meetings as a file."""

POINT_COLUMNS = (
    ListColumn(__("Överenskommelse"), lambda row: row.text, width=48),
    ListColumn(__("Utförare"), lambda row: str(row.meeting.contract.provider), width=32),
    ListColumn(__("Avtal"), lambda row: str(row.meeting.contract.agreement), width=32),
    ListColumn(__("Görs av"), lambda row: label(row.shown_done_by), width=14),
    day(__("Klart senast"), lambda row: row.due_on),
    ListColumn(__("Läge"), lambda row: label(state_of(row, clock.today())), width=12),
    day(__("Klart"), lambda row: row.done_on),
    ListColumn(__("Hur det gick"), lambda row: row.note, width=40),
    day(__("Dialogmöte"), lambda row: row.meeting.held_on),
    ListColumn(__("Nämnd"), lambda row: str(row.meeting.authority), width=32),
)
"""What was agreed as a file."""


def seen_meeting(request: Request, pk: int) -> DialogueMeeting:
    """Return the meeting, or answer 404."""
    rows = meetings_seen(request.access)
    return get_object_or_404(
        rows.select_related("invitation", "invitation_word", "minutes", "minutes_word"), pk=pk
    )


def written_meeting(request: Request, pk: int) -> DialogueMeeting:
    """Return the meeting to one who carries out follow-ups there; else answer 404 or 403."""
    row = seen_meeting(request, pk)
    request.access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=row.authority_id)
    return row


def written_item(request: Request, pk: int) -> AgendaItem:
    """Return the item to one who may change its agenda; else answer 404 or 403."""
    rows = AgendaItem.objects.visible_to(request.access).select_related("meeting")
    row = get_object_or_404(rows, pk=pk)
    authority_id = row.meeting.authority_id
    request.access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    return row


def written_point(request: Request, pk: int) -> AgreedPoint:
    """Return what was agreed to one who may note how it goes; else answer 404 or 403."""
    row = get_object_or_404(points_seen(request.access), pk=pk)
    authority_id = row.meeting.authority_id
    request.access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    return row


def version_in(sent: QueryDict) -> int:
    """Return the version that a button carries; what cannot be read is the version of no row."""
    raw = sent.get("version", "")
    return int(raw) if _NUMBER.fullmatch(raw) else -1


def about_meeting(
    meeting: DialogueMeeting,
    heading: str,
    *,
    done: str,
    button: str,
    lead: str = "",
    context: Mapping[str, Any] | None = None,
) -> FormPage:
    """Return what surrounds a form that leads back to the meeting."""
    return FormPage(
        template="dialogues/form.html",
        heading=heading,
        back=reverse("dialogues:meeting", args=[meeting.pk]),
        done=done,
        button=button,
        lead=lead,
        context={"meeting": meeting, **(context or {})},
    )


def answer_sending(
    request: Request, form: InsynForm, act: Callable[..., int], page: FormPage
) -> HttpResponse:
    """Do what ``answer_form`` does, and tell how many at the provider were mailed."""
    if request.method == "POST" and form.is_valid():
        try:
            told = act(**form.cleaned_data)
        except RuleViolation as no:
            form.refuse(no)
        else:
            messages.success(request, page.done)
            if not told:
                messages.warning(request, _(NOBODY_TOLD))
            return redirect(page.back)
    return render(request, page.template, {**page.context, "page": page, "form": form})


NOBODY_TOLD = (
    "Ingen hos utföraren fick mejl, för ingen kontaktperson med e-post är inlagd. Skicka brevet "
    "på annat sätt."
)
