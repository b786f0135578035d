"""What can be answered to a question of each type. Pure.

An answer is a plain value, as JSON keeps it: a code, a number, a day as 2026-11-21, a list of
codes, ``{"right": 9, "of": 10}`` or text. *Not applicable* is a mark of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any

from insyn.criteria.rules.facts import QuestionFacts
from insyn.criteria.rules.states import AnswerType
from insyn.kernel.choices import Choice

NOT_APPLICABLE = "not_applicable"
WHOLE = 100
"""Per cent of everything."""
LONGEST_ANSWER = 10_000


class Verdict(Choice):
    """The answers to a question that asks whether something is so."""

    YES = "yes", "Ja"
    PARTLY = "partly", "Delvis"
    NO = "no", "Nej"


class Frequency(Choice):
    """How often something is done, the most often first."""

    DAILY = "daily", "Varje dag"
    WEEKLY = "weekly", "Varje vecka"
    MONTHLY = "monthly", "Varje månad"
    QUARTERLY = "quarterly", "Varje kvartal"
    HALF_YEARLY = "half_yearly", "Varje halvår"
    YEARLY = "yearly", "Varje år"
    SELDOM = "seldom", "Mer sällan än varje år"
    NEVER = "never", "Aldrig"


WITH_CHOICES = frozenset({AnswerType.SINGLE, AnswerType.SEVERAL})
"""Types whose question lists its own choices."""

CHOSEN_FROM = WITH_CHOICES | {
    AnswerType.YES_NO,
    AnswerType.YES_PARTLY_NO,
    AnswerType.FREQUENCY,
    AnswerType.SCALE,
}
"""Types that are answered by choosing among given values."""


def choices_to(question: QuestionFacts) -> list[tuple[str, str]]:
    """Return the (value, Swedish label) pairs to choose among; none for a free answer."""
    if question.answer_type in WITH_CHOICES:
        return [(str(code), str(label)) for code, label in question.choices]
    if question.answer_type == AnswerType.SCALE:
        return [(level.label, level.label) for level in question.levels]
    return list(_FIXED.get(question.answer_type, ()))


_FIXED: Mapping[AnswerType, Sequence[tuple[str, str]]] = {
    AnswerType.YES_NO: [(str(v), v.label) for v in (Verdict.YES, Verdict.NO)],
    AnswerType.YES_PARTLY_NO: [(str(v), v.label) for v in Verdict],
    AnswerType.FREQUENCY: [(str(v), v.label) for v in Frequency],
}


def answer_problem(question: QuestionFacts, value: object) -> str:
    """Return why the value is no answer to the question, in Swedish; empty when it is one."""
    if value == NOT_APPLICABLE and isinstance(value, str):
        return (
            ""
            if question.allows_not_applicable
            else "Frågan kan inte besvaras med ”inte tillämpligt”."
        )
    return _CHECKS[question.answer_type](question, value)


def answer_in_words(question: QuestionFacts, value: object) -> str:
    """Return an answer as people read it; the value must be one."""
    labels = {**dict(choices_to(question)), NOT_APPLICABLE: "Inte tillämpligt"}
    if isinstance(value, list):
        return ", ".join(labels.get(str(code), str(code)) for code in value)
    if isinstance(value, Mapping):
        return f"{value['right']} rätt av {value['of']}"
    if is_number(value):
        unit = "procent" if question.answer_type == AnswerType.PERCENT else question.measured_in
        return f"{shown_number(value)} {unit}".strip()
    return labels.get(str(value), str(value))


def shown_number(value: object) -> str:
    """Return the number as it is written in Swedish: 12,5 and never 12.0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace(".", ",").replace("-", "−")


def is_number(value: object) -> bool:
    """Tell whether the value is a finite number; truth values are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def is_day(value: object) -> bool:
    """Tell whether the value is a day written as 2026-11-21."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _one(question: QuestionFacts, value: object) -> str:
    if isinstance(value, str) and value in dict(choices_to(question)):
        return ""
    return f"Välj ett av svaren: {listed_choices(question)}."


