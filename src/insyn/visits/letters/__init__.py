"""What the papers of a visit say. Pure: facts in, content tree out."""

from insyn.visits.letters.letters import (
    LetterWords,
    Someone,
    VisitLetterFacts,
    announcement,
    instruction,
    thanks,
)
from insyn.visits.letters.mails import Mail, announcement_mail, cancelled_mail, thanks_mail
from insyn.visits.letters.record import record

__all__ = [
    "LetterWords",
    "Mail",
    "Someone",
    "VisitLetterFacts",
    "announcement",
    "announcement_mail",
    "cancelled_mail",
    "instruction",
    "record",
    "thanks",
    "thanks_mail",
]
