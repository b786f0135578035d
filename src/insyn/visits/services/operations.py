"""What devices have done on a visit, carried out: one transaction, each operation only once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.criteria.rules import QuestionFacts
from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_SENT, State
from insyn.followups.services import locked_followup, trail
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.platform.text import tidy_text
from insyn.visits.models import Observation, Visit, VisitAnswer, VisitOperation
from insyn.visits.queries.device import There, areas_asked, facts_by_key, what_is_there
from insyn.visits.rules.carrying_out import VisitState
from insyn.visits.rules.device import AreaAsked
from insyn.visits.rules.operations import (
    Conflict,
    Ledger,
    Note,
    Operation,
    Settled,
    Standing,
    Subject,
    VisitOperationOutcome,
    carry_out,
    closed_because,
)

FUTURE = timedelta(days=1)
"""How far ahead a device's clock may go before ours is believed instead."""
DEVICE_LENGTH = 36
PROBLEM_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of all operations, and what stands now of that the device has not heard.

    ``changed`` holds answers and notes changed after ``since``, also by these operations, and
    every conflict that waits for a choice.
    """

    revision: int
    acks: list[Settled]
    changed: There


class Closed(RuleViolation):
    """Nothing more can be written. ``acks`` are of what had been written before."""

    def __init__(self, sentence: str, acks: list[Settled]) -> None:
        super().__init__(sentence)
        self.acks = acks


@dataclass(slots=True)
class _Held:
    """A visit that nobody else writes in until the transaction ends."""

    access: Access
    user_id: int
    followup: Followup
    visit: Visit
    areas: Sequence[AreaAsked]
    facts: dict[int, QuestionFacts]
    answers: dict[int, VisitAnswer]
    notes: dict[UUID, Observation]
    earlier: dict[UUID, VisitOperation]
    waiting: dict[UUID, VisitOperation]


@transaction.atomic
def apply_visit_operations(
    access: Access, visit_pk: int, operations: Sequence[Operation], *, since: int | None = None
) -> Applied:
    """Carry out what was done on a device, in order, and return what came of each.

    The same key never does anything twice: what came of it the first time is returned again,
    also when the follow-up has been sent since. Of what is refused no words are stored, only
    that it was and why. ``since`` is the visit's revision that the device last heard of;
    without it everything that stands is told.

    Raises:
        Visit.DoesNotExist: there is none that the asker sees, or a key is of another visit.
        NotAllowed: the asker may not carry out the follow-up.
        Closed: the follow-up is sent, the visit cancelled, and something was new.
    """
    tidy = [_tidy(operation) for operation in operations]
    held = _held(access, visit_pk, tidy)
    earlier = {key: _settled(row) for key, row in held.earlier.items()}
    _check_open(held, tidy, earlier)
    ledger = _ledger(held, earlier)
    new = {one.key for one in tidy if one.key not in earlier}
    acks = carry_out(ledger, tidy)
    _store(held, ledger, [ledger.earlier[key] for key in ledger.done if key in new])
    there = what_is_there(access, held.visit, held.facts, since=since or 0)
    return Applied(revision=held.visit.revision, acks=acks, changed=there)


def _tidy(operation: Operation) -> Operation:
    value = operation.value
    return replace(
        operation,
        value=tidy_text(value) if isinstance(value, str) else value,
        comment=tidy_text(operation.comment),
    )


def _held(access: Access, visit_pk: int, operations: Sequence[Operation]) -> _Held:
    rows = Visit.objects.visible_to(access)
    visit = rows.select_related("followup").get(pk=visit_pk)
    authority_id = visit.followup.authority_id
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    if access.user_id is None:
        raise NotAllowed(Permission.CARRY_OUT_FOLLOWUP)
    followup = locked_followup(access, visit.followup)
    visit = locked_row(rows, pk=visit_pk)
    keys = {operation.key for operation in operations}
    _check_none_elsewhere(visit, operations)
    areas = areas_asked(access, followup.template_version)
    answers = VisitAnswer.objects.visible_to(access).filter(visit=visit).order_by()
    notes = Observation.objects.visible_to(access).filter(visit=visit, key__isnull=False)
    done = VisitOperation.objects.visible_to(access).filter(visit=visit)
    conflicts = done.filter(outcome=VisitOperationOutcome.CONFLICT)
    return _Held(
        access=access,
        user_id=access.user_id,
        followup=followup,
        visit=visit,
        areas=areas,
        facts=facts_by_key(areas),
        answers={row.question_id: row for row in answers},
        notes={row.key: row for row in notes if row.key},
        earlier={row.key: row for row in done.filter(key__in=keys).select_related("settles")},
        waiting={row.key: row for row in conflicts.select_related("settled_by")},
    )


def _check_none_elsewhere(visit: Visit, operations: Sequence[Operation]) -> None:
    """Demand that no mark is of something on another visit.

    Raises:
        Visit.DoesNotExist: nothing is said of the other visit.
    """
    keys = {operation.key for operation in operations}
    notes = keys | {operation.target for operation in operations if operation.target}
    is_elsewhere = VisitOperation.objects.filter(key__in=keys).exclude(visit=visit).exists()
    if is_elsewhere or Observation.objects.filter(key__in=notes).exclude(visit=visit).exists():
        raise Visit.DoesNotExist


def _check_open(held: _Held, operations: Iterable[Operation], earlier: dict[UUID, Settled]) -> None:
    problem = closed_because(
        is_sent=State(held.followup.state) not in BEFORE_SENT,
        is_cancelled=held.visit.state == VisitState.CANCELLED,
    )
    asked = list(operations)
    if problem and any(one.key not in earlier for one in asked):
        raise Closed(_(problem), [earlier[one.key] for one in asked if one.key in earlier])


def _settled(row: VisitOperation) -> Settled:
    return Settled(
        key=row.key,
        outcome=VisitOperationOutcome(row.outcome),
        subject=row.target or row.question_id,
        problem=row.problem,
        revision=row.revision,
        settles=row.settles.key if row.settles else None,
    )


def _ledger(held: _Held, earlier: dict[UUID, Settled]) -> Ledger:
    return Ledger(
        questions=held.facts,
        sections={
            area.pk: frozenset([*(one.pk for one in area.questions), *area.others])
            for area in held.areas
        },
        answers={
            key: Standing(row.value, row.comment, row.revision) for key, row in held.answers.items()
        },
        notes={
            key: Note(row.section_id, row.question_id, row.text, row.revision)
            for key, row in held.notes.items()
        },
        conflicts={
            key: Conflict(
                question=row.question_id,
                section=row.section_id,
                note=row.target,
                is_open=not hasattr(row, "settled_by"),
            )
            for key, row in held.waiting.items()
        },
        revision=held.visit.revision,
        earlier=earlier,
    )


def _store(held: _Held, ledger: Ledger, settled: Sequence[Settled]) -> None:
    """Store what changed and every new operation, and leave a line in the trail."""
    kept = [one for one in settled if one.subject in _subjects(held, ledger)]
    if not kept:
        return
    now = clock.now()
    _keep_answers(held, ledger, now)
    _keep_notes(held, ledger, now)
    _trace(held, ledger, kept, now)
    if ledger.revision != held.visit.revision:
        held.visit.revision = ledger.revision
        held.visit.save(update_fields=["revision"])
    tally = Counter(one.outcome for one in kept)
    facts: Facts = {
        "visit": held.visit.pk,
        "saved": tally[VisitOperationOutcome.APPLIED],
        "waiting": tally[VisitOperationOutcome.CONFLICT],
        "refused": tally[VisitOperationOutcome.REFUSED],
    }
    trail.note(held.access, "visit.answered", held.followup, facts)


def _subjects(held: _Held, ledger: Ledger) -> set[Subject | None]:
    """Return what can be written about on this visit; of anything else nothing is stored."""
    waiting = (one.note for one in ledger.conflicts.values() if one.note)
    return {*held.facts, *ledger.notes, *waiting}


def _keep_answers(held: _Held, ledger: Ledger, now: datetime) -> None:
    changed = sorted(key for key in ledger.changed if isinstance(key, int))
    rows = [
        VisitAnswer(
            visit=held.visit,
            question_id=key,
            value=ledger.answers[key].value,
            comment=ledger.answers[key].comment,
            revision=ledger.answers[key].revision,
            answered_by_id=held.user_id,
            answered_at=now,
        )
        for key in changed
    ]
    VisitAnswer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["visit", "question"],
        update_fields=["value", "comment", "revision", "answered_by", "answered_at"],
    )


def _keep_notes(held: _Held, ledger: Ledger, now: datetime) -> None:
    marks = [key for key in ledger.changed if isinstance(key, UUID)]
    new = [_note_row(held, ledger, mark, now) for mark in marks if mark not in held.notes]
    old = [_note_row(held, ledger, mark, now) for mark in marks if mark in held.notes]
    Observation.objects.bulk_create(sorted(new, key=lambda row: row.revision))
    seen = Observation.objects.visible_to(held.access)
    seen.bulk_update(old, ["text", "revision", "noted_by", "noted_at"])


def _note_row(held: _Held, ledger: Ledger, mark: UUID, now: datetime) -> Observation:
    note = ledger.notes[mark]
    row = held.notes.get(mark) or Observation(
        followup=held.followup,
        visit=held.visit,
        key=mark,
        section_id=note.section,
        question_id=note.question,
    )
    row.text, row.revision = note.text, note.revision
    row.noted_by_id, row.noted_at = held.user_id, now
    return row


def _trace(held: _Held, ledger: Ledger, settled: Sequence[Settled], now: datetime) -> None:
    """Store the operations: first those that end nothing, then those that end one of them."""
    rows = [(_row(held, ledger.done[one.key], one, now), one) for one in settled]
    VisitOperation.objects.bulk_create(row for row, one in rows if one.settles is None)
    known = {**held.waiting, **{row.key: row for row, _one in rows}}
    for row, one in rows:
        if one.settles is not None:
            row.settles = known[one.settles]
            row.save(force_insert=True)


def _row(held: _Held, operation: Operation, settled: Settled, now: datetime) -> VisitOperation:
    """Return the operation's line; what was refused leaves no words behind."""
    made_at = operation.made_at
    is_kept = settled.outcome != VisitOperationOutcome.REFUSED
    return VisitOperation(
        key=operation.key,
        visit=held.visit,
        kind=operation.kind,
        question_id=operation.question,
        section_id=operation.section,
        target=operation.target,
        value=operation.value if is_kept else None,
        comment=operation.comment if is_kept else "",
        seen_revision=operation.seen_revision,
        revision=settled.revision,
        outcome=settled.outcome,
        problem=settled.problem[:PROBLEM_LENGTH],
        device=operation.device[:DEVICE_LENGTH],
        made_at=made_at if made_at and made_at < now + FUTURE else now,
        stored_at=now,
        user_id=held.user_id,
    )
