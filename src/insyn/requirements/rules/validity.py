"""When a wording of a requirement is valid: at most one on any day. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Validity:
    """From and with one day, to and with another; without an end it goes on."""

    valid_from: date
    valid_to: date | None = None

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def renewed(latest: Validity, valid_from: date) -> tuple[Validity, Validity]:
    """Return the latest wording's time and the new one's, when a new wording begins that day.

    The old one ends the day before, unless it has ended already. The new one keeps an end that
    was decided and lies ahead of it.
    """
    before = valid_from - A_DAY
    has_ended = latest.valid_to is not None and latest.valid_to < before
    old = Validity(latest.valid_from, latest.valid_to if has_ended else before)
    end = latest.valid_to
    return old, Validity(valid_from, end if end is not None and end >= valid_from else None)


SENTENCES: Mapping[str, str] = {
    "renewal": (
        "Den nya lydelsen måste börja gälla efter den dag då den nuvarande började. Välj en "
        "senare dag, eller gör en rättelse av skrivfel i den nuvarande."
    ),
    "order": "Kravet kan inte sluta gälla innan det börjar.",
}
"""What is wrong, for the reader."""


def renewal_problem(latest: Validity, valid_from: date) -> str:
    """Return why a new wording cannot begin that day, as a Swedish sentence; empty when it can."""
    return "" if valid_from > latest.valid_from else SENTENCES["renewal"]


def end_problem(latest: Validity, valid_to: date) -> str:
    """Return why the requirement cannot end that day, as a Swedish sentence; empty when it can."""
    return "" if valid_to >= latest.valid_from else SENTENCES["order"]


def start_problem(valid_from: date, valid_to: date | None) -> str:
    """Return why a wording cannot begin that day when it ends on the other; empty when it can."""
    return "" if valid_to is None or valid_to >= valid_from else SENTENCES["order"]


def valid_on(times: Sequence[Validity], day: date) -> list[int]:
    """Return the places of those that are valid that day."""
    return [place for place, time in enumerate(times) if time.covers(day)]


def day_shown(starts_on: date, ends_on: date | None, today: date) -> date:
    """Return the day for which an agreement's requirements are shown when nobody says another.

    Today; the first day of an agreement that has not begun, the last of one that has ended.
    """
    last = today if ends_on is None else min(today, ends_on)
    return max(starts_on, last)
