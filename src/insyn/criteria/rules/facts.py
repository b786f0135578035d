"""What a template says, as plain values. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from insyn.criteria.rules.states import AnswerType, Level, Respondent, Tone

MIDDLE_WEIGHT = 2
FIRST_LETTER = "F"


@dataclass(frozen=True, slots=True)
class LevelFacts:
    """One level of a scale, best first in its scale."""

    label: str
    sign: str
    counts_as: Level
    tone: Tone = Tone.NEUTRAL
    definition: str = ""


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """A question with all that is decided about it.

    ``choices`` are (code, label). ``condition`` and ``finding_rules`` are as
    ``rules.conditions`` and ``rules.findings`` read them. ``scale_id`` and ``levels`` belong
    together; ``requirement_codes`` are of shipped requirements, ``requirement_ids`` of rows.
    """

    text: str
    met_when: str = ""
    evidence: str = ""
    code: str = ""
    help: str = ""
    answer_type: AnswerType = AnswerType.YES_PARTLY_NO
    choices: Sequence[tuple[str, str]] = ()
    scale_id: int | None = None
    levels: Sequence[LevelFacts] = ()
    scale_name: str = ""
    measured_in: str = ""
    allows_not_applicable: bool = True
    allows_comment: bool = True
    is_required: bool = True
    weight: int = MIDDLE_WEIGHT
    is_critical: bool = False
    respondent: Respondent = Respondent.REVIEWER
    role_tag: str = ""
    is_visible_in_advance: bool = True
    may_be_published: bool = True
    condition: Mapping[str, Any] | None = None
    finding_rules: Sequence[Mapping[str, Any]] = ()
    requirement_codes: Sequence[str] = ()
    requirement_ids: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """An area with its questions in order; its quality area by the authority's code or by row."""

    name: str
    intro: str = ""
    questions: Sequence[QuestionFacts] = ()
    area_code: str = ""
    area_id: int | None = None


def without_questions(sections: Sequence[SectionFacts]) -> list[str]:
    """Return the names of areas that ask nothing; a template with such an area is not ready."""
    return [section.name for section in sections if not section.questions]


def asked_in(sections: Iterable[SectionFacts]) -> list[QuestionFacts]:
    """Return every question of the template in the order it is asked."""
    return [question for section in sections for question in section.questions]


def swapped(order: Sequence[int], key: int, steps: int) -> list[int]:
    """Return the keys with ``key`` moved up (-1) or down (1); at the edge nothing moves."""
    keys = list(order)
    here = keys.index(key)
    there = min(max(here + steps, 0), len(keys) - 1)
    keys[here], keys[there] = keys[there], keys[here]
    return keys


def placed(order: Sequence[int], key: int, place: int) -> list[int]:
    """Return the keys with ``key`` at the place, from 1; beyond the end means last."""
    keys = [other for other in order if other != key]
    keys.insert(min(max(place, 1), len(keys) + 1) - 1, key)
    return keys


def next_code(taken: Iterable[str], letter: str = FIRST_LETTER) -> str:
    """Return the first code that nobody has after the highest: ”F12” after ”F11”.

    ``taken`` are the codes of all versions of the template, so that a code never changes its
    question once the question has been answered.
    """
    tails = [code.removeprefix(letter) for code in taken if code.startswith(letter)]
    numbers = [int(tail) for tail in tails if tail.isascii() and tail.isdigit()]
    return f"{letter}{max(numbers, default=0) + 1}"


def with_codes(
    sections: Sequence[SectionFacts], taken: Iterable[str] = ()
) -> tuple[SectionFacts, ...]:
    """Return the sections with a code for each question; those that have one keep it.

    ``taken`` are codes that the template has used before and never gives away again.
    """
    used = {*taken, *(question.code for question in asked_in(sections))}
    made: list[SectionFacts] = []
    for section in sections:
        asked: list[QuestionFacts] = []
        for question in section.questions:
            code = question.code or next_code(used)
            used.add(code)
            asked.append(replace(question, code=code))
        made.append(replace(section, questions=tuple(asked)))
    return tuple(made)
