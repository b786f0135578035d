from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from insyn.followups.rules.spreading import spread, working_days

MARCH, MAY_31 = date(2026, 3, 1), date(2026, 5, 31)
BEFORE = date(2026, 1, 5)
PERIODS = st.tuples(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(min_value=0, max_value=400)
).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))


def test_three_are_done_in_the_middle_of_each_third() -> None:
    days = spread(MARCH, MAY_31, 3, today=BEFORE)

    assert days == [date(2026, 3, 16), date(2026, 4, 15), date(2026, 5, 15)]


def test_a_single_one_is_done_in_the_middle() -> None:
    assert spread(MARCH, MAY_31, 1, today=BEFORE) == [date(2026, 4, 15)]


def test_nothing_to_do_takes_no_day() -> None:
    assert spread(MARCH, MAY_31, 0, today=BEFORE) == []


def test_days_that_have_passed_are_left_out() -> None:
    days = spread(MARCH, MAY_31, 4, today=date(2026, 5, 11))

    assert min(days) >= date(2026, 5, 11)


def test_a_period_that_has_passed_is_used_as_it_is() -> None:
    assert spread(MARCH, MAY_31, 1, today=date(2026, 9, 1)) == [date(2026, 4, 15)]


def test_what_remains_being_a_weekend_gives_the_days_of_the_whole_period() -> None:
    assert spread(MARCH, MAY_31, 1, today=date(2026, 5, 30)) == [date(2026, 4, 15)]


def test_a_period_of_a_weekend_gives_its_first_day() -> None:
    saturday = date(2026, 5, 30)

    assert spread(saturday, MAY_31, 2, today=BEFORE) == [saturday, saturday]


@given(PERIODS, st.integers(min_value=1, max_value=60), st.dates(date(2020, 1, 1)))
def test_every_day_always_lies_in_the_period(period, count, today) -> None:
    first, last = period
    days = spread(first, last, count, today=today)

    assert len(days) == count
    assert all(first <= day <= last for day in days)


@given(PERIODS, st.integers(min_value=1, max_value=60))
def test_never_a_weekend_while_the_period_has_a_working_day(period, count) -> None:
    first, last = period
    if working_days(first, last):
        assert all(day.isoweekday() < 6 for day in spread(first, last, count, today=first))


@given(PERIODS, st.integers(min_value=2, max_value=60))
def test_the_days_are_in_order_and_equally_far_apart(period, count) -> None:
    first, last = period
    days = spread(first, last, count, today=first)
    working = list(working_days(first, last))
    if working:
        places = [working.index(day) for day in days]
        steps = [after - before for before, after in pairwise(places)]

        assert min(steps) >= 0
        assert max(steps) - min(steps) <= 1
