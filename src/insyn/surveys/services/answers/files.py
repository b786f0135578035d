"""Files that belong to an answer."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, store_document
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.surveys.models import SurveyAnswer
from insyn.surveys.rules import RESPONSE_LIFECYCLE, ResponseEvent, ResponseState
from insyn.surveys.rules.operations import (
    NEVER_ANSWERED,
    NOT_YOURS,
    ONLY_RETURNED,
    Standing,
    may_change_returned,
    standing_with_files,
)
from insyn.surveys.rules.questions import AskedQuestion, asked_in_round
from insyn.surveys.rules.texts import personal_number_problem
from insyn.surveys.services.answers.locked import Held, held, keep_answers

NAMED = ("contract__provider", "unit")
MOST_FILES = 10
"""Files that one answer may have."""


@transaction.atomic
def attach_file(access: Access, response_pk: int, *, question: int, paper: Paper) -> Document:
    """Store a file with an answer. A question that asks for a document is answered by it.

    Raises:
        SurveyResponse.DoesNotExist: there is none that the asker may answer.
        RuleViolation: the response or the question is locked, there are ten files already, the
            file may not be stored, or its name holds a personal number.
    """
    response = held(access, response_pk, *NAMED)
    asked, before = _open_question(response, question)
    if problem := personal_number_problem(f"{paper.file_name} {paper.title}"):
        raise RuleViolation(_(problem))
    names = response.file_names(question)
    if len(names) >= MOST_FILES:
        raise RuleViolation(_("En fråga kan ha högst tio filer. Ta bort någon först."))
    incoming = replace(
        paper,
        direction=Direction.INCOMING,
        counterpart=paper.counterpart or str(response.row.contract.provider),
    )
    authority = Authority.objects.get(pk=response.row.round.authority_id)
    document = store_document(access, authority, incoming)
    row = _keep(access, response, asked, before, [*names, document.file_name])
    row.documents.add(document)
    return document


@transaction.atomic
def remove_file(access: Access, response_pk: int, *, question: int, document_pk: int) -> None:
    """Take a file away from an answer.

    One that was never handed in is deleted; one that has been stays with the authority.

    Raises:
        SurveyResponse.DoesNotExist: there is none that the asker may answer.
        RuleViolation: the response or the question is locked.
        Document.DoesNotExist: the answer has no such file.
    """
    response = held(access, response_pk, *NAMED)
    asked, before = _open_question(response, question)
    answer = response.answers.get(question)
    if answer is None:
        raise Document.DoesNotExist
    links = SurveyAnswer.documents.through.objects.filter(surveyanswer=answer.pk)
    link = links.select_related("document").filter(document__pk=document_pk).first()
    if link is None:
        raise Document.DoesNotExist
    document: Document = link.document
    link.delete()
    number = document.pk
    if _is_draft(response, document):
        _delete(document)
    _keep(access, response, asked, before, response.file_names(question))
    place = Place(response.row.round.authority_id)
    record(access, "survey_response.file_removed", response.row, place=place,
           facts={"document": number, "question": asked.code})  # fmt: skip


def _is_draft(response: Held, document: Document) -> bool:
    submitted_at = response.row.submitted_at
    return submitted_at is None or document.stored_at > submitted_at


def _delete(document: Document) -> None:
    """Delete the row now, and the file once that is certain."""
    storage, name = document.file.storage, str(document.file.name)
    document.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _open_question(response: Held, question: int) -> tuple[AskedQuestion, Standing]:
    """Return the question with its answer, if the asker may change it now."""
    response.check_open()
    if question not in response.mine:
        raise RuleViolation(_(NOT_YOURS))
    before = response.standings().get(question, NEVER_ANSWERED)
    if response.only_returned and not may_change_returned(before):
        raise RuleViolation(_(ONLY_RETURNED))
    questions = asked_in_round(response.sections)
    return next(one for one in questions if one.pk == question), before


def _keep(
    access: Access, response: Held, asked: AskedQuestion, before: Standing, names: list[str]
) -> SurveyAnswer:
    """Note on the answer and the response that the files have changed; return the answer."""
    row = response.row
    row.state = RESPONSE_LIFECYCLE.after(ResponseState(row.state), ResponseEvent.SAVE)
    row.started_at = row.started_at or clock.now()
    row.revision += 1
    after = replace(standing_with_files(asked.facts, before, names), revision=row.revision)
    old = response.answers.get(asked.pk)
    keep_answers([
        SurveyAnswer(
            response=row, question_id=asked.pk, state=after.state, value=after.value,
            comment=after.comment, prefilled_from=old.prefilled_from if old else "",
            revision=after.revision, answered_at=clock.now(), answered_by_id=response.user_id,
        )
    ])  # fmt: skip
    response.count({**response.standings(), asked.pk: after})
    row.save(update_fields=["state", "started_at", "revision", "required_count", "answered_count"])
    rows = SurveyAnswer.objects.shown_to_provider(access)
    return rows.get(response=row, question=asked.pk)
