"""What ``insyn work`` does once a day and each minute, besides sending mail."""

from collections.abc import Callable
from datetime import date

from insyn.mailing.services import forget_guesses
from insyn.surveys.services import remind_all
from insyn.surveys.services.results import fold_all

Task = Callable[[date], object]


def remind(today: date) -> object:
    """Put in the queue the reminders of surveys that are due."""
    return remind_all(today)


def fold(today: date) -> object:
    """Count in the answers that have come since the last time."""
    del today
    return fold_all()


def forget(today: date) -> object:
    """Remove old guesses at links."""
    del today
    return forget_guesses()


DAILY: tuple[Task, ...] = (remind, forget)
OFTEN: tuple[Task, ...] = (fold,)
