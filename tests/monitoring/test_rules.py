import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.kernel.errors import RuleViolation
from insyn.monitoring.rules import (
    CheckResult,
    Standing,
    check_days,
    counted,
    overall,
    standing,
    valid_until,
)

DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1))
RESULTS = st.sampled_from(CheckResult)


@given(DAYS)
def test_a_check_holds_for_a_year_and_no_more(day: datetime.date) -> None:
    until = valid_until(day)

    assert 365 <= (until - day).days <= 366
    assert (until.year, until.month) == (day.year + 1, day.month)


def test_a_check_of_leap_day_holds_to_the_last_of_february() -> None:
    assert valid_until(datetime.date(2024, 2, 29)) == datetime.date(2025, 2, 28)


@given(st.lists(RESULTS))
def test_unknown_never_adds_up_to_without_remark(results) -> None:
    assert overall([*results, CheckResult.UNKNOWN]) != CheckResult.OK


@given(st.lists(RESULTS))
def test_an_alarm_is_always_heard(results) -> None:
    assert overall([*results, CheckResult.ALARM]) == CheckResult.ALARM


@given(st.lists(RESULTS, min_size=1))
def test_without_remark_takes_that_all_are(results) -> None:
    assert (overall(results) == CheckResult.OK) == (set(results) == {CheckResult.OK})


def test_nothing_checked_is_unknown() -> None:
    assert overall([]) == CheckResult.UNKNOWN


@given(RESULTS)
def test_a_check_out_of_date_never_counts_as_without_remark(result) -> None:
    assert counted(result, Standing.EXPIRED) != CheckResult.OK


@given(st.sampled_from([CheckResult.REMARK, CheckResult.ALARM]), st.sampled_from(Standing))
def test_a_remark_stays_a_remark_until_a_new_check(result, held) -> None:
    assert counted(result, held) == result


@given(DAYS, DAYS)
def test_a_replaced_check_is_never_current(until, today) -> None:
    assert standing(until, is_latest=False, today=today) == Standing.REPLACED


@given(DAYS)
def test_a_check_holds_through_its_last_day(day) -> None:
    tomorrow = day + datetime.timedelta(days=1)

    assert standing(day, is_latest=True, today=day) == Standing.CURRENT
    assert standing(day, is_latest=True, today=tomorrow) == Standing.EXPIRED


def test_a_check_without_end_is_current() -> None:
    assert standing(None, is_latest=True, today=datetime.date(2026, 1, 1)) == Standing.CURRENT


@given(DAYS)
def test_a_check_made_tomorrow_is_refused(today) -> None:
    tomorrow = today + datetime.timedelta(days=1)

    with pytest.raises(RuleViolation, match="efter i dag"):
        check_days(tomorrow, tomorrow, today=today)


@given(DAYS)
def test_a_check_that_ends_before_it_was_made_is_refused(today) -> None:
    with pytest.raises(RuleViolation, match="Gäller till"):
        check_days(today, today - datetime.timedelta(days=1), today=today)
