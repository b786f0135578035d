"""What a made-up unit answers, by a fixed rule from a seed. Pure.

The same seed gives the same answers on any machine. Nobody has given them: whoever shows them
says so.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from insyn.criteria.rules import AnswerType, QuestionFacts
from insyn.criteria.rules.answers import Frequency, Verdict, choices_to
from insyn.surveys.rules.questions import SectionOfRound, asked_in_round, asked_now

WHOLE = 100
PARTLY_OF_TEN = 7
"""Of ten answers that are not yes, so many are partly."""
LONG_AGO = 330
"""Days; no day that is asked for lies further back."""
EXAMINED = 10
SAID = "Rutinen är ny för i år och gås igenom på arbetsplatsträffen."

GOOD_PACE = (Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.HALF_YEARLY)
BAD_PACE = (Frequency.SELDOM, Frequency.NEVER)


def roll(seed: str, sides: int = WHOLE) -> int:
    """Return a number from 0 up to, not including, ``sides``."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:6]) % sides


def answers_of(
    sections: Sequence[SectionOfRound], *, seed: str, good: int, day: date
) -> Mapping[int, object]:
    """Return an answer to each question that is asked, by its key.

    ``good`` is how many of a hundred answers are as they should be; no day lies after ``day``.
    A document is never answered here.
    """
    answers: dict[int, object] = {}
    for question in asked_in_round(sections):
        if question.pk not in asked_now(sections, answers):
            continue
        value = answer_to(question.facts, seed=f"{seed}:{question.code}", good=good, day=day)
        if value is not None:
            answers[question.pk] = value
    return answers


def answer_to(question: QuestionFacts, *, seed: str, good: int, day: date) -> object:
    """Return the answer to one question; None for a document."""
    is_good = roll(seed) < good
    if question.answer_type == AnswerType.DATE:
        return (day - timedelta(days=roll(f"{seed}:day", LONG_AGO))).isoformat()
    make = _MADE.get(question.answer_type)
    return make(question, is_good, roll(f"{seed}:how")) if make else None


Make = Callable[[QuestionFacts, bool, int], object]


def _yes_no(_question: QuestionFacts, is_good: bool, _how: int) -> str:  # noqa: FBT001
    return Verdict.YES.value if is_good else Verdict.NO.value


def _verdict(_question: QuestionFacts, is_good: bool, how: int) -> str:  # noqa: FBT001
    if is_good:
        return Verdict.YES.value
    return Verdict.PARTLY.value if how % EXAMINED < PARTLY_OF_TEN else Verdict.NO.value


def _pace(_question: QuestionFacts, is_good: bool, how: int) -> str:  # noqa: FBT001
    paces = GOOD_PACE if is_good else BAD_PACE
    return paces[how % len(paces)].value


def _number(_question: QuestionFacts, is_good: bool, how: int) -> int:  # noqa: FBT001
    return how % 5 if is_good else 5 + how % 15


def _percent(_question: QuestionFacts, is_good: bool, how: int) -> int:  # noqa: FBT001
    return 92 + how % 9 if is_good else 60 + how % 30


def _sample(_question: QuestionFacts, is_good: bool, how: int) -> dict[str, int]:  # noqa: FBT001
    return {"right": EXAMINED if is_good else 5 + how % 5, "of": EXAMINED}


def _one(question: QuestionFacts, is_good: bool, how: int) -> str:  # noqa: FBT001
    codes = [code for code, _label in choices_to(question)]
    return codes[0] if is_good else codes[how % len(codes)]


def _several(question: QuestionFacts, is_good: bool, how: int) -> list[str]:  # noqa: FBT001
    codes = [code for code, _label in choices_to(question)]
    return codes if is_good else codes[: 1 + how % len(codes)]


def _text(_question: QuestionFacts, _is_good: bool, _how: int) -> str:  # noqa: FBT001
    return SAID


_MADE: Mapping[AnswerType, Make] = {
    AnswerType.YES_NO: _yes_no,
    AnswerType.YES_PARTLY_NO: _verdict,
    AnswerType.FREQUENCY: _pace,
    AnswerType.NUMBER: _number,
    AnswerType.PERCENT: _percent,
    AnswerType.SAMPLE: _sample,
    AnswerType.SINGLE: _one,
    AnswerType.SCALE: _one,
    AnswerType.SEVERAL: _several,
    AnswerType.TEXT: _text,
}
