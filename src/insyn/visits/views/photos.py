"""Photos of a visit."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.followups.http import written_followup
from insyn.followups.models import Followup
from insyn.platform.answers import answer_button, answer_form
from insyn.visits import forms, services
from insyn.visits.http import about_visit, written_visit
from insyn.visits.models import Photo, Visit
from insyn.visits.views.carrying_out import questions_of, sections_of


@require_http_methods(["GET", "POST"])
def photos_new(request: Request, pk: int) -> HttpResponse:
    """Take in photos."""
    followup, visit = written_visit(request, pk)
    form = forms.PhotosForm(
        sections_of(request, followup),
        questions_of(request, followup),
        request.POST or None,
        request.FILES or None,
    )
    page = about_visit(
        followup, visit, _("Lägg till foton"), done=_("Fotona är sparade."), button=_("Spara"),
        lead=_("Fotografera lokaler och papper, aldrig personer och inga namn."),
    )  # fmt: skip
    return answer_form(request, form, partial(_keep, request, visit, form), page)


def _keep(request: Request, visit: Visit, form: forms.PhotosForm, **typed: object) -> None:
    del typed
    services.store_photos(request.access, visit, form.facts())


def _photo(request: Request, pk: int) -> tuple[Followup, Photo]:
    rows = Photo.objects.visible_to(request.access).select_related("visit__followup", "document")
    row = get_object_or_404(rows, pk=pk)
    return written_followup(request, row.visit.followup_id), row


@require_http_methods(["GET", "POST"])
def photo_change(request: Request, pk: int) -> HttpResponse:
    """Say anew what a photo shows."""
    followup, row = _photo(request, pk)
    known = {"caption": row.caption, "section": row.section_id}
    form = forms.CaptionForm(sections_of(request, followup), request.POST or None, initial=known)
    page = about_visit(
        followup, row.visit, _("Ändra fotots beskrivning"), done=_("Beskrivningen är ändrad."),
        button=_("Spara"),
    )  # fmt: skip
    act = partial(services.caption_photo, request.access, row)
    return answer_form(request, form, act, page)


@require_POST
def photo_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a photo."""
    _followup, row = _photo(request, pk)
    act = partial(services.remove_photo, request.access, row)
    back = reverse("visits:visit", args=[row.visit_id])
    return answer_button(request, act, back=back, done=_("Fotot är borttaget."))
