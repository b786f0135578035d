"""What devices do to the answers and notes of a visit. Pure.

A device sends what was done with a mark of its own per operation. What is sent twice is done
once. Had somebody else written another answer since the writer last saw it, both are kept and
the two are asked which one stands. Nobody's words go under in silence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from insyn.criteria.rules import QuestionFacts
from insyn.criteria.rules.answers import LONGEST_ANSWER
from insyn.criteria.rules.operations import as_value, is_over_unseen, words_problem
from insyn.kernel.choices import Choice
from insyn.kernel.texts import personal_number_problem


class VisitOperationKind(Choice):
    """What was done on the device."""

    ANSWER = "answer", "Svar"
    CLEAR = "clear", "Rensning"
    NOTE = "note", "Iakttagelse"
    SETTLE = "settle", "Val mellan två svar"
    PHOTO = "photo", "Foto"


class VisitOperationOutcome(Choice):
    """What came of an operation."""

    APPLIED = "applied", "Sparad"
    CONFLICT = "conflict", "Väntar på val"
    REFUSED = "refused", "Inte sparad"


class Refusal(Choice):
    """Why something cannot be written on a visit."""

    NO_QUESTION = (
        "no_question",
        "Frågan finns inte bland dem som uppföljare svarar på. Läs in sidan igen.",
    )
    NO_AREA = "no_area", "Området finns inte i uppföljningens mall. Läs in sidan igen."
    OTHER_AREA = "other_area", "Frågan hör till ett annat område."
    NO_TEXT = "no_text", "Skriv vad ni såg eller hörde."
    LONG_NOTE = "long_note", "Iakttagelsen får ha högst 10 000 tecken. Dela upp den."
    NO_CHOICE = (
        "no_choice",
        "Det finns inget att välja mellan. Läs in sidan igen och se vad som gäller.",
    )
    PHOTO_ALONE = "photo_alone", "Foton skickas för sig."
    SENT = (
        "sent",
        "Uppföljningen är skickad, avslutad eller inställd. Då tar den inte emot mer från besöket.",
    )
    CANCELLED = "cancelled", "Besöket är inställt och tar inte emot svar."


@dataclass(frozen=True, slots=True)
class Operation:
    """What was done on a device, and the revision of it that was shown there.

    ``target`` is the mark of the note, or for a choice that of the operation in conflict.
    ``value`` is the answer, or the text of a note.
    """

    key: UUID
    kind: VisitOperationKind
    question: int | None = None
    section: int | None = None
    target: UUID | None = None
    value: Any = None
    comment: str = ""
    seen_revision: int = 0
    made_at: datetime | None = None
    device: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer to a question as it stands."""

    value: Any = None
    comment: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it stands."""

    section: int
    question: int | None
    text: str
    revision: int = 0


NEVER_ANSWERED = Standing()

Subject: TypeAlias = int | UUID
"""What an operation is about: the key of a question, or the mark of a note."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """An operation that waited, or waits, for somebody to choose. ``note`` is its mark."""

    question: int | None
    section: int | None
    note: UUID | None
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of an operation.

    ``revision`` is what the answer or the note got by it, else 0. ``settles`` is the operation
    in conflict that it ended.
    """

    key: UUID
    outcome: VisitOperationOutcome
    subject: Subject | None = None
    problem: str = ""
    revision: int = 0
    settles: UUID | None = None


@dataclass(slots=True)
class Ledger:
    """What stands on a visit while operations are carried out, one after the other.

    ``questions`` are those that reviewers answer. ``sections`` are the areas, each with the keys
    of all its questions. ``earlier`` is what came of operations that have been here before.
    """

    questions: Mapping[int, QuestionFacts]
    sections: Mapping[int, frozenset[int]]
    answers: dict[int, Standing] = field(default_factory=dict)
    notes: dict[UUID, Note] = field(default_factory=dict)
    conflicts: dict[UUID, Conflict] = field(default_factory=dict)
    revision: int = 0
    earlier: dict[UUID, Settled] = field(default_factory=dict)
    changed: set[Subject] = field(default_factory=set)
    done: dict[UUID, Operation] = field(default_factory=dict)
    """The new operations by key, as they were carried out: ``target`` is the note's mark."""


