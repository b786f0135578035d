import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.registry.rules.lots import (
    DEEPEST,
    SENTENCES,
    depth_of,
    in_tree_order,
    inside,
    loop_in,
    tree_problem,
)

keys = st.integers(0, 9)
any_parents = st.dictionaries(keys, st.none() | keys)


@st.composite
def trees(draw) -> dict[int, int | None]:
    """Each lot stands inside an earlier one, or is a top."""
    parents: dict[int, int | None] = {}
    for key in range(draw(st.integers(0, 12))):
        parents[key] = draw(st.none() | st.sampled_from(list(parents))) if parents else None
    return parents


def test_a_lot_inside_itself_is_a_loop():
    assert loop_in({"a": "a"}) == ("a",)


def test_a_loop_over_several_lots_is_found_whole():
    assert set(loop_in({"x": "a", "a": "b", "b": "c", "c": "a", "d": None})) == {"a", "b", "c"}


def test_a_lot_that_hangs_on_a_loop_is_no_part_of_it():
    assert "x" not in loop_in({"x": "a", "a": "b", "b": "a"})


@given(trees())
def test_a_tree_never_has_a_loop(parents):
    assert loop_in(parents) == ()


@given(any_parents)
def test_what_is_found_is_always_a_loop(parents):
    loop = loop_in(parents)

    for key, following in zip(loop, [*loop[1:], *loop[:1]], strict=True):
        assert parents[key] == following


@given(any_parents)
def test_without_a_loop_every_lot_has_a_depth(parents):
    if not loop_in(parents):
        assert all(depth_of(key, parents) >= 1 for key in parents)


@given(any_parents)
def test_what_has_no_problem_is_a_tree_of_at_most_four_levels(parents):
    if not tree_problem(parents):
        assert all(depth_of(key, parents) <= DEEPEST for key in parents)


def test_a_lot_inside_itself_has_no_depth():
    with pytest.raises(ValueError, match="inside itself"):
        depth_of("a", {"a": "b", "b": "a"})


def test_four_levels_are_deep_enough():
    assert tree_problem({1: None, 2: 1, 3: 2, 4: 3}) == ""
    assert tree_problem({1: None, 2: 1, 3: 2, 4: 3, 5: 4}) == SENTENCES["deep"]


def test_a_loop_is_refused_in_words():
    assert tree_problem({1: 2, 2: 1}) == SENTENCES["loop"]


@given(trees())
def test_the_order_of_a_tree_holds_every_lot_once(parents):
    assert sorted(in_tree_order(parents)) == sorted(parents)


@given(trees())
def test_a_lot_always_stands_before_what_is_inside_it(parents):
    order = in_tree_order(parents)

    assert all(
        order.index(parent) < order.index(key)
        for key, parent in parents.items()
        if parent is not None
    )


@given(trees())
def test_what_is_inside_a_lot_stands_together_after_it(parents):
    order = in_tree_order(parents)

    for key in parents:
        whole = inside(key, parents)
        at = order.index(key)
        assert set(order[at : at + len(whole)]) == whole


def test_siblings_stand_in_the_order_given():
    assert in_tree_order({"b": None, "a": None, "a2": "a", "a1": "a"}) == ["b", "a", "a2", "a1"]
