"""A meeting is planned, replanned, called off, or noted as held."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from django.db import transaction

from insyn.accounts.models import Authority, Membership, User
from insyn.dialogues.models import AgendaItem, DialogueMeeting
from insyn.dialogues.rules import MeetingMode, MeetingState, Refusal
from insyn.dialogues.rules.life import change_refusal, holding_refusal, times_refusal
from insyn.dialogues.services.locks import locked_meeting, note, raised, refuse, screened
from insyn.dialogues.services.sending import tell_of_cancelling
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.registry.models import Contract


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """When, where, how and why people meet. The provider reads all of it."""

    planned_on: date
    mode: MeetingMode = MeetingMode.ON_SITE
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    purpose: str = ""
    responsible: User | None = None


@transaction.atomic
def plan_meeting(
    access: Access, authority: Authority, contract: Contract, *, facts: MeetingFacts
) -> DialogueMeeting:
    """Plan a meeting with a provider; it is told of first when it is invited.

    Raises:
        RuleViolation: the contract is of another authority, the hours cannot be right, the
            responsible is not of the authority, or a text holds a personal number.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority.pk)
    there = tuple(one for one in access.mandates if one.authority_id == authority.pk)
    shared = Contract.objects.visible_to(Access(access.user_id, access.name, there))
    if not shared.filter(pk=contract.pk).exists():
        refuse(Refusal.ELSEWHERE)
    meeting = DialogueMeeting(authority=authority, contract=contract)
    _fill(meeting, facts)
    meeting.save()
    note(access, "dialogue_meeting.planned", meeting, _noted(meeting))
    return meeting


@transaction.atomic
def change_meeting(
    access: Access, meeting: DialogueMeeting, *, facts: MeetingFacts, version: int
) -> DialogueMeeting:
    """Replan a meeting that has not been held. One who was invited must be invited again.

    Raises:
        RuleViolation: the same as for a new one, or the meeting is over.
        Outdated: somebody else changed it first.
    """
    meeting = locked_meeting(access, meeting, version=version)
    refuse(change_refusal(meeting.shown_state))
    _fill(meeting, facts)
    note(access, "dialogue_meeting.changed", meeting, _noted(meeting))
    return raised(meeting)


def _fill(meeting: DialogueMeeting, facts: MeetingFacts) -> None:
    refuse(times_refusal(facts.starts_at, facts.ends_at))
    if facts.responsible is not None and facts.responsible != meeting.responsible:
        refuse(None if _is_member(facts.responsible, meeting) else Refusal.NOT_A_MEMBER)
    meeting.planned_on, meeting.mode = facts.planned_on, facts.mode
    meeting.starts_at, meeting.ends_at = facts.starts_at, facts.ends_at
    meeting.place, meeting.purpose = screened(facts.place, facts.purpose)
    meeting.responsible = facts.responsible


def _is_member(user: User, meeting: DialogueMeeting) -> bool:
    held = Membership.objects.current(clock.today()).filter(authority=meeting.authority_id)
    return user.is_active and held.filter(user=user).exists()


def _noted(meeting: DialogueMeeting) -> dict[str, str | int | bool | None]:
    return {"planned_on": meeting.planned_on.isoformat(), "contract": str(meeting.contract)}


@transaction.atomic
def cancel_meeting(access: Access, meeting: DialogueMeeting, *, reason: str, version: int) -> int:
    """Call the meeting off, and mail a provider that was invited; return how many were mailed.

    Raises:
        RuleViolation: it is over, no reason is given, or the reason holds a personal number.
        Outdated: somebody else changed it first.
    """
    meeting = locked_meeting(access, meeting, version=version)
    refuse(change_refusal(meeting.shown_state))
    (reason,) = screened(reason)
    refuse(None if reason else Refusal.NO_REASON)
    meeting.state, meeting.cancelled_reason = MeetingState.CANCELLED, reason
    raised(meeting)
    note(access, "dialogue_meeting.cancelled", meeting, {"reason": reason})
    return tell_of_cancelling(access, meeting) if meeting.invited_on else 0


@dataclass(frozen=True, slots=True)
class HeldFacts:
    """What came of a meeting: when, who were there by role, and what was said of each item.

    ``items`` maps the keys of the agenda's items to what was said of them.
    """

    held_on: date
    participants: str
    notes: str = ""
    items: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def hold_meeting(
    access: Access, meeting: DialogueMeeting, *, facts: HeldFacts, version: int
) -> DialogueMeeting:
    """Note that a meeting was held and what was said, or change what was noted.

    Raises:
        RuleViolation: it was called off, the day is to come, nobody took part, or a text holds
            a personal number.
        Outdated: somebody else changed the meeting or its agenda first.
    """
    meeting = locked_meeting(access, meeting, version=version)
    refuse(
        holding_refusal(
            meeting.shown_state, held_on=facts.held_on, today=clock.today(),
            participants=facts.participants,
        )
    )  # fmt: skip
    is_first = meeting.state != MeetingState.HELD
    meeting.participants, meeting.notes = screened(facts.participants, facts.notes)
    meeting.state, meeting.held_on = MeetingState.HELD, facts.held_on
    _write_items(access, meeting, facts.items)
    event = "dialogue_meeting.held" if is_first else "dialogue_meeting.changed"
    note(access, event, meeting, {"held_on": facts.held_on.isoformat()})
    return raised(meeting)


def _write_items(access: Access, meeting: DialogueMeeting, said: Mapping[int, str]) -> None:
    for item in AgendaItem.objects.visible_to(access).filter(meeting=meeting, pk__in=said):
        (item.notes,) = screened(said[item.pk])
        item.save(update_fields=["notes"])
