"""Dialogue meetings that a provider is invited to, and what it has agreed to do."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.dialogues.forms import DoneForm
from insyn.dialogues.models import AgreedPoint
from insyn.dialogues.rules import PROVIDERS
from insyn.dialogues.services import note_own_done
from insyn.documents.http import file_answer
from insyn.documents.services import open_document
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.provider_portal import http
from insyn.provider_portal.queries.meetings import own_meeting_page


@require_GET
def meeting(request: Request, pk: int) -> HttpResponse:
    """Show a meeting: when, where and about what, and later what was said and agreed."""
    row = http.own_meeting(request, pk)
    page = own_meeting_page(request.access, row, today=clock.today())
    return http.show(request, "provider_portal/meeting.html", {"page": page, "meeting": row})


@require_GET
def letter(request: Request, pk: int, what: str, extension: str) -> HttpResponse:
    """Send the invitation or the minutes as they were sent, in Word or PDF."""
    row = http.own_meeting(request, pk)
    documents = {
        ("inbjudan", "docx"): row.invitation_word,
        ("inbjudan", "pdf"): row.invitation,
        ("minnesanteckningar", "docx"): row.minutes_word,
        ("minnesanteckningar", "pdf"): row.minutes,
    }
    document = documents.get((what, extension))
    if document is None:
        raise Http404
    return file_answer(document, open_document(request.access, document))


@require_http_methods(["GET", "POST"])
def done(request: Request, pk: int) -> HttpResponse:
    """Let a provider note that it has done what was agreed."""
    point = http.own_point(request, pk)
    if point.shown_done_by not in PROVIDERS:
        raise Http404
    form = DoneForm(request.POST or None, initial={"version": point.version})
    if form.is_valid() and _done(request, point, form):
        messages.success(request, _("Tack! Det är antecknat som klart."))
        return redirect("provider_portal:meeting", point.meeting_id)
    return http.show(request, "provider_portal/point_done.html", {"point": point, "form": form})


def _done(request: Request, point: AgreedPoint, form: DoneForm) -> bool:
    try:
        note_own_done(request.access, point, **form.cleaned_data)
    except RuleViolation as no:
        form.refuse(no)
        return False
    return True
