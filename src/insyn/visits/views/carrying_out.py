"""What is done on a visit: participants, interviews, samples and staffing."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.criteria.models import Question, QuestionQuerySet, Section, SectionQuerySet
from insyn.followups.http import written_followup
from insyn.followups.models import Followup
from insyn.platform.answers import answer_button, answer_form
from insyn.visits import forms, services
from insyn.visits.http import about_visit, packed, written_visit
from insyn.visits.models import (
    FileSample,
    Interview,
    InterviewTheme,
    StaffingCheck,
    VisitParticipant,
)
from insyn.visits.rules.carrying_out import Side


def sections_of(request: Request, followup: Followup) -> SectionQuerySet:
    """Return the areas of the follow-up's template."""
    rows = Section.objects.visible_to(request.access)
    return rows.filter(version=followup.template_version_id)


def questions_of(request: Request, followup: Followup) -> QuestionQuerySet:
    """Return the questions of the follow-up's template."""
    rows = Question.objects.visible_to(request.access)
    return rows.filter(section__version=followup.template_version_id)


def _to_visit(visit_pk: int) -> str:
    return reverse("visits:visit", args=[visit_pk])


@require_http_methods(["GET", "POST"])
def participants(request: Request, pk: int) -> HttpResponse:
    """Say how many of a role took part."""
    followup, visit = written_visit(request, pk)
    form = forms.ParticipantForm(request.POST or None)
    page = about_visit(
        followup, visit, _("Lägg till deltagare"), done=_("Deltagarna är sparade."),
        button=_("Spara"), lead=_("Står rollen redan där får den det nya antalet."),
    )  # fmt: skip
    act = partial(services.set_participants, request.access, visit)
    return answer_form(request, form, act, page)


@require_POST
def participant_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a role."""
    rows = VisitParticipant.objects.visible_to(request.access).select_related("visit__followup")
    row = get_object_or_404(rows, pk=pk)
    act = partial(services.set_participants, request.access, row.visit, side=Side(row.side),
                  role=row.role, count=0)  # fmt: skip
    back = _to_visit(row.visit_id)
    return answer_button(request, act, back=back, done=_("Deltagaren är borttagen."))


@require_http_methods(["GET", "POST"])
def interview_new(request: Request, pk: int) -> HttpResponse:
    """Note talks with a group."""
    followup, visit = written_visit(request, pk)
    form = forms.InterviewForm(request.POST or None)
    page = about_visit(
        followup, visit, _("Lägg till intervju"), button=_("Spara"),
        done=_("Intervjun är sparad. Lägg till det som kom upp."),
        lead=_("Skriv grupp och antal, aldrig namn."),
    )  # fmt: skip
    act = packed(partial(services.add_interview, request.access, visit), services.InterviewFacts)
    return answer_form(request, form, act, page)


def _interview(request: Request, pk: int) -> tuple[Followup, Interview]:
    rows = Interview.objects.visible_to(request.access).select_related("visit__followup")
    row = get_object_or_404(rows, pk=pk)
    return written_followup(request, row.visit.followup_id), row


@require_http_methods(["GET", "POST"])
def interview_change(request: Request, pk: int) -> HttpResponse:
    """Change the group or the number."""
    followup, row = _interview(request, pk)
    form = forms.InterviewForm(request.POST or None, row)
    page = about_visit(
        followup, row.visit, _("Ändra intervjun"), done=_("Intervjun är ändrad."),
        button=_("Spara"),
    )  # fmt: skip
    act = packed(partial(services.change_interview, request.access, row), services.InterviewFacts)
    return answer_form(request, form, act, page)


@require_POST
def interview_remove(request: Request, pk: int) -> HttpResponse:
    """Take away the talks with a group."""
    _followup, row = _interview(request, pk)
    act = partial(services.remove_interview, request.access, row)
    back = _to_visit(row.visit_id)
    return answer_button(request, act, back=back, done=_("Intervjun är borttagen."))


@require_http_methods(["GET", "POST"])
def theme_new(request: Request, pk: int) -> HttpResponse:
    """Note what came up in the talks with a group."""
    followup, row = _interview(request, pk)
    form = forms.ThemeForm(sections_of(request, followup), row, request.POST or None)
    page = about_visit(
        followup, row.visit, _("Lägg till tema"), done=_("Temat är sparat."), button=_("Spara"),
        lead=_("%(interview)s. Är det få som har svarat, skriv så att ingen känns igen.")
        % {"interview": row},
    )  # fmt: skip
    act = packed(partial(services.add_theme, request.access, row), services.ThemeFacts)
    return answer_form(request, form, act, page)


def _theme(request: Request, pk: int) -> tuple[Followup, InterviewTheme]:
    rows = InterviewTheme.objects.visible_to(request.access)
    row = get_object_or_404(rows.select_related("interview__visit__followup"), pk=pk)
    return written_followup(request, row.interview.visit.followup_id), row


@require_http_methods(["GET", "POST"])
def theme_change(request: Request, pk: int) -> HttpResponse:
    """Change a theme."""
    followup, row = _theme(request, pk)
    sections = sections_of(request, followup)
    form = forms.ThemeForm(sections, row.interview, request.POST or None, row)
    visit = row.interview.visit
    page = about_visit(
        followup, visit, _("Ändra temat"), done=_("Temat är ändrat."), button=_("Spara")
    )
    act = packed(partial(services.change_theme, request.access, row), services.ThemeFacts)
    return answer_form(request, form, act, page)


@require_POST
def theme_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a theme."""
    _followup, row = _theme(request, pk)
    act = partial(services.remove_theme, request.access, row)
    back = _to_visit(row.interview.visit_id)
    return answer_button(request, act, back=back, done=_("Temat är borttaget."))


