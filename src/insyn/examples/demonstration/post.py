"""Lets the mail of the demonstration leave, day by day, into the folder of mail as files."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from insyn.mailing.models import OutgoingMail
from insyn.mailing.services import deliver_due
from insyn.platform import clock

AT_ONCE = 1_000
TRIES = 8
"""Days after the last mail during which what could not leave is tried again."""


def deliver() -> int:
    """Send what was queued on days before today, as it was then; return how much left.

    What was queued today waits for ``insyn work``. Never called inside a transaction.
    """
    count = 0
    for day in _days(clock.today()):
        with clock.pretend(day):
            count += deliver_due(limit=AT_ONCE).sent
    return count


def _days(today: date) -> Iterator[date]:
    """Yield the days on which mail was queued, and some after each, up to yesterday."""
    rows = OutgoingMail.objects.unscoped(reason="Alla utskick i demonstrationen ska ut.")
    queued = {timezone.localdate(at) for at in rows.values_list("queued_at", flat=True)}
    days = {day + timedelta(days=more) for day in queued for more in range(TRIES + 1)}
    return iter(sorted(day for day in days if day < today))
