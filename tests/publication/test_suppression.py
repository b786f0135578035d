"""The proof that small groups of persons cannot be worked out."""

import datetime
import itertools
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.publication.rules.suppression import (
    LEAST,
    LEAST_ROOM,
    Path,
    ToldTable,
    bounds,
    exposed,
    is_small,
    may_be_told,
    totals,
    withheld,
)

SHAPES = ((1,), (2,), (3,), (1, 1), (2, 1), (2, 2), (3, 1))
"""How many providers there are in each service area."""


def leaves_of(shape, numbers):
    paths = [(f"a{area}", place) for area, n in enumerate(shape) for place in range(n)]
    return dict(zip(paths, numbers, strict=True))


def largest(shape):
    return 14 if sum(shape) < 4 else 9


def tables(shape):
    for numbers in itertools.product(range(largest(shape)), repeat=sum(shape)):
        yield leaves_of(shape, numbers)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_whoever_knows_every_told_number_cannot_pin_a_small_group(shape):
    """Every small table there is, against one who tries every table that says the same.

    The reader also knows which groups are empty. Of each small group they must be left with
    numbers of five or more, and with a lowest and a highest at least three apart.
    """
    for leaves in tables(shape):
        held, sizes = withheld(leaves), totals(leaves)
        told = {path: size for path, size in sizes.items() if path not in held}
        assert not any(is_small(size) for size in told.values())
        known = bounds(sizes, held)
        for path, size in sizes.items():
            lowest, highest = known[path]
            assert lowest <= size <= highest
            if is_small(size):
                assert highest >= LEAST
                assert highest - lowest >= LEAST_ROOM


@pytest.mark.parametrize("shape", [(2,), (3,), (1, 1), (2, 1)], ids=str)
def test_the_bounds_are_those_of_trying_every_table(shape):
    """What ``bounds`` computes is what one who tries all tables finds."""
    every = defaultdict(list)
    for numbers in itertools.product(range(1, 14), repeat=sum(shape)):
        every[sum(numbers)].append(totals(leaves_of(shape, numbers)))
    for numbers in itertools.product(range(1, 6), repeat=sum(shape)):
        leaves = leaves_of(shape, numbers)
        held, sizes = withheld(leaves), totals(leaves)
        if () in held:
            continue
        told = {path: size for path, size in sizes.items() if path not in held}
        seen = defaultdict(set)
        for same in every[sizes[()]]:
            if all(same[path] == told[path] for path in told):
                for path, size in same.items():
                    seen[path].add(size)
        known = bounds(sizes, held)
        assert {path: (min(s), max(s)) for path, s in seen.items()} == {
            path: known[path] for path in seen
        }


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_one_who_knows_how_it_is_done_is_left_with_four_numbers_at_least(shape):
    """Also one who runs the same rules on every table and keeps those that look the same."""
    views = defaultdict(list)
    for leaves in tables(shape):
        held, sizes = withheld(leaves), totals(leaves)
        told = tuple(sorted((str(p), n) for p, n in sizes.items() if p not in held))
        empty = tuple(number == 0 for number in leaves.values())
        views[held, told, empty].append(sizes)
    for (held, _told, _empty), alike in views.items():
        if () not in held and alike[0][()] >= largest(shape):
            continue  # some that look the same lie outside what was tried
        for path in alike[0]:
            possible = {sizes[path] for sizes in alike}
            assert len(possible) >= 4 or not any(is_small(number) for number in possible)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcd"), st.integers(0, 30)), st.integers(0, 60), max_size=40
    )
)
def test_nothing_is_exposed_in_large_tables_either(leaves):
    held = withheld(leaves)

    assert exposed(leaves, held) == []
    assert all(
        path in held
        for path in totals(leaves)
        if any(path[:depth] in held for depth in range(len(path)))
    )


@given(st.dictionaries(st.tuples(st.just("a"), st.integers(0, 9)), st.integers(5, 60)))
def test_nothing_is_withheld_when_no_group_is_small(leaves):
    assert withheld(leaves) == frozenset()


def test_the_total_goes_when_all_are_small():
    assert withheld({("a", 1): 4, ("a", 2): 1}) == {(), ("a",), ("a", 1), ("a", 2)}


def test_what_is_told_without_care_is_found():
    leaves: dict[Path, int] = {("a", 1): 3, ("a", 2): 9, ("b", 1): 7}

    assert exposed(leaves, []) == [("a", 1)]
    assert exposed(leaves, [("a", 1)]) == [("a", 1)]


YEAR = (datetime.date(2025, 1, 1), datetime.date(2025, 12, 31))
NEXT = (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
HALF = (datetime.date(2025, 7, 1), datetime.date(2026, 6, 30))


@pytest.mark.parametrize(
    ("days", "told", "may"),
    [
        (YEAR, {(): 20}, True),
        (YEAR, {(): 21}, False),
        (YEAR, {(): 20, ("a",): 20}, False),
        (HALF, {(): 20}, False),
        (HALF, {}, True),
        (NEXT, {(): 21}, True),
    ],
)
def test_two_tables_over_the_same_days_are_never_told(days, told, may):
    earlier = ToldTable(YEAR[0], YEAR[1], {(): 20})

    assert may_be_told(ToldTable(days[0], days[1], told), [earlier]) is may
