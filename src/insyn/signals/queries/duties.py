"""Signals that wait for the asker."""

from datetime import date

from django.db.models import F
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources
from insyn.signals.models import Signal

NEW = gettext_noop("Signal att ta ställning till")
TO_TAKE_UP = gettext_noop("Parkerad signal att ta upp igen")


def duty_sources(access: Access, today: date) -> Sources:
    """Return the new signals and the parked ones whose day has come, for those who handle them."""
    where = access.authorities_where(Permission.HANDLE_SIGNALS)
    rows = Signal.objects.visible_to(access).filter(authority__in=where)
    rows = rows.select_related("provider")
    return {
        "signals.new": DutySource(rows.waiting(), TruncDate("noted_at"), _new),
        "signals.parked": DutySource(rows.to_take_up(today), F("review_on"), _parked),
    }


def _new(row: Signal, today: date) -> Duty:
    del today
    return Duty(
        key=f"signal:{row.pk}",
        kind=NEW,
        title=str(row.provider),
        detail=row.shown_category.label,
        url=reverse("signals:detail", args=[row.pk]),
        due_on=timezone.localdate(row.noted_at),
    )


def _parked(row: Signal, today: date) -> Duty:
    return Duty(
        key=f"parked_signal:{row.pk}",
        kind=TO_TAKE_UP,
        title=str(row.provider),
        detail=row.shown_category.label,
        url=reverse("signals:detail", args=[row.pk]),
        due_on=row.review_on or today,  # a parked one always has a day
    )
