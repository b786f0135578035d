"""Pages about review templates."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.criteria import forms, services
from insyn.criteria.http import draft, question_of_draft, section_of_draft, seen_version
from insyn.criteria.models import Question, Section, TemplateVersion
from insyn.criteria.queries import content_of, versions_for_list
from insyn.criteria.rules import NINE_AREAS, Direction, QuestionFacts, SectionFacts
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage, answer_button, answer_form

ROWS_PER_PAGE = 50


def _address(version: TemplateVersion) -> str:
    return reverse("criteria:version", args=[version.pk])


def _edit_address(version: TemplateVersion) -> str:
    return reverse("criteria:edit", args=[version.pk])


@require_GET
def template_list(request: Request) -> HttpResponse:
    """List the templates the asker may see, with their versions."""
    filters = forms.TemplateFilter(request.GET)
    rows = versions_for_list(request.access, filters.chosen)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    may_edit = request.access.may_somewhere(Permission.EDIT_TEMPLATES)
    context = {"filters": filters, "page": page, "may_edit": may_edit}
    return render(request, "criteria/list.html", context)


@require_GET
def version_detail(request: Request, pk: int) -> HttpResponse:
    """Show what a version asks, as it can be printed."""
    version = seen_version(request, pk)
    authority_id = version.template.authority_id
    context = {
        "version": version,
        "areas": content_of(request.access, version),
        "may_edit": request.access.may(Permission.EDIT_TEMPLATES, authority_id=authority_id),
    }
    return render(request, "criteria/version.html", context)


@require_http_methods(["GET", "POST"])
def template_add(request: Request) -> HttpResponse:
    """Make a template: from the nine areas, empty, or as a copy."""
    request.access.require_somewhere(Permission.EDIT_TEMPLATES)
    form = forms.TemplateForm(request.access, request.POST or None)
    page = FormPage(
        template="criteria/add.html",
        heading=_("Ny uppföljningsmall"),
        back=reverse("criteria:templates"),
        done=_("Mallen är skapad som utkast."),
        button=_("Skapa mallen"),
        onward=_edit_address,
    )
    return answer_form(request, form, partial(_create, request), page)


def _create(
    request: Request,
    *,
    beginning: forms.Beginning,
    copied: TemplateVersion | None,
    **facts: Any,
) -> TemplateVersion:
    sections: tuple[SectionFacts, ...] = ()
    if beginning == forms.Beginning.NINE_AREAS:
        sections = NINE_AREAS
    elif beginning == forms.Beginning.COPY and copied is not None:
        sections = tuple(content.facts() for content in content_of(request.access, copied))
    return services.create_template(request.access, sections=sections, **facts)


@require_GET
def edit(request: Request, pk: int) -> HttpResponse:
    """Show a draft with the buttons that change it."""
    version = draft(request, pk)
    context = {
        "version": version,
        "areas": content_of(request.access, version),
        "up": Direction.UP,
        "down": Direction.DOWN,
    }
    return render(request, "criteria/edit.html", context)


def _page(version: TemplateVersion, heading: str, done: str) -> FormPage:
    return FormPage(
        template="criteria/form.html",
        heading=heading,
        back=_edit_address(version),
        done=done,
        button=_("Spara"),
        context={"version": version},
    )


@require_http_methods(["GET", "POST"])
def section_add(request: Request, pk: int) -> HttpResponse:
    """Add an area to a draft."""
    version = draft(request, pk)
    form = forms.SectionForm(request.POST or None)
    page = _page(version, _("Nytt område"), _("Området är tillagt."))
    return answer_form(request, form, partial(services.save_section, request.access, version), page)


@require_http_methods(["GET", "POST"])
def section_edit(request: Request, pk: int) -> HttpResponse:
    """Change an area of a draft."""
    section = section_of_draft(request, pk)
    known = {"name": section.name, "intro": section.intro}
    form = forms.SectionForm(request.POST or None, initial=known)
    page = _page(section.version, _("Ändra område"), _("Området är ändrat."))
    act = partial(services.save_section, request.access, section.version, section=section)
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def question_add(request: Request, pk: int) -> HttpResponse:
    """Add a question to an area of a draft."""
    section = section_of_draft(request, pk)
    form = forms.QuestionForm(request.POST or None)
    page = _page(section.version, _("Ny fråga i %s") % section.name, _("Frågan är tillagd."))
    return answer_form(request, form, partial(_save_question, request, section), page)


@require_http_methods(["GET", "POST"])
def question_edit(request: Request, pk: int) -> HttpResponse:
    """Change a question of a draft."""
    question = question_of_draft(request, pk)
    known = {name: getattr(question, name) for name in ("text", "met_when", "evidence")}
    form = forms.QuestionForm(request.POST or None, initial=known)
    page = _page(question.section.version, _("Ändra fråga"), _("Frågan är ändrad."))
    act = partial(_save_question, request, question.section, question=question)
    return answer_form(request, form, act, page)


def _save_question(
    request: Request, section: Section, *, question: Question | None = None, **facts: str
) -> Question:
    return services.save_question(
        request.access, section, facts=QuestionFacts(**facts), question=question
    )


@require_POST
def section_move(request: Request, pk: int, direction: str) -> HttpResponse:
    """Let an area change places with its neighbour."""
    section = section_of_draft(request, pk)
    act = partial(services.move_section, request.access, section, _direction(direction))
    back = _edit_address(section.version)
    return answer_button(request, act, back=back, done=_("Området är flyttat."))


@require_POST
def section_remove(request: Request, pk: int) -> HttpResponse:
    """Take an area out of a draft."""
    section = section_of_draft(request, pk)
    act = partial(services.remove_section, request.access, section)
    back = _edit_address(section.version)
    return answer_button(request, act, back=back, done=_("Området är borttaget."))


@require_POST
def question_move(request: Request, pk: int, direction: str) -> HttpResponse:
    """Let a question change places with its neighbour."""
    question = question_of_draft(request, pk)
    act = partial(services.move_question, request.access, question, _direction(direction))
    back = _edit_address(question.section.version)
    return answer_button(request, act, back=back, done=_("Frågan är flyttad."))


@require_POST
def question_remove(request: Request, pk: int) -> HttpResponse:
    """Take a question out of a draft."""
    question = question_of_draft(request, pk)
    act = partial(services.remove_question, request.access, question)
    back = _edit_address(question.section.version)
    return answer_button(request, act, back=back, done=_("Frågan är borttagen."))


def _direction(code: str) -> Direction:
    if code not in Direction.codes():
        raise Http404
    return Direction(code)


@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    """Let a draft be used."""
    version = seen_version(request, pk)
    act = partial(services.publish_version, request.access, version)
    done = _("Mallen är publicerad och kan användas.")
    return answer_button(request, act, back=_address(version), done=done)


@require_POST
def retire(request: Request, pk: int) -> HttpResponse:
    """Let no new follow-up use a version."""
    version = seen_version(request, pk)
    act = partial(services.retire_version, request.access, version)
    return answer_button(request, act, back=_address(version), done=_("Mallen är tagen ur bruk."))


@require_POST
def new_draft(request: Request, pk: int) -> HttpResponse:
    """Make a new draft with the content of a version."""
    version = seen_version(request, pk)
    act = partial(services.new_draft_of, request.access, version)
    done = _("Ett nytt utkast finns i listan.")
    return answer_button(request, act, back=reverse("criteria:templates"), done=done)


@require_POST
def remove_draft(request: Request, pk: int) -> HttpResponse:
    """Throw a draft away."""
    version = seen_version(request, pk)
    act = partial(services.remove_draft, request.access, version)
    back = reverse("criteria:templates")
    return answer_button(request, act, back=back, done=_("Utkastet är borttaget."))
