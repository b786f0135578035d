"""Closed lists, life cycle and ready content of review templates. Pure."""

from insyn.criteria.rules.facts import QuestionFacts, SectionFacts, swapped, without_questions
from insyn.criteria.rules.nine_areas import NINE_AREAS
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
    "TEMPLATE_LIFECYCLE",
    "AnswerType",
    "Direction",
    "Level",
    "QuestionFacts",
    "Respondent",
    "SectionFacts",
    "TemplateEvent",
    "TemplateKind",
    "TemplateState",
    "Tone",
    "swapped",
    "without_questions",
]
