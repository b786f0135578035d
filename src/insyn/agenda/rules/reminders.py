"""When a provider is reminded of what has a last day. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from insyn.kernel.workdays import is_workday

RHYTHM: Sequence[int] = (-7, 1, 7)
"""Days from the last day: a week before it, the day after, and a week after."""
MONDAY = 1


def last_days_to_remind(today: date) -> dict[date, int]:
    """Return the last days that are reminded of today, and by how many days they are off.

    Nothing goes on a weekend or a holiday: what would have gone then goes on the next workday.
    """
    if not is_workday(today):
        return {}
    back = [0]
    while not is_workday(today - timedelta(days=len(back))):
        back.append(len(back))
    return {today - timedelta(days=offset + late): offset for late in back for offset in RHYTHM}
