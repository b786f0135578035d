"""The share that is met of what is asked: the published rule. Pure.

The share is the sum of weight times value over the sum of weights, of the questions that are
answered and apply. It is counted in fractions and is therefore the same whatever the order.
What is not answered yet gives a lower and an upper bound, that the share of the full set of
answers can never pass.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any

from insyn.criteria.rules.answers import NOT_APPLICABLE, WHOLE, answer_problem
from insyn.criteria.rules.conditions import holds
from insyn.criteria.rules.facts import QuestionFacts
from insyn.criteria.rules.findings import proposals, rule_refusal
from insyn.criteria.rules.states import AnswerType, Level
from insyn.kernel.choices import Choice

MET, HALF, UNMET = Fraction(1), Fraction(1, 2), Fraction(0)

_VERDICTS = {"yes": MET, "partly": HALF, "no": UNMET}
_LEVELS = {Level.MET: MET, Level.PARTLY: HALF, Level.NOT_MET: UNMET}

_BOUNDED = frozenset(
    {
        AnswerType.FREQUENCY,
        AnswerType.NUMBER,
        AnswerType.PERCENT,
        AnswerType.SINGLE,
        AnswerType.SEVERAL,
    }
)
"""Types that count only when a finding rule of the question says which answers fall short."""


class Standing(Choice):
    """What a question does to the share."""

    COUNTED = "counted", "Räknas"
    NOT_APPLICABLE = "not_applicable", "Inte tillämpligt"
    OPEN = "open", "Inte besvarad"
    NOT_ASKED = "not_asked", "Ställs inte"
    UNSCORED = "unscored", "Räknas aldrig"


_APART = {
    Level.NOT_APPLICABLE: Standing.NOT_APPLICABLE,
    Level.NOT_ASSESSED: Standing.OPEN,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A question with its answer, what it is worth, and why it counts or not."""

    question: QuestionFacts
    answer: Any
    standing: Standing
    value: Fraction | None = None

    @property
    def points(self) -> Fraction | None:
        """Return weight times value, or None when the question does not count."""
        return None if self.value is None else self.question.weight * self.value


@dataclass(frozen=True, slots=True)
class Score:
    """What a set of answers gives.

    ``share`` is of what is answered and applies; None when nothing is. ``lowest`` and
    ``highest`` are where it can end when the rest is answered: lowest if none of it is met.
    ``unmet_critical`` stand beside the share, because a sum hides them.
    """

    points: Fraction
    counted: int
    open: int
    share: Fraction | None
    lowest: Fraction | None
    highest: Fraction | None
    unmet_critical: tuple[QuestionFacts, ...]

    @property
    def is_complete(self) -> bool:
        """Tell whether every question that counts has its answer."""
        return not self.open


def score(questions: Sequence[QuestionFacts], answers: Mapping[str, object]) -> Score:
    """Return the share that the answers (by question code) give, with its bounds."""
    return summed(lines(questions, answers))


def summed(rows: Iterable[Line]) -> Score:
    """Return the share of the lines. No division by zero: nothing counted gives no share."""
    counted, points, still_open = 0, UNMET, 0
    unmet: list[QuestionFacts] = []
    for row in rows:
        if row.standing == Standing.OPEN:
            still_open += row.question.weight
        if row.value is None:
            continue
        counted += row.question.weight
        points += row.question.weight * row.value
        if row.question.is_critical and row.value < MET:
            unmet.append(row.question)
    share = Fraction(points, counted) if counted else None
    return Score(
        points=points,
        counted=counted,
        open=still_open,
        share=share,
        lowest=None if share is None else Fraction(points, counted + still_open),
        highest=None if share is None else Fraction(points + still_open, counted + still_open),
        unmet_critical=tuple(unmet),
    )


def lines(questions: Sequence[QuestionFacts], answers: Mapping[str, object]) -> tuple[Line, ...]:
    """Return what each question does to the share, in the order they are asked.

    A value that is no answer to its question counts as no answer. A question that may still be
    asked, because the one it depends on is not answered, counts as not answered either.
    """
    standings: dict[str, Standing] = {}
    asked: dict[str, QuestionFacts] = {}
    rows: list[Line] = []
    for question in questions:
        answer = answers.get(question.code)
        if answer is not None and answer_problem(question, answer):
            answer = None
        presence = _presence(question, asked, standings, answers)
        standings[question.code] = presence or _answered(answer)
        asked[question.code] = question
        rows.append(_line(question, None if presence else answer, presence))
    return tuple(rows)


