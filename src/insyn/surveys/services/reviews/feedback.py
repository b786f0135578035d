"""Feedback to the provider: a letter, made once, and the follow-up sent."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.findings.models import Finding
from insyn.findings.services import send_followup
from insyn.followups.rules import REPORTED
from insyn.followups.services.post import LetterFiling, file_letter
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.mailing.rules import MailKind
from insyn.mailing.services import queue_mails
from insyn.measures.services import request_plan
from insyn.platform import clock
from insyn.platform.text import tidy_line
from insyn.surveys.letters.feedback import feedback
from insyn.surveys.letters.reviews import feedback_mail
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.models.responses import SurveyResponseQuerySet
from insyn.surveys.queries.beside_others import everybody_in
from insyn.surveys.queries.words import words_of
from insyn.surveys.rules import ResponseState
from insyn.surveys.rules.comparison import Board
from insyn.surveys.rules.reviewing import feedback_refusal, reason_refusal, review_refusal
from insyn.surveys.services.mails import mail_to, main_addressees
from insyn.surveys.services.reviews.letter_facts import feedback_facts
from insyn.surveys.services.reviews.locks import followup_of, locked_for_review, note

AT_ONCE = 25
"""Letters that one press of the button makes: more would keep the page waiting."""


@transaction.atomic
def send_feedback(
    access: Access,
    response: SurveyResponse,
    *,
    plan_due_on: date | None = None,
    version: int | None = None,
    everybody: Mapping[int, Board] | None = None,
) -> SurveyResponse:
    """Send the result to the provider with a letter, and tell those who answered by mail.

    With ``plan_due_on`` an action plan is asked for in the same step. ``everybody`` spares
    reading all answers of the round again when many letters are made.

    Raises:
        RuleViolation: the answers are not accepted, feedback has been sent, a deficiency lacks
            something, or there is nothing to make a plan about.
        Outdated: somebody changed the response after the page was read.
    """
    row = locked_for_review(access, response, version)
    followup = followup_of(access, row)
    if refusal := feedback_refusal(row.shown_state, is_sent=followup.state in REPORTED):
        raise RuleViolation(_(refusal))
    if everybody is None:
        everybody = everybody_in(access, row.round)
    facts = feedback_facts(access, row, followup, everybody=everybody, plan_due_on=plan_due_on)
    letter = feedback(facts, issued_on=clock.today())
    row.feedback_word, row.feedback_pdf = file_letter(
        access,
        LetterFiling(
            authority=followup.authority,
            letter=letter,
            party=followup.contract.provider.name,
            followup=followup,
            about=row,
        ),
    )
    row.version += 1
    row.save(update_fields=["feedback_word", "feedback_pdf", "version"])
    send_followup(access, followup, tells=False)
    if plan_due_on is not None:
        request_plan(access, followup, due_on=plan_due_on, tells=False)
    _tell(access, row, len(facts.deficiencies), has_plan=plan_due_on is not None)
    note(access, "feedback_sent", row, {"findings": len(facts.deficiencies)})
    return row


def _tell(access: Access, row: SurveyResponse, deficiencies: int, *, has_plan: bool) -> None:
    letter = feedback_mail(words_of(row), deficiencies=deficiencies, has_plan=has_plan)
    people = main_addressees(access, [row])[row.pk]
    queue_mails(access, [mail_to(one, row, MailKind.FEEDBACK, letter) for one in people])


@transaction.atomic
def send_many(access: Access, survey_round: SurveyRound, *, most: int = AT_ONCE) -> int:
    """Send feedback on the accepted responses that ask for nothing, a number at a time.

    Those with a deficiency are sent one by one: there somebody decides about an action plan.
    Returns how many were sent.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=survey_round.authority_id)
    waiting = list(awaiting_feedback(access, survey_round)[:most])
    everybody = everybody_in(access, survey_round) if waiting else {}
    for response in waiting:
        send_feedback(access, response, everybody=everybody)
    return len(waiting)


def awaiting_feedback(access: Access, survey_round: SurveyRound) -> SurveyResponseQuerySet:
    """Return the accepted responses without any deficiency whose feedback has not been sent."""
    rows = SurveyResponse.objects.visible_to(access).for_list().filter(
        round=survey_round, state=ResponseState.ACCEPTED, followup__reported_on=None
    )  # fmt: skip
    lacking = Finding.objects.visible_to(access).deficiencies()
    clean = rows.exclude(followup__in=lacking.order_by().values("followup"))
    return clean.order_by("accepted_at", "pk")


@transaction.atomic
def propose_ending(
    access: Access, response: SurveyResponse, *, reason: str, version: int | None = None
) -> SurveyResponse:
    """Note the proposal that the contract be ended. It decides nothing: that is done elsewhere.

    Raises:
        RuleViolation: nothing has been handed in, or no reason is given.
        Outdated: somebody changed the response after the page was read.
    """
    row = locked_for_review(access, response, version)
    said = tidy_line(reason)
    state = row.shown_state
    refusal = "" if state == ResponseState.ACCEPTED else review_refusal(state)
    missing = _("Skriv varför avtalet bör avslutas.")
    if refusal := refusal or reason_refusal(said, missing=missing):
        raise RuleViolation(_(refusal))
    row.version += 1
    row.save(update_fields=["version"])
    note(access, "ending_proposed", row, {"reason": said})
    return row
