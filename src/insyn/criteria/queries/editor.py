"""A template version as it is read and edited: in words, and with what is left to put right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from insyn.criteria.models import Question, Section, TemplateVersion
from insyn.criteria.queries.content import SectionContent, content_of, facts_from
from insyn.criteria.queries.links import Asked, wordings_of
from insyn.criteria.rules import QuestionFacts, SectionFacts, asked_in, publish_problems
from insyn.criteria.rules.answers import choices_to
from insyn.criteria.rules.conditions import Flaw, condition_in_words, condition_problems
from insyn.criteria.rules.findings import rule_in_words, rule_refusal
from insyn.kernel.access import Access


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question with what is decided about it in words."""

    row: Question
    facts: QuestionFacts
    condition: str
    rules: Sequence[str]
    requirements: Sequence[Asked]

    @property
    def choices(self) -> list[str]:
        return [label for _code, label in choices_to(self.facts)]


@dataclass(frozen=True, slots=True)
class SectionShown:
    """An area with its questions."""

    section: Section
    questions: Sequence[QuestionShown]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to put right before the template can be published, and where."""

    sentence: str
    question: Question | None = None
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A whole version."""

    areas: Sequence[SectionShown]
    problems: Sequence[Problem]
    facts: tuple[SectionFacts, ...]

    @property
    def question_count(self) -> int:
        return sum(len(area.questions) for area in self.areas)


def version_shown(access: Access, version: TemplateVersion, day: date) -> VersionShown:
    """Return the version in words, its requirements as they read that day. Five queries."""
    content = content_of(access, version)
    sections = facts_from(access, content)
    questions = asked_in(sections)
    ids = {key for facts in questions for key in facts.requirement_ids}
    wordings = wordings_of(access, ids, day)
    by_code = {facts.code: facts for facts in questions}
    areas = [
        SectionShown(
            area.section,
            [
                _question(row, asked, by_code, wordings)
                for row, asked in zip(area.questions, facts.questions, strict=True)
            ],
        )
        for area, facts in zip(content, sections, strict=True)
    ]
    problems = [_problem(flaw, content) for flaw in publish_problems(sections)]
    return VersionShown(areas, problems, sections)


def _question(
    row: Question,
    facts: QuestionFacts,
    by_code: Mapping[str, QuestionFacts],
    wordings: Mapping[int, Asked],
) -> QuestionShown:
    return QuestionShown(
        row=row,
        facts=facts,
        condition=_condition(facts, by_code),
        rules=[
            rule_in_words(facts, raw) for raw in facts.finding_rules if not rule_refusal(facts, raw)
        ],
        requirements=[wordings[key] for key in facts.requirement_ids if key in wordings],
    )


def _condition(facts: QuestionFacts, by_code: Mapping[str, QuestionFacts]) -> str:
    """Return the condition in words; empty when there is none, or none that can stand."""
    raw = facts.condition
    asked = by_code.get(str(raw.get("question"))) if raw else None
    if raw is None or asked is None or condition_problems([asked, facts]):
        return ""
    return condition_in_words(raw, asked)


def _problem(flaw: Flaw, content: Sequence[SectionContent]) -> Problem:
    rows = {row.code: row for area in content for row in area.questions}
    place = flaw.section
    section = content[place].section if place is not None else None
    return Problem(flaw.sentence, rows.get(flaw.question), section)


def neighbours(access: Access, question: Question) -> tuple[list[QuestionFacts], QuestionFacts]:
    """Return the facts of the questions asked before this one, and its own. Four queries."""
    sections = facts_from(access, content_of(access, question.section.version))
    asked = asked_in(sections)
    here = next(place for place, facts in enumerate(asked) if facts.code == question.code)
    return asked[:here], asked[here]
