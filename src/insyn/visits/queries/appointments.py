"""The announced visits that somebody is to make, for their own calendar."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.followups.models import Reviewer
from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Appointment
from insyn.visits.models import Visit
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitState

KEPT = timedelta(days=31)
"""How long a visit stays in the calendar afterwards."""


def appointments_of(access: Access, today: date) -> Iterator[Appointment]:
    """Yield the announced visits of the follow-ups that the asker carries out. One query.

    Never an unannounced one: a calendar address can be read by whoever has it, and stands in
    programs that others look into.
    """
    mine = Reviewer.objects.visible_to(access).active().filter(user=access.user_id)
    rows = Visit.objects.visible_to(access).filter(
        is_announced=True,
        planned_on__gte=today - KEPT,
        followup__authority__in=access.authorities_where(Permission.CARRY_OUT_FOLLOWUP),
    )
    rows = rows.exclude(state=VisitState.CANCELLED)
    mine_only = rows.filter(Exists(mine.filter(followup=OuterRef("followup"))))
    for row in mine_only.select_related("followup__contract__agreement"):
        said = {
            "kind": _(VisitKind(row.kind).label),
            "number": row.followup.number,
            "agreement": row.followup.contract.agreement,
        }
        yield Appointment(
            key=f"visit-{row.pk}",
            on=row.planned_on,
            title=_("%(kind)s, uppföljning %(number)s: %(agreement)s") % said,
            url=reverse("visits:visit", args=[row.pk]),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            revision=row.version - 1,
        )
