"""Reminding those who have not handed in: by the round's schedule, or by hand."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import record
from insyn.kernel.access import Access, Mandate, Role
from insyn.kernel.errors import RuleViolation
from insyn.mailing.rules import MailKind
from insyn.mailing.services import queue_mails
from insyn.platform import clock
from insyn.surveys.letters.delegation import part_reminder
from insyn.surveys.letters.invitations import Letter, reminder
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.models.responses import SurveyResponseQuerySet
from insyn.surveys.queries.delegates_behind import delegates_behind
from insyn.surveys.queries.words import words_of
from insyn.surveys.rules import ResponseState, RoundState
from insyn.surveys.rules.reminders import remind_refusal
from insyn.surveys.services.locks import locked_round, place_of
from insyn.surveys.services.mails import mail_to, to_addressees


@transaction.atomic
def remind_round(
    access: Access, survey_round: SurveyRound, *, responses: Sequence[SurveyResponse] | None = None
) -> int:
    """Remind now: these responses, or all that are not handed in; return how many mails.

    One who has been given a part is reminded of it as long as something is left there. Nobody
    is reminded of the same response twice on one day.

    Raises:
        RuleViolation: the round does not run, or a chosen response is handed in already.
    """
    row = locked_round(access, survey_round)
    if row.state != RoundState.OPEN:
        raise RuleViolation(_("Omgången pågår inte. Då går inga påminnelser ut."))
    for response in responses or ():
        if refusal := remind_refusal(response.shown_state):
            raise RuleViolation(_(refusal))
    rows = SurveyResponse.objects.visible_to(access).filter(round=row).awaited()
    if responses is not None:
        rows = rows.filter(pk__in=[response.pk for response in responses])
    return _remind(access, row, _told(row, rows), today=clock.today())


def remind_all(today: date | None = None) -> int:
    """Send the reminders of the day in every running round; return how many mails.

    Run any number of times a day: each is reminded once. A round's reminders are one
    transaction, so that one that fails stops no other.
    """
    day = today or clock.today()
    rounds = SurveyRound.objects.unscoped(
        reason="Schemalagda påminnelser går ut i alla nämnders omgångar."
    )
    return sum(_remind_scheduled(row, day) for row in rounds.running().order_by("pk"))


@transaction.atomic
def _remind_scheduled(survey_round: SurveyRound, today: date) -> int:
    if not survey_round.reminder_days:
        return 0
    mandate = Mandate(survey_round.authority_id, Role.PLAN_OWNER)
    access = Access.system("Insyn", mandates=(mandate,))
    row = locked_round(access, survey_round)
    if row.state != RoundState.OPEN:
        return 0
    last_days = [today - timedelta(days=number) for number in row.reminder_days]
    rows = SurveyResponse.objects.visible_to(access).filter(round=row, due_on__in=last_days)
    return _remind(access, row, _told(row, rows.awaited()), today=today)


def _told(survey_round: SurveyRound, rows: SurveyResponseQuerySet) -> list[SurveyResponse]:
    found = list(rows.select_related("contract__provider", "unit", "service_area"))
    for row in found:
        row.round = survey_round
    return found


def _remind(
    access: Access, survey_round: SurveyRound, responses: list[SurveyResponse], *, today: date
) -> int:
    letter = partial(_letter, survey_round, today)
    mark = today.isoformat()
    mails = to_addressees(access, responses, MailKind.REMINDER, letter, mark=mark)
    mails += [
        mail_to(one.person, one.response, MailKind.REMINDER,
                part_reminder(words_of(one.response, survey_round), one.areas, today=today),
                mark=mark)
        for one in delegates_behind(access, survey_round, responses)
    ]  # fmt: skip
    count = queue_mails(access, mails)
    if count:
        record(access, "survey_round.reminded", survey_round, place=place_of(survey_round),
               facts={"count": count})  # fmt: skip
    return count


def _letter(survey_round: SurveyRound, today: date, response: SurveyResponse) -> Letter:
    is_returned = response.state == ResponseState.RETURNED
    return reminder(words_of(response, survey_round), today=today, is_returned=is_returned)
