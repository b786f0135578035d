"""The one clock. Pure rules take ``today`` as an argument; services ask here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)
_is_guessed: ContextVar[bool] = ContextVar("is_guessed", default=False)


def now() -> datetime:
    """Return the time, aware, in the current time zone."""
    return _pretended.get() or timezone.now()  # noqa: TID251  the one place


def today() -> date:
    """Return today's date in Europe/Stockholm."""
    return timezone.localtime(now()).date()


def known_today() -> date | None:
    """Return today's date, or None while a reconstruction only guesses the day."""
    return None if _is_guessed.get() else today()


@contextmanager
def pretend(moment: date, *, is_guessed: bool = False) -> Iterator[None]:
    """Let the reconstructions and the demonstration build a year that has passed.

    ``is_guessed`` says that the source does not tell the day: what is then stamped for people
    to read is left empty, rather than made up.
    """
    noon = datetime(
        moment.year, moment.month, moment.day, 12, tzinfo=timezone.get_default_timezone()
    )
    token, guess = _pretended.set(noon), _is_guessed.set(is_guessed)
    try:
        yield
    finally:
        _pretended.reset(token)
        _is_guessed.reset(guess)
