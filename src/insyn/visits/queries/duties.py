"""Visits that wait for somebody: soon to be made, or made and not noted."""

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.followups.models import Reviewer
from insyn.followups.rules import BEFORE_SENT
from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources
from insyn.visits.models import Visit, VisitQuerySet
from insyn.visits.rules.carrying_out import VisitState
from insyn.visits.rules.life import SOON_DAYS
from insyn.visits.rules.times import clock_in_words

SOON, NOTE = "Bokat besök", "Besök att anteckna"


def duty_sources(access: Access, today: date) -> Sources:
    """Return the visits booked within a week, and those that have passed without a note.

    Only for those who carry out follow-ups: nobody else learns of a visit before it is made.
    """
    booked = _booked(access)
    soon = booked.filter(planned_on__gte=today, planned_on__lte=today + timedelta(days=SOON_DAYS))
    passed = booked.filter(planned_on__lt=today)
    return {
        "visits.soon": DutySource(soon, F("planned_on"), _of_booked),
        "visits.to_note": DutySource(passed, F("planned_on"), _of_passed),
    }


def _booked(access: Access) -> VisitQuerySet:
    mine = (
        Reviewer.objects.visible_to(access)
        .active()
        .filter(user=access.user_id, followup=OuterRef("followup"))
    )
    rows = Visit.objects.visible_to(access).filter(
        state=VisitState.BOOKED,
        followup__state__in=BEFORE_SENT,
        followup__authority__in=access.authorities_where(Permission.CARRY_OUT_FOLLOWUP),
    )
    return rows.select_related("followup__contract__provider", "unit").annotate(
        is_mine=Exists(mine)
    )


def _of_booked(visit: Visit, today: date) -> Duty:
    del today
    return _duty(visit, SOON, "soon")


def _of_passed(visit: Visit, today: date) -> Duty:
    del today
    return _duty(visit, NOTE, "note")


def _duty(visit: Visit, kind: str, mark: str) -> Duty:
    followup = visit.followup
    return Duty(
        key=f"visit:{visit.pk}:{mark}:{visit.planned_on}",
        kind=kind,
        title=str(visit.unit or followup.contract.provider),
        detail=_detail(visit),
        url=reverse("visits:visit", args=[visit.pk]),
        due_on=visit.planned_on,
        is_own=bool(getattr(visit, "is_mine", False)),
    )


def _detail(visit: Visit) -> str:
    hours = clock_in_words(visit.starts_at, visit.ends_at)
    announced = _("Anmält besök") if visit.is_announced else _("Oanmält besök")
    said = (visit.followup.number, announced, hours and _("klockan %s") % hours)
    return " · ".join(filter(None, said))
