"""A visit's questions as the page on a device shows them. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from insyn.criteria.rules import AnswerType, QuestionFacts
from insyn.criteria.rules.answers import (
    CHOSEN_FROM,
    NOT_APPLICABLE,
    Frequency,
    choices_to,
    is_number,
    shown_number,
)
from insyn.criteria.rules.conditions import shown_questions

WRITTEN = frozenset({AnswerType.TEXT, AnswerType.DOCUMENT})
"""Types that a reviewer answers in words."""


@dataclass(frozen=True, slots=True)
class QuestionAskedOnVisit:
    """A question that reviewers answer."""

    pk: int
    facts: QuestionFacts


@dataclass(frozen=True, slots=True)
class AreaAsked:
    """An area with the questions that reviewers answer; ``others`` are keys of the rest."""

    pk: int
    number: int
    name: str
    intro: str
    questions: tuple[QuestionAskedOnVisit, ...]
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Choosing:
    """An answer or a note in conflict, and as people read it."""

    key: UUID
    value: Any
    words: str
    comment: str
    by: str
    both: str
    """What is proposed as the text of both."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it stands, or as it was typed when it could not be kept (``problem``)."""

    value: Any = None
    comment: str = ""
    revision: int = 0
    words: str = ""
    by: str = ""
    problem: str = ""
    waiting: tuple[Choosing, ...] = ()


NOTHING_GIVEN = Given()


@dataclass(frozen=True, slots=True)
class QuestionOnDevice:
    """A question with its answer. ``condition`` is JSON for the browser, or empty.

    ``earlier`` is what the provider has said to it, in words.
    """

    asked: QuestionAskedOnVisit
    number: str
    is_asked: bool
    condition: str = ""
    given: Given = NOTHING_GIVEN
    earlier: tuple[str, ...] = ()

    @property
    def pk(self) -> int:
        return self.asked.pk

    @property
    def facts(self) -> QuestionFacts:
        return self.asked.facts

    @property
    def answer_type(self) -> AnswerType:
        """Return how it is answered: what asks for a document is told in words."""
        return AnswerType.TEXT if self.is_written else self.facts.answer_type

    @property
    def is_written(self) -> bool:
        return self.facts.answer_type in WRITTEN

    @property
    def allows_not_applicable(self) -> bool:
        return self.facts.allows_not_applicable

    @property
    def measured_in(self) -> str:
        return self.facts.measured_in

    @property
    def choices(self) -> Sequence[tuple[str, str]]:
        return choices_to(self.facts)

    @property
    def is_chosen_from(self) -> bool:
        return self.facts.answer_type in CHOSEN_FROM

    @property
    def is_not_applicable(self) -> bool:
        return isinstance(self.given.value, str) and self.given.value == NOT_APPLICABLE

    @property
    def is_answered(self) -> bool:
        return self.given.value is not None

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the values that are ticked."""
        value = self.given.value
        if isinstance(value, list):
            return tuple(str(code) for code in value)
        return (value,) if isinstance(value, str) else ()

    @property
    def typed(self) -> str:
        """Return what stands in the field."""
        value = self.given.value
        if self.is_not_applicable or value is None:
            return ""
        return shown_number(value) if is_number(value) else str(value)

    @property
    def right(self) -> str:
        return self._part("right")

    @property
    def of(self) -> str:
        return self._part("of")

    def _part(self, name: str) -> str:
        value = self.given.value
        return str(value.get(name, "")) if isinstance(value, Mapping) else ""


@dataclass(frozen=True, slots=True)
class NoteOnDevice:
    """A note; one without a ``key`` was written elsewhere and is only read here."""

    key: UUID | None
    text: str
    revision: int
    by: str
    about: str = ""
    problem: str = ""
    waiting: tuple[Choosing, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaOnDevice:
    """An area with its questions and notes.

    ``earlier`` is what the provider has said to questions of its own in the area. ``unkept``
    is a new note that could not be kept, and why. ``is_in_depth`` says that the follow-up was
    decided to take up the area in depth.
    """

    pk: int
    number: int
    name: str
    intro: str
    questions: tuple[QuestionOnDevice, ...] = ()
    notes: tuple[NoteOnDevice, ...] = ()
    earlier: tuple[str, ...] = ()
    unkept: tuple[str, str] = ("", "")
    is_in_depth: bool = False

    @property
    def total(self) -> int:
        return sum(1 for one in self.questions if one.is_asked)

    @property
    def answered(self) -> int:
        return sum(1 for one in self.questions if one.is_asked and one.is_answered)

    @property
    def is_done(self) -> bool:
        return self.answered == self.total


def joined(*texts: str) -> str:
    """Return the texts that say something below each other, each of them once."""
    return "\n\n".join(dict.fromkeys(text for text in texts if text))


def asked_keys(areas: Iterable[AreaAsked], answers: Mapping[int, Any]) -> set[int]:
    """Return the keys of the questions that are asked, given the answers so far."""
    questions = [one for area in areas for one in area.questions]
    given = {
        one.facts.code: answers[one.pk] for one in questions if answers.get(one.pk) is not None
    }
    codes = {facts.code for facts in shown_questions([one.facts for one in questions], given)}
    return {one.pk for one in questions if one.facts.code in codes}


def condition_for_browser(facts: QuestionFacts, known: Mapping[str, QuestionAskedOnVisit]) -> str:
    """Return the condition as JSON: on which question, how, and in which order; or empty."""
    raw = facts.condition
    on = known.get(str(raw.get("question"))) if raw else None
    if raw is None or on is None:
        return ""
    order = {
        AnswerType.FREQUENCY: Frequency.codes(),
        AnswerType.SCALE: [level.label for level in on.facts.levels],
    }.get(on.facts.answer_type, [])
    said = {"on": on.pk, "how": raw["operator"], "value": raw.get("value"), "order": order}
    return json.dumps(said, ensure_ascii=False)
