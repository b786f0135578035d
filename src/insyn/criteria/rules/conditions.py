"""When a question is asked: only if another one, asked before it, got a certain answer. Pure.

A condition is ``{"question": code, "operator": …, "value": …}``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from insyn.criteria.rules.answers import (
    CHOSEN_FROM,
    NOT_APPLICABLE,
    WHOLE,
    Frequency,
    answer_in_words,
    answer_problem,
    choices_to,
    is_number,
    shown_number,
)
from insyn.criteria.rules.facts import QuestionFacts
from insyn.criteria.rules.states import AnswerType
from insyn.kernel.choices import Choice


class Operator(Choice):
    """How the answer is compared."""

    IS = "is", "är"
    IS_NOT = "is_not", "är inte"
    AT_LEAST = "at_least", "är minst"
    AT_MOST = "at_most", "är högst"
    ANSWERED = "answered", "är besvarad"


_SAME = (Operator.IS, Operator.IS_NOT)
_ORDERED = (Operator.AT_LEAST, Operator.AT_MOST)

OPERATORS: Mapping[AnswerType, tuple[Operator, ...]] = {
    AnswerType.YES_NO: (*_SAME, Operator.ANSWERED),
    AnswerType.YES_PARTLY_NO: (*_SAME, Operator.ANSWERED),
    AnswerType.SINGLE: (*_SAME, Operator.ANSWERED),
    AnswerType.SEVERAL: (*_SAME, Operator.ANSWERED),
    AnswerType.FREQUENCY: (*_SAME, *_ORDERED, Operator.ANSWERED),
    AnswerType.SCALE: (*_SAME, *_ORDERED, Operator.ANSWERED),
    AnswerType.NUMBER: (Operator.IS, *_ORDERED, Operator.ANSWERED),
    AnswerType.PERCENT: (Operator.IS, *_ORDERED, Operator.ANSWERED),
    AnswerType.DATE: (*_ORDERED, Operator.ANSWERED),
    AnswerType.SAMPLE: (*_ORDERED, Operator.ANSWERED),
    AnswerType.TEXT: (Operator.ANSWERED,),
    AnswerType.DOCUMENT: (Operator.ANSWERED,),
}
"""Which comparisons make sense for each type of answer."""

SPOKEN: Mapping[tuple[AnswerType, Operator], str] = {
    (AnswerType.FREQUENCY, Operator.AT_LEAST): "är minst så ofta som",
    (AnswerType.FREQUENCY, Operator.AT_MOST): "är högst så ofta som",
    (AnswerType.SCALE, Operator.AT_LEAST): "är minst så bra som",
    (AnswerType.SCALE, Operator.AT_MOST): "är högst så bra som",
    (AnswerType.DATE, Operator.AT_LEAST): "är tidigast",
    (AnswerType.DATE, Operator.AT_MOST): "är senast",
    (AnswerType.SEVERAL, Operator.IS): "innehåller",
    (AnswerType.SEVERAL, Operator.IS_NOT): "innehåller inte",
    (AnswerType.SAMPLE, Operator.AT_LEAST): "är rätt i minst så många procent som",
    (AnswerType.SAMPLE, Operator.AT_MOST): "är rätt i högst så många procent som",
}
"""Words that fit a type better than those of the operator."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong in a template, and with which question (its code) or area (its place)."""

    sentence: str
    question: str = ""
    section: int | None = None


def operator_in_words(answer_type: AnswerType, operator: Operator) -> str:
    """Return the comparison as it is said about an answer of that type."""
    return SPOKEN.get((answer_type, operator), operator.label)


def condition_in_words(raw: Mapping[str, Any], asked: QuestionFacts) -> str:
    """Return the condition as a clause: ”F2 är Nej”. ``asked`` is the question it refers to."""
    operator = Operator(raw["operator"])
    said = f"{asked.code} {operator_in_words(asked.answer_type, operator)}"
    if operator == Operator.ANSWERED:
        return said
    if asked.answer_type in CHOSEN_FROM:
        label = dict(choices_to(asked)).get(str(raw["value"]), str(raw["value"]))
        return f"{said} ”{label}”"
    if asked.answer_type == AnswerType.SAMPLE:
        return f"{said} {shown_number(raw['value'])}"
    return f"{said} {answer_in_words(asked, raw['value'])}"


def condition_problems(questions: Sequence[QuestionFacts]) -> list[str]:
    """Return a Swedish sentence for each condition that cannot stand; empty when all can."""
    return [flaw.sentence for flaw in condition_flaws(questions)]


def condition_flaws(questions: Sequence[QuestionFacts]) -> list[Flaw]:
    """Return what is wrong with the conditions, in the order the questions are asked."""
    return [
        Flaw(f"Fråga {question.code}: {sentence}", question.code)
        for place, question in enumerate(questions)
        if (sentence := condition_refusal(question, questions, place))
    ]


def condition_refusal(
    question: QuestionFacts, questions: Sequence[QuestionFacts], place: int
) -> str:
    """Return why the question at that place cannot have its condition; empty when it can.

    ``questions`` are all of the template in order. A condition looks only backwards: so none
    ever refers to itself, directly or through others.
    """
    raw = question.condition
    if raw is None:
        return ""
    if not _is_well_formed(raw):
        return "Villkoret går inte att läsa. Välj fråga, jämförelse och svar igen."
    code = raw["question"]
    places = {other.code: index for index, other in enumerate(questions)}
    if code == question.code or places.get(code, place) >= place:
        return _not_before(question, code, places)
    return comparison_refusal(questions[places[code]], Operator(raw["operator"]), raw.get("value"))


