"""Templates with all that they hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from insyn.criteria.models import Question, Section, TemplateVersion, TemplateVersionQuerySet
from insyn.criteria.rules import QuestionFacts, SectionFacts, TemplateState
from insyn.kernel.access import Access
from insyn.platform.ordering import ranked


@dataclass(frozen=True, slots=True)
class SectionContent:
    """An area of a template and its questions, in order."""

    section: Section
    questions: tuple[Question, ...]

    def facts(self) -> SectionFacts:
        asked = tuple(QuestionFacts(q.text, q.met_when, q.evidence) for q in self.questions)
        return SectionFacts(self.section.name, self.section.intro, asked)


def content_of(access: Access, version: TemplateVersion) -> tuple[SectionContent, ...]:
    """Return the version's areas and questions in order. Two queries."""
    asked: dict[int, list[Question]] = {}
    for question in Question.objects.visible_to(access).filter(section__version=version):
        asked.setdefault(question.section_id, []).append(question)
    sections = Section.objects.visible_to(access).filter(version=version)
    return tuple(SectionContent(section, tuple(asked.get(section.pk, ()))) for section in sections)


def versions_for_list(access: Access, chosen: Mapping[str, Any]) -> TemplateVersionQuerySet:
    """Return the versions the asker sees, with owner and size; those out of use come last."""
    rows = TemplateVersion.objects.visible_to(access)
    in_use_first = ranked(~Q(state=TemplateState.RETIRED))
    if chosen["q"]:
        rows = rows.filter(template__name__icontains=chosen["q"])
    if chosen["state"]:
        rows = rows.filter(state=chosen["state"])
    return (
        rows.select_related("template__authority__municipality", "template__cooperation")
        .annotate(
            section_count=Count("sections", distinct=True),
            question_count=Count("sections__questions", distinct=True),
        )
        .order_by(in_use_first.asc(), "template__name", "-number", "pk")
    )
