"""The tab of visits and observations."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.criteria.models import Question
from insyn.followups.http import Tab, about_followup, seen_followup, written_followup
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.visits import forms, services
from insyn.visits.models import Observation, Visit
from insyn.visits.queries import area_page, may_note, visits_page

_page = partial(about_followup, tab=Tab("visits", "visits:followup"))


@require_GET
def followup(request: Request, pk: int) -> HttpResponse:
    """Show booked and carried-out visits and what has been noted in each area."""
    row = seen_followup(request, pk)
    shown = visits_page(request.access, row)
    context = {"followup": row, "current": "visits", "shown": shown}
    return render(request, "visits/followup.html", context)


@require_http_methods(["GET", "POST"])
def book(request: Request, pk: int) -> HttpResponse:
    """Book a visit or meeting."""
    row = written_followup(request, pk)
    form = forms.BookingForm(request.POST or None)
    page = _page(row, _("Boka besök eller möte"), done=_("Besöket är bokat."), button=_("Boka"))
    return answer_form(request, form, partial(services.book_visit, request.access, row), page)


@require_http_methods(["GET", "POST"])
def carry_out(request: Request, pk: int) -> HttpResponse:
    """Note that a visit took place."""
    visit = get_object_or_404(Visit.objects.visible_to(request.access), pk=pk)
    row = written_followup(request, visit.followup_id)
    form = forms.CarryOutForm(visit, request.POST or None)
    page = _page(
        row,
        _("Anteckna genomfört besök"),
        done=_("Besöket är antecknat och räknas som underlag."),
        button=_("Spara"),
        lead=_("Det första besökets dag blir uppföljningens datum."),
    )
    return answer_form(
        request, form, partial(services.carry_out_visit, request.access, visit), page
    )


@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    """Take away a booking."""
    visit = get_object_or_404(Visit.objects.visible_to(request.access), pk=pk)
    return answer_button(
        request,
        partial(services.cancel_visit, request.access, visit),
        back=reverse("visits:followup", args=[visit.followup_id]),
        done=_("Besöket är avbokat."),
    )


@require_http_methods(["GET", "POST"])
def area(request: Request, pk: int, section: int) -> HttpResponse:
    """Show one area with its questions, and take down what was seen or heard in it."""
    row = (written_followup if request.method == "POST" else seen_followup)(request, pk)
    shown = area_page(request.access, row, section)
    if shown is None:
        raise Http404
    questions = Question.objects.visible_to(request.access).filter(section=section)
    form = forms.ObservationForm(questions, request.POST or None)
    page = FormPage(
        template="visits/area.html",
        heading=shown.area.section.name,
        back=request.path,
        done=_("Iakttagelsen är sparad."),
        button=_("Spara iakttagelsen"),
        context={
            "followup": row,
            "current": "visits",
            "shown": shown,
            "may_write": may_note(request.access, row),
        },
    )
    act = partial(services.note_observation, request.access, row, section=shown.area.section)
    return answer_form(request, form, act, page)


def _observation(request: Request, pk: int) -> Observation:
    rows = Observation.objects.visible_to(request.access)
    return get_object_or_404(rows.select_related("followup", "section"), pk=pk)


def _area_of(observation: Observation) -> str:
    return reverse("visits:area", args=[observation.followup_id, observation.section_id])


@require_http_methods(["GET", "POST"])
def observation_change(request: Request, pk: int) -> HttpResponse:
    """Reword an observation."""
    observation = _observation(request, pk)
    row = written_followup(request, observation.followup_id)
    form = forms.RewordForm(request.POST or None, initial={"text": observation.text})
    page = FormPage(
        template="followups/form.html",
        heading=_("Ändra iakttagelsen"),
        back=_area_of(observation),
        done=_("Iakttagelsen är ändrad."),
        button=_("Spara"),
        context={"followup": row, "current": "visits"},
    )
    act = partial(services.change_observation, request.access, observation)
    return answer_form(request, form, act, page)


@require_POST
def observation_remove(request: Request, pk: int) -> HttpResponse:
    """Take away an observation."""
    observation = _observation(request, pk)
    return answer_button(
        request,
        partial(services.remove_observation, request.access, observation),
        back=_area_of(observation),
        done=_("Iakttagelsen är borttagen."),
    )
