"""Pages that change what a draft asks: its areas and questions."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.criteria import services
from insyn.criteria.forms import questions as forms
from insyn.criteria.forms.templates import SectionForm
from insyn.criteria.http import (
    about_draft,
    direction_of,
    draft,
    edit_address,
    question_of_draft,
    read_of,
    section_of_draft,
)
from insyn.criteria.models import Question, Section, TemplateVersion
from insyn.criteria.queries.editor import neighbours, version_shown
from insyn.criteria.rules import Direction, QuestionFacts, SectionFacts
from insyn.criteria.rules.findings import usual_rules
from insyn.platform import clock
from insyn.platform.answers import answer_button, answer_form
from insyn.requirements.models import QualityArea


@require_GET
def edit(request: Request, pk: int) -> HttpResponse:
    """Show a draft with the buttons that change it and what is left to put right."""
    version = draft(request, pk)
    context = {
        "version": version,
        "shown": version_shown(request.access, version, clock.today()),
        "up": Direction.UP,
        "down": Direction.DOWN,
    }
    return render(request, "criteria/edit.html", context)


@require_http_methods(["GET", "POST"])
def section_add(request: Request, pk: int) -> HttpResponse:
    """Add an area to a draft."""
    version = draft(request, pk)
    known = {"read": version.version}
    owner_id = version.template.authority_id
    form = SectionForm(request.access, owner_id, request.POST or None, initial=known)
    page = about_draft(version, _("Nytt område"), _("Området är tillagt."))
    return answer_form(request, form, partial(_save_section, request, version, None), page)


@require_http_methods(["GET", "POST"])
def section_edit(request: Request, pk: int) -> HttpResponse:
    """Change an area of a draft."""
    section = section_of_draft(request, pk)
    version = section.version
    known = {
        "name": section.name,
        "intro": section.intro,
        "area": section.area_id,
        "read": version.version,
    }
    owner_id = version.template.authority_id
    form = SectionForm(request.access, owner_id, request.POST or None, initial=known)
    page = about_draft(
        version, _("Ändra område"), _("Området är ändrat."), place=f"omrade-{section.pk}"
    )
    return answer_form(request, form, partial(_save_section, request, version, section), page)


def _save_section(
    request: Request,
    version: TemplateVersion,
    section: Section | None,
    *,
    area: QualityArea | None,
    read: int | None,
    **said: Any,
) -> Section:
    facts = SectionFacts(**said, area_id=area.pk if area else None)
    return services.save_section(
        request.access, version, facts=facts, section=section, read=read if section else None
    )


@require_http_methods(["GET", "POST"])
def section_place(request: Request, pk: int) -> HttpResponse:
    """Put an area at another place in the draft."""
    section = section_of_draft(request, pk)
    form = forms.SectionPlaceForm(request.POST or None, initial={"place": section.number})
    page = about_draft(
        section.version,
        _("Flytta området ”%s”") % section.name,
        _("Området är flyttat."),
        place=f"omrade-{section.pk}",
    )
    return answer_form(
        request, form, partial(services.place_section, request.access, section), page
    )


@require_POST
def section_move(request: Request, pk: int, direction: str) -> HttpResponse:
    """Let an area change places with its neighbour."""
    section = section_of_draft(request, pk)
    act = partial(services.move_section, request.access, section, direction_of(direction))
    back = edit_address(section.version, f"omrade-{section.pk}")
    return answer_button(request, act, back=back, done=_("Området är flyttat."))


@require_POST
def section_remove(request: Request, pk: int) -> HttpResponse:
    """Take an area out of a draft."""
    section = section_of_draft(request, pk)
    act = partial(services.remove_section, request.access, section)
    back = edit_address(section.version)
    return answer_button(request, act, back=back, done=_("Området är borttaget."))


@require_http_methods(["GET", "POST"])
def question_add(request: Request, pk: int) -> HttpResponse:
    """Add a question to an area of a draft."""
    section = section_of_draft(request, pk)
    owner_id = section.version.template.authority_id
    form = forms.QuestionForm(request.access, owner_id, request.POST or None)
    page = about_draft(
        section.version,
        _("Ny fråga i %s") % section.name,
        _("Frågan är tillagd."),
        place=f"omrade-{section.pk}",
        template="criteria/question_form.html",
    )
    return answer_form(request, form, partial(_add_question, request, section, form), page)


def _add_question(
    request: Request, section: Section, form: forms.QuestionForm, **_typed: Any
) -> Question:
    facts = QuestionFacts(**form.said())
    if form.cleaned_data["with_usual_rules"]:
        facts = replace(facts, finding_rules=usual_rules(facts))
    return services.save_question(request.access, section, facts=facts)


@require_http_methods(["GET", "POST"])
def question_edit(request: Request, pk: int) -> HttpResponse:
    """Change a question of a draft."""
    question = question_of_draft(request, pk)
    _before, facts = neighbours(request.access, question)
    known = {**forms.shown(facts), "read": question.version}
    owner_id = question.section.version.template.authority_id
    form = forms.QuestionForm(
        request.access, owner_id, request.POST or None, question=question, initial=known
    )
    page = about_draft(
        question.section.version,
        _("Ändra fråga %s") % question.code,
        _("Frågan är ändrad."),
        place=f"fraga-{question.pk}",
        template="criteria/question_form.html",
    )
    act = partial(_change_question, request, question, form, facts)
    return answer_form(request, form, act, page)


def _change_question(
    request: Request,
    question: Question,
    form: forms.QuestionForm,
    facts: QuestionFacts,
    **_typed: Any,
) -> Question:
    return services.save_question(
        request.access,
        question.section,
        facts=replace(facts, **form.said()),
        question=question,
        read=form.cleaned_data["read"],
    )


@require_http_methods(["GET", "POST"])
def question_place(request: Request, pk: int) -> HttpResponse:
    """Put a question in another area, or at another place."""
    question = question_of_draft(request, pk)
    version = question.section.version
    known = {"section": question.section_id, "place": question.number}
    form = forms.PlaceForm(request.access, version, request.POST or None, initial=known)
    page = about_draft(
        version,
        _("Flytta fråga %s") % question.code,
        _("Frågan är flyttad."),
        place=f"fraga-{question.pk}",
    )
    return answer_form(
        request, form, partial(services.place_question, request.access, question), page
    )


@require_POST
def question_copy(request: Request, pk: int) -> HttpResponse:
    """Put a copy of a question after it."""
    question = question_of_draft(request, pk)
    act = partial(services.copy_question, request.access, question)
    back = edit_address(question.section.version, f"fraga-{question.pk}")
    return answer_button(request, act, back=back, done=_("Kopian står efter frågan."))


@require_POST
def question_move(request: Request, pk: int, direction: str) -> HttpResponse:
    """Let a question change places with its neighbour."""
    question = question_of_draft(request, pk)
    act = partial(services.move_question, request.access, question, direction_of(direction))
    back = edit_address(question.section.version, f"fraga-{question.pk}")
    return answer_button(request, act, back=back, done=_("Frågan är flyttad."))


@require_POST
def question_remove(request: Request, pk: int) -> HttpResponse:
    """Take a question out of a draft."""
    question = question_of_draft(request, pk)
    act = partial(services.remove_question, request.access, question, read=read_of(request))
    back = edit_address(question.section.version, f"omrade-{question.section_id}")
    return answer_button(request, act, back=back, done=_("Frågan är borttagen."))
