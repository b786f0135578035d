"""Locking a meeting before something is decided about it, screening texts, writing the trail."""

from django.db import models
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.dialogues.models import DialogueMeeting
from insyn.dialogues.rules import Refusal
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.kernel.texts import personal_number_problem
from insyn.platform.locking import locked_row

ABOUT = ("contract__provider", "contract__agreement", "authority__municipality", "responsible")


def refuse(refusal: Refusal | None) -> None:
    """Raise what stands in the way, if anything does.

    Raises:
        RuleViolation: with that sentence.
    """
    if refusal is not None:
        raise RuleViolation(_(refusal.label))


def screened(*texts: str) -> tuple[str, ...]:
    """Return the texts trimmed.

    Raises:
        RuleViolation: one of them holds a personal number.
    """
    for text in texts:
        if problem := personal_number_problem(text):
            raise RuleViolation(problem)
    return tuple(text.strip() for text in texts)


def locked_meeting(
    access: Access, meeting: DialogueMeeting, *, version: int | None = None
) -> DialogueMeeting:
    """Return the meeting locked, to one who carries out follow-ups for its authority.

    Raises:
        Outdated: somebody else changed the meeting or its agenda first.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=meeting.authority_id)
    rows = DialogueMeeting.objects.visible_to(access).select_related(*ABOUT)
    return locked_row(rows, pk=meeting.pk, version=version)


def note(
    access: Access,
    event: str,
    meeting: DialogueMeeting,
    facts: Facts | None = None,
    *,
    about: models.Model | None = None,
) -> None:
    """Write a line of the trail, in the authority of the meeting."""
    record(access, event, about or meeting, place=Place(meeting.authority_id), facts=facts)


def raised(meeting: DialogueMeeting) -> DialogueMeeting:
    """Return the meeting stored with its version counted up."""
    meeting.version += 1
    meeting.save()
    return meeting
