"""The part of the day in which a visit is made, and what a booking must make sense of. Pure."""

from datetime import date, time, timedelta

from insyn.kernel.choices import Choice
from insyn.kernel.workdays import is_workday

LONGEST = timedelta(hours=12)
"""A longer visit is a slip of the pen; work that goes on into the next day is two visits."""


class DayPart(Choice):
    """When on the day or the week a visit is made (tid på dygnet)."""

    MORNING = "morning", "morgon"
    DAY = "day", "dag"
    EVENING = "evening", "kväll"
    NIGHT = "night", "natt"
    WEEKEND = "weekend", "helg"


_FROM = (
    (time(22), DayPart.NIGHT),
    (time(17), DayPart.EVENING),
    (time(9), DayPart.DAY),
    (time(6), DayPart.MORNING),
    (time(0), DayPart.NIGHT),
)


def part_of_day(at: time) -> DayPart:
    """Return the part of the day: morning from 6, day from 9, evening from 17, night from 22."""
    return next(part for starts, part in _FROM if at >= starts)


def parts_of(on: date, at: time | None) -> tuple[DayPart, ...]:
    """Return in which parts of the week and the day a visit falls; holidays count as weekends."""
    week = () if is_workday(on) else (DayPart.WEEKEND,)
    return week if at is None else (*week, part_of_day(at))


def clock_in_words(starts_at: time | None, ends_at: time | None) -> str:
    """Return ”18.15–20.00”, as Swedes write the clock in running text; empty without a time."""
    if starts_at is None:
        return ""
    start = f"{starts_at:%H.%M}"
    return f"{start}–{ends_at:%H.%M}" if ends_at else start


def length_of(starts_at: time, ends_at: time) -> timedelta:
    """Return how long a visit lasts; one that ends earlier on the clock ends the next day."""
    start, end = _since_midnight(starts_at), _since_midnight(ends_at)
    return end - start if end > start else end - start + timedelta(days=1)


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)


def times_problem(starts_at: time | None, ends_at: time | None) -> str:
    """Return why the hours of a booking cannot be right, in Swedish; else empty."""
    if ends_at is None:
        return ""
    if starts_at is None:
        return "Skriv också när besöket börjar, eller ta bort när det slutar."
    if length_of(starts_at, ends_at) > LONGEST:
        return (
            f"Besöket börjar {starts_at:%H.%M} och slutar {ends_at:%H.%M}. Det blir längre än "
            "tolv timmar. Kontrollera tiderna, eller boka ett besök till."
        )
    return ""
