"""What waits, how soon, and when people are told of it. Pure."""

from insyn.agenda.rules.digests import MOST_LINES, DigestRhythm, is_digest_day
from insyn.agenda.rules.duties import DutyGroup, grouped, urgency
from insyn.agenda.rules.reminders import RHYTHM, last_days_to_remind

__all__ = [
    "MOST_LINES",
    "RHYTHM",
    "DigestRhythm",
    "DutyGroup",
    "grouped",
    "is_digest_day",
    "last_days_to_remind",
    "urgency",
]