def listed_choices(question: QuestionFacts) -> str:
    """Return the labels to choose among, in a row."""
    return ", ".join(label for _code, label in choices_to(question)) or "inget finns än"


def _several(question: QuestionFacts, value: object) -> str:
    known = dict(choices_to(question))
    if not isinstance(value, list) or any(
        not isinstance(code, str) or code not in known for code in value
    ):
        return f"Välj bland svaren: {listed_choices(question)}."
    return "Samma svar är valt två gånger." if len(set(value)) < len(value) else ""


def _number(_question: QuestionFacts, value: object) -> str:
    return "" if is_number(value) else "Skriv ett tal, som 12 eller 12,5."


def _percent(_question: QuestionFacts, value: object) -> str:
    is_share = isinstance(value, int | float) and is_number(value) and 0 <= value <= WHOLE
    return "" if is_share else "Skriv en procentsats mellan 0 och 100."


def _day(_question: QuestionFacts, value: object) -> str:
    return "" if is_day(value) else "Skriv ett datum, som 2026-11-21."


def _sample(_question: QuestionFacts, value: object) -> str:
    """Demand whole numbers: at least one examined, and no more right than examined."""
    parts: Sequence[Any] = ()
    if isinstance(value, Mapping) and set(value) == {"right", "of"}:
        parts = (value["right"], value["of"])
    if len(parts) == 0 or any(isinstance(p, bool) or not isinstance(p, int) for p in parts):
        return "Skriv hur många som var rätt och hur många som granskades, i heltal."
    right, of = parts
    if of < 1:
        return "Minst en ska vara granskad."
    return "" if 0 <= right <= of else "Fler kan inte vara rätt än de som granskades."


def _text(_question: QuestionFacts, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        return "Skriv ett svar."
    too_long = len(value) > LONGEST_ANSWER
    return f"Svaret får ha högst {LONGEST_ANSWER} tecken." if too_long else ""


_CHECKS: Mapping[AnswerType, Callable[[QuestionFacts, object], str]] = {
    AnswerType.YES_NO: _one,
    AnswerType.YES_PARTLY_NO: _one,
    AnswerType.FREQUENCY: _one,
    AnswerType.SINGLE: _one,
    AnswerType.SCALE: _one,
    AnswerType.SEVERAL: _several,
    AnswerType.NUMBER: _number,
    AnswerType.PERCENT: _percent,
    AnswerType.DATE: _day,
    AnswerType.SAMPLE: _sample,
    AnswerType.TEXT: _text,
    AnswerType.DOCUMENT: _text,
}


def choices_refusal(question: QuestionFacts) -> str:
    """Return what is wrong with the choices that the question lists; empty when nothing is."""
    if question.answer_type not in WITH_CHOICES:
        return ""
    labels = [label.strip().casefold() for _code, label in question.choices]
    if len(labels) < 2:  # noqa: PLR2004  one choice is no choice
        return "Frågan behöver minst två svarsalternativ."
    if len(set(labels)) < len(labels):
        return "Två svarsalternativ heter likadant."
    codes = [code for code, _label in question.choices]
    return "Två svarsalternativ har samma kod." if len(set(codes)) < len(codes) else ""


def coded_choices(
    labels: Sequence[str], before: Sequence[tuple[str, str]] = ()
) -> tuple[tuple[str, str], ...]:
    """Return (code, label) of each label; one that was there before keeps its code.

    A label that stands where a vanished one stood is the same choice in new words, when no
    choice was added or taken away.
    """
    kept = {label.casefold(): code for code, label in before}
    by_place = [code for code, _label in before] if len(before) == len(labels) else []
    still = {kept[label.casefold()] for label in labels if label.casefold() in kept}
    taken = {code for code, _label in before}
    made: list[tuple[str, str]] = []
    for place, label in enumerate(labels):
        code = kept.get(label.casefold(), "")
        if not code and by_place and by_place[place] not in still:
            code = by_place[place]
        if not code:
            code = _free_code(taken)
        taken.add(code)
        made.append((code, label))
    return tuple(made)


def _free_code(taken: set[str]) -> str:
    return next(f"a{n}" for n in range(1, len(taken) + 2) if f"a{n}" not in taken)
