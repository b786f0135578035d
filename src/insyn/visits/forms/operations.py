"""What is done on a visit, read as operations: from a device, or from a form without script."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

from django.http import QueryDict

from insyn.criteria.rules import AnswerType
from insyn.criteria.rules.answers import NOT_APPLICABLE
from insyn.criteria.rules.operations import as_value
from insyn.platform.reading import (
    GREATEST,
    Malformed,
    moment,
    of_type,
    read_object,
    read_operations,
    text,
    value,
    whole,
)
from insyn.platform.text import tidy_text
from insyn.visits.rules.device import AreaOnDevice, QuestionOnDevice
from insyn.visits.rules.operations import Operation, VisitOperationKind

_SPACE = UUID("0c0f3c5c-2b0e-4f0e-9a56-6f6f6d0a1c77")
STANDING, MINE, TEXT = "standing", "waiting", "text"
"""What a button of a choice says: what stands, what waits, or the text written below."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The operations in order, and the revision that the device last heard of.

    ``user`` is whose page sends, when it says so.
    """

    operations: Sequence[Operation]
    since: int
    user: int | None = None


def read_batch(raw: bytes) -> Batch:
    """Return what was sent.

    Raises:
        Malformed: it is not JSON of the form that the device writes.
        TooMuch: there are more operations than are carried out at once.
    """
    said = read_object(raw)
    user, device = said.get("user"), text(said.get("device", ""))
    return Batch(
        operations=[_operation(one, device) for one in read_operations(said)],
        since=whole(said.get("since", 0)),
        user=None if user is None else whole(user),
    )


def _operation(found: Any, device: str) -> Operation:
    said: Mapping[str, Any] = of_type(found, dict)
    try:
        key = UUID(of_type(said.get("key"), str))
        kind = VisitOperationKind(of_type(said.get("kind"), str))
        target = UUID(of_type(said["target"], str)) if said.get("target") else None
        made_at = moment(said.get("made_at"))
    except ValueError as unknown:
        raise Malformed from unknown
    return Operation(
        key=key,
        kind=kind,
        question=_key(said.get("question")),
        section=_key(said.get("section")),
        target=target,
        value=value(said.get("value")),
        comment=text(said.get("comment", "")),
        seen_revision=whole(said.get("seen_revision", 0)),
        made_at=made_at,
        device=device,
    )


def _key(found: Any) -> int | None:
    return None if found is None else whole(found)


def read_area(area: AreaOnDevice, data: QueryDict) -> list[Operation]:
    """Return what was done in the area: only what says anything new.

    The same page with the same words gives the same marks, so that one sent twice is one.
    """
    form_key = data.get("form_key", "")[:64]
    done = [*_answers(area.questions, data), *_notes(area, data), *_choices(area, data)]
    return [_marked(operation, form_key) for operation in done]


_UNMARKED = UUID(int=0)


def _marked(operation: Operation, form_key: str) -> Operation:
    said = json.dumps(
        [operation.kind, operation.question, operation.section, str(operation.target),
         operation.value, operation.comment, operation.seen_revision],
        default=str,
    )  # fmt: skip
    return replace(operation, key=uuid5(_SPACE, f"{form_key}:{said}"))


def _answers(questions: Iterable[QuestionOnDevice], data: QueryDict) -> Iterator[Operation]:
    for question in questions:
        if f"seen-{question.pk}" not in data:
            continue
        is_cleared = data.get("clear") == str(question.pk)
        typed = None if is_cleared else _typed(question, data)
        given = tidy_text(typed) if isinstance(typed, str) else typed
        comment = tidy_text(data.get(f"comment-{question.pk}", question.given.comment))
        told = (None, "") if is_cleared else (as_value(question.facts, given), comment)
        if told == (question.given.value, question.given.comment):
            continue
        yield Operation(
            key=_UNMARKED,
            kind=VisitOperationKind.CLEAR if is_cleared else VisitOperationKind.ANSWER,
            question=question.pk,
            value=given,
            comment=told[1],
            seen_revision=number(data.get(f"seen-{question.pk}", "")),
        )


def _typed(question: QuestionOnDevice, data: QueryDict) -> Any:
    """Return what was typed or ticked, as text."""
    name = f"answer-{question.pk}"
    if data.get(f"na-{question.pk}"):
        return NOT_APPLICABLE
    if question.answer_type == AnswerType.SAMPLE:
        parts = {part: data.get(f"{part}-{question.pk}", "") for part in ("right", "of")}
        return parts if any(parts.values()) else None
    if question.answer_type == AnswerType.SEVERAL:
        return data.getlist(name) or None
    return data.get(name, "") or None


def _notes(area: AreaOnDevice, data: QueryDict) -> Iterator[Operation]:
    for note in area.notes:
        name = f"note-{note.key}"
        said = tidy_text(data.get(name, note.text))
        if note.key is None or said in {note.text, ""}:
            continue
        seen = number(data.get(f"seen-{note.key}", ""))
        yield Operation(
            key=_UNMARKED, kind=VisitOperationKind.NOTE, section=area.pk, target=note.key,
            value=said, seen_revision=seen,
        )  # fmt: skip
    said = tidy_text(data.get("note", ""))
    if said:
        about = number(data.get("note-question", ""))
        yield Operation(
            key=_UNMARKED, kind=VisitOperationKind.NOTE, section=area.pk,
            question=about or None, value=said,
        )  # fmt: skip


def _choices(area: AreaOnDevice, data: QueryDict) -> Iterator[Operation]:
    """Return the choice that a button made: one of what is shown, or the text below."""
    pressed, _colon, which = data.get("settle", "").partition(":")
    written = tidy_text(data.get(f"both-{pressed}", ""))
    for question in area.questions:
        for one in question.given.waiting:
            if str(one.key) == pressed:
                mine = (one.value, one.comment)
                theirs = (question.given.value, question.given.comment)
                chosen = _chosen(which, mine, theirs, written, is_text=question.is_written)
                yield _settle(one.key, *chosen, seen=question.given.revision)
    for note in area.notes:
        for one in note.waiting:
            if str(one.key) == pressed:
                texts = {STANDING: note.text, MINE: one.value}
                yield _settle(one.key, texts.get(which, written), "", seen=note.revision)


def _chosen(
    which: str, mine: tuple[Any, str], theirs: tuple[Any, str], written: str, *, is_text: bool
) -> tuple[Any, str]:
    """Return the answer and the comment chosen. What is written stands for a text or comment."""
    if which == TEXT and is_text:
        return written or None, "\n".join(dict.fromkeys(t for t in (theirs[1], mine[1]) if t))
    given, comment = mine if which == MINE else theirs
    return given, comment if is_text else (written or comment)


def _settle(conflict: UUID, given: Any, comment: str, *, seen: int) -> Operation:
    return Operation(
        key=_UNMARKED, kind=VisitOperationKind.SETTLE, target=conflict, value=given,
        comment=comment, seen_revision=seen,
    )  # fmt: skip


def number(typed: str) -> int:
    """Return the whole number that was typed; 0 for anything else."""
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(GREATEST)) - 1
    return int(typed) if is_number else 0
