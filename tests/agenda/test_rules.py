from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.agenda.rules import (
    RHYTHM,
    DigestRhythm,
    grouped,
    is_digest_day,
    last_days_to_remind,
    urgency,
)
from insyn.kernel.duties import Duty, Urgency
from insyn.kernel.workdays import is_workday

WEDNESDAY = date(2026, 11, 18)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 1, 1))


def duty(due_on: date | None) -> Duty:
    return Duty(key="a", kind="Slag", title="Titel", detail="", url="/", due_on=due_on)


@pytest.mark.parametrize(
    ("days", "level"),
    [
        (-1, Urgency.LATE),
        (0, Urgency.TODAY),
        (1, Urgency.WEEK),
        (4, Urgency.WEEK),
        (5, Urgency.LATER),
    ],
)
def test_how_soon_it_must_be_done(days, level) -> None:
    assert urgency(WEDNESDAY + timedelta(days=days), WEDNESDAY) is level


def test_what_has_no_day_stands_last() -> None:
    groups = grouped([duty(None), duty(WEDNESDAY)], WEDNESDAY)

    assert [group.urgency for group in groups] == [Urgency.TODAY, Urgency.UNDATED]


def test_only_what_is_late_is_called_late() -> None:
    (group,) = grouped([duty(WEDNESDAY - timedelta(days=3))], WEDNESDAY)

    assert group.is_late


@given(st.lists(st.none() | DAYS), DAYS)
def test_no_duty_is_lost_in_the_groups(days, today) -> None:
    rows = [duty(day) for day in days]

    assert sorted(map(id, (row for g in grouped(rows, today) for row in g.duties))) == sorted(
        map(id, rows)
    )


@given(DAYS, st.sampled_from(RHYTHM))
def test_every_last_day_is_reminded_of_once_for_each_step_of_the_rhythm(last_day, offset) -> None:
    days = [last_day + timedelta(days=number) for number in range(-14, 15)]
    told = [day for day in days if last_days_to_remind(day).get(last_day) == offset]

    assert len(told) == 1


@given(DAYS)
def test_nobody_is_reminded_when_offices_are_closed(today) -> None:
    assert is_workday(today) or not last_days_to_remind(today)


@given(DAYS)
def test_a_weekly_digest_comes_on_mondays_and_a_daily_when_offices_are_open(today) -> None:
    assert is_digest_day(DigestRhythm.WEEKLY, today) == (today.isoweekday() == 1)
    assert is_digest_day(DigestRhythm.DAILY, today) == is_workday(today)
    assert not is_digest_day(DigestRhythm.NEVER, today)
