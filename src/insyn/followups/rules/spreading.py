"""On which days the follow-ups of a period are done. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

SATURDAY = 6


def spread(starts_on: date, ends_on: date, count: int, *, today: date) -> list[date]:
    """Return a working day for each follow-up, in order and evenly over the period.

    Days that have passed are left out while anything of the period remains. A single one is
    done in the middle. A period of nothing but a weekend gives its first days all the same.
    """
    first = today if starts_on < today <= ends_on else starts_on
    days = working_days(first, ends_on) or working_days(starts_on, ends_on) or [first]
    return [days[(2 * place + 1) * len(days) // (2 * count)] for place in range(count)]


def working_days(first: date, last: date) -> Sequence[date]:
    """Return Monday to Friday from the first day to the last, both included."""
    all_days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return [day for day in all_days if day.isoweekday() < SATURDAY]
