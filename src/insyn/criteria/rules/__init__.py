"""Closed lists, life cycle and ready content of review templates. Pure."""

from insyn.criteria.rules.facts import (
    LevelFacts,
    QuestionFacts,
    SectionFacts,
    asked_in,
    next_code,
    placed,
    swapped,
    with_codes,
    without_questions,
)
from insyn.criteria.rules.nine_areas import NINE_AREAS
from insyn.criteria.rules.publishing import content_flaws, publish_problems, question_refusals
from insyn.criteria.rules.scales import STARTS, levels_refusal
from insyn.criteria.rules.states import (
    TEMPLATE_LIFECYCLE,
    AnswerType,
    Direction,
    Level,
    Respondent,
    TemplateEvent,
    TemplateKind,
    TemplateState,
    Tone,
)

__all__ = [
    "NINE_AREAS",
    "STARTS",
    "TEMPLATE_LIFECYCLE",
    "AnswerType",
    "Direction",
    "Level",
    "LevelFacts",
    "QuestionFacts",
    "Respondent",
    "SectionFacts",
    "TemplateEvent",
    "TemplateKind",
    "TemplateState",
    "Tone",
    "asked_in",
    "content_flaws",
    "levels_refusal",
    "next_code",
    "placed",
    "publish_problems",
    "question_refusals",
    "swapped",
    "with_codes",
    "without_questions",
]
