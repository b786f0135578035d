"""What was agreed with the provider, as a follow-up meets it: tab, checklist and evidence."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insyn.dialogues.models import AgreedPoint, DialogueMeeting
from insyn.dialogues.queries.meetings import meetings_seen
from insyn.dialogues.queries.points import PointState, points_for_followup, state_of
from insyn.dialogues.rules import MeetingState
from insyn.followups.models import Followup
from insyn.followups.rules.checklist import CheckItem, Turn
from insyn.kernel.access import Access, Permission
from insyn.kernel.evidence import Evidence, EvidenceKind

MOST = 50
"""Meetings and settled points that a tab shows; the lists have all of them."""


@dataclass(frozen=True, slots=True)
class FollowupDialogue:
    """What is open with the provider, what was settled, and the meetings, the latest first."""

    open_points: Sequence[tuple[AgreedPoint, PointState]]
    done_points: Sequence[tuple[AgreedPoint, PointState]]
    meetings: Sequence[DialogueMeeting]
    may_plan: bool


def dialogue_of(access: Access, followup: Followup, *, today: date) -> FollowupDialogue:
    """Return the tab of a follow-up. Three queries."""
    points = points_for_followup(access, followup)
    done = points.filter(done_on__isnull=False).order_by("-done_on", "pk")
    meetings = meetings_seen(access).filter(
        authority=followup.authority_id, contract__provider=followup.contract.provider_id
    )
    authority_id = followup.authority_id
    return FollowupDialogue(
        open_points=[(row, state_of(row, today)) for row in points.open()],
        done_points=[(row, state_of(row, today)) for row in done[:MOST]],
        meetings=list(meetings.order_by("-planned_on", "-pk")[:MOST]),
        may_plan=access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id),
    )


def checklist_of(access: Access, followup: Followup, today: date) -> Iterator[CheckItem]:
    """Yield one line when something agreed with the provider is open. One query."""
    del today
    rows = points_for_followup(access, followup).open().order_by()
    found = rows.aggregate(count=Count("pk"), first=Min("due_on"))
    count = found["count"]
    if not count:
        return
    text = ngettext(
        "%(count)s överenskommelse från dialogmöte är öppen",
        "%(count)s överenskommelser från dialogmöten är öppna",
        count,
    )
    yield CheckItem(
        text % {"count": count},
        is_done=False,
        turn=Turn.REVIEWERS,
        url=reverse("dialogues:of_followup", args=[followup.pk]),
        due_on=found["first"],
        code="agreed_points",
    )


def evidence_of(
    access: Access, followup: Followup, question_ids: Collection[int]
) -> dict[int | None, list[Evidence]]:
    """Return what was agreed with the provider; it concerns the whole. One query."""
    del question_ids
    rows = points_for_followup(access, followup).filter(meeting__state=MeetingState.HELD)
    found = [_evidence(row) for row in rows.order_by("-meeting__held_on", "due_on", "pk")[:MOST]]
    return {None: found} if found else {}


def _evidence(row: AgreedPoint) -> Evidence:
    words = {"text": row.text, "who": _(row.shown_done_by.label).lower(), "due": row.due_on}
    said = _("%(text)s Görs av: %(who)s. Klart senast %(due)s.") % words
    how = _("Klart %(day)s. %(note)s") % {"day": row.done_on, "note": row.note}
    return Evidence(
        kind=EvidenceKind.AGREED,
        text=f"{said} {how.strip() if row.done_on else _('Inte klart.')}",
        said_by=_("Dialogmöte"),
        on=row.meeting.held_on,
        url=reverse("dialogues:meeting", args=[row.meeting_id]),
    )
