"""What the pages about templates share: finding the row, asking for permission first."""

from django.shortcuts import get_object_or_404

from insyn.accounts.http import Request
from insyn.criteria.models import Question, Section, TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.kernel.access import Permission


def seen_version(request: Request, pk: int) -> TemplateVersion:
    """Return the version, or answer 404."""
    rows = TemplateVersion.objects.visible_to(request.access)
    related = ("template__authority__municipality", "template__cooperation")
    return get_object_or_404(rows.select_related(*related), pk=pk)


def draft(request: Request, pk: int) -> TemplateVersion:
    """Return the draft to one who may edit it; a version that is none has no such page."""
    rows = TemplateVersion.objects.visible_to(request.access).filter(state=TemplateState.DRAFT)
    version = get_object_or_404(rows.select_related("template"), pk=pk)
    _require(request, version)
    return version


def section_of_draft(request: Request, pk: int) -> Section:
    """Return an area of a draft to one who may edit it."""
    rows = Section.objects.visible_to(request.access).filter(version__state=TemplateState.DRAFT)
    section = get_object_or_404(rows.select_related("version__template"), pk=pk)
    _require(request, section.version)
    return section


def question_of_draft(request: Request, pk: int) -> Question:
    """Return a question of a draft to one who may edit it."""
    rows = Question.objects.visible_to(request.access).filter(
        section__version__state=TemplateState.DRAFT
    )
    question = get_object_or_404(rows.select_related("section__version__template"), pk=pk)
    _require(request, question.section.version)
    return question


def _require(request: Request, version: TemplateVersion) -> None:
    authority_id = version.template.authority_id
    request.access.require(Permission.EDIT_TEMPLATES, authority_id=authority_id)
