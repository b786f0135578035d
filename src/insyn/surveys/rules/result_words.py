"""The words of the codes that answers are counted by, and what is drawn of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from insyn.criteria.rules import AnswerType, QuestionFacts
from insyn.criteria.rules.answers import CHOSEN_FROM, NOT_APPLICABLE, choices_to
from insyn.surveys.rules.comparison import Spread
from insyn.surveys.rules.tallying import (
    BEYOND,
    DAY,
    IS_MET,
    IS_PARTLY,
    IS_UNMET,
    NUMBER,
    OF,
    TEXT,
    UNREADABLE,
    fitted,
)

STANDING_LABELS = {
    IS_MET: "Uppfyllt",
    IS_PARTLY: "Delvis uppfyllt",
    IS_UNMET: "Inte uppfyllt",
}
_FREE_LABELS = {
    NUMBER: "Har svarat med ett tal",
    OF: "Har svarat med ett stickprov",
    DAY: "Har svarat med ett datum",
    TEXT: "Har svarat med text",
}
_FREE_CODES = {
    AnswerType.NUMBER: NUMBER,
    AnswerType.PERCENT: NUMBER,
    AnswerType.SAMPLE: OF,
    AnswerType.DATE: DAY,
}
_ODD = {
    NOT_APPLICABLE: "Inte tillämpligt",
    BEYOND: "Talet är för stort för att räknas med",
    UNREADABLE: "Svaret går inte att läsa",
}


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer that can be given to a question: its code in the tallies and its label."""

    code: str
    label: str


def answer_lines(question: QuestionFacts, total: Spread) -> list[AnswerLine]:
    """Return every answer of the question in order, given or not.

    What is out of the ordinary comes last, and only when somebody gave it.
    """
    if question.answer_type in CHOSEN_FROM:
        own = [AnswerLine(fitted(code), label) for code, label in choices_to(question)]
    else:
        code = _FREE_CODES.get(question.answer_type, TEXT)
        own = [AnswerLine(code, _FREE_LABELS[code])]
    odd = [AnswerLine(code, label) for code, label in _ODD.items() if total.count(code)]
    return [*own, *odd]


def per_cent_of(part: int, whole: int) -> int:
    """Return the part in whole per cent, rounded to the nearest; of nothing it is 0."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def standing_lines(total: Spread) -> Sequence[AnswerLine]:
    """Return met, partly met and unmet; none for a question that does not count."""
    if not total.scored:
        return ()
    return [AnswerLine(code, label) for code, label in STANDING_LABELS.items()]