def _not_before(question: QuestionFacts, code: str, places: Mapping[str, int]) -> str:
    if code == question.code:
        return "Villkoret hänvisar till frågan själv. Välj en fråga som står före."
    if code not in places:
        return f"Villkoret hänvisar till frågan {code}, som inte finns. Välj en annan fråga."
    return (
        f"Villkoret hänvisar till frågan {code}, som ställs efter. Flytta frågan eller välj en "
        "fråga som står före."
    )


def _is_well_formed(raw: Mapping[str, Any]) -> bool:
    return (
        set(raw) <= {"question", "operator", "value"}
        and isinstance(raw.get("question"), str)
        and raw.get("operator") in Operator.codes()
    )


def comparison_refusal(asked: QuestionFacts, operator: Operator, value: object) -> str:
    """Return why the question that is referred to can never be compared so; empty when it can."""
    if operator not in OPERATORS[asked.answer_type]:
        return (
            f"Frågan {asked.code} besvaras med ”{asked.answer_type.label}” och kan inte jämföras "
            f"med ”{operator.label}”."
        )
    if operator == Operator.ANSWERED:
        return "" if value in (None, "", True) else "”Är besvarad” jämförs inte med något svar."
    if not _is_possible(asked, value):
        return f"Frågan {asked.code} kan inte få det svar som villkoret väntar på. Välj ett annat."
    return ""


def _is_possible(asked: QuestionFacts, value: object) -> bool:
    if asked.answer_type == AnswerType.SEVERAL:
        return isinstance(value, str) and value in dict(choices_to(asked))
    if asked.answer_type == AnswerType.SAMPLE:
        return isinstance(value, int | float) and is_number(value) and 0 <= value <= WHOLE
    return value != NOT_APPLICABLE and not answer_problem(asked, value)


def holds(raw: Mapping[str, Any], asked: QuestionFacts, answer: object) -> bool:
    """Tell whether the answer to the question that is referred to meets the condition.

    No answer meets none; *not applicable* meets only ”är inte” and ”är besvarad”.
    """
    operator = Operator(raw["operator"])
    if answer is None or answer_problem(asked, answer):
        return False
    if operator == Operator.ANSWERED:
        return True
    if answer == NOT_APPLICABLE:
        return operator == Operator.IS_NOT
    return _COMPARED[operator](asked, answer, raw["value"])


def _is(_asked: QuestionFacts, answer: Any, value: Any) -> bool:
    return bool(value in answer if isinstance(answer, list) else answer == value)


def _is_not(asked: QuestionFacts, answer: Any, value: Any) -> bool:
    return not _is(asked, answer, value)


def _at_least(asked: QuestionFacts, answer: Any, value: Any) -> bool:
    return bool(_rank(asked, answer) >= _bound(asked, value))


def _at_most(asked: QuestionFacts, answer: Any, value: Any) -> bool:
    return bool(_rank(asked, answer) <= _bound(asked, value))


_COMPARED: Mapping[Operator, Callable[[QuestionFacts, Any, Any], bool]] = {
    Operator.IS: _is,
    Operator.IS_NOT: _is_not,
    Operator.AT_LEAST: _at_least,
    Operator.AT_MOST: _at_most,
}


def _rank(asked: QuestionFacts, answer: Any) -> Any:
    """Return what orders the answers of the type: more, later, oftener or better is higher."""
    if asked.answer_type == AnswerType.SAMPLE:
        return WHOLE * answer["right"] / answer["of"]
    return _bound(asked, answer)


def _bound(asked: QuestionFacts, value: Any) -> Any:
    if asked.answer_type == AnswerType.FREQUENCY:
        return -Frequency.codes().index(value)
    if asked.answer_type == AnswerType.SCALE:
        return -[level.label for level in asked.levels].index(value)
    return value


def shown_questions(
    questions: Sequence[QuestionFacts], answers: Mapping[str, object]
) -> list[QuestionFacts]:
    """Return the questions that are asked, given the answers so far (by code).

    A question that is not asked has no answer: what depends on it is not asked either.
    """
    shown: list[QuestionFacts] = []
    by_code: dict[str, QuestionFacts] = {}
    for question in questions:
        raw = question.condition
        if raw is not None:
            asked = by_code.get(str(raw.get("question")))
            if asked is None or not holds(raw, asked, answers.get(asked.code)):
                continue
        shown.append(question)
        by_code[question.code] = question
    return shown


def depending_on(code: str, questions: Sequence[QuestionFacts]) -> list[str]:
    """Return the codes of the questions whose condition refers to the one named."""
    return [
        question.code
        for question in questions
        if question.condition is not None and question.condition.get("question") == code
    ]


def typed_value(asked: QuestionFacts, typed: str) -> object:
    """Return what was typed or chosen as the value that a condition or rule compares with.

    Text that is no number stays text, and is then refused by the rule with its sentence.
    """
    if asked.answer_type in {AnswerType.NUMBER, AnswerType.PERCENT, AnswerType.SAMPLE}:
        return number_of(typed)
    return typed.strip()


def number_of(typed: str) -> object:
    """Return ”12” as 12 and ”12,5” as 12.5; anything else as it was typed."""
    plain = typed.strip().replace(" ", "").replace("\u00a0", "").replace(",", ".").replace("−", "-")
    try:
        value = float(plain)
    except ValueError:
        return typed
    if not is_number(value):
        return typed
    return int(value) if value.is_integer() else value
