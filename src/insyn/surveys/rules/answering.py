"""A survey as the one who answers meets it: never weight, rules or what others think. Pure."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from insyn.criteria.rules import AnswerType, QuestionFacts
from insyn.criteria.rules.answers import (
    CHOSEN_FROM,
    NOT_APPLICABLE,
    Frequency,
    choices_to,
    is_number,
    shown_number,
)
from insyn.surveys.rules.questions import AskedQuestion, SectionOfRound
from insyn.surveys.rules.states import AnswerState


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file that belongs to an answer."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it stands, or as it was typed when it could not be kept (``problem``).

    ``theirs`` is what somebody else answered meanwhile, in words. ``earlier`` is what was
    answered the last time, in words, and ``earlier_when`` says when.
    """

    value: object = None
    comment: str = ""
    state: AnswerState | None = None
    revision: int = 0
    prefilled_from: str = ""
    returned_reason: str = ""
    returned_on: date | None = None
    answered_at: datetime | None = None
    answered_by: str = ""
    files: tuple[FileShown, ...] = ()
    earlier: str = ""
    earlier_when: str = ""
    problem: str = ""
    theirs: str = ""


NOTHING_GIVEN = Given()


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question with its answer. Everything here may be shown to the provider.

    ``condition`` is JSON for the browser, empty when the question is always asked. ``words``
    is the answer as people read it, empty when there is none.
    """

    pk: int
    number: str
    text: str
    help: str
    evidence: str
    answer_type: AnswerType
    choices: tuple[tuple[str, str], ...]
    measured_in: str
    allows_not_applicable: bool
    allows_comment: bool
    is_required: bool
    is_added: bool
    is_asked: bool
    is_open: bool
    condition: str
    words: str
    given: Given = NOTHING_GIVEN

    @property
    def is_returned(self) -> bool:
        return self.given.state == AnswerState.RETURNED

    @property
    def is_prefilled(self) -> bool:
        return self.given.state == AnswerState.PREFILLED

    @property
    def is_answered(self) -> bool:
        return self.given.state == AnswerState.ANSWERED

    @property
    def is_left(self) -> bool:
        """Tell whether the question must be answered before the survey can be handed in."""
        return self.is_asked and not self.is_answered and (self.is_required or self.is_returned)

    @property
    def is_chosen_from(self) -> bool:
        return self.answer_type in CHOSEN_FROM

    @property
    def is_not_applicable(self) -> bool:
        return isinstance(self.given.value, str) and self.given.value == NOT_APPLICABLE

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
class SectionShown:
    """An area with its questions, and how far the answers have come."""

    pk: int
    number: int
    name: str
    intro: str
    questions: tuple[QuestionShown, ...]
    people: tuple[str, ...] = field(default=())

    @property
    def required(self) -> int:
        return sum(1 for one in self._counted() if one.is_required or one.is_returned)

    @property
    def answered(self) -> int:
        """Return how many of those that must be answered are."""
        return sum(1 for one in self._counted() if one.is_required and one.is_answered)

    @property
    def returned(self) -> int:
        return sum(1 for one in self._counted() if one.is_returned)

    @property
    def to_confirm(self) -> int:
        return sum(1 for one in self._counted() if one.is_prefilled)

    @property
    def left(self) -> tuple[QuestionShown, ...]:
        """Return what must still be answered: what came back first."""
        waiting = [one for one in self.questions if one.is_left]
        return tuple(sorted(waiting, key=lambda one: not one.is_returned))

    @property
    def is_done(self) -> bool:
        return not self.left

    def _counted(self) -> Iterable[QuestionShown]:
        return (one for one in self.questions if one.is_asked)


Say: TypeAlias = Callable[[QuestionFacts, object], str]


def _unsaid(_facts: QuestionFacts, _value: object) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Asking:
    """How the questions of a response stand now.

    ``asked``, ``required`` and ``opened`` are keys of questions that are asked, must be
    answered and may be changed; None means all, or what the template says. ``known`` are the
    questions by code, for the conditions. ``say`` puts an answer into words.
    """

    asked: Collection[int] | None = None
    required: Collection[int] | None = None
    opened: Collection[int] | None = None
    known: Mapping[str, AskedQuestion] = field(default_factory=dict)
    say: Say = _unsaid

    def is_asked(self, question: AskedQuestion) -> bool:
        return self.asked is None or question.pk in self.asked

    def is_required(self, question: AskedQuestion) -> bool:
        return question.is_required if self.required is None else question.pk in self.required

    def is_open(self, question: AskedQuestion) -> bool:
        return self.opened is None or question.pk in self.opened


ASKED_AS_WRITTEN = Asking()


def section_shown(
    section: SectionOfRound,
    given: Mapping[int, Given],
    asking: Asking = ASKED_AS_WRITTEN,
    *,
    people: tuple[str, ...] = (),
) -> SectionShown:
    """Return the area as the one who answers meets it; ``people`` have been given it."""
    return SectionShown(
        pk=section.pk,
        number=section.number,
        name=section.name,
        intro=section.intro,
        questions=tuple(
            _shown(question, f"{section.number}.{place}", given, asking)
            for place, question in enumerate(section.questions, 1)
        ),
        people=people,
    )


def _shown(
    question: AskedQuestion, number: str, given: Mapping[int, Given], asking: Asking
) -> QuestionShown:
    facts, answer = question.facts, given.get(question.pk, NOTHING_GIVEN)
    return QuestionShown(
        pk=question.pk,
        number=number,
        text=question.text,
        help=question.help,
        evidence=question.evidence,
        answer_type=facts.answer_type,
        choices=tuple(choices_to(facts)),
        measured_in=facts.measured_in,
        allows_not_applicable=facts.allows_not_applicable,
        allows_comment=facts.allows_comment,
        is_required=asking.is_required(question),
        is_added=question.is_added,
        is_asked=asking.is_asked(question),
        is_open=asking.is_open(question),
        condition=_condition(facts, asking.known),
        words=asking.say(facts, answer.value),
        given=answer,
    )


def _condition(facts: QuestionFacts, known: Mapping[str, AskedQuestion]) -> str:
    """Return the condition for the browser: on which question, how, and in which order."""
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
