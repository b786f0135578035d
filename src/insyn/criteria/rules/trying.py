"""Answers to try the scoring rule with, made from the questions themselves. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from insyn.criteria.rules.answers import (
    CHOSEN_FROM,
    NOT_APPLICABLE,
    answer_in_words,
    answer_problem,
    choices_to,
)
from insyn.criteria.rules.facts import QuestionFacts
from insyn.criteria.rules.findings import rule_refusal
from insyn.criteria.rules.scoring import (
    HALF,
    MET,
    UNMET,
    Line,
    Score,
    Standing,
    is_scored,
    lines,
    per_cent_at_least,
    per_cent_at_most,
    summed,
)
from insyn.criteria.rules.states import AnswerType

MOST_TRIED = 5
"""Questions. More would hide how the sum is made."""

_EXAMINED = 10
_RIGHT = (10, 9, 5, 0)
"""A sample to try with: how many are examined, and how many of them are right."""


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be chosen on the page; ``value`` is None when it does not count."""

    key: str
    label: str
    answer: Any
    standing: Standing
    value: Fraction | None


def tried_questions(questions: Iterable[QuestionFacts]) -> tuple[QuestionFacts, ...]:
    """Return the first questions that count, as if they were always asked."""
    found = [replace(question, condition=None) for question in questions if is_scored(question)]
    return tuple(found[:MOST_TRIED])


def options_for(question: QuestionFacts) -> tuple[Option, ...]:
    """Return answers to choose among: all of a list, or a few on each side of a bound."""
    answers = [*_answers(question), NOT_APPLICABLE]
    possible = [answer for answer in answers if not answer_problem(question, answer)]
    return tuple(
        _as_option(question, str(place), answer) for place, answer in enumerate(possible, start=1)
    )


def _as_option(question: QuestionFacts, key: str, answer: Any) -> Option:
    (line,) = lines([question], {question.code: answer})
    label = answer_in_words(question, answer)
    return Option(key, label, answer, standing=line.standing, value=line.value)


def example_for(questions: Sequence[QuestionFacts]) -> Mapping[str, Option]:
    """Return answers by code that show what the rule does, as far as the questions can.

    Of five questions one is met, one half met, one not met, one does not apply and the last is
    left open. A question that can show nothing else is met.
    """
    roles = set(_ROLES[: len(questions)])
    free = list(questions)[: -1 if Standing.OPEN in roles else None]
    chosen: dict[str, Option] = {}
    for wanted in (role for role in _RAREST_FIRST if role in roles):
        pairs = ((question, _option(question, wanted)) for question in free)
        found = next(((question, option) for question, option in pairs if option), None)
        if found:
            question, option = found
            free.remove(question)
            chosen[question.code] = option
    return chosen | {question.code: _best(question) for question in free}


_ROLES = (MET, UNMET, HALF, Standing.OPEN, Standing.NOT_APPLICABLE)
"""What an example shows, the most important first; with few questions the last are left out."""

_RAREST_FIRST = (Standing.NOT_APPLICABLE, HALF, UNMET, MET)


def _option(question: QuestionFacts, wanted: Fraction | Standing) -> Option | None:
    options = options_for(question)
    return next((option for option in options if wanted in {option.value, option.standing}), None)


def _best(question: QuestionFacts) -> Option:
    return max(options_for(question), key=lambda option: option.value or UNMET)


def _answers(question: QuestionFacts) -> list[Any]:
    kind = question.answer_type
    if kind == AnswerType.SAMPLE:
        return [{"right": right, "of": _EXAMINED} for right in _RIGHT]
    if kind in CHOSEN_FROM:
        codes = [code for code, _label in choices_to(question)]
        return [[code] for code in codes] if kind == AnswerType.SEVERAL else codes
    bounds = {
        raw["when"]["value"] for raw in question.finding_rules if not rule_refusal(question, raw)
    }
    return sorted({bound + step for bound in bounds for step in (-1, 0, 1)})


@dataclass(frozen=True, slots=True)
class WorkedRow:
    """A line of the sum, in numbers and words to show."""

    text: str
    answer: str
    standing: Standing
    weight: int
    is_critical: bool
    value: float | None
    points: float | None


@dataclass(frozen=True, slots=True)
class Worked:
    """A sum with its lines and its result in whole per cent, None when nothing counts."""

    rows: tuple[WorkedRow, ...]
    score: Score
    points: float
    least: int | None
    most: int | None
    share: int | None


def worked(questions: Sequence[QuestionFacts], answers: Mapping[str, object]) -> Worked:
    """Return the sum that the answers give, line by line, as the rule makes it."""
    rows = lines(questions, answers)
    made = summed(rows)
    return Worked(
        rows=tuple(_row(line) for line in rows),
        score=made,
        points=float(made.points),
        least=None if made.lowest is None else per_cent_at_least(made.lowest),
        most=None if made.highest is None else per_cent_at_most(made.highest),
        share=None if made.share is None else per_cent_at_least(made.share),
    )


def _row(line: Line) -> WorkedRow:
    answer = "" if line.answer is None else answer_in_words(line.question, line.answer)
    return WorkedRow(
        text=line.question.text,
        answer=answer,
        standing=line.standing,
        weight=line.question.weight,
        is_critical=line.question.is_critical,
        value=None if line.value is None else float(line.value),
        points=None if line.points is None else float(line.points),
    )
