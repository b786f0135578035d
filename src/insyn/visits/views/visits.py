"""The tab of visits and observations."""

from dataclasses import replace
from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.criteria.models import Question
from insyn.documents.http import PAPER_ENDINGS, made_paper
from insyn.documents.services import Taken, note_taken
from insyn.followups.http import Tab, about_followup, seen_followup, written_followup
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.visits import forms, letters, services
from insyn.visits.http import packed
from insyn.visits.models import Observation, Visit
from insyn.visits.queries import area_page, may_note, visits_page
from insyn.visits.queries.record import record_facts
from insyn.visits.rules.carrying_out import VisitState

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
    known = {"unit": row.unit_id, "place": str(row.unit or "")}
    form = forms.BookingForm(row, request.POST or None, initial=known)
    page = _page(row, _("Boka besök eller möte"), done=_("Besöket är bokat."), button=_("Boka"))
    act = packed(partial(services.book_visit, request.access, row), services.VisitFacts)
    return answer_form(request, form, act, replace(page, onward=_to_visit))


def _to_visit(visit: Visit) -> str:
    return reverse("visits:visit", args=[visit.pk])


@require_GET
def record(request: Request, pk: int, ending: str) -> HttpResponse:
    """Give the note of the visits as Word or PDF, as it reads now, to those who work with it."""
    row = written_followup(request, pk)
    if ending not in PAPER_ENDINGS:
        raise Http404
    paper = letters.record(record_facts(request.access, row), issued_on=clock.today())
    note_taken(request.access, Taken(paper.title, ending, row.number, 1))
    return made_paper(paper, name=f"{slugify(paper.title)}-{row.number}", ending=ending)


@require_http_methods(["GET", "POST"])
def area(request: Request, pk: int, section: int) -> HttpResponse:
    """Show one area with its questions, and take down what was seen or heard in it."""
    row = (written_followup if request.method == "POST" else seen_followup)(request, pk)
    shown = area_page(request.access, row, section)
    if shown is None:
        raise Http404
    questions = Question.objects.visible_to(request.access).filter(section=section)
    visits = Visit.objects.visible_to(request.access).filter(followup=row)
    visits = visits.exclude(state=VisitState.CANCELLED)
    form = forms.ObservationForm(questions, visits, request.POST or None)
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
