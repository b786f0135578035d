"""A network meeting is planned, replanned, called off and noted; what was agreed is kept."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from django.db import transaction

from insyn.accounts.models import Authority, User
from insyn.coordination.models import NetworkMeeting, NetworkPlace, NetworkPoint
from insyn.coordination.rules import NetworkState, Refusal
from insyn.coordination.rules.network import agreeing_refusal, change_refusal, holding_refusal
from insyn.coordination.services.locks import note, refuse, require_coordinated, screened
from insyn.coordination.services.telling import tell_of_meeting
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.platform.text import tidy_line


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """When and where those who follow up meet, about what, and who are invited."""

    planned_on: date
    agenda: str
    invited: Collection[Authority] = ()
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    responsible: User | None = None


@transaction.atomic
def plan_network(access: Access, authority: Authority, *, facts: NetworkFacts) -> NetworkMeeting:
    """Plan a meeting and mail those who are invited.

    Raises:
        RuleViolation: an authority is not coordinated, the agenda is empty, or a text holds a
            personal number.
    """
    access.require(Permission.COORDINATE, authority_id=authority.pk)
    meeting = NetworkMeeting(authority=authority, version=0)
    _fill(access, meeting, facts)
    note(access, "network_meeting.planned", meeting, authority.pk, _said(meeting))
    tell_of_meeting(access, meeting, {one.pk for one in facts.invited})
    return meeting


@transaction.atomic
def change_network(
    access: Access, meeting: NetworkMeeting, *, facts: NetworkFacts, version: int
) -> NetworkMeeting:
    """Replan a meeting that has not been held, and mail those who are invited again.

    Raises:
        RuleViolation: the same as for a new one, or it is over.
        Outdated: somebody else changed it first.
    """
    row = _locked(access, meeting, version)
    refuse(change_refusal(row.shown_state))
    _fill(access, row, facts)
    note(access, "network_meeting.changed", row, row.authority_id, _said(row))
    tell_of_meeting(access, row, {one.pk for one in facts.invited})
    return row


def _fill(access: Access, row: NetworkMeeting, facts: NetworkFacts) -> None:
    for one in facts.invited:
        require_coordinated(row.authority, one)
    row.planned_on, row.starts_at, row.ends_at = facts.planned_on, facts.starts_at, facts.ends_at
    place, row.agenda = screened(facts.place, facts.agenda)
    row.place, row.responsible = tidy_line(place), facts.responsible
    refuse(None if row.agenda else Refusal.NO_TEXT)
    row.version += 1
    row.save()
    places = NetworkPlace.objects.visible_to(access).filter(meeting=row)
    places.exclude(authority__in={one.pk for one in facts.invited}).delete()
    there = set(places.values_list("authority_id", flat=True))
    for one in facts.invited:
        if one.pk not in there:
            NetworkPlace.objects.create(meeting=row, authority=one)


def _locked(access: Access, meeting: NetworkMeeting, version: int | None) -> NetworkMeeting:
    access.require(Permission.COORDINATE, authority_id=meeting.authority_id)
    rows = NetworkMeeting.objects.visible_to(access).select_related("authority__municipality")
    return locked_row(rows, pk=meeting.pk, version=version)


def _said(meeting: NetworkMeeting) -> dict[str, str | int | bool | None]:
    return {"planned_on": meeting.planned_on.isoformat()}


@transaction.atomic
def cancel_network(
    access: Access, meeting: NetworkMeeting, *, reason: str, version: int
) -> NetworkMeeting:
    """Call a meeting off and mail those who were invited.

    Raises:
        RuleViolation: it is over, or no reason is given.
        Outdated: somebody else changed it first.
    """
    row = _locked(access, meeting, version)
    refuse(change_refusal(row.shown_state))
    (said,) = screened(reason)
    refuse(None if said else Refusal.NO_REASON)
    row.state, row.cancelled_reason = NetworkState.CANCELLED, tidy_line(said)
    row.version += 1
    row.save()
    note(access, "network_meeting.cancelled", row, row.authority_id, {"reason": said})
    invited = NetworkPlace.objects.visible_to(access).filter(meeting=row)
    tell_of_meeting(access, row, set(invited.values_list("authority_id", flat=True)), is_off=True)
    return row


@dataclass(frozen=True, slots=True)
class NetworkHeld:
    """What came of a meeting; ``participants`` by the keys of the authorities, by role."""

    held_on: date
    notes: str
    participants: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def hold_network(
    access: Access, meeting: NetworkMeeting, *, facts: NetworkHeld, version: int
) -> NetworkMeeting:
    """Note that a meeting was held and what was said, or change what was noted.

    Raises:
        RuleViolation: it was called off, the day is to come, or a text holds a personal number.
        Outdated: somebody else changed it first.
    """
    row = _locked(access, meeting, version)
    refuse(holding_refusal(row.shown_state, held_on=facts.held_on, today=clock.today()))
    (row.notes,) = screened(facts.notes)
    row.state, row.held_on = NetworkState.HELD, facts.held_on
    row.version += 1
    row.save()
    places = NetworkPlace.objects.visible_to(access).filter(meeting=row)
    for place in places.filter(authority__in=facts.participants):
        (said,) = screened(facts.participants[place.authority_id])
        place.participants = tidy_line(said)
        place.save(update_fields=["participants"])
    said_on = {"held_on": facts.held_on.isoformat()}
    note(access, "network_meeting.held", row, row.authority_id, dict(said_on))
    return row


@transaction.atomic
def agree_in_network(
    access: Access, meeting: NetworkMeeting, *, text: str, authority: Authority, due_on: date
) -> NetworkPoint:
    """Note what was agreed at a meeting that has been held; the same again is one point.

    Raises:
        RuleViolation: it has not been held, the day is before it, the text is empty, or the
            authority does not take part.
    """
    row = _locked(access, meeting, None)
    refuse(agreeing_refusal(row.shown_state, due_on=due_on, held_on=row.held_on))
    (said,) = screened(text)
    refuse(None if said else Refusal.NO_TEXT)
    places = NetworkPlace.objects.visible_to(access).filter(meeting=row, authority=authority)
    if authority.pk != row.authority_id and not places.exists():
        refuse(Refusal.NOT_INVITED)
    same = {"meeting": row, "text": tidy_line(said), "authority": authority, "due_on": due_on}
    known = NetworkPoint.objects.visible_to(access).filter(**same).first()
    if known is not None:
        return known
    point = NetworkPoint.objects.create(**same)
    note(access, "network_point.added", point, row.authority_id, {"due_on": due_on.isoformat()})
    return point


@transaction.atomic
def finish_point(access: Access, point: NetworkPoint, *, version: int) -> NetworkPoint:
    """Note that what was agreed is done: by the one who does it, or by the coordinator.

    Raises:
        Outdated: somebody else changed it first.
    """
    if not may_finish(access, point):
        access.require(Permission.COORDINATE, authority_id=point.meeting.authority_id)
    row = locked_row(NetworkPoint.objects.visible_to(access), pk=point.pk, version=version)
    row.done_on = row.done_on or clock.today()
    row.version += 1
    row.save()
    note(access, "network_point.done", row, point.meeting.authority_id)
    return row


def may_finish(access: Access, point: NetworkPoint) -> bool:
    """Tell whether the asker follows up in the authority that is to do it, or coordinates."""
    carries_out = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=point.authority_id)
    return carries_out or access.may(Permission.COORDINATE, authority_id=point.meeting.authority_id)
