"""Closed lists, life cycle and ready content of review templates. Pure."""

from insyn.criteria.rules.facts import QuestionFacts, SectionFacts, swapped, without_questions
from insyn.criteria.rules.nine_areas import NINE_AREAS
from insyn.criteria.rules.states import (
    TEMPLATE_LIFECYCLE,
    Direction,
    Level,
    TemplateEvent,
    TemplateState,
)

__all__ = [
    "NINE_AREAS",
    "TEMPLATE_LIFECYCLE",
    "Direction",
    "Level",
    "QuestionFacts",
    "SectionFacts",
    "TemplateEvent",
    "TemplateState",
    "swapped",
    "without_questions",
]
