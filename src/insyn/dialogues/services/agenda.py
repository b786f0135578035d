"""What a meeting takes up: items are added, moved and taken away."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Max

from insyn.dialogues.models import AgendaItem, DialogueMeeting
from insyn.dialogues.queries.agenda import proposals_for
from insyn.dialogues.rules import Refusal
from insyn.dialogues.rules.life import change_refusal, moved
from insyn.dialogues.services.locks import locked_meeting, note, raised, refuse, screened
from insyn.kernel.access import Access
from insyn.platform.locking import locked_row
from insyn.platform.text import tidy_line


def _locked(access: Access, meeting: DialogueMeeting, version: int) -> DialogueMeeting:
    meeting = locked_meeting(access, meeting, version=version)
    refuse(change_refusal(meeting.shown_state))
    return meeting


@transaction.atomic
def add_proposed(
    access: Access, meeting: DialogueMeeting, *, keys: Collection[str], version: int
) -> int:
    """Put the chosen proposals on the agenda; return how many there were.

    A key that is proposed no longer is passed by.

    Raises:
        RuleViolation: the meeting is over, or nothing is chosen.
        Outdated: somebody else changed the meeting or its agenda first.
    """
    meeting = _locked(access, meeting, version)
    chosen = [one for one in proposals_for(access, meeting) if one.key in keys]
    refuse(None if chosen else Refusal.NOTHING_CHOSEN)
    last = _last(access, meeting)
    for place, one in enumerate(chosen, start=last + 1):
        AgendaItem(
            meeting=meeting, position=place, title=one.title, finding_id=one.finding_id
        ).save()
    note(access, "dialogue_meeting.agenda_changed", meeting, {"items": len(chosen)})
    raised(meeting)
    return len(chosen)


@transaction.atomic
def add_item(access: Access, meeting: DialogueMeeting, *, title: str, version: int) -> AgendaItem:
    """Put an item of one's own last on the agenda.

    Raises:
        RuleViolation: the meeting is over, or the item is empty or holds a personal number.
        Outdated: somebody else changed the meeting or its agenda first.
    """
    meeting = _locked(access, meeting, version)
    (title,) = screened(tidy_line(title))
    refuse(None if title else Refusal.NO_TEXT)
    item = AgendaItem(meeting=meeting, position=_last(access, meeting) + 1, title=title)
    item.save()
    note(access, "dialogue_meeting.agenda_changed", meeting, {"title": title})
    raised(meeting)
    return item


@transaction.atomic
def move_item(access: Access, item: AgendaItem, *, step: int, version: int) -> None:
    """Move an item so many places down, or up when the step is negative.

    Raises:
        RuleViolation: the meeting is over.
        Outdated: somebody else changed the meeting or its agenda first.
    """
    meeting = _locked(access, item.meeting, version)
    rows = {row.pk: row for row in AgendaItem.objects.visible_to(access).filter(meeting=meeting)}
    for place, key in enumerate(moved(list(rows), item.pk, step), start=1):
        if rows[key].position != place:
            rows[key].position = place
            rows[key].save(update_fields=["position"])
    note(access, "dialogue_meeting.agenda_changed", meeting, {"title": item.title})
    raised(meeting)


@transaction.atomic
def remove_item(access: Access, item: AgendaItem, *, version: int) -> None:
    """Take an item off the agenda.

    Raises:
        RuleViolation: the meeting is over.
        Outdated: somebody else changed the meeting or its agenda first.
    """
    meeting = _locked(access, item.meeting, version)
    row = locked_row(AgendaItem.objects.visible_to(access), pk=item.pk)
    note(access, "dialogue_meeting.agenda_changed", meeting, {"title": row.title})
    row.delete()
    raised(meeting)


def _last(access: Access, meeting: DialogueMeeting) -> int:
    rows = AgendaItem.objects.visible_to(access).filter(meeting=meeting)
    return rows.aggregate(last=Max("position"))["last"] or 0
