"""A survey as a workbook: made, read back and shown, then taken in whole or not at all."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from insyn.criteria.rules.operations import as_value
from insyn.exchange.services.sealing import open_rows, seal_rows
from insyn.kernel.access import Access
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.papers.fill_in import write_fill_in
from insyn.papers.sheets.checking import Problem
from insyn.papers.sheets.reading import Sheet, read_sheet, read_workbook
from insyn.papers.wording import Language
from insyn.surveys.letters.workbook import WorkbookFacts, survey_workbook
from insyn.surveys.queries.answering import Answering
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.said import said
from insyn.surveys.rules import OperationKind, OperationOutcome
from insyn.surveys.rules.answering import QuestionShown
from insyn.surveys.rules.operations import Operation
from insyn.surveys.rules.questions import AskedQuestion, asked_in_round
from insyn.surveys.rules.workbook import (
    SHEET,
    FilledIn,
    Mark,
    mark_refusal,
    not_taken,
    read_rows,
)
from insyn.surveys.services.answers import Ack, Applied, apply_operations

SALT = "insyn.surveys.workbook"

CHANGED_SINCE = (
    "Någon har ändrat i enkäten sedan filen lästes. Inget är sparat. Läs in filen igen och se "
    "vad som skiljer."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a row of the workbook does to a question, in words."""

    row: int
    number: str
    text: str
    before: str
    after: str
    comment: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class WorkbookRead:
    """What a workbook would do. Only without problems is there something ``sealed`` to take in."""

    differences: Sequence[Difference]
    problems: Sequence[Problem]
    sealed: str = ""


def workbook_of(page: Answering) -> bytes:
    """Return the survey as a workbook to fill in, in the reader's language."""
    response = page.response
    facts = WorkbookFacts(
        mark=_mark(page),
        survey=str(response.round),
        subject=str(response.unit or response.contract.provider),
        authority=str(response.round.authority),
        due_on=response.due_on,
        contact=response.round.contact,
        closed=_(page.closed) if page.closed else "",
    )
    language = Language.ENGLISH if get_language() == "en" else Language.SWEDISH
    return write_fill_in(survey_workbook(facts, page.sections, say=_said, language=language))


def _mark(page: Answering) -> Mark:
    return Mark(round=page.response.round_id, response=page.response.pk)


def _said(label: str) -> str:
    return _(label)


def _spoken(label: str) -> Iterable[str]:
    """Yield the label in every language that a workbook may have been made in."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield _(label)


def read_answers(
    access: Access, page: Answering, *, content: bytes, file_name: str
) -> WorkbookRead:
    """Return what the workbook would change, or everything wrong with it. Keeps nothing.

    The answers are tried by the same rules as when they are typed on the page, and taken back.

    Raises:
        Unreadable: the file cannot be read at all.
        RuleViolation: it is no workbook for this response, or the survey is locked.
    """
    if page.closed:
        raise RuleViolation(_(page.closed))
    sheet = _sheet(content, file_name)
    if refusal := mark_refusal(sheet.rows, _mark(page)):
        raise RuleViolation(_(refusal))
    shown = {one.pk: one for area in page.sections for one in area.questions}
    asked = {one.pk: one for one in asked_in_round(questions_of(page.response.round))}
    facts = {key: one.facts for key, one in asked.items()}
    filled, problems = read_rows(sheet.rows, shown, facts, spoken=_spoken)
    operations = [_operation(one) for one in filled]
    acks = _tried(access, page.response.pk, operations)
    problems += not_taken(
        filled, {ack.question: no for ack in acks if (no := _why_not(ack, asked))}
    )
    if problems:
        return WorkbookRead((), sorted(problems, key=lambda one: one.row))
    found = [_difference(one, shown[one.question], asked[one.question]) for one in filled]
    return WorkbookRead(found, (), _sealed(access, page.response.pk, operations) if found else "")


def _sheet(content: bytes, file_name: str) -> Sheet:
    book = read_workbook(content, file_name)
    names = [sheet.name for sheet in book.sheets]
    place = names.index(SHEET) if SHEET in names else book.likely_index
    return read_sheet(content, file_name, place)


def _operation(one: FilledIn) -> Operation:
    return Operation(
        key=uuid.uuid4(),
        question=one.question,
        kind=one.kind,
        value=None if one.kind == OperationKind.CONFIRM else one.value,
        comment=one.comment,
        seen_revision=one.seen_revision,
    )


def _tried(access: Access, response_pk: int, operations: Sequence[Operation]) -> list[Ack]:
    """Return what would come of the operations; nothing of it is kept."""
    if not operations:
        return []
    with transaction.atomic():
        acks = apply_operations(access, response_pk, operations).acks
        transaction.set_rollback(True)
    return acks


def _why_not(ack: Ack, asked: Mapping[int, AskedQuestion]) -> str:
    """Return why the row cannot be taken in, in the reader's language; empty when it can."""
    if ack.outcome == OperationOutcome.APPLIED:
        return ""
    if ack.outcome == OperationOutcome.REFUSED:
        return _(ack.problem)
    words = {"who": ack.by or _("Någon annan"),
             "answer": said(asked[ack.question].facts, ack.value) or _("inget svar")}  # fmt: skip
    return (
        _(
            "%(who)s har svarat ”%(answer)s” sedan arbetsboken hämtades. Hämta arbetsboken igen, "
            "eller ändra svaret på enkätens sida."
        )
        % words
    )


def _difference(one: FilledIn, shown: QuestionShown, asked: AskedQuestion) -> Difference:
    return Difference(
        row=one.row,
        number=shown.number,
        text=shown.text,
        before=shown.words,
        after=said(asked.facts, as_value(asked.facts, one.value)),
        comment=one.comment if one.comment != shown.given.comment else "",
        is_confirmed=one.kind == OperationKind.CONFIRM,
    )


def _sealed(access: Access, response_pk: int, operations: Sequence[Operation]) -> str:
    rows = [
        [str(one.key), one.question, one.kind, one.value, one.comment, one.seen_revision]
        for one in operations
    ]
    too_much = _("Arbetsboken har mer text än som kan läsas in på en gång. Svara på enkätens sida.")
    return seal_rows(access, rows, about=response_pk, salt=SALT, too_much=too_much)


@transaction.atomic
def take_in_answers(access: Access, response_pk: int, *, sealed: str) -> Applied:
    """Keep exactly what was shown: all of it, or nothing. Sent twice, it is done once.

    Raises:
        SurveyResponse.DoesNotExist: there is none that the asker may answer.
        Locked: the response has been handed in, accepted or closed.
        Outdated: it was read too long ago, or somebody has answered since.
    """
    operations = _opened(access, response_pk, sealed)
    applied = apply_operations(access, response_pk, operations)
    if any(ack.outcome != OperationOutcome.APPLIED for ack in applied.acks):
        raise Outdated(_(CHANGED_SINCE))
    return applied


def _opened(access: Access, response_pk: int, sealed: str) -> list[Operation]:
    rows = open_rows(access, sealed, about=response_pk, salt=SALT)
    return [
        Operation(uuid.UUID(key), question, OperationKind(kind), value, comment, seen)
        for key, question, kind, value, comment, seen in rows
    ]
