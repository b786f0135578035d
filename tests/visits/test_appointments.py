"""Announced visits and dialogue meetings come along in the calendar of those concerned."""

import datetime
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from insyn.dialogues.models import DialogueMeeting
from insyn.dialogues.rules import MeetingState
from insyn.followups.models import Followup, Reviewer
from insyn.platform import clock
from insyn.visits.models import Visit
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitState

pytestmark = pytest.mark.django_db


def visit(followup: Followup, **facts) -> Visit:
    known = {
        "kind": VisitKind.VISIT,
        "planned_on": clock.today() + datetime.timedelta(days=3),
        "starts_at": datetime.time(9, 30),
        "ends_at": datetime.time(11, 0),
        "place": "Solvägen 3",
    }
    return Visit.objects.create(followup=followup, **(known | facts))


@pytest.fixture
def meeting(anna, followup) -> DialogueMeeting:
    return DialogueMeeting.objects.create(
        authority=followup.authority, contract=followup.contract, responsible=anna,
        planned_on=clock.today() + datetime.timedelta(days=5),
    )  # fmt: skip


@pytest.fixture
def feed(as_anna) -> str:
    """The address of Anna's calendar."""
    return str(as_anna.post(reverse("registry:watch_feed_make")).context["address"])


def told(feed: str) -> list[tuple[str, Any]]:
    """What the calendar says is to happen, and when, of all but the dates of agreements."""
    answer = Client().get(feed)
    assert answer.status_code == 200
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    own = [event for event in events if str(event["UID"]).startswith(("visit", "dialogue"))]
    return [(str(event["SUMMARY"]), event.decoded("DTSTART")) for event in own]


def test_an_announced_visit_stands_in_the_reviewers_calendar(followup, feed) -> None:
    row = visit(followup)

    ((title, starts),) = told(feed)

    assert title == f"Besök i verksamheten, uppföljning 2026-001: {followup.contract.agreement}"
    assert timezone.localtime(starts) == timezone.make_aware(
        datetime.datetime.combine(row.planned_on, datetime.time(9, 30))
    )


def test_an_unannounced_visit_never_does(followup, feed) -> None:
    visit(followup, is_announced=False)
    visit(followup, is_announced=False, state=VisitState.CARRIED_OUT, visited_on=clock.today())

    assert told(feed) == []


def test_the_feed_is_the_same_whether_there_is_an_unannounced_visit_or_not(followup, feed) -> None:
    visit(followup)
    before = Client().get(feed).content

    visit(followup, is_announced=False)

    assert Client().get(feed).content == before


def test_a_visit_without_an_hour_is_the_whole_day(followup, feed) -> None:
    row = visit(followup, starts_at=None, ends_at=None)

    assert [on for _title, on in told(feed)] == [row.planned_on]


@pytest.mark.parametrize(
    "facts",
    [
        {"state": VisitState.CANCELLED, "cancelled_reason": "Sjukdom"},
        {"planned_on": datetime.date(2020, 1, 1)},
    ],
)
def test_what_is_off_or_long_past_has_gone(followup, feed, facts) -> None:
    visit(followup, **facts)

    assert told(feed) == []


def test_a_visit_of_others_is_in_no_calendar_of_mine(anna, followup, feed) -> None:
    visit(followup)
    row = Reviewer.objects.unscoped(reason="test").get(user=anna)
    row.left_on, row.left_reason = clock.today(), "Slutar"
    row.save()

    assert told(feed) == []


def test_a_meeting_stands_in_the_calendar_of_the_one_responsible(meeting, feed) -> None:
    assert told(feed) == [(f"Dialogmöte: {meeting.contract.agreement}", meeting.planned_on)]


def test_a_cancelled_meeting_has_gone(meeting, feed) -> None:
    meeting.state, meeting.cancelled_reason = MeetingState.CANCELLED, "Sjukdom"
    meeting.save()

    assert told(feed) == []


def test_the_feed_names_neither_provider_place_nor_person(anna, followup, meeting, feed) -> None:
    visit(followup)

    content = Client().get(feed).content.decode().replace("\r\n ", "")

    for words in (followup.contract.provider.name, "Solvägen", "Anna"):
        assert words not in content
