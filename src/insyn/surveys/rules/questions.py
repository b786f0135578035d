"""Which questions a response has, and which of them are asked now. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from insyn.criteria.rules import QuestionFacts
from insyn.criteria.rules.conditions import shown_questions


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that the provider answers.

    ``facts`` hold more than the provider may see: weight, critical, finding rules. ``number``
    is the question's place in its section. ``added_at`` is when it came into a running round.
    """

    pk: int
    code: str
    number: int
    text: str
    help: str
    evidence: str
    facts: QuestionFacts
    is_required: bool
    is_added: bool = False
    added_at: datetime | None = None
    may_be_published: bool = True


@dataclass(frozen=True, slots=True)
class SectionOfRound:
    """An area of a round with the questions that the provider answers, in order.

    ``number`` counts from one among the areas that ask the provider something.
    """

    pk: int
    number: int
    name: str
    intro: str
    questions: tuple[AskedQuestion, ...]


def asked_in_round(sections: Sequence[SectionOfRound]) -> list[AskedQuestion]:
    """Return every question of the round in the order it is asked."""
    return [question for section in sections for question in section.questions]


def asked_now(sections: Sequence[SectionOfRound], answers: Mapping[int, object]) -> set[int]:
    """Return the keys of the questions that are asked, given the answers so far.

    ``answers`` maps the question's key to its value; what is not answered may be left out.
    """
    questions = asked_in_round(sections)
    given = {
        question.code: answers[question.pk]
        for question in questions
        if answers.get(question.pk) is not None
    }
    shown = {facts.code for facts in shown_questions([q.facts for q in questions], given)}
    return {question.pk for question in questions if question.code in shown}


def required_now(
    sections: Sequence[SectionOfRound],
    answers: Mapping[int, object],
    *,
    has_submitted: bool = False,
) -> set[int]:
    """Return the keys of the questions that must be answered, given the answers so far.

    A question that was added to the round after somebody had handed in is voluntary for them.
    """
    asked = asked_now(sections, answers)
    return {
        question.pk
        for question in asked_in_round(sections)
        if question.pk in asked
        and question.is_required
        and not (has_submitted and question.is_added)
    }
