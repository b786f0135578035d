"""The times of a lex Sarah notice: their order, and what was handled in time. Pure.

Source: socialtjänstlagen (2025:400) 27 kap. 1–7 §§.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from insyn.kernel.choices import Choice

TELL_WITHIN = timedelta(days=14)
INVESTIGATE_WITHIN = timedelta(days=60)
"""From the report until the board is told, and until the investigation is done.

The law says ”utan dröjsmål”, never a number of days: these are the measure of the system, kept
generous so that nobody is taken for slow who was not.
"""


class Times(Choice):
    """The steps of a notice, in the order they happen."""

    HAPPENED = "happened_on", "Händelsen inträffade"
    REPORTED = "reported_on", "Rapporterades hos utföraren"
    TOLD = "told_board_on", "Nämnden underrättades"
    RECEIVED = "received_on", "Underrättelsen kom in"
    INVESTIGATED = "investigated_on", "Utredningen blev klar"
    REMEDIED = "remedied_on", "Missförhållandet avhjälptes"
    TO_INSPECTORATE = "to_ivo_on", "Anmäldes till IVO"


@dataclass(frozen=True, slots=True)
class NoticeTimes:
    """When each step was taken; None for one that has not been, or is not known."""

    happened_on: date
    reported_on: date
    received_on: date
    told_board_on: date | None = None
    investigated_on: date | None = None
    remedied_on: date | None = None
    to_ivo_on: date | None = None


AFTER: tuple[tuple[Times, Times], ...] = (
    (Times.HAPPENED, Times.REPORTED),
    (Times.REPORTED, Times.TOLD),
    (Times.REPORTED, Times.RECEIVED),
    (Times.TOLD, Times.RECEIVED),
    (Times.REPORTED, Times.INVESTIGATED),
    (Times.HAPPENED, Times.REMEDIED),
    (Times.REPORTED, Times.TO_INSPECTORATE),
)
"""Each pair: the first never lies after the second."""


def disorder(times: NoticeTimes) -> tuple[Times, Times] | None:
    """Return two steps whose days stand in the wrong order, the earlier step first; else None."""
    for before, after in AFTER:
        first, second = getattr(times, before.value), getattr(times, after.value)
        if first is not None and second is not None and first > second:
            return before, after
    return None


def later_than(times: NoticeTimes, today: date) -> Times | None:
    """Return a step that is said to have happened after today, if any."""
    for step in Times:
        on = getattr(times, step.value)
        if on is not None and on > today:
            return step
    return None


def days_between(first: date | None, second: date | None) -> int | None:
    """Return the days from one step to the next; None when one of them is not known."""
    return None if first is None or second is None else (second - first).days


def is_handled_in_time(times: NoticeTimes, *, is_serious: bool, today: date) -> bool:
    """Tell whether every step was taken in time, or still can be.

    Such a notice shows that the provider's own routine works. It is never counted against it.
    """
    told = times.told_board_on or times.received_on
    if told - times.reported_on > TELL_WITHIN:
        return False
    done = times.investigated_on or today
    if done - times.reported_on > INVESTIGATE_WITHIN:
        return False
    if not is_serious or times.to_ivo_on is not None:
        return True
    return times.investigated_on is None