@dataclass(slots=True)
class _Device:
    """What the operations of one batch have done so far: they come from one device."""

    seen: dict[Subject, int] = field(default_factory=dict)
    waiting: dict[Subject, UUID] = field(default_factory=dict)


def closed_because(*, is_sent: bool, is_cancelled: bool) -> str:
    """Return why nothing can be written on the visit now; empty when it can."""
    if is_sent:
        return Refusal.SENT.label
    return Refusal.CANCELLED.label if is_cancelled else ""


def carry_out(ledger: Ledger, operations: Iterable[Operation]) -> list[Settled]:
    """Carry the operations out in order; return what came of each.

    Two operations on one thing in one batch come from one device: the second one has seen what
    the first one did, and takes the place of the first when both lost to somebody else.
    """
    device, results = _Device(), []
    for operation in operations:
        settled = ledger.earlier.get(operation.key)
        if settled is None:
            ledger.done[operation.key] = operation
            settled = _carried_out(ledger, device, operation)
            ledger.earlier[operation.key] = settled
        _remember(device, settled)
        results.append(settled)
    return results


def _remember(device: _Device, settled: Settled) -> None:
    subject = settled.subject
    if subject is None:
        return
    if settled.outcome == VisitOperationOutcome.APPLIED:
        device.seen[subject] = max(device.seen.get(subject, 0), settled.revision)
    elif settled.outcome == VisitOperationOutcome.CONFLICT:
        device.waiting[subject] = settled.key


def _carried_out(ledger: Ledger, device: _Device, operation: Operation) -> Settled:
    ended = operation.target if operation.kind == VisitOperationKind.SETTLE else None
    about = _about(ledger, operation)
    if isinstance(about, Refusal):
        return _refused(operation, about.label)
    subject = subject_of(about)
    first_seen = device.seen.get(subject, 0) if subject is not None else 0
    seen = max(about.seen_revision, first_seen)
    about = replace(_read(ledger, about), seen_revision=seen)
    mark = subject if isinstance(subject, UUID) else None
    ledger.done[operation.key] = replace(about, kind=operation.kind, target=mark)
    write = _noted if about.kind == VisitOperationKind.NOTE else _answered
    settled = write(ledger, about)
    if settled.outcome == VisitOperationOutcome.CONFLICT:
        return _waits(ledger, device, about, settled)
    if settled.outcome == VisitOperationOutcome.APPLIED and ended is not None:
        return _ends(ledger, ended, settled)
    return settled


def _about(ledger: Ledger, operation: Operation) -> Operation | Refusal:
    """Return the operation as the answer or note that it writes: a choice writes one too."""
    if operation.kind == VisitOperationKind.PHOTO:
        return Refusal.PHOTO_ALONE
    if operation.kind != VisitOperationKind.SETTLE:
        return operation
    conflict = ledger.conflicts.get(operation.target) if operation.target else None
    if conflict is None:
        return Refusal.NO_CHOICE
    is_note = conflict.note is not None
    return replace(
        operation,
        kind=VisitOperationKind.NOTE if is_note else VisitOperationKind.ANSWER,
        question=conflict.question,
        section=conflict.section,
        target=conflict.note,
    )


def _read(ledger: Ledger, about: Operation) -> Operation:
    """Return the operation with its value as it is kept, and its place as it is known."""
    if about.kind == VisitOperationKind.NOTE:
        before = ledger.notes.get(about.target or about.key)
        if before is None:
            return about
        return replace(about, section=before.section, question=before.question)
    if about.kind == VisitOperationKind.CLEAR:
        return replace(about, section=None, value=None, comment="")
    asked = ledger.questions.get(about.question or 0)
    value = as_value(asked, about.value) if asked else None
    return replace(about, section=None, value=value)