@require_http_methods(["GET", "POST"])
def sample_new(request: Request, pk: int) -> HttpResponse:
    """Note a sample of files."""
    followup, visit = written_visit(request, pk)
    form = forms.SampleForm(questions_of(request, followup), request.POST or None)
    page = about_visit(
        followup, visit, _("Lägg till aktstickprov"), done=_("Stickprovet är sparat."),
        button=_("Spara"), lead=_("Skriv antal, aldrig vems akter."),
    )  # fmt: skip
    act = packed(partial(services.add_sample, request.access, visit), services.SampleFacts)
    return answer_form(request, form, act, page)


def _sample(request: Request, pk: int) -> tuple[Followup, FileSample]:
    rows = FileSample.objects.visible_to(request.access).select_related("visit__followup")
    row = get_object_or_404(rows, pk=pk)
    return written_followup(request, row.visit.followup_id), row


@require_http_methods(["GET", "POST"])
def sample_change(request: Request, pk: int) -> HttpResponse:
    """Change a sample of files."""
    followup, row = _sample(request, pk)
    form = forms.SampleForm(questions_of(request, followup), request.POST or None, row)
    page = about_visit(
        followup, row.visit, _("Ändra stickprovet"), done=_("Stickprovet är ändrat."),
        button=_("Spara"),
    )  # fmt: skip
    act = packed(partial(services.change_sample, request.access, row), services.SampleFacts)
    return answer_form(request, form, act, page)


@require_POST
def sample_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a sample of files."""
    _followup, row = _sample(request, pk)
    act = partial(services.remove_sample, request.access, row)
    back = _to_visit(row.visit_id)
    return answer_button(request, act, back=back, done=_("Stickprovet är borttaget."))


@require_http_methods(["GET", "POST"])
def staffing_new(request: Request, pk: int) -> HttpResponse:
    """Note the schedule against who is there."""
    followup, visit = written_visit(request, pk)
    form = forms.ScheduleForm(request.POST or None, initial={"counted_at": visit.starts_at})
    page = about_visit(
        followup, visit, _("Jämför bemanningen med schemat"), done=_("Bemanningen är sparad."),
        button=_("Spara"),
    )  # fmt: skip
    act = partial(services.add_staffing, request.access, visit)
    return answer_form(request, form, act, page)


def _staffing(request: Request, pk: int) -> tuple[Followup, StaffingCheck]:
    rows = StaffingCheck.objects.visible_to(request.access).select_related("visit__followup")
    row = get_object_or_404(rows, pk=pk)
    return written_followup(request, row.visit.followup_id), row


@require_http_methods(["GET", "POST"])
def staffing_change(request: Request, pk: int) -> HttpResponse:
    """Change one role of the check."""
    followup, row = _staffing(request, pk)
    form = forms.StaffingForm(row, request.POST or None)
    page = about_visit(
        followup, row.visit, _("Ändra raden"), done=_("Raden är ändrad."), button=_("Spara")
    )
    act = packed(partial(services.change_staffing, request.access, row), services.StaffingFacts)
    return answer_form(request, form, act, page)


@require_POST
def staffing_remove(request: Request, pk: int) -> HttpResponse:
    """Take away one role of the check."""
    _followup, row = _staffing(request, pk)
    act = partial(services.remove_staffing, request.access, row)
    back = _to_visit(row.visit_id)
    return answer_button(request, act, back=back, done=_("Raden är borttagen."))
