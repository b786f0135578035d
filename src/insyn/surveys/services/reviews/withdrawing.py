"""A return of questions is taken back: what was handed in stands again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.mailing.rules import MailKind
from insyn.mailing.services import queue_mails
from insyn.platform import clock
from insyn.platform.text import tidy_line
from insyn.surveys.letters.reviews import return_withdrawn
from insyn.surveys.models import Submission, SurveyAnswer, SurveyResponse
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.returning import begun_answers
from insyn.surveys.queries.submissions import newest_submissions
from insyn.surveys.queries.words import words_of
from insyn.surveys.rules import RESPONSE_LIFECYCLE, AnswerState, ResponseEvent
from insyn.surveys.rules.questions import required_now
from insyn.surveys.rules.reviewing import reason_refusal, withdrawal_refusal
from insyn.surveys.services.mails import to_addressees
from insyn.surveys.services.reviews.locks import locked_for_review, note


@transaction.atomic
def withdraw_return(
    access: Access, response: SurveyResponse, *, reason: str, version: int | None = None
) -> SurveyResponse:
    """Take back the questions that were sent back, and tell those who answer.

    The answers are again what was handed in last; what somebody began to write instead is kept
    among the operations.

    Raises:
        RuleViolation: nothing is in return, the provider has begun to answer and has time left,
            or no reason is given.
        Outdated: somebody changed the response after the page was read.
    """
    row, said = locked_for_review(access, response, version), tidy_line(reason)
    is_begun = begun_answers(access, row).exists()
    missing = _("Skriv varför frågorna tas tillbaka.")
    if refusal := withdrawal_refusal(
        row.shown_state, is_begun=is_begun, due_on=row.due_on, today=clock.today()
    ) or reason_refusal(said, missing=missing):
        raise RuleViolation(_(refusal))
    handed_in = newest_submissions(access, [row.pk])[row.pk]
    row.revision += 1
    answers = _put_back(access, row, handed_in)
    row.state = RESPONSE_LIFECYCLE.after(row.shown_state, ResponseEvent.WITHDRAW)
    row.returned_at = None
    row.version += 1
    values = {one.question_id: one.value for one in answers if one.value is not None}
    required = required_now(questions_of(row.round), values, has_submitted=True)
    answered = {one.question_id for one in answers if one.state == AnswerState.ANSWERED}
    row.required_count, row.answered_count = len(required), len(required & answered)
    row.save()
    _tell(access, row)
    note(access, "return_withdrawn", row, {"reason": said})
    return row


def _put_back(access: Access, row: SurveyResponse, handed_in: Submission) -> list[SurveyAnswer]:
    """Let what was in return be as it was handed in; return all answers as they stand now."""
    rows = SurveyAnswer.objects.visible_to(access).filter(response=row).order_by("pk")
    answers = list(rows)
    changed = [one for one in answers if _is_touched(one, row.returned_at)]
    for one in changed:
        _as_handed_in(one, handed_in)
        one.revision = row.revision
    names = ["state", "value", "comment", "returned_reason", "returned_on", "revision",
             "answered_at", "answered_by"]  # fmt: skip
    SurveyAnswer.objects.visible_to(access).bulk_update(changed, names)
    return answers


def _is_touched(answer: SurveyAnswer, returned_at: datetime | None) -> bool:
    is_new = bool(returned_at and answer.answered_at and answer.answered_at >= returned_at)
    return is_new or answer.state == AnswerState.RETURNED


def _as_handed_in(answer: SurveyAnswer, handed_in: Submission) -> None:
    said = handed_in.answers.get(str(answer.question_id), {"value": None, "comment": ""})
    if (said["value"], said["comment"]) != (answer.value, answer.comment):
        answer.value, answer.comment = said["value"], said["comment"]
        answer.answered_at = handed_in.submitted_at
        answer.answered_by_id = handed_in.submitted_by_id
    answer.returned_reason, answer.returned_on = "", None
    is_answered = answer.value is not None
    answer.state = AnswerState.ANSWERED if is_answered else AnswerState.UNANSWERED


def _tell(access: Access, row: SurveyResponse) -> None:
    letter = return_withdrawn(words_of(row))
    mails = to_addressees(access, [row], MailKind.RETURNED, lambda _one: letter,
                          mark=f"{row.revision}:withdrawn")  # fmt: skip
    queue_mails(access, mails)
