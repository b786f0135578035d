"""How soon something must be done. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.kernel.duties import Duty, Urgency


def urgency(due_on: date | None, today: date) -> Urgency:
    """Return how soon something due that day must be done. The week ends on Sunday."""
    if due_on is None:
        return Urgency.UNDATED
    if due_on < today:
        return Urgency.LATE
    if due_on == today:
        return Urgency.TODAY
    sunday = today + timedelta(days=7 - today.isoweekday())
    return Urgency.WEEK if due_on <= sunday else Urgency.LATER


@dataclass(frozen=True, slots=True)
class DutyGroup:
    """What is as urgent as each other, in order of day."""

    urgency: Urgency
    duties: tuple[Duty, ...]

    @property
    def is_late(self) -> bool:
        return self.urgency is Urgency.LATE


def grouped(duties: Iterable[Duty], today: date) -> list[DutyGroup]:
    """Return the duties by urgency, the most urgent first; without empty groups."""
    rows = list(duties)
    return [
        DutyGroup(level, found)
        for level in Urgency
        if (found := tuple(row for row in rows if urgency(row.due_on, today) is level))
    ]
