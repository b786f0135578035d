"""What operations from devices do to answers, and why some cannot be carried out. Pure.

A device sends what was done, with a mark of its own per operation. What is sent twice is done
once. Who writes says which revision of the answer they saw: had somebody else written another
answer since then, both are kept and the writer is asked. Nobody's words go under in silence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from insyn.criteria.rules import AnswerType, QuestionFacts
from insyn.criteria.rules.answers import LONGEST_ANSWER, NOT_APPLICABLE
from insyn.criteria.rules.operations import (
    CommentRefusal,
    as_value,
    is_over_unseen,
    words_problem,
)
from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.surveys.rules.states import (
    AnswerState,
    OperationKind,
    OperationOutcome,
    ResponseState,
    RoundState,
)


class Refusal(Choice):
    """Why something cannot be written or handed in."""

    NOT_YOURS = (
        "not_yours",
        "Frågan finns inte i den del av enkäten som du svarar på. Läs in sidan igen.",
    )
    NOTHING_TO_CONFIRM = (
        "nothing_to_confirm",
        "Det finns inget svar att bekräfta. Svara på frågan.",
    )
    ONLY_RETURNED = (
        "only_returned",
        "Frågan är inte i retur och kan inte ändras. Skriv i kommentaren till en som är det.",
    )
    CLOSED_ROUND = (
        "closed_round",
        "Enkäten är stängd och tar inte emot svar. Hör av dig till kontakten för enkäten.",
    )
    HANDED_IN = (
        "handed_in",
        "Enkäten är inlämnad och kan inte ändras. Hör av dig till kontakten om något är fel.",
    )
    SETTLED = (
        "settled",
        "Svaren är godtagna och kan inte ändras. Hör av dig till kontakten om något är fel.",
    )
    DELEGATED = (
        "delegated",
        "Du svarar för en del av enkäten. Den som har bett dig svara lämnar in den.",
    )


NOT_YOURS = Refusal.NOT_YOURS.label
NOTHING_TO_CONFIRM = Refusal.NOTHING_TO_CONFIRM.label
ONLY_RETURNED = Refusal.ONLY_RETURNED.label
NO_COMMENTS = CommentRefusal.NO_COMMENTS.label
TOO_LONG = CommentRefusal.TOO_LONG.label
CLOSED_ROUND = Refusal.CLOSED_ROUND.label
HANDED_IN = Refusal.HANDED_IN.label
SETTLED = Refusal.SETTLED.label
DELEGATED = Refusal.DELEGATED.label


class Unanswered(RuleViolation):
    """Questions are left: ``questions`` are their keys in the order they are asked."""

    def __init__(self, sentence: str, questions: tuple[int, ...]) -> None:
        super().__init__(sentence)
        self.questions = questions


@dataclass(frozen=True, slots=True)
class Operation:
    """What was done to a question on a device, and the answer's revision that was shown there.

    A confirmation without a value confirms the answer as it stands.
    """

    key: UUID
    question: int
    kind: OperationKind
    value: Any = None
    comment: str = ""
    seen_revision: int = 0
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """An answer as it stands.

    ``came_back`` says that it was returned in this turn. ``files`` are the names of its files,
    read only for a question that asks for a document.
    """

    state: AnswerState = AnswerState.UNANSWERED
    value: Any = None
    comment: str = ""
    revision: int = 0
    came_back: bool = False
    files: tuple[str, ...] = ()


NEVER_ANSWERED = Standing()


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of an operation. ``revision`` is what the answer got by it, else 0."""

    key: UUID
    question: int
    outcome: OperationOutcome
    problem: str = ""
    revision: int = 0
    is_known: bool = True
    """False when the question is none of the asker's: then nothing is kept of it."""


@dataclass(slots=True)
class Ledger:
    """The answers of a response while operations are carried out, one after the other.

    ``questions`` are those that the asker may answer; ``earlier`` is what came of operations
    that have been here before. ``only_returned``: the response came back, and only what came
    back, or is not answered, may change.
    """

    questions: Mapping[int, QuestionFacts]
    standings: dict[int, Standing]
    revision: int = 0
    only_returned: bool = False
    earlier: dict[UUID, Settled] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)


def locked_because(response: ResponseState, survey_round: RoundState) -> str:
    """Return why nothing can be written in the response now; empty when it can.

    What came back can be answered also when the round has been closed.
    """
    if response == ResponseState.ACCEPTED:
        return SETTLED
    if response == ResponseState.SUBMITTED:
        return HANDED_IN
    is_open = survey_round == RoundState.OPEN or response == ResponseState.RETURNED
    return "" if is_open else CLOSED_ROUND


def carry_out(ledger: Ledger, operations: Iterable[Operation]) -> list[Settled]:
    """Carry the operations out in order; return what came of each.

    Two operations on one question in one batch come from one device: the second one has seen
    what the first one did.
    """
    own: dict[int, int] = {}
    done: list[Settled] = []
    for operation in operations:
        settled = ledger.earlier.get(operation.key)
        if settled is None:
            first_seen = own.get(operation.question, 0)
            if first_seen > operation.seen_revision:
                operation = replace(operation, seen_revision=first_seen)  # noqa: PLW2901
            settled = _carried_out(ledger, operation)
            ledger.earlier[operation.key] = settled
        if settled.outcome == OperationOutcome.APPLIED:
            own[settled.question] = max(own.get(settled.question, 0), settled.revision)
        done.append(settled)
    return done


