import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.registry.rules.watch import (
    COMING,
    KEPT_AFTER,
    SOON,
    WAITS,
    Dated,
    Horizon,
    Urgency,
    WatchKind,
    notice_day,
    reach,
    urgency_of,
    watched,
)

TODAY = datetime.date(2026, 3, 2)
A_DAY = datetime.timedelta(days=1)
near = st.dates(TODAY - 400 * A_DAY, TODAY + 800 * A_DAY)
dated = st.builds(Dated, kind=st.sampled_from(WatchKind), on=near, key=st.integers(1, 99).map(str))


@pytest.mark.parametrize(
    ("days", "urgency"),
    [
        (-1, Urgency.OVERDUE),
        (0, Urgency.SOON),
        (30, Urgency.SOON),
        (31, Urgency.COMING),
        (183, Urgency.COMING),
        (184, Urgency.LATER),
    ],
)
def test_how_near_a_day_is(days, urgency):
    assert urgency_of(TODAY + days * A_DAY, today=TODAY) == urgency


@pytest.mark.parametrize(
    ("ends_on", "months", "day"),
    [
        ("2026-10-31", 6, "2026-04-30"),
        ("2026-08-31", 6, "2026-02-28"),
        ("2024-08-31", 6, "2024-02-29"),
        ("2026-01-15", 3, "2025-10-15"),
        ("2026-12-31", 12, "2025-12-31"),
        ("2026-12-31", 0, "2026-12-31"),
    ],
)
def test_the_last_day_to_give_notice(ends_on, months, day):
    ends = datetime.date.fromisoformat(ends_on)

    assert notice_day(ends, months) == datetime.date.fromisoformat(day)


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)), st.integers(0, 60))
def test_notice_is_never_given_after_the_end(ends_on, months):
    assert notice_day(ends_on, months) <= ends_on


@given(st.lists(dated), st.integers(0, 731))
def test_no_date_within_the_window_is_ever_missed(given_dates, reach_in_days):
    until = TODAY + reach_in_days * A_DAY
    shown = [one.what for one in watched(given_dates, today=TODAY, until=until)]

    for one in given_dates:
        if TODAY <= one.on <= until:
            assert one in shown


@given(st.lists(dated))
def test_what_waits_for_somebody_is_shown_however_late(given_dates):
    shown = [one.what for one in watched(given_dates, today=TODAY, until=TODAY)]

    assert all(one in shown for one in given_dates if one.kind in WAITS and one.on < TODAY)


@given(st.lists(dated))
def test_what_passed_by_itself_is_forgotten_after_a_month(given_dates):
    shown = watched(given_dates, today=TODAY, until=TODAY + COMING)

    for one in shown:
        assert one.what.kind in WAITS or one.on >= TODAY - KEPT_AFTER


@given(st.lists(dated))
def test_the_dates_always_stand_in_order(given_dates):
    shown = [one.on for one in watched(given_dates, today=TODAY, until=TODAY + COMING)]

    assert shown == sorted(shown)


def test_all_that_has_passed_stands_in_one_group():
    old, new = (
        Dated(WatchKind.OPTION, TODAY - 40 * A_DAY, "1"),
        Dated(WatchKind.OPTION, TODAY + SOON, "2"),
    )

    months = [one.month for one in watched([old, new], today=TODAY, until=TODAY + COMING)]

    assert months == [None, datetime.date(2026, 4, 1)]


def test_without_a_horizon_half_a_year_is_shown():
    assert reach("") == reach("bakåt") == COMING


def test_the_horizons_reach_ever_further():
    assert [reach(code) for code in Horizon.codes()] == sorted(map(reach, Horizon.codes()))
