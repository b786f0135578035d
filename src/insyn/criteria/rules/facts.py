"""What a template says, as plain values. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """A question, what counts as met, and how it is verified."""

    text: str
    met_when: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """An area with its questions in order."""

    name: str
    intro: str = ""
    questions: Sequence[QuestionFacts] = ()


def without_questions(sections: Sequence[SectionFacts]) -> list[str]:
    """Return the names of areas that ask nothing; a template with such an area is not ready."""
    return [section.name for section in sections if not section.questions]


def swapped(order: Sequence[int], key: int, steps: int) -> list[int]:
    """Return the keys with ``key`` moved up (-1) or down (1); at the edge nothing moves."""
    keys = list(order)
    here = keys.index(key)
    there = min(max(here + steps, 0), len(keys) - 1)
    keys[here], keys[there] = keys[there], keys[here]
    return keys
