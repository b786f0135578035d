"""Forms about when risk was judged, and who took part."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.platform.answers import answer_button, answer_form
from insyn.risk.forms.assessments import OccasionForm, ParticipantForm
from insyn.risk.http import assessment_at
from insyn.risk.models import AssessmentOccasion, AssessmentParticipant
from insyn.risk.services import assessments as services
from insyn.risk.views.assessments import about, address


@require_http_methods(["GET", "POST"])
def occasion_add(request: Request, pk: int) -> HttpResponse:
    """Note when risk was judged."""
    assessment = assessment_at(request, pk, to_edit=True)
    page = about(
        assessment, _("Lägg till tillfälle"), _("Tillfället är tillagt."), _("Lägg till tillfället")
    )
    act = partial(services.add_occasion, request.access, assessment)
    return answer_form(request, OccasionForm(request.POST or None), act, page)


@require_http_methods(["GET", "POST"])
def participant_add(request: Request, pk: int) -> HttpResponse:
    """Note who took part."""
    assessment = assessment_at(request, pk, to_edit=True)
    page = about(
        assessment, _("Lägg till deltagare"), _("Deltagaren är tillagd."), _("Lägg till deltagaren")
    )
    act = partial(services.add_participant, request.access, assessment)
    return answer_form(request, ParticipantForm(request.POST or None), act, page)


@require_POST
def occasion_remove(request: Request, pk: int) -> HttpResponse:
    """Take an occasion away."""
    rows = AssessmentOccasion.objects.visible_to(request.access).select_related("assessment")
    occasion = get_object_or_404(rows, pk=pk)
    return _remove(request, occasion, _("Tillfället är borttaget."))


@require_POST
def participant_remove(request: Request, pk: int) -> HttpResponse:
    """Take a participant away."""
    rows = AssessmentParticipant.objects.visible_to(request.access).select_related("assessment")
    participant = get_object_or_404(rows, pk=pk)
    return _remove(request, participant, _("Deltagaren är borttagen."))


def _remove(
    request: Request, behind: AssessmentOccasion | AssessmentParticipant, done: str
) -> HttpResponse:
    act = partial(services.remove_behind, request.access, behind)
    return answer_button(request, act, back=address(behind.assessment), done=done)
