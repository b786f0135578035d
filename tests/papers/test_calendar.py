import datetime

import icalendar
import pytest

from insyn.papers.calendar import Day, calendar

STAMP = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
LONG = "Sista dag att säga upp: Ramavtal för boende, åtgärder och öppenvård " * 3
DAYS = [
    Day(
        "option-1@insyn",
        datetime.date(2026, 9, 30),
        LONG.strip(),
        "https://insyn.example/avtal/1/",
        2,
    ),
    Day("agreement_end-1@insyn", datetime.date(2026, 12, 31), "Avtalet slutar; rad, två\\tre"),
]


@pytest.fixture
def made() -> bytes:
    return calendar("Insyn: bevakning", DAYS, stamp=STAMP)


def events(content: bytes):
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def test_what_is_written_is_what_is_read(made):
    assert [(str(e["UID"]), e.decoded("DTSTART"), str(e["SUMMARY"])) for e in events(made)] == [
        (day.uid, day.on, day.title) for day in DAYS
    ]


def test_long_lines_are_folded_at_seventy_five_bytes(made):
    assert max(len(line) for line in made.split(b"\r\n")) <= 75


def test_a_fold_never_splits_a_letter(made):
    assert all(line.decode("utf-8") is not None for line in made.split(b"\r\n"))


def test_an_event_lasts_the_whole_day(made):
    first = events(made)[0]

    assert first.decoded("DTEND") - first.decoded("DTSTART") == datetime.timedelta(days=1)
    assert first["DTSTART"].params["VALUE"] == "DATE"


def test_nobody_is_made_busy(made):
    assert {str(event["TRANSP"]) for event in events(made)} == {"TRANSPARENT"}


def test_a_changed_row_has_a_higher_sequence(made):
    assert [event["SEQUENCE"] for event in events(made)] == [2, 0]


def test_the_same_days_give_the_same_bytes(made):
    assert calendar("Insyn: bevakning", DAYS, stamp=STAMP) == made


def test_without_days_the_calendar_is_still_one():
    assert events(calendar("Insyn", [], stamp=STAMP)) == []


def test_an_event_with_an_hour_makes_busy_until_it_ends():
    nine = datetime.datetime(2026, 3, 9, 9, 30, tzinfo=datetime.UTC)
    day = Day("visit-1@insyn", nine.date(), "Besök", starts=nine, ends=nine.replace(hour=11))

    (event,) = events(calendar("Insyn", [day], stamp=STAMP))

    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (nine, nine.replace(hour=11))
    assert str(event["TRANSP"]) == "OPAQUE"


def test_an_event_past_midnight_ends_the_next_day():
    late = datetime.datetime(2026, 3, 9, 22, 30, tzinfo=datetime.UTC)
    day = Day("visit-1@insyn", late.date(), "Besök", starts=late, ends=late.replace(hour=1))

    (event,) = events(calendar("Insyn", [day], stamp=STAMP))

    assert event.decoded("DTEND") - event.decoded("DTSTART") == datetime.timedelta(hours=3)


def test_an_event_without_an_end_lasts_an_hour():
    nine = datetime.datetime(2026, 3, 9, 9, 30, tzinfo=datetime.UTC)

    (event,) = events(
        calendar("Insyn", [Day("a@b", nine.date(), "Besök", starts=nine)], stamp=STAMP)
    )

    assert event.decoded("DTEND") - event.decoded("DTSTART") == datetime.timedelta(hours=1)