def _carried_out(ledger: Ledger, operation: Operation) -> Settled:
    asked = ledger.questions.get(operation.question)
    if asked is None:
        return replace(_refused(operation, NOT_YOURS), is_known=False)
    before = ledger.standings.get(operation.question, NEVER_ANSWERED)
    value, comment = told(asked, operation, before)
    problem = refusal(asked, operation, before, value=value, comment=comment)
    if not problem and ledger.only_returned and not may_change_returned(before):
        problem = ONLY_RETURNED
    if problem:
        return _refused(operation, problem)
    is_same = value == before.value and comment == before.comment
    if is_over_unseen(operation.seen_revision, before.revision, is_same=is_same):
        return Settled(operation.key, operation.question, OperationOutcome.CONFLICT)
    after = replace(
        before, state=state_after(before, value, operation.kind), value=value, comment=comment
    )
    if after != before:
        ledger.revision += 1
        after = replace(after, revision=ledger.revision)
        ledger.standings[operation.question] = after
        ledger.changed.add(operation.question)
    return Settled(
        operation.key, operation.question, OperationOutcome.APPLIED, revision=after.revision
    )


def _refused(operation: Operation, problem: str) -> Settled:
    return Settled(operation.key, operation.question, OperationOutcome.REFUSED, problem)


def told(asked: QuestionFacts, operation: Operation, before: Standing) -> tuple[Any, str]:
    """Return the value and the comment that the operation asks for.

    What was typed for a number is read as one; an empty text, list or sample is no answer.
    """
    if operation.kind == OperationKind.CLEAR:
        return None, operation.comment
    if operation.kind == OperationKind.CONFIRM and operation.value is None:
        is_unseen = operation.seen_revision < before.revision
        return (None if is_unseen else before.value), operation.comment or before.comment
    if asked.answer_type == AnswerType.DOCUMENT:
        return _document_value(operation, before), operation.comment
    return as_value(asked, operation.value), operation.comment


def _document_value(operation: Operation, before: Standing) -> Any:
    """Return what answers a question about a document: nobody writes it, the files do."""
    if operation.value == NOT_APPLICABLE:
        return NOT_APPLICABLE
    stays = before.value not in {None, NOT_APPLICABLE}
    return before.value if stays else files_said(before.files)


def files_said(names: Sequence[str]) -> str | None:
    """Return the names as an answer; None when there are no files."""
    return ", ".join(names)[:LONGEST_ANSWER] or None


def refusal(
    asked: QuestionFacts, operation: Operation, before: Standing, *, value: Any, comment: str
) -> str:
    """Return why what was written cannot be kept, in Swedish; empty when it can."""
    is_unseen = operation.seen_revision < before.revision
    is_confirmed = operation.kind == OperationKind.CONFIRM
    if is_confirmed and value is None and not (is_unseen and before.value is not None):
        return NOTHING_TO_CONFIRM
    return words_problem(asked, value, comment)


def may_change_returned(before: Standing) -> bool:
    """Tell whether the answer may change in a response that came back."""
    return before.came_back or before.state != AnswerState.ANSWERED


def state_after(before: Standing, value: Any, kind: OperationKind) -> AnswerState:
    """Return the state of the answer once it has that value.

    What was taken over or came back waits until somebody says that it stands, or answers
    something else; a comment alone says neither.
    """
    is_waiting = before.state in {AnswerState.PREFILLED, AnswerState.RETURNED}
    if value is None:
        is_back = before.state == AnswerState.RETURNED
        return AnswerState.RETURNED if is_back else AnswerState.UNANSWERED
    if is_waiting and value == before.value and kind != OperationKind.CONFIRM:
        return before.state
    return AnswerState.ANSWERED


def standing_with_files(asked: QuestionFacts, before: Standing, names: Sequence[str]) -> Standing:
    """Return the answer once it has these files: they answer a question about a document."""
    if asked.answer_type != AnswerType.DOCUMENT:
        return before
    said = files_said(names)
    if said is None and before.value == NOT_APPLICABLE:
        return before
    after = state_after(before, said, OperationKind.CONFIRM)
    return replace(before, state=after, value=said)


def left_to_answer(
    asked: Iterable[int], required: Iterable[int], standings: Mapping[int, Standing]
) -> tuple[int, ...]:
    """Return the keys of the questions that must be answered before the response is handed in.

    ``asked`` are those that are asked now, in order. What came back must be answered anew also
    when it is voluntary.
    """
    demanded = set(required)
    return tuple(
        key
        for key in asked
        if standings.get(key, NEVER_ANSWERED).state
        not in ({AnswerState.ANSWERED} if key in demanded else _SETTLED_ANYHOW)
    )


_SETTLED_ANYHOW = frozenset(AnswerState) - {AnswerState.RETURNED}


def answers_to_hand_in(
    asked: Iterable[int], standings: Mapping[int, Standing]
) -> dict[str, dict[str, Any]]:
    """Return what is handed in: the answers, by key as text, to what is asked now.

    What nobody has confirmed and what is no longer asked is left out.
    """
    kept = ((key, standings.get(key, NEVER_ANSWERED)) for key in asked)
    return {
        str(key): {"value": found.value, "comment": found.comment}
        for key, found in kept
        if found.state == AnswerState.ANSWERED
    }
