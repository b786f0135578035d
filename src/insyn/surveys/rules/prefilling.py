"""Which answers of an earlier round may be shown as a start. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from insyn.criteria.rules.answers import answer_problem
from insyn.surveys.rules.questions import AskedQuestion

LONGEST_ORIGIN = 60


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """What was answered before to a question with that code, and of which type it was."""

    code: str
    answer_type: str
    value: object


def prefilled(
    questions: Sequence[AskedQuestion], earlier: Sequence[EarlierAnswer]
) -> Mapping[int, object]:
    """Return the value that each question starts with, by the question's key.

    Only answers to a question of the same code and type that are answers today too; a document
    is asked for anew.
    """
    by_code = {answer.code: answer for answer in earlier if answer.code}
    return {
        question.pk: found.value
        for question in questions
        if (found := by_code.get(question.code)) is not None
        and found.answer_type == question.facts.answer_type
        and found.answer_type != "document"
        and found.value is not None
        and not answer_problem(question.facts, found.value)
    }


def origin_said(title: str, concerns_to: date, *, differs_in_year: bool) -> str:
    """Return where a value comes from, as it is shown: ”2025”, or the round when it is the year's.

    Two rounds of one year are told apart by their title.
    """
    return str(concerns_to.year) if differs_in_year else title[:LONGEST_ORIGIN]
