"""Answers to a provider about dialogue meetings. Everything through shown_to_provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.dialogues.models import (
    AgendaItem,
    AgreedPoint,
    AgreedPointQuerySet,
    DialogueMeeting,
)
from insyn.dialogues.rules import PROVIDERS
from insyn.kernel.access import Access

SHOWN = 50


@dataclass(frozen=True, slots=True)
class OwnPoint:
    """Something agreed, and whether the provider is the one to note that it is done."""

    point: AgreedPoint
    is_late: bool
    is_own: bool

    @property
    def may_note(self) -> bool:
        return self.is_own and self.point.done_on is None


@dataclass(frozen=True, slots=True)
class OwnMeeting:
    """A meeting as its provider meets it. What was said is told first with the minutes."""

    meeting: DialogueMeeting
    items: Sequence[AgendaItem]
    points: Sequence[OwnPoint]

    @property
    def is_told(self) -> bool:
        return self.meeting.minutes_sent_on is not None


@dataclass(frozen=True, slots=True)
class OwnDialogue:
    """The meetings that a provider is invited to, and what it has left to do of the agreed."""

    meetings: Sequence[DialogueMeeting]
    points: Sequence[OwnPoint]

    def __bool__(self) -> bool:
        return bool(self.meetings or self.points)


def own_dialogue(access: Access, *, today: date) -> OwnDialogue:
    """Return what a provider's first page shows of meetings. Two queries."""
    meetings = DialogueMeeting.objects.shown_to_provider(access).select_related(
        "contract__provider", "contract__agreement", "authority__municipality", "responsible"
    )
    left = _points(access).open().filter(done_by__in=[who.value for who in PROVIDERS])
    return OwnDialogue(
        meetings=list(meetings.order_by("-planned_on", "-pk")[:SHOWN]),
        points=[_own(row, today) for row in left[:SHOWN]],
    )


def own_meeting_page(access: Access, meeting: DialogueMeeting, *, today: date) -> OwnMeeting:
    """Return everything that a provider sees of one meeting. Two queries."""
    items = AgendaItem.objects.shown_to_provider(access).filter(meeting=meeting)
    return OwnMeeting(
        meeting=meeting,
        items=list(items),
        points=[_own(row, today) for row in _points(access).filter(meeting=meeting)],
    )


def _points(access: Access) -> AgreedPointQuerySet:
    rows: AgreedPointQuerySet = AgreedPoint.objects.shown_to_provider(access)
    return rows.select_related("meeting__contract__provider")


def _own(row: AgreedPoint, today: date) -> OwnPoint:
    return OwnPoint(row, row.is_late(today), row.shown_done_by in PROVIDERS)
