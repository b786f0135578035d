"""What was agreed: noted, changed, done, and opened again."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from insyn.audit.rules import Facts
from insyn.dialogues.models import AgreedPoint, AgreedPointQuerySet, DialogueMeeting
from insyn.dialogues.rules import PROVIDERS, AgreedBy, Refusal
from insyn.dialogues.rules.life import agreeing_refusal, done_refusal
from insyn.dialogues.services.locks import locked_meeting, note, refuse, screened
from insyn.kernel.access import Access
from insyn.kernel.errors import NotAllowed
from insyn.platform import clock
from insyn.platform.locking import locked_row


@dataclass(frozen=True, slots=True)
class PointFacts:
    """What is to be done, by whom and by when."""

    text: str
    done_by: AgreedBy
    due_on: date


@transaction.atomic
def agree(access: Access, meeting: DialogueMeeting, *, facts: PointFacts) -> AgreedPoint:
    """Note what was agreed at a meeting that has been held.

    Raises:
        RuleViolation: the meeting is not noted as held, the day is before it, or the text is
            empty or holds a personal number.
    """
    meeting = locked_meeting(access, meeting)
    point = AgreedPoint(meeting=meeting)
    _fill(point, meeting, facts)
    point.save()
    note(access, "agreed_point.added", meeting, _noted(point), about=point)
    return point


@transaction.atomic
def change_point(
    access: Access, point: AgreedPoint, *, facts: PointFacts, version: int
) -> AgreedPoint:
    """Change what was agreed.

    Raises:
        RuleViolation: the same as for a new one, or it has been done.
        Outdated: somebody else changed it first.
    """
    meeting, point = _locked(access, point, version)
    refuse(Refusal.DONE if point.done_on else None)
    _fill(point, meeting, facts)
    note(access, "agreed_point.changed", meeting, _noted(point), about=point)
    return _raised(point)


@transaction.atomic
def remove_point(access: Access, point: AgreedPoint, *, version: int) -> None:
    """Take away what was noted by mistake, before the provider has got the minutes.

    Raises:
        RuleViolation: the provider has got the minutes.
        Outdated: somebody else changed it first.
    """
    meeting, point = _locked(access, point, version)
    refuse(Refusal.TOLD if meeting.minutes_sent_on else None)
    note(access, "agreed_point.removed", meeting, _noted(point), about=point)
    point.delete()


@transaction.atomic
def note_done(
    access: Access, point: AgreedPoint, *, done_on: date, how: str, version: int
) -> AgreedPoint:
    """Note that it has been done, and how it went.

    Raises:
        RuleViolation: it has been noted already, the day is before the meeting or to come, or
            the text holds a personal number.
        Outdated: somebody else changed it first.
    """
    meeting, point = _locked(access, point, version)
    return _done(access, meeting, point, done_on=done_on, how=how)


@transaction.atomic
def note_own_done(
    access: Access, point: AgreedPoint, *, done_on: date, how: str, version: int
) -> AgreedPoint:
    """Let a provider note that it has done what it was to do. The trail says that it did.

    Raises:
        NotAllowed: the asker answers for another provider.
        RuleViolation: the authority is to do it, or the same as for the authority's own note.
        Outdated: somebody else changed it first.
    """
    rows: AgreedPointQuerySet = AgreedPoint.objects.shown_to_provider(access)
    if not rows.filter(pk=point.pk).exists():
        raise NotAllowed("agreed-point")
    meetings = DialogueMeeting.objects.shown_to_provider(access)
    meeting = locked_row(meetings, pk=point.meeting_id)
    row = locked_row(rows, pk=point.pk, version=version)
    refuse(None if row.shown_done_by in PROVIDERS else Refusal.NOT_YOURS)
    return _done(access, meeting, row, done_on=done_on, how=how)


def _done(
    access: Access, meeting: DialogueMeeting, point: AgreedPoint, *, done_on: date, how: str
) -> AgreedPoint:
    refuse(
        done_refusal(
            is_done=point.done_on is not None, done_on=done_on, held_on=meeting.held_on,
            today=clock.today(),
        )
    )  # fmt: skip
    (point.note,) = screened(how)
    point.done_on = done_on
    facts: Facts = {"done_on": done_on.isoformat(), "note": point.note}
    note(access, "agreed_point.done", meeting, facts, about=point)
    return _raised(point)


@transaction.atomic
def reopen_point(access: Access, point: AgreedPoint, *, version: int) -> AgreedPoint:
    """Let what was noted as done be open again; what was said of it stays in the trail.

    Raises:
        RuleViolation: it is not noted as done.
        Outdated: somebody else changed it first.
    """
    meeting, point = _locked(access, point, version)
    refuse(None if point.done_on else Refusal.NOT_DONE)
    facts: Facts = {"done_on": str(point.done_on), "note": point.note}
    point.done_on, point.note = None, ""
    note(access, "agreed_point.reopened", meeting, facts, about=point)
    return _raised(point)


def _locked(
    access: Access, point: AgreedPoint, version: int
) -> tuple[DialogueMeeting, AgreedPoint]:
    meeting = locked_meeting(access, point.meeting)
    rows = AgreedPoint.objects.visible_to(access)
    return meeting, locked_row(rows, pk=point.pk, version=version)


def _fill(point: AgreedPoint, meeting: DialogueMeeting, facts: PointFacts) -> None:
    refuse(
        agreeing_refusal(
            meeting.shown_state, due_on=facts.due_on, held_on=meeting.held_on, text=facts.text
        )
    )
    (point.text,) = screened(facts.text)
    point.done_by, point.due_on = facts.done_by, facts.due_on


def _noted(point: AgreedPoint) -> Facts:
    return {"done_by": point.done_by, "due_on": point.due_on.isoformat()}


def _raised(point: AgreedPoint) -> AgreedPoint:
    point.version += 1
    point.save()
    return point
