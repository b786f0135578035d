"""Days for a calendar program to show: iCalendar (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

CONTENT_TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//Insyn//Bevakning//SV"


@dataclass(frozen=True, slots=True)
class Day:
    """Something that happens on a day. ``uid`` never changes; ``revision`` from 0 goes up."""

    uid: str
    on: date
    title: str
    url: str = ""
    revision: int = 0


def calendar(name: str, days: Iterable[Day], *, stamp: datetime) -> bytes:
    """Return the days as an .ics file: all-day events that keep nobody busy.

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
    event.add("dtstart", day.on)
    event.add("dtend", day.on + timedelta(days=1))
    event.add("summary", day.title)
    event.add("sequence", day.revision)
    event.add("transp", "TRANSPARENT")
    if day.url:
        event.add("url", day.url)
    return event
