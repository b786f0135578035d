import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.results.rules.equal_intervals import (
    Interval,
    Rate,
    Share,
    chance_of,
    difference,
    gamma_share,
    garwood,
    holm,
    spread_of,
    wilson,
)


def rounded(interval: Interval, places: int = 4) -> tuple[float, float]:
    return round(interval.low, places) + 0.0, round(interval.high, places)


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_is_as_newcombe_1998_prints_it(hits, total, low, high):
    """Statistics in Medicine 17:857, table I, method 3."""
    assert rounded(wilson(hits, total)) == (low, high)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_a_difference_is_as_newcombe_1998_prints_it(one, other, low, high):
    """Statistics in Medicine 17:873, table II, method 10."""
    assert rounded(difference(Share(*one), Share(*other))) == (low, high)


@pytest.mark.parametrize(
    ("events", "low", "high"),
    [
        (0, 0.0, 3.689),
        (1, 0.025, 5.572),
        (5, 1.623, 11.668),
        (10, 4.795, 18.390),
        (20, 12.217, 30.888),
        (100, 81.364, 121.627),
    ],
)
def test_garwood_is_as_the_tables_of_poisson_say(events, low, high):
    assert rounded(garwood(events), 3) == (low, high)


def test_holm_is_as_in_the_textbooks():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=12))
def test_looking_at_many_never_makes_one_surer(chances):
    together = holm(chances)

    assert all(one <= two <= 1 for one, two in zip(chances, together, strict=True))


def binomial(hits: int, total: int, share: float) -> float:
    return math.comb(total, hits) * share**hits * (1 - share) ** (total - hits)


def covered(total: int, share: float) -> float:
    return math.fsum(
        binomial(hits, total, share)
        for hits in range(total + 1)
        if wilson(hits, total).holds(share)
    )


@given(st.integers(1, 40), st.floats(0.001, 0.999))
def test_wilson_holds_the_truth_nearly_as_often_as_it_says(total, share):
    """It dips near 0 and 1, as is known of it: lowest, 79 percent, when the total is one."""
    assert covered(total, share) > 0.79


@pytest.mark.parametrize("total", [5, 10, 20, 40])
def test_wilson_holds_the_truth_19_times_of_20_in_the_mean(total):
    mean = math.fsum(covered(total, (at + 0.5) / 400) for at in range(400)) / 400

    assert 0.945 < mean < 0.965


@given(st.floats(0.05, 25))
def test_garwood_never_holds_the_truth_less_often_than_it_says(mean):
    held = 0.0
    for events in range(120):
        if garwood(events).holds(mean):
            held += math.exp(events * math.log(mean) - mean - math.lgamma(events + 1))

    assert held >= 0.95 - 1e-9


@given(st.integers(1, 60), st.data())
def test_wilson_holds_what_was_seen_and_stays_within_bounds(total, data):
    hits = data.draw(st.integers(0, total))
    found = wilson(hits, total)

    assert 0 <= found.low <= hits / total <= found.high <= 1


@given(st.integers(0, 60), st.floats(1, 50), st.floats(1, 4))
def test_events_that_come_together_make_a_rate_less_sure(events, exposure, spread):
    alone = Rate(events, exposure).interval()
    together = Rate(events, exposure, spread).interval()

    assert together.low <= alone.low + 1e-9
    assert alone.high <= together.high + 1e-9
    assert together.low <= events / exposure <= together.high


@given(st.integers(1, 30), st.integers(1, 30), st.data())
def test_the_chance_says_the_same_as_the_interval(first, second, data):
    one = Share(data.draw(st.integers(0, first)), first)
    other = Share(data.draw(st.integers(0, second)), second)
    chance = chance_of(one, other)

    assert 0 <= chance <= 1
    if abs(chance - 0.05) > 1e-4:
        assert (chance < 0.05) is not difference(one, other).holds(0)
    assert chance == pytest.approx(chance_of(other, one), abs=1e-5)


def test_the_gamma_function_is_exact_where_it_can_be_checked_by_hand():
    assert gamma_share(1, 2) == pytest.approx(1 - math.exp(-2))
    assert gamma_share(3, 0.5) == pytest.approx(1 - math.exp(-0.5) * (1 + 0.5 + 0.125))
    assert gamma_share(2, 9) == pytest.approx(1 - math.exp(-9) * 10)
    assert gamma_share(2, 0) == 0


@given(
    events=st.just(0) | st.floats(0.5, 30_000),
    confidence=st.floats(0.01, 1 - 1e-6),
)
def test_the_ends_of_garwood_leave_out_as_much_as_they_should(events, confidence):
    tail = (1 - confidence) / 2
    found = garwood(events, confidence)
    assert gamma_share(events + 1, found.high) == pytest.approx(1 - tail, abs=1e-9)
    if events:
        assert gamma_share(events, found.low) == pytest.approx(tail, abs=1e-9)
    else:
        assert found.low == 0


def test_spread_is_the_variance_over_the_mean_and_never_under_one():
    assert spread_of([0, 0, 6]) == pytest.approx(6)
    assert spread_of([2, 2, 2]) == 1
    assert spread_of([3]) == spread_of([]) == spread_of([0, 0]) == 1


def test_nothing_has_no_share():
    with pytest.raises(ValueError, match="at least one"):
        wilson(0, 0)
    with pytest.raises(ValueError, match="fewer events"):
        garwood(-1)
