import itertools
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insyn.criteria.rules import AnswerType, Level, LevelFacts, QuestionFacts
from insyn.surveys.rules.comparison import (
    Change,
    Place,
    Spread,
    Trend,
    board_of,
    boards,
    together,
    without,
)
from insyn.surveys.rules.questions import AskedQuestion
from insyn.surveys.rules.result_words import answer_lines, per_cent_of
from insyn.surveys.rules.suppression import (
    LEAST,
    hidden_in,
    hidden_in_split,
    hidden_parts,
    is_small,
    periods_of_five,
)
from insyn.surveys.rules.tallying import (
    ANSWERED,
    BEYOND,
    IS_MET,
    IS_PARTLY,
    IS_UNMET,
    UNREADABLE,
    Amount,
    Coder,
    Group,
    change,
    coded,
    fitted,
    tally,
)

YES_NO = QuestionFacts(text="Finns en rutin?", code="F1", answer_type=AnswerType.YES_NO)
NUMBER = QuestionFacts(text="Hur många?", code="F2", answer_type=AnswerType.NUMBER)
SEVERAL = QuestionFacts(
    text="Vilka?", code="F3", answer_type=AnswerType.SEVERAL,
    choices=(("a1", "Muntligt"), ("a2", "Skriftligt")),
)  # fmt: skip
SAMPLE = QuestionFacts(text="Stickprov", code="F4", answer_type=AnswerType.SAMPLE)
SCALE = QuestionFacts(
    text="Hur väl?", code="F5", answer_type=AnswerType.SCALE,
    levels=(LevelFacts("Bra", "+", Level.MET), LevelFacts("Sådär", "~", Level.PARTLY)),
)  # fmt: skip
TEXT = QuestionFacts(text="Beskriv", code="F6", answer_type=AnswerType.TEXT)
FACTS = {1: YES_NO, 2: NUMBER, 3: SEVERAL, 4: SAMPLE, 5: SCALE, 6: TEXT}
ASKED = [
    AskedQuestion(pk, one.code, pk, one.text, "", "", one, is_required=True)
    for pk, one in FACTS.items()
]
GROUP = Group(7, "private")


def codes(facts: QuestionFacts, value: object) -> dict[str, Amount]:
    return dict(coded(facts, value))


def test_yes_counts_as_an_answer_that_is_met() -> None:
    assert codes(YES_NO, "yes") == {
        "yes": Amount(1), ANSWERED: Amount(1), IS_MET: Amount(1),
    }  # fmt: skip


def test_a_level_counts_as_the_scale_says() -> None:
    assert IS_PARTLY in codes(SCALE, "Sådär")


def test_not_applicable_is_answered_and_counts_for_nothing() -> None:
    assert set(codes(YES_NO, "not_applicable")) == {"not_applicable", ANSWERED}


def test_a_number_keeps_its_value() -> None:
    assert codes(NUMBER, 12.5)["number"] == Amount(1, Decimal("12.5"))


def test_a_number_that_no_sum_can_hold_is_counted_apart() -> None:
    assert BEYOND in codes(NUMBER, 1e300)


def test_several_answers_are_one_respondent() -> None:
    found = codes(SEVERAL, ["a1", "a2"])

    assert found["a1"] == found["a2"] == found[ANSWERED] == Amount(1)


def test_a_sample_keeps_what_was_right_and_what_was_examined() -> None:
    found = codes(SAMPLE, {"right": 9, "of": 10})

    assert [int(found[code].total) for code in ("right", "of")] == [9, 10]
    assert IS_PARTLY in found


def test_free_text_is_counted_and_never_kept() -> None:
    assert set(codes(TEXT, "Vi har anställt två")) == {"text", ANSWERED}


def test_a_value_that_is_no_answer_is_said_to_be_unreadable() -> None:
    assert codes(YES_NO, "kanske") == {UNREADABLE: Amount(1)}


def test_nothing_said_is_nothing_counted() -> None:
    assert coded(YES_NO, None) == ()


def test_a_question_with_a_condition_counts_when_it_was_answered() -> None:
    asked = QuestionFacts(
        text="Varför?", code="F9", answer_type=AnswerType.YES_NO,
        condition={"question": "F1", "operator": "is", "value": "no"},
    )  # fmt: skip

    assert IS_UNMET in codes(asked, "no")


def test_a_long_code_is_cut_to_what_the_column_holds_and_told_apart() -> None:
    first, second = fitted("a" * 100 + "1"), fitted("a" * 100 + "2")

    assert first != second
    assert len(first) == 60


