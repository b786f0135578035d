"""What is read about surveys."""

from insyn.surveys.queries.grounds import legal_ground
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.rules.questions import (
    AskedQuestion,
    SectionOfRound,
    asked_in_round,
    asked_now,
    required_now,
)

__all__ = [
    "AskedQuestion",
    "SectionOfRound",
    "asked_in_round",
    "asked_now",
    "legal_ground",
    "questions_of",
    "required_now",
]
