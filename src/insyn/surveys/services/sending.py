"""Sending a round: follow-ups, invitations and first answers, all in one transaction."""

from collections.abc import Sequence
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import record
from insyn.followups.models import Followup
from insyn.followups.services.surveys import SurveyFollowup, start_survey_followups
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.mailing.rules import MailKind
from insyn.mailing.services import queue_mails
from insyn.platform import clock
from insyn.surveys.letters.invitations import invitation
from insyn.surveys.models import SurveyAnswer, SurveyResponse, SurveyRound
from insyn.surveys.queries.plan_activities import activities_by_area
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.readiness import readiness_of
from insyn.surveys.queries.words import words_of
from insyn.surveys.rules import (
    HANDED_IN,
    RESPONSE_LIFECYCLE,
    ROUND_LIFECYCLE,
    AnswerState,
    ResponseEvent,
    RoundEvent,
    RoundState,
)
from insyn.surveys.rules.prefilling import EarlierAnswer, origin_said, prefilled
from insyn.surveys.rules.questions import asked_in_round, required_now
from insyn.surveys.rules.rounds import stops_sending
from insyn.surveys.services.locks import locked_round, place_of
from insyn.surveys.services.mails import to_addressees

LONGEST_NOTE = 300
AT_A_TIME = 2_000


@transaction.atomic
def send_round(
    access: Access, survey_round: SurveyRound, *, version: int | None = None
) -> SurveyRound:
    """Send the survey to all its recipients: the same send twice is one.

    Each response gets a follow-up with the next number of the year's series, answers carried
    over from the chosen round, and an invitation in the mail queue.

    Raises:
        RuleViolation: something stops it; the sentence says what.
        Outdated: somebody changed the round after the page was read.
    """
    row = locked_round(access, survey_round)
    if row.state == RoundState.OPEN:
        return row
    if version is not None:
        row = locked_round(access, survey_round, version)
    ready = readiness_of(access, row)
    if stops := stops_sending(ready, today=clock.today()):
        raise RuleViolation(_(stops[0].label))
    row.state = ROUND_LIFECYCLE.after(row.shown_state, RoundEvent.SEND)
    row.sent_at = clock.now()
    row.version += 1
    row.save(update_fields=["state", "sent_at", "version"])
    responses = _responses(access, row)
    followups = start_survey_followups(
        access, row.authority, facts=_followups(access, row, responses)
    )
    _invite(row, responses, followups)
    count = _prefill(access, row, responses)
    queue_mails(access, to_addressees(
        access, responses, MailKind.INVITATION, lambda one: invitation(words_of(one, row))
    ))  # fmt: skip
    record(access, "survey_round.sent", row, place=place_of(row),
           facts={"count": len(responses), "prefilled": count})  # fmt: skip
    return row


def _responses(access: Access, survey_round: SurveyRound) -> list[SurveyResponse]:
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round)
    told = rows.select_related("contract__provider", "unit", "service_area")
    found = list(told.order_by("contract__provider__sort_key", "unit__sort_key", "pk"))
    for row in found:
        row.round = survey_round
    return found


def _followups(
    access: Access, survey_round: SurveyRound, responses: Sequence[SurveyResponse]
) -> list[SurveyFollowup]:
    by_area = activities_by_area(access, survey_round)
    return [
        SurveyFollowup(
            contract=response.contract,
            template_version=survey_round.template_version,
            planned_for=survey_round.due_on,
            note=f"{survey_round.title}: {response.unit or response.contract.provider}"[
                :LONGEST_NOTE
            ],
            activity=by_area.get(response.service_area_id, survey_round.activity),
        )
        for response in responses
    ]


def _invite(
    survey_round: SurveyRound, responses: Sequence[SurveyResponse], followups: Sequence[Followup]
) -> None:
    required = len(required_now(questions_of(survey_round), {}))
    for response, followup in zip(responses, followups, strict=True):
        response.state = RESPONSE_LIFECYCLE.after(response.shown_state, ResponseEvent.INVITE)
        response.followup = followup
        response.required_count = required
        response.due_on = survey_round.due_on
        response.version += 1
    SurveyResponse.objects.bulk_create(
        responses,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["state", "followup", "required_count", "due_on", "version"],
    )


Place = tuple[int, int | None]
"""The provider, and the unit or None for a whole contract."""


def _prefill(access: Access, survey_round: SurveyRound, responses: Sequence[SurveyResponse]) -> int:
    """Start each response with what was answered in the earlier round; return how many values.

    A value counts as unanswered until somebody has confirmed it.
    """
    earlier = survey_round.prefilled_from
    if earlier is None:
        return 0
    differs = earlier.concerns_to.year != survey_round.concerns_to.year
    origin = origin_said(earlier.title, earlier.concerns_to, differs_in_year=differs)
    questions = asked_in_round(questions_of(survey_round))
    known = _earlier(access, earlier)
    count, made = 0, []
    for response in responses:
        found = prefilled(questions, known.get(_place(response), ()))
        made += [
            SurveyAnswer(response=response, question_id=key, state=AnswerState.PREFILLED,
                         value=value, prefilled_from=origin)
            for key, value in found.items()
        ]  # fmt: skip
        if len(made) >= AT_A_TIME:
            count += len(SurveyAnswer.objects.bulk_create(made, batch_size=AT_A_TIME))
            made = []
    return count + len(SurveyAnswer.objects.bulk_create(made, batch_size=AT_A_TIME))


def _place(response: SurveyResponse) -> Place:
    return response.contract.provider_id, response.unit_id


def _earlier(access: Access, earlier: SurveyRound) -> dict[Place, list[EarlierAnswer]]:
    """Return what was handed in then, by provider and unit.

    What another provider answered about a unit that it ran then is nobody else's to read.
    """
    rows = SurveyAnswer.objects.visible_to(access).filter(
        response__round=earlier, response__state__in=HANDED_IN, state=AnswerState.ANSWERED
    )
    told = rows.order_by("response").values_list(
        "response__unit", "response__contract__provider", "question__code",
        "question__answer_type", "value",
    )  # fmt: skip
    found: dict[Place, list[EarlierAnswer]] = {}
    for (unit, provider), answers in groupby(told.iterator(chunk_size=AT_A_TIME),
                                             key=lambda row: (row[0], row[1])):  # fmt: skip
        place: Place = (provider, unit)
        found.setdefault(place, []).extend(EarlierAnswer(*row[2:]) for row in answers)
    return found
