"""How often a person gets a mail about what waits. Pure."""

from datetime import date

from insyn.agenda.rules.reminders import MONDAY
from insyn.kernel.choices import Choice
from insyn.kernel.workdays import is_workday

MOST_LINES = 20
"""How many lines a digest holds; the page shows the rest."""


class DigestRhythm(Choice):
    """How often the digest comes."""

    NEVER = "never", "Aldrig"
    WEEKLY = "weekly", "Varje måndag"
    DAILY = "daily", "Varje vardag"


def is_digest_day(rhythm: DigestRhythm, today: date) -> bool:
    """Tell whether a digest of that rhythm goes today."""
    if rhythm is DigestRhythm.DAILY:
        return is_workday(today)
    return rhythm is DigestRhythm.WEEKLY and today.isoweekday() == MONDAY
