"""Single questions go back to the provider, each with a reason."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.mailing.rules import MailKind
from insyn.mailing.services import queue_mails
from insyn.platform import clock
from insyn.platform.text import tidy_line
from insyn.surveys.letters.reviews import ReturnedQuestion, returned
from insyn.surveys.models import SurveyAnswer, SurveyResponse
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.words import words_of
from insyn.surveys.rules import RESPONSE_LIFECYCLE, AnswerState, ResponseEvent
from insyn.surveys.rules.questions import AskedQuestion, asked_in_round, asked_now, required_now
from insyn.surveys.rules.reviewing import LONGEST_RETURN, reason_refusal, return_refusal
from insyn.surveys.services.mails import to_addressees
from insyn.surveys.services.reviews.locks import locked_for_review, note


@transaction.atomic
def return_questions(
    access: Access,
    response: SurveyResponse,
    *,
    reasons: Mapping[int, str],
    due_on: date,
    version: int | None = None,
) -> SurveyResponse:
    """Send questions back with a reason each, tell those who answer, and open only them.

    ``reasons`` are by the question's key. All else that was answered stays locked.

    Raises:
        RuleViolation: no question was chosen, one is not asked in the response, a reason is
            missing, the last day has passed, or the answers cannot be sent back now.
        Outdated: somebody changed the response after the page was read.
    """
    row = locked_for_review(access, response, version)
    if refusal := return_refusal(row.shown_state, due_on=due_on, today=clock.today()):
        raise RuleViolation(_(refusal))
    answers = _answers(access, row)
    told = {key: tidy_line(reason) for key, reason in reasons.items()}
    chosen = _chosen(row, answers, told)
    row.revision += 1
    _open(row, chosen, answers, told)
    row.state = RESPONSE_LIFECYCLE.after(row.shown_state, ResponseEvent.RETURN)
    row.returned_at, row.due_on = clock.now(), due_on
    row.version += 1
    _count(row, answers)
    row.save()
    _tell(access, row, [ReturnedQuestion(one.text, told[one.pk]) for one in chosen])
    facts = {"questions": ", ".join(one.code for one in chosen), "due_on": due_on.isoformat()}
    note(access, "returned", row, facts)
    return row


def _answers(access: Access, row: SurveyResponse) -> dict[int, SurveyAnswer]:
    rows = SurveyAnswer.objects.visible_to(access).filter(response=row).order_by()
    return {answer.question_id: answer for answer in rows}


def _values(answers: Mapping[int, SurveyAnswer]) -> dict[int, object]:
    return {key: row.value for key, row in answers.items() if row.value is not None}


def _chosen(
    row: SurveyResponse, answers: Mapping[int, SurveyAnswer], reasons: Mapping[int, str]
) -> list[AskedQuestion]:
    """Return the questions in the order they are asked, if each can go back with its reason."""
    sections = questions_of(row.round)
    now = asked_now(sections, _values(answers))
    chosen = [one for one in asked_in_round(sections) if one.pk in now and one.pk in reasons]
    if not reasons:
        raise RuleViolation(_("Välj minst en fråga att skicka tillbaka."))
    if len(chosen) < len(reasons):
        raise RuleViolation(_("En fråga ställs inte i det här enkätsvaret. Läs in sidan igen."))
    for one in chosen:
        missing = _("Skriv varför frågan ”%(question)s” skickas tillbaka.") % {"question": one.text}
        if refusal := reason_refusal(reasons[one.pk], missing=missing, longest=LONGEST_RETURN):
            raise RuleViolation(_(refusal))
    return chosen


def _open(
    row: SurveyResponse,
    chosen: list[AskedQuestion],
    answers: dict[int, SurveyAnswer],
    reasons: Mapping[int, str],
) -> None:
    for one in chosen:
        answer = answers.get(one.pk) or SurveyAnswer(response=row, question_id=one.pk)
        answer.state, answer.revision = AnswerState.RETURNED, row.revision
        answer.returned_reason, answer.returned_on = reasons[one.pk], clock.today()
        answers[one.pk] = answer
    SurveyAnswer.objects.bulk_create(
        [answers[one.pk] for one in chosen],
        update_conflicts=True,
        unique_fields=["response", "question"],
        update_fields=["state", "revision", "returned_reason", "returned_on"],
    )


def _count(row: SurveyResponse, answers: Mapping[int, SurveyAnswer]) -> None:
    required = required_now(questions_of(row.round), _values(answers), has_submitted=True)
    answered = {key for key, one in answers.items() if one.state == AnswerState.ANSWERED}
    row.required_count, row.answered_count = len(required), len(required & answered)


def _tell(access: Access, row: SurveyResponse, questions: list[ReturnedQuestion]) -> None:
    letter = returned(words_of(row), questions)
    mails = to_addressees(access, [row], MailKind.RETURNED, lambda _one: letter,
                          mark=str(row.revision))  # fmt: skip
    queue_mails(access, mails)
