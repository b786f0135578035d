"""Reading what was typed in an area of a survey, without any script."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.http import QueryDict

from insyn.criteria.rules import AnswerType, QuestionFacts
from insyn.criteria.rules.answers import NOT_APPLICABLE
from insyn.criteria.rules.operations import as_value
from insyn.platform.text import tidy_text
from insyn.surveys.rules import OperationKind
from insyn.surveys.rules.answering import QuestionShown, SectionShown
from insyn.surveys.rules.operations import Operation

_SPACE = UUID("6f1f6b1e-7a51-4c6f-9d52-0d6d0f4f2a11")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed to one question, and whether it says anything new."""

    question: QuestionShown
    kind: OperationKind
    value: Any
    comment: str
    seen_revision: int
    is_new: bool

    def operation(self, form_key: str) -> Operation:
        """Return the operation; the same page with the same words gives the same mark."""
        said = json.dumps([self.question.pk, self.kind, self.value, self.comment], default=str)
        return Operation(
            key=uuid5(_SPACE, f"{form_key[:64]}:{self.seen_revision}:{said}"),
            question=self.question.pk,
            kind=self.kind,
            value=self.value,
            comment=self.comment,
            seen_revision=self.seen_revision,
        )


def read_section(
    section: SectionShown, facts: Mapping[int, QuestionFacts], data: QueryDict
) -> list[Typed]:
    """Return what was typed to the questions that were on the page and can be changed."""
    return list(_read(section, facts, data))


def _read(
    section: SectionShown, facts: Mapping[int, QuestionFacts], data: QueryDict
) -> Iterator[Typed]:
    for question in section.questions:
        if f"seen-{question.pk}" not in data:
            continue
        typed = _typed(question, data)
        comment = tidy_text(data.get(f"comment-{question.pk}", question.given.comment))
        value = as_value(facts[question.pk], tidy_text(typed) if isinstance(typed, str) else typed)
        kind = _kind(question, data)
        given = question.given
        yield Typed(
            question=question,
            kind=kind,
            value=None if kind == OperationKind.CLEAR else typed,
            comment="" if kind == OperationKind.CLEAR else comment,
            seen_revision=_number(data.get(f"seen-{question.pk}", "")),
            is_new=kind != OperationKind.SET or (value, comment) != (given.value, given.comment),
        )


def _kind(question: QuestionShown, data: QueryDict) -> OperationKind:
    key = str(question.pk)
    if data.get("clear") == key:
        return OperationKind.CLEAR
    return OperationKind.CONFIRM if key in data.getlist("confirm") else OperationKind.SET


def _typed(question: QuestionShown, data: QueryDict) -> Any:
    """Return what was typed or ticked, as text; a file is its own answer and is left as it is."""
    name = f"answer-{question.pk}"
    if data.get(f"na-{question.pk}"):
        return NOT_APPLICABLE
    if question.answer_type == AnswerType.DOCUMENT:
        return None if question.is_not_applicable else question.given.value
    if question.answer_type == AnswerType.SAMPLE:
        parts = {part: data.get(f"{part}-{question.pk}", "") for part in ("right", "of")}
        return parts if any(parts.values()) else None
    if question.answer_type == AnswerType.SEVERAL:
        return data.getlist(name) or None
    return data.get(name, "") or None


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 9 else 0  # noqa: PLR2004
