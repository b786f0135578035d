"""What waits in follow-ups for the asker."""

from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.followups.models import DocumentRequest, Followup, Reviewer
from insyn.followups.rules import BEFORE_SENT, BEFORE_START
from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources

TO_START = gettext_noop("Uppföljning att påbörja")
ONGOING = gettext_noop("Uppföljning som pågår")
DOCUMENT_LATE = gettext_noop("Handling har inte kommit")


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits, by source."""
    mine = Reviewer.objects.visible_to(access).active().filter(user=access.user_id)
    followups = Followup.objects.visible_to(access).for_list()
    own = followups.filter(pk__in=mine.values("followup"))
    where = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    late = DocumentRequest.objects.visible_to(access).overdue(today)
    return {
        "followups.mine_to_start": DutySource(
            own.filter(state__in=BEFORE_START), F("planned_for"), _of_followup
        ),
        "followups.mine_ongoing": DutySource(
            own.filter(state__in=BEFORE_SENT - BEFORE_START), None, _of_followup
        ),
        "followups.document_late": DutySource(
            late.filter(followup__authority__in=where).select_related(
                "followup__contract__provider"
            ),
            F("due_on"),
            _of_request,
        ),
    }


def _of_followup(row: Followup, today: date) -> Duty:
    del today
    is_begun = row.state not in BEFORE_START
    return Duty(
        key=f"followup:{row.pk}",
        kind=ONGOING if is_begun else TO_START,
        title=str(row),
        detail=row.shown_state.label,
        url=reverse("followups:detail", args=[row.pk]),
        due_on=None if is_begun else row.planned_for,
        is_own=True,
    )


def _of_request(row: DocumentRequest, today: date) -> Duty:
    del today
    return Duty(
        key=f"document_request:{row.pk}",
        kind=DOCUMENT_LATE,
        title=row.title,
        detail=str(row.followup),
        url=reverse("followups:preparation", args=[row.followup_id]),
        due_on=row.due_on,
    )