def subject_of(operation: Operation) -> Subject | None:
    """Return what the operation writes, once a choice has been read as what it writes."""
    if operation.kind == VisitOperationKind.NOTE:
        return operation.target or operation.key
    return operation.question


def _waits(ledger: Ledger, device: _Device, about: Operation, settled: Settled) -> Settled:
    """Keep the loser beside what stands; it takes the place of an earlier one of its own."""
    subject = settled.subject
    before = device.waiting.get(subject) if subject is not None else None
    note = subject if isinstance(subject, UUID) else None
    ledger.conflicts[settled.key] = Conflict(about.question, about.section, note)
    return settled if before is None else _ends(ledger, before, settled)


def _ends(ledger: Ledger, ended: UUID, settled: Settled) -> Settled:
    """End the conflict, if nobody has done so before."""
    conflict = ledger.conflicts.get(ended)
    if conflict is None or not conflict.is_open:
        return settled
    ledger.conflicts[ended] = replace(conflict, is_open=False)
    return replace(settled, settles=ended)


def _answered(ledger: Ledger, operation: Operation) -> Settled:
    asked = ledger.questions.get(operation.question or 0)
    if asked is None:
        return _refused(operation, Refusal.NO_QUESTION.label)
    key = operation.question or 0
    before = ledger.answers.get(key, NEVER_ANSWERED)
    value, comment = operation.value, operation.comment
    if problem := words_problem(asked, value, comment):
        return _refused(operation, problem)
    is_same = (value, comment) == (before.value, before.comment)
    if is_over_unseen(operation.seen_revision, before.revision, is_same=is_same):
        return Settled(operation.key, VisitOperationOutcome.CONFLICT, key)
    if not is_same:
        ledger.answers[key] = Standing(value, comment, _next(ledger, key))
    return _applied(operation, key, ledger.answers.get(key, NEVER_ANSWERED).revision)


def _noted(ledger: Ledger, operation: Operation) -> Settled:
    """Write a note. One that somebody has taken away meanwhile is written anew."""
    mark = operation.target or operation.key
    before = ledger.notes.get(mark)
    if problem := _note_problem(ledger, operation, before):
        return _refused(operation, problem)
    text = str(operation.value)
    revision = before.revision if before else 0
    is_same = before is not None and text == before.text
    if is_over_unseen(operation.seen_revision, revision, is_same=is_same):
        return Settled(operation.key, VisitOperationOutcome.CONFLICT, mark)
    if not is_same:
        place = (operation.section or 0, operation.question)
        ledger.notes[mark] = Note(*place, text, _next(ledger, mark))
    return _applied(operation, mark, ledger.notes[mark].revision)


def _note_problem(ledger: Ledger, operation: Operation, before: Note | None) -> str:
    text = operation.value
    if not isinstance(text, str) or not text.strip():
        return Refusal.NO_TEXT.label
    if len(text) > LONGEST_ANSWER:
        return Refusal.LONG_NOTE.label
    if before is None and (problem := _place_problem(ledger, operation)):
        return problem
    return personal_number_problem(text)


def _place_problem(ledger: Ledger, operation: Operation) -> str:
    inside = ledger.sections.get(operation.section or 0)
    if inside is None:
        return Refusal.NO_AREA.label
    is_elsewhere = operation.question is not None and operation.question not in inside
    return Refusal.OTHER_AREA.label if is_elsewhere else ""


def _next(ledger: Ledger, subject: Subject) -> int:
    ledger.revision += 1
    ledger.changed.add(subject)
    return ledger.revision


def _applied(operation: Operation, subject: Subject, revision: int) -> Settled:
    return Settled(operation.key, VisitOperationOutcome.APPLIED, subject, revision=revision)


def _refused(operation: Operation, problem: str) -> Settled:
    ours = operation.kind in {VisitOperationKind.NOTE, VisitOperationKind.SETTLE}
    subject = None if ours else operation.question
    return Settled(operation.key, VisitOperationOutcome.REFUSED, subject, problem)
