"""Agreed points that providers are reminded of."""

from collections.abc import Collection, Iterator
from datetime import date

from django.urls import reverse

from insyn.dialogues.models import AgreedPoint
from insyn.dialogues.rules import PROVIDERS
from insyn.kernel.duties import Reminder
from insyn.mailing.rules import MailKind


def reminders_due(days: Collection[date]) -> Iterator[Reminder]:
    """Return what providers are to do by one of the days, and have got the minutes of."""
    rows = AgreedPoint.objects.unscoped(
        reason="Påminnelser går ut om alla nämnders dialogmöten."
    ).open()
    told = rows.filter(
        done_by__in=[who.value for who in PROVIDERS],
        due_on__in=days,
        meeting__minutes_sent_on__isnull=False,
    )
    for row in told.select_related("meeting__contract"):
        yield Reminder(
            key=f"agreed_point:{row.pk}",
            authority_id=row.meeting.authority_id,
            provider_id=row.meeting.contract.provider_id,
            mail_kind=MailKind.MEETING,
            what=f"det vi kom överens om: ”{row.text}”",
            why="Anteckna i Insyn när det är klart, eller hör av dig om något hindrar dig.",
            due_on=row.due_on,
            leads_to=reverse("provider_portal:meeting", args=[row.meeting_id]),
            about=row,
        )