def _answered(answer: object) -> Standing:
    return Standing.OPEN if answer is None else Standing.COUNTED


def _presence(
    question: QuestionFacts,
    asked: Mapping[str, QuestionFacts],
    standings: Mapping[str, Standing],
    answers: Mapping[str, object],
) -> Standing | None:
    """Return why the question is not, or not yet, asked; None when it is."""
    raw = question.condition
    if raw is None:
        return None
    source = asked.get(str(raw.get("question")))
    if source is None:
        return Standing.NOT_ASKED
    before = standings[source.code]
    if before in {Standing.NOT_ASKED, Standing.OPEN}:
        return before
    return None if holds(raw, source, answers.get(source.code)) else Standing.NOT_ASKED


def _line(question: QuestionFacts, answer: object, presence: Standing | None) -> Line:
    if not is_scored(question):
        return Line(question, answer, Standing.UNSCORED)
    standing = presence or _standing(question, answer)
    if standing != Standing.COUNTED:
        return Line(question, answer, standing)
    return Line(question, answer, standing, _VALUES[question.answer_type](question, answer))


def _standing(question: QuestionFacts, answer: object) -> Standing:
    if answer is None:
        return Standing.OPEN
    if answer == NOT_APPLICABLE:
        return Standing.NOT_APPLICABLE
    if question.answer_type == AnswerType.SCALE:
        return _APART.get(_level(question, answer), Standing.COUNTED)
    return Standing.COUNTED


def _level(question: QuestionFacts, answer: object) -> Level:
    """Return what the level with the label counts as; the answer must be one."""
    return next(level.counts_as for level in question.levels if level.label == answer)


def is_scored(question: QuestionFacts) -> bool:
    """Tell whether answers to the question count at all. Text, days and documents never do."""
    if question.answer_type in _BOUNDED:
        return any(not rule_refusal(question, raw) for raw in question.finding_rules)
    if question.answer_type == AnswerType.SCALE:
        return any(level.counts_as in _LEVELS for level in question.levels)
    return question.answer_type in _VALUES


def _by_verdict(question: QuestionFacts, answer: Any) -> Fraction:
    """Return what yes, partly and no are worth: yes is met, unless a rule calls it a shortcoming.

    So ”Har IVO funnit brister?” counts the right way round when its rule says so.
    """
    return _by_rules(question, answer) if _is_reversed(question) else _VERDICTS[answer]


def _is_reversed(question: QuestionFacts) -> bool:
    return bool(proposals(question, "yes", today=date.min))


def _by_rules(question: QuestionFacts, answer: Any) -> Fraction:
    """Return 0 for an answer that proposes a deficiency, a half for a development area, else 1."""
    proposed = {found.kind for found in proposals(question, answer, today=date.min)}
    if "deficiency" in proposed:
        return UNMET
    return HALF if proposed else MET


def _by_sample(_question: QuestionFacts, answer: Any) -> Fraction:
    return Fraction(answer["right"], answer["of"])


def _by_level(question: QuestionFacts, answer: Any) -> Fraction:
    return _LEVELS[_level(question, answer)]


_VALUES: Mapping[AnswerType, Callable[[QuestionFacts, Any], Fraction]] = {
    AnswerType.YES_NO: _by_verdict,
    AnswerType.YES_PARTLY_NO: _by_verdict,
    AnswerType.SAMPLE: _by_sample,
    AnswerType.SCALE: _by_level,
    **dict.fromkeys(_BOUNDED, _by_rules),
}


def per_cent_at_least(share: Fraction) -> int:
    """Return the whole per cent that the share certainly reaches: always rounded down."""
    return floor(share * WHOLE)


def per_cent_at_most(share: Fraction) -> int:
    """Return the whole per cent that the share certainly does not pass: always rounded up."""
    return ceil(share * WHOLE)
