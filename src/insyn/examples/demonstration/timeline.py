"""Many stories told at once, day by day, so that the trail reads as a year that was lived."""

import heapq
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.platform import clock

Story = Generator[int, None, None]
"""Yields the day, counted from today, on which it goes on: ``-30`` is thirty days ago."""

SATURDAY = 6
"""ISO weekday; it and the day after are no working days."""

HOLIDAYS = frozenset({(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)})
"""Month and day of the holidays that never move, and the eves when offices are closed."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days counted from the day on which the demonstration is built."""

    today: date

    def day(self, offset: int) -> date:
        """Return the working day; a weekend or holiday moves back, so never past today."""
        day = self.today + timedelta(days=offset)
        while day.isoweekday() >= SATURDAY or (day.month, day.day) in HOLIDAYS:
            day -= timedelta(days=1)
        return day

    def first_of_month(self, months: int) -> date:
        """Return the first day of the month that lies so many months from this one."""
        count = self.today.year * 12 + self.today.month - 1 + months
        return date(count // 12, count % 12 + 1, 1)

    def last_of_month(self, months: int) -> date:
        """Return the last day of the month that lies so many months from this one."""
        return self.first_of_month(months + 1) - timedelta(days=1)


def play(stories: Iterable[Story], calendar: Calendar) -> None:
    """Tell the stories in order of their days; what lies after today has not happened yet.

    Raises:
        ValueError: a story goes back in time.
    """
    queue: list[tuple[date, int, Story]] = []
    for order, story in enumerate(stories):
        _enqueue(queue, story, order, calendar, since=date.min)
    while queue:
        day, order, story = heapq.heappop(queue)
        if day > calendar.today:
            continue
        with clock.pretend(day):
            _enqueue(queue, story, order, calendar, since=day)


def _enqueue(
    queue: list[tuple[date, int, Story]], story: Story, order: int, calendar: Calendar, since: date
) -> None:
    """Let the story go on to its next day, and put it back in the queue unless it is over."""
    offset = next(story, None)
    if offset is None:
        return
    day = calendar.day(offset)
    if day < since:
        raise ValueError(f"A story goes back in time: {day} follows {since}.")
    heapq.heappush(queue, (day, order, story))
