"""What waits for somebody: one line of a work list. Pure.

Each app says in ``queries/duties.py`` what waits for the asker; ``insyn.agenda`` puts the lines
together, reminds of them and sends the digest.
"""

from dataclasses import dataclass
from datetime import date, time

from insyn.kernel.choices import Choice


class Urgency(Choice):
    """How soon something must be done."""

    LATE = "late", "Försenat"
    TODAY = "today", "I dag"
    WEEK = "week", "Denna vecka"
    LATER = "later", "Senare"
    UNDATED = "undated", "Utan datum"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that waits. ``key`` is the same each day, so that it is reminded of once.

    ``waits_for`` is empty when it waits for the asker, else who is to act before the asker can.
    """

    key: str
    kind: str
    title: str
    detail: str
    url: str
    due_on: date | None = None
    waits_for: str = ""
    is_own: bool = False
    """Whether it is given to the asker in person, not only to everyone of the role."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something with a last day that a provider is to do, as a mail tells of it.

    ``key`` is the same each day: with the day of the reminder it makes the mail the only one of
    its kind. ``what`` and ``why`` are a noun phrase and a sentence in Swedish. ``about`` is the
    row itself.
    """

    key: str
    authority_id: int
    provider_id: int
    mail_kind: str
    what: str
    why: str
    due_on: date
    leads_to: str
    about: object


@dataclass(frozen=True, slots=True)
class Appointment:
    """A day that somebody is expected somewhere, for their own calendar.

    The calendar is read by whoever has its address: ``title`` names no provider and no person.
    Without ``starts_at`` it is the whole day. ``revision`` from 0 goes up at each change.
    """

    key: str
    on: date
    title: str
    url: str
    starts_at: time | None = None
    ends_at: time | None = None
    revision: int = 0