VALUES = {
    1: st.sampled_from(["yes", "no", "not_applicable"]),
    2: st.integers(-1000, 1000) | st.decimals(-99, 99, places=2).map(float),
    3: st.lists(st.sampled_from(["a1", "a2"]), unique=True, min_size=1),
    4: st.integers(1, 9).map(lambda n: {"right": n // 2, "of": n}),
    5: st.sampled_from(["Bra", "Sådär"]),
    6: st.sampled_from(["Vi har anställt två.", "Nej, inte än."]),
}
SUBMISSION = st.fixed_dictionaries(
    {},
    optional={str(pk): values.map(lambda value: {"value": value}) for pk, values in VALUES.items()},
)
EVENT = st.tuples(st.integers(0, 4), SUBMISSION) | st.just("fold")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENT, max_size=25))
def test_folding_in_any_order_equals_counting_the_newest_submissions(events) -> None:
    coder = Coder(ASKED)
    newest: dict[int, dict] = {}
    counted: dict[int, dict] = {}
    stored: dict = {}
    for event in [*events, "fold"]:
        if event == "fold":
            waiting = [pk for pk, said in newest.items() if counted.get(pk) is not said]
            parts = [
                change(coder.tallies(counted.get(pk, {}), GROUP), coder.tallies(newest[pk], GROUP))
                for pk in waiting
            ]
            stored = tally((*stored.items(), *(one for part in parts for one in part.items())))
            counted |= {pk: newest[pk] for pk in waiting}
            assert all(amount.number >= 0 for amount in stored.values())
        else:
            response, said = event
            newest[response] = said
    plain = tally(part for said in newest.values() for part in coder.tallies(said, GROUP).items())

    assert stored == plain


SIZES = st.dictionaries(st.integers(0, 5), st.integers(0, 12), min_size=1, max_size=6)


@given(SIZES)
def test_no_group_under_five_is_shown(sizes) -> None:
    hidden = hidden_in(sizes)

    assert not [key for key in sizes if is_small(sizes[key]) and key not in hidden.groups]


@given(SIZES)
def test_what_is_hidden_together_is_never_a_small_group(sizes) -> None:
    hidden = hidden_in(sizes)
    together_hidden = sum(sizes[key] for key in hidden.groups)

    assert not hidden.groups or hidden.is_total or together_hidden >= LEAST


@given(SIZES)
def test_no_hidden_group_follows_from_the_total(sizes) -> None:
    hidden = hidden_in(sizes)
    if not hidden.groups or hidden.is_total:
        return
    # The reader knows the rest, the total, and that a hidden group holds somebody.
    rest = sum(sizes[key] for key in hidden.groups)
    most = rest - (len(hidden.groups) - 1)

    assert most > 1


@given(SIZES)
def test_nothing_is_hidden_when_nothing_is_small(sizes) -> None:
    if not any(map(is_small, sizes.values())):
        assert not hidden_in(sizes).groups


SPLIT = st.dictionaries(
    st.tuples(st.integers(0, 2), st.booleans()), st.integers(0, 9), min_size=1, max_size=6
)


def published(table, hidden) -> dict[Any, int]:
    rows = {group for group, _side in table}
    shown: dict[Any, int] = {}
    for group in rows:
        sides = {side: table.get((group, side), 0) for side in (True, False)}
        if not hidden.hides(group):
            shown["row", group] = sum(sides.values())
        if not hidden.hides_side(group):
            shown |= {("cell", group, side): number for side, number in sides.items()}
    if not hidden.are_sides:
        for side in (True, False):
            shown["side", side] = sum(n for (_g, own), n in table.items() if own is side)
    if not hidden.is_total:
        shown["total"] = sum(table.values())
    return shown


def neighbours(table):
    """Return tables near this one, with somebody in the same cells: the reader knows in which."""
    groups = sorted({group for group, _side in table})
    every = [(group, side) for group in groups for side in (True, False)]
    places = [place for place in every if table.get(place)]
    steps = range(-1, 2)
    for moves in itertools.product(steps, repeat=len(places)):
        if any(moves):
            changed = zip(places, moves, strict=True)
            moved = dict.fromkeys(every, 0) | {place: table[place] + n for place, n in changed}
            if all(moved[place] for place in places):
                yield moved


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SPLIT)
def test_no_small_number_follows_from_a_table_with_two_columns_and_its_sums(table) -> None:
    hidden = hidden_in_split(table)
    rows = {group for group, _side in table}
    full = {(group, side): table.get((group, side), 0) for group in rows for side in (True, False)}
    shown = published(full, hidden)
    small = {place for place, number in full.items() if is_small(number)}
    if hidden.is_total or not small:
        return
    free = set(small)
    for other in neighbours(full):
        if published(other, hidden) == shown:
            free -= {place for place in free if other[place] != full[place]}
            if not free:
                return

    assert not free


@given(SPLIT)
def test_no_small_cell_side_or_row_is_shown(table) -> None:
    hidden = hidden_in_split(table)

    assert not [number for number in published(table, hidden).values() if is_small(number)]


