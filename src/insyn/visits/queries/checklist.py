"""What is next with the visits of a follow-up, and whose turn it is."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_SENT, Kind, State
from insyn.followups.rules.checklist import CheckItem, Turn
from insyn.kernel.access import Access
from insyn.visits.models import Visit, VisitLetter
from insyn.visits.rules.carrying_out import VisitLetterKind, VisitState
from insyn.visits.rules.life import NOTE_DAYS

TOLD_BEFORE = timedelta(days=14)
"""How long before an announced visit the provider should have been told."""


def checklist_of(access: Access, followup: Followup, today: date) -> Iterator[CheckItem]:
    """Yield what is to be done with the visits. One query."""
    letters = VisitLetter.objects.visible_to(access).filter(kind=VisitLetterKind.ANNOUNCEMENT)
    rows = Visit.objects.visible_to(access).filter(followup=followup)
    rows = rows.annotate(is_told=Exists(letters.filter(visit=OuterRef("pk"))))
    visits: list[Any] = [row for row in rows if row.state != VisitState.CANCELLED]
    if not visits and followup.kind != Kind.VISIT:
        return
    if visits or State(followup.state) in BEFORE_SENT:
        yield CheckItem(
            text=_("Boka besök eller möte"),
            is_done=bool(visits),
            turn=Turn.REVIEWERS,
            url=reverse("visits:followup", args=[followup.pk]),
            due_on=None if visits else followup.planned_for,
            code="visit_booked",
        )
    for visit in visits:
        yield from _of_visit(visit, today, is_told=visit.is_told)


def _of_visit(visit: Visit, today: date, *, is_told: bool) -> Iterator[CheckItem]:
    url = reverse("visits:visit", args=[visit.pk])
    is_made = visit.state == VisitState.CARRIED_OUT
    day = (visit.visited_on or visit.planned_on).isoformat()
    if visit.is_announced and not is_made and visit.planned_on >= today:
        yield CheckItem(
            text=_("Skicka meddelande om besöket %(day)s") % {"day": day},
            is_done=is_told,
            turn=Turn.REVIEWERS,
            url=url,
            due_on=None if is_told else visit.planned_on - TOLD_BEFORE,
            code="visit_told",
        )
    yield CheckItem(
        text=_("Gör besöket %(day)s och anteckna det") % {"day": day},
        is_done=is_made,
        turn=Turn.REVIEWERS,
        url=url,
        due_on=None if is_made else visit.planned_on + timedelta(days=NOTE_DAYS),
        code="visit_made",
    )
