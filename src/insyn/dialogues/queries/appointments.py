"""The dialogue meetings that somebody is responsible for, for their own calendar."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.dialogues.models import DialogueMeeting
from insyn.dialogues.rules import MeetingState
from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Appointment

KEPT = timedelta(days=31)
"""How long a meeting stays in the calendar afterwards."""


def appointments_of(access: Access, today: date) -> Iterator[Appointment]:
    """Yield the meetings that the asker is responsible for and that are on. One query."""
    rows = DialogueMeeting.objects.visible_to(access).filter(
        responsible=access.user_id,
        planned_on__gte=today - KEPT,
        authority__in=access.authorities_where(Permission.CARRY_OUT_FOLLOWUP),
    )
    on = rows.exclude(state=MeetingState.CANCELLED).order_by("planned_on", "pk")
    for row in on.select_related("contract__agreement"):
        yield Appointment(
            key=f"dialogue_meeting-{row.pk}",
            on=row.planned_on,
            title=_("Dialogmöte: %(agreement)s") % {"agreement": row.contract.agreement},
            url=reverse("dialogues:meeting", args=[row.pk]),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            revision=row.version - 1,
        )