@given(st.lists(st.integers(0, 9), max_size=12), st.lists(st.integers(0, 9), max_size=4))
def test_what_has_been_rolled_up_is_never_rolled_up_otherwise(first, more) -> None:
    before = periods_of_five(enumerate(first))
    after = periods_of_five(enumerate([*first, *more]))

    assert after[: len(before)] == before
    assert all(number >= LEAST for _periods, number in after)


def test_nothing_is_shown_of_the_parts_of_a_hidden_group() -> None:
    sizes = {("a", "x"): 2, ("a", "y"): 1, ("b", "x"): 4, ("b", "y"): 5, ("c", "x"): 9}
    hidden = hidden_parts(sizes)

    assert {"a", "b"} == hidden.groups
    assert {part for part in sizes if part[0] in hidden.groups} <= hidden.parts


def spread(met: int = 0, unmet: int = 0) -> Spread:
    return Spread({IS_MET: Amount(met), IS_UNMET: Amount(unmet), ANSWERED: Amount(met + unmet)})


def test_a_reader_gets_no_small_group_and_the_reviewer_gets_it_marked() -> None:
    places: dict[Place, Spread] = {
        (1, True): spread(2, 1),
        (1, False): spread(9, 3),
        (2, False): spread(20, 1),
    }
    readers = board_of(places, sees_all=False)
    reviewers = board_of(places, sees_all=True)

    assert readers.of(1, is_own=True).is_hidden
    assert readers.own.is_hidden
    assert reviewers.of(1, is_own=True).is_small
    assert reviewers.of(1, is_own=True).met == 2


def test_what_is_hidden_in_one_question_is_not_in_the_sum_of_several() -> None:
    first: dict[Place, Spread] = {(1, False): spread(6), (2, False): spread(9)}
    second: dict[Place, Spread] = {(1, False): spread(0, 4), (2, False): spread(0, 9)}
    shown, hidden = (board_of(places, sees_all=False) for places in (first, second))
    both = together([shown, hidden])

    assert hidden.areas[1].is_hidden
    assert (both.areas[1].met, both.areas[1].unmet) == (6, 0)


def test_a_sum_and_its_sides_are_of_the_same_questions() -> None:
    first: dict[Place, Spread] = {
        (1, True): spread(6),
        (1, False): spread(3, 6),
        (2, True): spread(9),
    }
    second: dict[Place, Spread] = {
        (1, True): spread(0, 8),
        (1, False): spread(0, 3),
        (2, True): spread(0, 9),
    }
    shown, hidden = (board_of(places, sees_all=False) for places in (first, second))
    both = together([shown, hidden])

    assert hidden.of(1, is_own=True).is_hidden
    assert not hidden.areas[1].is_hidden
    assert both.areas[1] == shown.areas[1]
    assert both.of(1, is_own=True) == shown.of(1, is_own=True)
    assert both.areas[2].amounts == both.of(2, is_own=True).amounts
    assert both.areas[2].number == 18


def test_the_sides_of_a_sum_are_hidden_when_they_are_in_every_question() -> None:
    places: dict[Place, Spread] = {
        (1, True): spread(3),
        (1, False): spread(9),
        (2, True): spread(9),
    }
    both = together([board_of(places, sees_all=False)] * 2)

    assert both.of(1, is_own=True).is_hidden
    assert both.areas[1].number == 24


def test_a_provider_is_shown_others_only_when_they_are_five() -> None:
    mine = {IS_MET: Amount(1), ANSWERED: Amount(1)}

    assert without(spread(5), mine).is_hidden
    assert without(spread(6), mine).number == 5


def test_boards_put_all_forms_on_two_sides() -> None:
    coder = Coder(ASKED)
    parts = [
        *coder.tallies({"1": {"value": "yes"}}, Group(1, "private")).items(),
        *coder.tallies({"1": {"value": "no"}}, Group(1, "non_profit")).items(),
        *coder.tallies({"1": {"value": "no"}}, Group(1, "in_house")).items(),
    ]
    board = boards(tally(parts), own_forms=["in_house"], sees_all=True)[1]

    assert (board.others.number, board.own.number, board.total.per_cent) == (2, 1, 33)


@pytest.mark.parametrize(
    ("now", "before", "trend"),
    [
        (80, 70, Trend.BETTER),
        (80, 84, Trend.SAME),
        (60, 70, Trend.WORSE),
        (60, None, Trend.UNKNOWN),
    ],
)
def test_a_change_is_said_in_words(now, before, trend) -> None:
    assert Change(now, before).trend == trend


def test_every_answer_of_a_question_is_listed_also_what_nobody_gave() -> None:
    assert [line.code for line in answer_lines(YES_NO, Spread())] == ["yes", "no"]


def test_shares_are_rounded_to_the_nearest() -> None:
    assert (per_cent_of(1, 3), per_cent_of(2, 3), per_cent_of(0, 0)) == (33, 67, 0)
