"""Who has run a unit when: one provider at a time. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

SENTENCES: Mapping[str, str] = {
    "overlap": (
        "Två utförare kan inte driva verksamheten samma dag: %(one)s och %(other)s. Rätta dagarna."
    ),
    "backwards": "Driften kan inte sluta innan den börjar. Rätta dagarna.",
    "future": "Ange en dag som har varit eller är i dag. Ett kommande byte skrivs in när det sker.",
    "same": "%(provider)s driver redan verksamheten. Välj en annan utförare.",
    "too_early": (
        "%(provider)s började driva verksamheten %(day)s. Den nya utföraren kan börja tidigast "
        "dagen efter. Stämmer inte det: rätta först när %(provider)s började."
    ),
    "name_taken": (
        "%(provider)s har redan en verksamhet som heter %(name)s. Ändra namnet på den ena först."
    ),
}
"""Why a time of operation is refused; on a page, in a list that is read in, and by a service."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A time during which one provider ran a unit. Both days are included.

    No start means since always, no end that it goes on.
    """

    starts_on: date | None
    ends_on: date | None

    @property
    def is_backwards(self) -> bool:
        """Tell whether it ends before it starts."""
        return (self.ends_on or date.max) < (self.starts_on or date.min)


def overlap_of(operations: Sequence[Operation]) -> tuple[int, int] | None:
    """Return the places in the sequence of two that share a day, the earlier first; else None."""
    order = sorted(range(len(operations)), key=lambda place: _start(operations[place]))
    latest: int | None = None
    for place in order:
        if latest is not None and _start(operations[place]) <= _end(operations[latest]):
            return latest, place
        if latest is None or _end(operations[place]) > _end(operations[latest]):
            latest = place
    return None


def _start(operation: Operation) -> date:
    return operation.starts_on or date.min


def _end(operation: Operation) -> date:
    return operation.ends_on or date.max


def in_words(operation: Operation) -> str:
    """Return the days as ”2020-01-01–2023-12-31”; an open end is left out."""
    start = operation.starts_on.isoformat() if operation.starts_on else ""
    end = operation.ends_on.isoformat() if operation.ends_on else ""
    return f"{start}–{end}"
