"""Templates that the product comes with, read from plain data. Pure.

The files are checked as they are read: a template that could not be published stops the
reading with a sentence that says where, and never reaches an authority.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from insyn.criteria.rules.answers import WHOLE
from insyn.criteria.rules.facts import QuestionFacts, SectionFacts, with_codes
from insyn.criteria.rules.findings import usual_rules
from insyn.criteria.rules.nine_areas import NINE_AREAS
from insyn.criteria.rules.publishing import publish_problems
from insyn.criteria.rules.states import AnswerType, Respondent, TemplateKind

LONGEST_QUESTION = 300
LONGEST_EVIDENCE = 200

_PLAIN = (
    "help", "met_when", "evidence", "measured_in", "weight", "is_critical", "role_tag",
    "is_visible_in_advance", "may_be_published", "is_required", "allows_not_applicable",
    "condition",
)  # fmt: skip
"""What a question's data and its facts call by the same name; what is left out has its default."""

_NEEDED = frozenset({"code", "text", "answer_type", "respondent"})
_ALLOWED = _NEEDED | {*_PLAIN, "choices", "finding_rules", "requirements"}


@dataclass(frozen=True, slots=True)
class ShippedTemplate:
    """A template that an authority can begin with; one for all services names no area."""

    code: str
    name: str
    kind: TemplateKind
    service_area_code: str
    purpose: str
    sections: tuple[SectionFacts, ...]


class BadContent(ValueError):
    """A file of the product is wrong; the message says where."""


def template_from(raw: Mapping[str, Any]) -> ShippedTemplate:
    """Return the template.

    Raises:
        BadContent: the template is not one that an authority could have written and published.
    """
    sections = tuple(
        SectionFacts(
            name=section["name"],
            intro=section.get("intro", ""),
            questions=tuple(_question(row) for row in section["questions"]),
            area_code=section["area"],
        )
        for section in raw["sections"]
    )
    made = ShippedTemplate(
        code=raw["code"],
        name=raw["name"],
        kind=TemplateKind(raw["kind"]),
        service_area_code=raw["service_area_code"],
        purpose=raw["purpose"],
        sections=sections,
    )
    if problems := [*(flaw.sentence for flaw in publish_problems(sections)), *_too_long(sections)]:
        raise BadContent(f"{made.code}: {'; '.join(problems)}")
    return made


def _question(raw: Mapping[str, Any]) -> QuestionFacts:
    """Return the question; one that names no finding rules has the usual ones of its type."""
    if not set(raw) >= _NEEDED or not set(raw) <= _ALLOWED:
        raise BadContent(f"{raw.get('code')}: {sorted(set(raw) ^ _NEEDED)}")
    facts = QuestionFacts(
        text=raw["text"],
        code=raw["code"],
        answer_type=AnswerType(raw["answer_type"]),
        respondent=Respondent(raw["respondent"]),
        choices=tuple((choice["code"], choice["label"]) for choice in raw.get("choices", ())),
        requirement_codes=tuple(raw.get("requirements", ())),
        **{name: raw[name] for name in _PLAIN if name in raw},
    )
    return replace(facts, finding_rules=tuple(raw.get("finding_rules", first_rules(facts))))


def first_rules(question: QuestionFacts) -> Sequence[Mapping[str, Any]]:
    """Return the finding rules that a shipped question begins with.

    No and partly as everywhere; a sample that is not all right is a deficiency, a serious one
    when the question is critical. Other answers propose nothing unless the question says so.
    """
    if question.answer_type != AnswerType.SAMPLE:
        return usual_rules(question)
    return (
        {
            "when": {"operator": "share_below", "value": WHOLE},
            "kind": "deficiency",
            "severity": "major" if question.is_critical else "minor",
        },
    )


def _too_long(sections: Iterable[SectionFacts]) -> list[str]:
    return [
        f"{question.code} is too long"
        for section in sections
        for question in section.questions
        if len(question.text) > LONGEST_QUESTION or len(question.evidence) > LONGEST_EVIDENCE
    ]


_NINE_CODES = ("LED", "KVA", "SAR", "KLA", "DOK", "DOK", "DEL", "AVS", "PER")


def nine_areas() -> ShippedTemplate:
    """Return the visit template with the nine areas of the coordinated follow-up of 2017.

    Its questions have no finding rules: the reviewers judged them in talk with the provider.
    """
    return ShippedTemplate(
        code="besok-nio-omraden",
        name="De nio områdena för insatser till barn och unga",
        kind=TemplateKind.VISIT,
        service_area_code="",
        purpose="Besök hos utförare av insatser till barn och unga, efter den mall som fyra "
        "kommuner använde tillsammans 2017.",
        sections=with_codes(
            [
                replace(section, area_code=code)
                for section, code in zip(NINE_AREAS, _NINE_CODES, strict=True)
            ]
        ),
    )


def joined(first: Sequence[SectionFacts], then: Sequence[SectionFacts]) -> tuple[SectionFacts, ...]:
    """Return the sections of both; two of the same name become one.

    So the questions to all providers and those to one kind of service make one survey, with
    the questions to all first in each area.
    """
    more = {section.name: section for section in then}
    known = {section.name for section in first}
    both = (
        replace(section, questions=(*section.questions, *more[section.name].questions))
        if section.name in more
        else section
        for section in first
    )
    return (*both, *(section for section in then if section.name not in known))
