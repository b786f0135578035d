"""How answers are counted, so that a million of them are read as a few thousand rows. Pure.

An answer becomes one or more codes, each with the number one and, for numbers, its value.
Counting is adding: what a response says now less what it said before is the change, whatever
the order, so that the tallies always equal a count of the newest submissions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

from insyn.criteria.rules import AnswerType, QuestionFacts
from insyn.criteria.rules.answers import NOT_APPLICABLE, answer_problem, is_number
from insyn.criteria.rules.scoring import MET, UNMET, lines
from insyn.surveys.rules.questions import AskedQuestion

NUMBER, RIGHT, OF, DAY, TEXT = "number", "right", "of", "date", "text"
"""Codes of answers that are not chosen among given values."""
ANSWERED, IS_MET, IS_PARTLY, IS_UNMET = "#answered", "#met", "#partly", "#unmet"
"""Codes that stand beside the answer's own: that there is one, and what it is worth."""
BEYOND, UNREADABLE = "#beyond", "#unreadable"
"""A number too large to be summed, and a value that is no answer to its question."""

STANDINGS = (IS_MET, IS_PARTLY, IS_UNMET)
LONGEST_CODE = 60
LARGEST = 10**12
_FOUR = Decimal("0.0001")
_FREE = {
    AnswerType.DATE: DAY,
    AnswerType.TEXT: TEXT,
    AnswerType.DOCUMENT: TEXT,
}


class Cell(NamedTuple):
    """What is counted apart: one answer to one question in one group of responses."""

    question: int
    area: int | None
    form: str
    answer: str


class Amount(NamedTuple):
    """How many, and the sum of their values."""

    number: int = 0
    total: Decimal = Decimal(0)

    def plus(self, other: "Amount") -> "Amount":
        return Amount(self.number + other.number, self.total + other.total)

    def minus(self, other: "Amount") -> "Amount":
        return Amount(self.number - other.number, self.total - other.total)


Tallies = Mapping[Cell, Amount]
Answers = Mapping[str, Mapping[str, object]]
"""As a submission keeps them: the question's key, as text, to its value and comment."""


@dataclass(frozen=True, slots=True)
class Group:
    """Which group a response is counted in."""

    area: int | None
    form: str


def tally(parts: Iterable[tuple[Cell, Amount]]) -> dict[Cell, Amount]:
    """Return the sums by cell; what sums to nothing is left out."""
    found: dict[Cell, Amount] = {}
    for cell, amount in parts:
        found[cell] = found[cell].plus(amount) if cell in found else amount
    return {cell: amount for cell, amount in found.items() if amount.number or amount.total}


def change(before: Tallies, after: Tallies) -> dict[Cell, Amount]:
    """Return what must be added to tallies that hold ``before`` for them to hold ``after``."""
    gone = ((cell, Amount().minus(amount)) for cell, amount in before.items())
    return tally((*gone, *after.items()))


class Coder:
    """Turns submissions into tallies for the questions of one round.

    Remembers what each chosen answer is worth, so that counting costs the same whatever the
    rules of the questions are.
    """

    def __init__(self, questions: Sequence[AskedQuestion]) -> None:
        self._facts = {str(one.pk): (one.pk, one.facts) for one in questions}
        self._known: dict[tuple[int, str], tuple[tuple[str, Amount], ...]] = {}

    def tallies(self, answers: Answers, group: Group) -> dict[Cell, Amount]:
        """Return the tallies of one submission; a question that is not of the round is left out."""
        return {
            Cell(pk, group.area, group.form, code): amount
            for key, given in answers.items()
            if key in self._facts
            for pk, facts in (self._facts[key],)
            for code, amount in self._coded(pk, facts, given.get("value"))
        }

    def _coded(self, pk: int, facts: QuestionFacts, value: object) -> Sequence[tuple[str, Amount]]:
        if value is None:
            return ()
        if not isinstance(value, str):
            return coded(facts, value)
        if facts.answer_type in _FREE:
            return coded(facts, value)
        place = (pk, value)
        if place not in self._known:
            self._known[place] = coded(facts, value)
        return self._known[place]


def coded(facts: QuestionFacts, value: object) -> tuple[tuple[str, Amount], ...]:
    """Return the codes of an answer, each with its amount; none for no answer."""
    if value is None:
        return ()
    if answer_problem(facts, value):
        return ((UNREADABLE, Amount(1)),)
    own = _own_codes(facts, value)
    said = standing(facts, value)
    return (*own, (ANSWERED, Amount(1)), *(((said, Amount(1)),) if said else ()))


def _own_codes(facts: QuestionFacts, value: object) -> tuple[tuple[str, Amount], ...]:
    if isinstance(value, Mapping):
        return _sample(*(Decimal(str(value[name])) for name in (RIGHT, OF)))
    if isinstance(value, list):
        return tuple((fitted(str(code)), Amount(1)) for code in value)
    if is_number(value):
        return _number(Decimal(str(value)))
    is_free = value != NOT_APPLICABLE and facts.answer_type in _FREE
    return ((_FREE[facts.answer_type] if is_free else fitted(str(value)), Amount(1)),)


def _sample(right: Decimal, of: Decimal) -> tuple[tuple[str, Amount], ...]:
    if of > LARGEST:
        return ((BEYOND, Amount(1)),)
    return ((RIGHT, Amount(1, right)), (OF, Amount(1, of)))


def _number(value: Decimal) -> tuple[tuple[str, Amount], ...]:
    if abs(value) > LARGEST:
        return ((BEYOND, Amount(1)),)
    return ((NUMBER, Amount(1, value.quantize(_FOUR))),)


def fitted(code: str) -> str:
    """Return the code as tallies keep it: a very long one is cut and told apart by its digest."""
    if len(code) <= LONGEST_CODE:
        return code
    return f"{code[:43]}…{sha256(code.encode()).hexdigest()[:16]}"


def standing(facts: QuestionFacts, value: object) -> str:
    """Return whether the answer is met, partly met or unmet; empty when it does not count.

    By the scale's ”counts as”, by yes, partly and no, and else by the question's finding rules:
    an answer that proposes a deficiency is unmet, one that proposes something milder is partly
    met. A condition of the question plays no part: it has been answered.
    """
    (line,) = lines([replace(facts, condition=None)], {facts.code: value})
    if line.value is None:
        return ""
    if line.value >= MET:
        return IS_MET
    return IS_UNMET if line.value <= UNMET else IS_PARTLY
