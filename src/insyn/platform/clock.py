"""The one clock. Pure rules take ``today`` as an argument; services ask here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """Return the time, aware, in the current time zone."""
    return _pretended.get() or timezone.now()  # noqa: TID251  the one place


def today() -> date:
    """Return today's date in Europe/Stockholm."""
    return timezone.localtime(now()).date()


@contextmanager
def pretend(moment: date) -> Iterator[None]:
    """Let the reconstructions and the demonstration build a year that has passed."""
    noon = datetime(moment.year, moment.month, moment.day, 12, tzinfo=timezone.get_default_timezone())
    token = _pretended.set(noon)
    try:
        yield
    finally:
        _pretended.reset(token)
