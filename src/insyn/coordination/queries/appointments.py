"""The network meetings that somebody is asked to, for their own calendar."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.coordination.models import NetworkMeeting
from insyn.coordination.rules import NetworkState
from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Appointment

KEPT = timedelta(days=31)
"""How long a meeting stays in the calendar afterwards."""


def appointments_of(access: Access, today: date) -> Iterator[Appointment]:
    """Yield the meetings that are on and that the asker's authorities take part in. One query."""
    where = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    rows = NetworkMeeting.objects.visible_to(access).filter(planned_on__gte=today - KEPT)
    mine = rows.filter(Q(authority__in=where) | Q(places__authority__in=where)).distinct()
    for row in mine.exclude(state=NetworkState.CANCELLED).order_by("planned_on", "pk"):
        yield Appointment(
            key=f"network_meeting-{row.pk}",
            on=row.planned_on,
            title=_("Nätverksmöte"),
            url=reverse("coordination:meeting", args=[row.pk]),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            revision=max(row.version - 1, 0),
        )
