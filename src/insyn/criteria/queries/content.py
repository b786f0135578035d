"""Templates with all that they hold."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from insyn.criteria.models import Question, ScaleLevel, Section, TemplateVersion
from insyn.criteria.rules import (
    AnswerType,
    Level,
    LevelFacts,
    QuestionFacts,
    Respondent,
    SectionFacts,
    Tone,
)
from insyn.kernel.access import Access

PLAIN = (
    *("text", "met_when", "evidence", "code", "help", "measured_in", "role_tag", "weight"),
    *("allows_not_applicable", "allows_comment", "is_required", "is_critical"),
    *("is_visible_in_advance", "may_be_published", "condition", "scale_id"),
)
"""What a question's facts say in the same words as its row."""


@dataclass(frozen=True, slots=True)
class SectionContent:
    """An area of a template and its questions, in order."""

    section: Section
    questions: tuple[Question, ...]


def content_of(access: Access, version: TemplateVersion) -> tuple[SectionContent, ...]:
    """Return the version's areas and questions in order. Two queries."""
    asked: dict[int, list[Question]] = {}
    rows = Question.objects.visible_to(access).filter(section__version=version)
    for question in rows.select_related("scale"):
        asked.setdefault(question.section_id, []).append(question)
    sections = Section.objects.visible_to(access).filter(version=version).select_related("area")
    return tuple(SectionContent(section, tuple(asked.get(section.pk, ()))) for section in sections)


def facts_of(access: Access, version: TemplateVersion) -> tuple[SectionFacts, ...]:
    """Return all that the version says, with scales and links to requirements. Four queries."""
    return facts_from(access, content_of(access, version))


def facts_from(access: Access, content: Sequence[SectionContent]) -> tuple[SectionFacts, ...]:
    """Return the content as facts. Two queries."""
    questions = [question for area in content for question in area.questions]
    levels = levels_of(access, {q.scale_id for q in questions if q.scale_id})
    links = links_of(questions)
    return tuple(_section_facts(area, levels, links) for area in content)


def _section_facts(
    area: SectionContent,
    levels: Mapping[int, Sequence[LevelFacts]],
    links: Mapping[int, Sequence[int]],
) -> SectionFacts:
    row = area.section
    return SectionFacts(
        name=row.name,
        intro=row.intro,
        questions=tuple(
            question_facts(question, levels.get(question.scale_id or 0, ()), links[question.pk])
            for question in area.questions
        ),
        area_code=row.area.code if row.area else "",
        area_id=row.area_id,
    )


def question_facts(
    row: Question, levels: Sequence[LevelFacts] = (), links: Sequence[int] = ()
) -> QuestionFacts:
    """Return the question's row as facts, with the levels and links that were read for it."""
    return QuestionFacts(
        **{name: getattr(row, name) for name in PLAIN},
        answer_type=AnswerType(row.answer_type),
        respondent=Respondent(row.respondent),
        choices=tuple((choice["code"], choice["label"]) for choice in row.choices),
        finding_rules=tuple(row.finding_rules),
        levels=tuple(levels),
        scale_name=row.scale.name if row.scale else "",
        requirement_ids=tuple(links),
    )


def levels_of(access: Access, scale_ids: Iterable[int]) -> dict[int, list[LevelFacts]]:
    """Return the levels of each scale that the asker sees, best first. At most one query."""
    wanted = list(scale_ids)
    found: dict[int, list[LevelFacts]] = {}
    if not wanted:
        return found
    for row in ScaleLevel.objects.visible_to(access).filter(scale__in=wanted):
        found.setdefault(row.scale_id, []).append(level_facts(row))
    return found


def level_facts(row: ScaleLevel) -> LevelFacts:
    """Return the level's row as facts."""
    return LevelFacts(
        label=row.label,
        sign=row.sign,
        counts_as=Level(row.counts_as),
        tone=Tone(row.tone),
        definition=row.definition,
    )


def links_of(questions: Iterable[Question]) -> Mapping[int, list[int]]:
    """Return the ids of each question's requirements, also those the asker does not see.

    They are never shown by it, only carried along. One query.
    """
    links: dict[int, list[int]] = defaultdict(list)
    pairs = Question.requirements.through.objects.filter(question__in=[q.pk for q in questions])
    for question_id, requirement_id in pairs.order_by("pk").values_list(
        "question_id", "requirement_id"
    ):
        links[question_id].append(requirement_id)
    return links
