"""The network meetings and the page of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from insyn.coordination.models import (
    NetworkMeeting,
    NetworkMeetingQuerySet,
    NetworkPlace,
    NetworkPoint,
)
from insyn.coordination.rules import NetworkState
from insyn.kernel.access import Access, Permission


def meetings_seen(access: Access) -> NetworkMeetingQuerySet:
    """Return the meetings that the asker may read."""
    return NetworkMeeting.objects.visible_to(access).select_related(
        "authority__municipality", "responsible"
    )


def listed_meetings(access: Access, chosen: Mapping[str, Any]) -> NetworkMeetingQuerySet:
    """Return the meetings of the list, the latest day first."""
    rows = meetings_seen(access)
    return rows.filter(state=chosen["state"]) if chosen.get("state") else rows


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """One meeting: who are invited, and what was agreed."""

    meeting: NetworkMeeting
    places: Sequence[NetworkPlace]
    points: Sequence[tuple[NetworkPoint, bool, bool]]
    """Each point, whether it is late, and whether the asker may note it as done."""
    may_write: bool

    @property
    def may_plan(self) -> bool:
        return self.may_write and self.meeting.state == NetworkState.PLANNED

    @property
    def is_held(self) -> bool:
        return self.meeting.state == NetworkState.HELD


def network_page(access: Access, meeting: NetworkMeeting, *, today: date) -> NetworkPage:
    """Return everything on the page of a meeting. Two queries."""
    places = NetworkPlace.objects.visible_to(access).filter(meeting=meeting)
    points = NetworkPoint.objects.visible_to(access).filter(meeting=meeting)
    may = access.may(Permission.COORDINATE, authority_id=meeting.authority_id)
    mine = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    return NetworkPage(
        meeting=meeting,
        places=list(places.select_related("authority")),
        points=[
            (row, row.is_late(today), row.done_on is None and (may or row.authority_id in mine))
            for row in points.select_related("authority")
        ],
        may_write=may,
    )
