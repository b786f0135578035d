from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.invoices.rules import Drawn
from insyn.invoices.rules.sampling import (
    Item,
    Outcome,
    draw,
    fingerprint,
    hits,
    projected,
    start_of,
)
from insyn.kernel.errors import RuleViolation

AMOUNTS = st.lists(st.integers(1, 60), min_size=1, max_size=15)


def items(amounts):
    return [Item(f"{place:03}", ore) for place, ore in enumerate(amounts)]


@given(AMOUNTS, st.integers(61, 90))
def test_every_ore_has_the_same_chance_over_all_starts(amounts, interval) -> None:
    found = Counter(
        pick.key
        for start in range(1, interval + 1)
        for pick in hits(items(amounts), interval, start)
    )
    assert found == Counter({item.key: item.ore for item in items(amounts)})


@given(AMOUNTS, st.integers(1, 40), st.text("abc123", min_size=1, max_size=8))
def test_large_lines_are_always_in_and_hits_follow_the_interval(amounts, interval, seed) -> None:
    drawn = draw(items(amounts), seed=seed, interval=interval)
    certain = {pick.key for pick in drawn.picks if pick.why == Drawn.CERTAIN}
    assert certain == {item.key for item in items(amounts) if item.ore >= interval}
    points = [pick.hit for pick in drawn.picks if pick.why == Drawn.LOTTERY]
    assert points == list(range(drawn.start, drawn.rest + 1, drawn.interval))
    assert 1 <= drawn.start <= interval


@given(AMOUNTS, st.randoms(use_true_random=False))
def test_the_order_of_import_does_not_matter(amounts, random) -> None:
    shuffled = items(amounts)
    random.shuffle(shuffled)
    assert draw(shuffled, seed="2026-03-02", wanted=1) == draw(
        items(amounts), seed="2026-03-02", wanted=1
    )
    assert fingerprint(shuffled) == fingerprint(items(amounts))


def test_another_seed_gives_another_start() -> None:
    assert start_of("a", 10**9) != start_of("b", 10**9)
    assert start_of("a", 10**9) == start_of("a", 10**9)


def test_the_start_can_be_worked_out_by_hand() -> None:
    # printf '%s' 'frö:start' | sha256sum, as a number, modulo 1000, plus 1
    assert (
        start_of("frö", 1000)
        == 1 + int(__import__("hashlib").sha256("frö:start".encode()).hexdigest(), 16) % 1000
    )


def test_credits_and_zeros_are_never_drawn() -> None:
    drawn = draw([Item("a", -5), Item("b", 0), Item("c", 7)], seed="x", wanted=1)
    assert [pick.key for pick in drawn.picks] == ["c"]
    assert drawn.count == 1


@pytest.mark.parametrize(
    "size", [{}, {"wanted": 1, "interval": 5}, {"wanted": 3}, {"wanted": 0}, {"interval": 0}]
)
def test_a_size_that_cannot_be_is_refused(size) -> None:
    with pytest.raises(RuleViolation):
        draw(items([5, 7]), seed="x", **size)
    with pytest.raises(RuleViolation):
        draw([], seed="x", wanted=1)


def test_the_projection_counts_each_hit_for_an_interval() -> None:
    found = projected(
        [
            Outcome(Drawn.CERTAIN, Decimal(5000), Decimal(4000)),
            Outcome(Drawn.LOTTERY, Decimal(100), Decimal(90)),
            Outcome(Drawn.LOTTERY, Decimal(100), Decimal(100)),
            Outcome(Drawn.LOTTERY, Decimal(100), None),
            Outcome(Drawn.POINTED_OUT, Decimal(100), Decimal(0)),
        ],
        interval=100_000,
    )
    assert found.certain == 1000
    assert found.drawn == 100  # a tenth of 1 000 kronor
    assert found.total == 1100
    assert found.undecided == 1


@given(AMOUNTS)
def test_the_projection_is_right_on_average_over_all_starts(amounts) -> None:
    """Lines that are wrong by half: the mean over every start is half the population."""
    interval = 61
    rows = items(amounts)
    by_key = {item.key: Decimal(item.ore) / 100 for item in rows}
    shares = Decimal()
    for start in range(1, interval + 1):
        drawn = hits(rows, interval, start)
        shares += sum(((by_key[p.key] / 2) / by_key[p.key] for p in drawn), Decimal())
    mean = shares * Decimal(interval) / 100 / interval
    assert mean == sum(by_key.values()) / 2
