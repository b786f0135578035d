"""Medians and percentiles of days."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from insyn.results.rules.clock import NINE_OF_TEN, cells_of, percentile
from insyn.results.rules.tables import RowKind

START = datetime.date(2025, 1, 1)


def spans(*days):
    return [(at, START, START + datetime.timedelta(days=n)) for at, n in enumerate(days)]


def test_a_known_example():
    measured, middle, ninth = cells_of(RowKind.FOLLOWUP, spans(15, 20, 35, 40, 50))
    assert (measured.value, middle.value, ninth.value) == (5, 35, 50)
    assert percentile([15, 20, 35, 40, 50], 0.4) == 20


def test_ten_have_their_ninth():
    assert percentile(list(range(1, 11)), NINE_OF_TEN) == 9


def test_an_even_number_has_a_median_between():
    assert cells_of(RowKind.FOLLOWUP, spans(1, 2))[1].value == 1.5


def test_nothing_measured_says_nothing():
    assert [cell.value for cell in cells_of(RowKind.FOLLOWUP, [])] == [0, None, None]


def test_days_missing_or_in_the_wrong_order_are_left_out():
    wrong = [(1, START, None), (2, None, START), (3, START, START - datetime.timedelta(days=1))]
    assert cells_of(RowKind.FOLLOWUP, wrong)[0].value == 0


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
def test_at_least_nine_of_ten_are_within_and_no_smaller_value_has_it(days):
    found = percentile(days, NINE_OF_TEN)
    assert found in days
    assert sum(day <= found for day in days) * 10 >= 9 * len(days)
    assert sum(day < found for day in days) * 10 < 9 * len(days)
