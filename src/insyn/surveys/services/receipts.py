"""Handing in with a receipt: the page, the paper and the mail say the same."""

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from insyn.kernel.access import Access
from insyn.mailing.rules import LINK_PLACE, MailKind
from insyn.mailing.services import MailFacts, queue_mail
from insyn.papers import pdf
from insyn.papers.wording import Language
from insyn.surveys.letters.receipt import ReceiptFacts, ReceiptLine, receipt, receipt_mail
from insyn.surveys.models import Submission, SurveyResponse
from insyn.surveys.queries import legal_ground, questions_of
from insyn.surveys.queries.delegation import name_of
from insyn.surveys.queries.said import said
from insyn.surveys.rules.questions import AskedQuestion, asked_now
from insyn.surveys.services.answers import submit


@transaction.atomic
def hand_in(
    access: Access, response_pk: int, *, key: UUID, seen_revision: int | None = None
) -> Submission:
    """Hand the response in and put a receipt in the queue to the one who did.

    The same page sent twice hands in once and sends one receipt. One without an address gets
    none: the receipt is on the page.

    Raises:
        RuleViolation: as ``answers.submit``.
    """
    made = submit(access, response_pk, key=key, seen_revision=seen_revision)
    response, user = made.response, made.submitted_by
    if user.email:
        told = receipt_mail(
            _without_answers(response, made), link=LINK_PLACE, language=Language(user.language)
        )
        mail = MailFacts(
            authority=response.round.authority,
            kind=MailKind.RECEIPT,
            key=f"receipt:{made.pk}",
            user=user,
            to_name=name_of(user),
            to_address=user.email,
            subject=told.subject,
            text=told.text,
            about=response,
            leads_to=reverse("provider_portal:survey_receipt", args=[response.pk, made.number]),
        )
        queue_mail(access, mail)
    return made


def receipt_facts(response: SurveyResponse, submission: Submission) -> ReceiptFacts:
    """Return what the receipt says: the answers as they were handed in, in words."""
    return replace(_without_answers(response, submission), areas=_areas(response, submission))


def _without_answers(response: SurveyResponse, submission: Submission) -> ReceiptFacts:
    return ReceiptFacts(
        number=receipt_number(response, submission),
        survey=response.round.title,
        subject=str(response.unit or response.contract.provider),
        provider=str(response.contract.provider),
        authority=str(response.round.authority),
        submitted_at=timezone.localtime(submission.submitted_at),
        submitted_by=name_of(submission.submitted_by),
        digest=submission.digest,
        ground=legal_ground(response),
        areas=(),
    )


def receipt_number(response: SurveyResponse, submission: Submission) -> str:
    """Return the number of the receipt: that of the follow-up, and which time it was."""
    base = response.followup.number if response.followup else f"E{response.pk}"
    return f"{base}-{submission.number}"


def _areas(
    response: SurveyResponse, submission: Submission
) -> tuple[tuple[str, tuple[ReceiptLine, ...]], ...]:
    sections = questions_of(response.round)
    answers = {int(key): answer for key, answer in submission.answers.items()}
    asked = asked_now(sections, {key: answer.get("value") for key, answer in answers.items()})
    areas = (
        (
            f"{section.number}. {section.name}",
            tuple(
                ReceiptLine(
                    number=f"{section.number}.{place}",
                    text=question.text,
                    answer=said(question.facts, answers.get(question.pk, {}).get("value")),
                    comment=answers.get(question.pk, {}).get("comment", ""),
                )
                for place, question in enumerate(section.questions, 1)
                if question.pk in asked and not _came_later(question, submission)
            ),
        )
        for section in sections
    )
    return tuple((name, lines) for name, lines in areas if lines)


def _came_later(question: AskedQuestion, submission: Submission) -> bool:
    return question.added_at is not None and question.added_at > submission.submitted_at


def receipt_pdf(response: SurveyResponse, submission: Submission) -> bytes:
    """Return the receipt as PDF, in the language that the reader has chosen."""
    language = Language.ENGLISH if get_language() == "en" else Language.SWEDISH
    facts = receipt_facts(response, submission)
    return pdf.render(receipt(facts, issued_on=facts.submitted_at.date(), language=language))
