"""Meetings and agreed points that wait for somebody at the authority."""

from datetime import date, timedelta
from functools import partial

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.dialogues.models import AgreedPoint, DialogueMeeting
from insyn.dialogues.queries.meetings import meetings_seen
from insyn.dialogues.queries.points import points_seen
from insyn.dialogues.rules import AUTHORITYS, BEFORE_HELD, MeetingState
from insyn.dialogues.rules.life import SOON_DAYS, clock_in_words
from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources

SOON, NOTE, SEND, DO = (
    "Dialogmöte",
    "Dialogmöte att anteckna",
    "Minnesanteckningar att skicka",
    "Överenskommelse",
)


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits, by source: for those who carry out follow-ups."""
    where = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    meetings = meetings_seen(access).filter(authority__in=where)
    booked = meetings.filter(state__in=[state.value for state in BEFORE_HELD])
    soon = booked.filter(planned_on__gte=today, planned_on__lte=today + timedelta(days=SOON_DAYS))
    unsent = meetings.filter(state=MeetingState.HELD, minutes_sent_on=None)
    points = points_seen(access).open().select_related("meeting__responsible")
    ours = points.filter(
        Q(done_by__in=[who.value for who in AUTHORITYS]), meeting__authority__in=where
    )
    return {
        "dialogues.soon": DutySource(soon, F("planned_on"), partial(_of_meeting, access, SOON)),
        "dialogues.to_note": DutySource(
            booked.filter(planned_on__lt=today), F("planned_on"), partial(_of_meeting, access, NOTE)
        ),
        "dialogues.to_send": DutySource(unsent, F("held_on"), partial(_of_meeting, access, SEND)),
        "dialogues.to_do": DutySource(ours, F("due_on"), partial(_of_point, access)),
    }


def _of_meeting(access: Access, kind: str, row: DialogueMeeting, today: date) -> Duty:
    del today
    hours = clock_in_words(row.starts_at, row.ends_at)
    said = (str(row.contract.agreement), hours and _("klockan %s") % hours)
    return Duty(
        key=f"dialogue_meeting:{row.pk}:{kind}:{row.planned_on}",
        kind=kind,
        title=str(row.contract.provider),
        detail=" · ".join(filter(None, said)),
        url=reverse("dialogues:meeting", args=[row.pk]),
        due_on=row.held_on if kind == SEND else row.planned_on,
        is_own=row.responsible_id is not None and row.responsible_id == access.user_id,
    )


def _of_point(access: Access, row: AgreedPoint, today: date) -> Duty:
    del today
    who = row.meeting.responsible_id
    return Duty(
        key=f"agreed_point:{row.pk}:{row.due_on}",
        kind=DO,
        title=str(row.meeting.contract.provider),
        detail=row.text,
        url=reverse("dialogues:meeting", args=[row.meeting_id]),
        due_on=row.due_on,
        is_own=who is not None and who == access.user_id,
    )
