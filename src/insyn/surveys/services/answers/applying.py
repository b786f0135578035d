"""What devices have done, carried out: one transaction, and each operation only once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from insyn.criteria.rules import AnswerType
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.text import tidy_text
from insyn.surveys.models import AnswerOperation, SurveyAnswer
from insyn.surveys.queries.changes import Change, changes_among, names_of_others
from insyn.surveys.rules import (
    RESPONSE_LIFECYCLE,
    AnswerState,
    OperationOutcome,
    ResponseEvent,
    ResponseState,
)
from insyn.surveys.rules.operations import (
    NEVER_ANSWERED,
    Ledger,
    Operation,
    Settled,
    Standing,
    carry_out,
)
from insyn.surveys.rules.questions import asked_in_round
from insyn.surveys.services.answers.locked import Held, held, keep_answers

FUTURE = timedelta(days=1)
"""How far ahead a device's clock may go before ours is believed instead."""


@dataclass(frozen=True, slots=True)
class Ack:
    """What came of an operation, and how the answer stands after it.

    ``by`` is who gave the answer that stands, when that is somebody else; else empty.
    """

    key: UUID
    question: int
    outcome: OperationOutcome
    revision: int
    problem: str
    state: AnswerState
    value: Any
    comment: str
    by: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of all operations, and how far the response has come.

    ``changed`` are answers that somebody else has changed since the device last heard.
    """

    revision: int
    acks: list[Ack]
    answered_count: int
    required_count: int
    changed: list[Change] = field(default_factory=list)


class Locked(RuleViolation):
    """Nothing can be written any more. ``acks`` are of what had been written before."""

    def __init__(self, sentence: str, acks: list[Ack]) -> None:
        super().__init__(sentence)
        self.acks = acks


class NoneOfTheirs(RuleViolation):
    """Not one operation concerns a question that the asker has; nothing is said of why."""


@transaction.atomic
def apply_operations(
    access: Access,
    response_pk: int,
    operations: Sequence[Operation],
    *,
    since: int | None = None,
) -> Applied:
    """Carry out what was done on a device, in order, and return what came of each.

    The same key never does anything twice: what came of it the first time is returned again,
    also when the response has been locked since. Of what is refused nothing is stored, only
    that it was and why. ``since`` is the response's revision that the device last heard of.

    Raises:
        SurveyResponse.DoesNotExist: there is none that the asker may answer.
        NoneOfTheirs: no operation concerns a question that the asker may answer.
        Locked: the response is handed in, accepted or closed, and something was new.
    """
    tidy = [_tidy(operation) for operation in operations]
    response = held(access, response_pk)
    if tidy and not any(operation.question in response.mine for operation in tidy):
        raise NoneOfTheirs
    earlier = _earlier(response, tidy)
    if response.locked and any(operation.key not in earlier for operation in tidy):
        known = [earlier[one.key] for one in tidy if one.key in earlier]
        raise Locked(response.locked, _acks(access, response, response.standings(), known))
    ledger = Ledger(
        questions={
            asked.pk: asked.facts
            for asked in asked_in_round(response.sections)
            if asked.pk in response.mine
        },
        standings=_with_files(response, {one.question for one in tidy}),
        revision=response.row.revision,
        only_returned=response.only_returned,
        earlier=earlier,
    )
    new = {one.key: one for one in tidy if one.key not in earlier}
    done = carry_out(ledger, tidy)
    _store(response, ledger, new)
    before = _changed_before(response, ledger, since)
    return Applied(
        revision=response.row.revision,
        acks=_acks(access, response, ledger.standings, done),
        answered_count=response.row.answered_count,
        required_count=response.row.required_count,
        changed=changes_among(access, before),
    )


def _changed_before(response: Held, ledger: Ledger, since: int | None) -> list[SurveyAnswer]:
    """Return the answers changed after ``since`` by others than the operations of now."""
    if since is None:
        return []
    theirs = response.mine - ledger.changed
    return [row for key, row in response.answers.items() if key in theirs and row.revision > since]


def _with_files(response: Held, concerned: set[int]) -> dict[int, Standing]:
    """Return the answers, with their files where a question about a document is concerned."""
    standings = response.standings()
    asked = {one.pk: one.facts.answer_type for one in asked_in_round(response.sections)}
    for key in concerned & set(standings):
        if asked.get(key) == AnswerType.DOCUMENT:
            names = tuple(response.file_names(key))
            standings[key] = replace(standings[key], files=names)
    return standings


def _tidy(operation: Operation) -> Operation:
    value = operation.value
    tidy = tidy_text(value) if isinstance(value, str) else value
    comment = tidy_text(operation.comment)
    if (tidy, comment) == (value, operation.comment):
        return operation
    return replace(operation, value=tidy, comment=comment)


def _earlier(response: Held, operations: Iterable[Operation]) -> dict[UUID, Settled]:
    """Return what came of the operations that have been here before, by key.

    Raises:
        NoneOfTheirs: a key has been used in another response; it does nothing here.
    """
    rows = AnswerOperation.objects.unscoped(
        reason="The same key never does anything twice, whoever sends it."
    ).filter(key__in=[operation.key for operation in operations])
    found: dict[UUID, Settled] = {}
    for row in rows.order_by():
        if row.response_id != response.row.pk:
            raise NoneOfTheirs
        found[row.key] = Settled(
            key=row.key,
            question=row.question_id,
            outcome=OperationOutcome(row.outcome),
            problem=row.problem,
            revision=row.revision,
        )
    return found


def _store(response: Held, ledger: Ledger, new: dict[UUID, Operation]) -> None:
    """Store the answers that changed and every new operation; count anew."""
    settled = [(new[key], found) for key, found in ledger.earlier.items() if key in new]
    kept = [(one, found) for one, found in settled if found.is_known]
    if not kept:
        return
    now = clock.now()
    if ledger.changed:
        keep_answers(_answer(response, key, ledger, now) for key in sorted(ledger.changed))
    AnswerOperation.objects.bulk_create(_trace(response, one, found, now) for one, found in kept)
    _move_on(response, ledger)


def _move_on(response: Held, ledger: Ledger) -> None:
    row = response.row
    state = ResponseState(row.state)
    if any(found.outcome == OperationOutcome.APPLIED for found in ledger.earlier.values()):
        row.state = RESPONSE_LIFECYCLE.after(state, ResponseEvent.SAVE)
        row.started_at = row.started_at or clock.now()
    row.revision = ledger.revision
    response.count(ledger.standings)
    row.save(update_fields=["state", "started_at", "revision", "required_count", "answered_count"])


def _answer(response: Held, key: int, ledger: Ledger, now: datetime) -> SurveyAnswer:
    after, before = ledger.standings[key], response.answers.get(key)
    is_taken_over = before is not None and before.value == after.value
    return SurveyAnswer(
        response_id=response.row.pk,
        question_id=key,
        state=after.state,
        value=after.value,
        comment=after.comment,
        prefilled_from=before.prefilled_from if before and is_taken_over else "",
        revision=after.revision,
        answered_at=now,
        answered_by_id=response.user_id,
    )


def _trace(
    response: Held, operation: Operation, settled: Settled, now: datetime
) -> AnswerOperation:
    """Return the operation's line; what was refused leaves no words behind."""
    made_at = operation.made_at
    is_kept = settled.outcome != OperationOutcome.REFUSED
    return AnswerOperation(
        key=operation.key,
        response_id=response.row.pk,
        question_id=operation.question,
        kind=operation.kind,
        value=operation.value if is_kept else None,
        comment=operation.comment if is_kept else "",
        seen_revision=operation.seen_revision,
        revision=settled.revision,
        outcome=settled.outcome,
        problem=settled.problem[:300],
        made_at=made_at if made_at and made_at < now + FUTURE else now,
        stored_at=now,
        user_id=response.user_id,
    )


def _acks(
    access: Access, response: Held, standings: dict[int, Standing], done: Iterable[Settled]
) -> list[Ack]:
    """Return the answers to the device, each with the answer as it stands for the asker."""
    settled = list(done)
    asked = {one.question for one in settled if one.outcome == OperationOutcome.CONFLICT}
    rows = [row for key, row in response.answers.items() if key in asked]
    names = names_of_others(access, rows)
    by = {row.question_id: names.get(row.answered_by_id or 0, "") for row in rows}
    return [
        Ack(
            key=one.key,
            question=one.question,
            outcome=one.outcome,
            revision=one.revision or standing.revision,
            problem=one.problem,
            state=standing.state,
            value=standing.value,
            comment=standing.comment,
            by=by.get(one.question, ""),
        )
        for one in settled
        for standing in [_shown(response, standings, one.question)]
    ]


def _shown(response: Held, standings: dict[int, Standing], question: int) -> Standing:
    is_mine = question in response.mine
    return standings.get(question, NEVER_ANSWERED) if is_mine else NEVER_ANSWERED
