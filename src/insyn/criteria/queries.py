"""Templates with all that they hold."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch

from insyn.criteria.models import Question, Section, TemplateVersion, TemplateVersionQuerySet
from insyn.criteria.rules import QuestionFacts, SectionFacts
from insyn.kernel.access import Access


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
    questions = Prefetch("questions", Question.objects.visible_to(access), to_attr="asked")
    sections = Section.objects.visible_to(access).filter(version=version)
    return tuple(
        SectionContent(section, tuple(section.asked))
        for section in sections.prefetch_related(questions)
    )


def versions_for_list(access: Access) -> TemplateVersionQuerySet:
    """Return the versions the asker sees, with owner and number of areas and questions."""
    return (
        TemplateVersion.objects.visible_to(access)
        .select_related("template__authority__municipality", "template__cooperation")
        .annotate(
            section_count=Count("sections", distinct=True),
            question_count=Count("sections__questions", distinct=True),
        )
    )
