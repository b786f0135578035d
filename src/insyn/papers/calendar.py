"""Days for a calendar program to show: iCalendar (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

CONTENT_TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//Insyn//Bevakning//SV"


@dataclass(frozen=True, slots=True)
class Day:
    """Something that happens on a day. ``uid`` never changes; ``revision`` from 0 goes up.

    With ``starts``, aware, it has an hour and keeps its reader busy: until ``ends``, the next
    day if that is earlier on the clock, or for an hour.
    """

    uid: str
    on: date
    title: str
    url: str = ""
    revision: int = 0
    starts: datetime | None = None
    ends: datetime | None = None


def calendar(name: str, days: Iterable[Day], *, stamp: datetime) -> bytes:
    """Return the days as an .ics file: all-day events keep nobody busy, those with an hour do.

    ``stamp`` is when the calendar was made. The same days give the same bytes.
    """
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", timedelta(hours=12), parameters={"value": "DURATION"})
    for day in days:
        made.add_component(_event(day, stamp))
    return bytes(made.to_ical())


def _event(day: Day, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", day.uid)
    event.add("dtstamp", stamp)
    first, last = _span(day)
    event.add("dtstart", first)
    event.add("dtend", last)
    event.add("summary", day.title)
    event.add("sequence", day.revision)
    event.add("transp", "OPAQUE" if day.starts else "TRANSPARENT")
    if day.url:
        event.add("url", day.url)
    return event


def _span(day: Day) -> tuple[date, date]:
    """Return when it begins and ends: days, or moments in UTC that every program reads alike."""
    if day.starts is None:
        return day.on, day.on + timedelta(days=1)
    last = day.ends or day.starts + timedelta(hours=1)
    if last <= day.starts:
        last += timedelta(days=1)
    return day.starts.astimezone(UTC), last.astimezone(UTC)
