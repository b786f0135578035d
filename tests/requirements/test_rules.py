import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.requirements.rules.comparison import (
    Change,
    Part,
    SpanKind,
    Wording,
    compare,
    counted,
    different_parts,
    spans,
)
from insyn.requirements.rules.followability import (
    Followability,
    Mark,
    Share,
    filled,
    followability,
    group_note,
    hints,
    missing,
    suggestion,
    vague_words,
)
from insyn.requirements.rules.matching import Known, match
from insyn.requirements.rules.numbers import number_key, numbers_after, place_of
from insyn.requirements.rules.taking import RequirementFacts, list_problem, row_problem
from insyn.requirements.rules.validity import Validity, day_shown, renewal_problem, renewed
from insyn.requirements.rules.weights import weight_problem

DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 12, 31))
TEXTS = st.text(alphabet="abcåäö ,.\n12", max_size=60)
NUMBERS = st.from_regex(r"[1-9][0-9]?(\.[1-9][0-9]?){0,2}", fullmatch=True)
MARKS = st.fixed_dictionaries({mark: st.sampled_from([True, False, None]) for mark in Mark})


@pytest.mark.parametrize("weight", [1, 2, 3])
def test_a_weight_within_its_bounds_is_let_through(weight):
    assert weight_problem(weight) == ""


@pytest.mark.parametrize("weight", [-1, 0, 4, 100])
def test_a_weight_outside_its_bounds_is_refused_with_its_value(weight):
    assert f"är {weight}" in weight_problem(weight)


def test_a_weight_that_is_missing_is_refused():
    assert "är tom" in weight_problem(None)


def test_numbers_are_in_natural_order():
    numbers = ["4.10", "4.2", "10", "4.2 b", "4.2 a", "4", "HVB-03", "HVB-12"]

    assert sorted(numbers, key=number_key) == [
        "4", "4.2", "4.2 a", "4.2 b", "4.10", "10", "HVB-03", "HVB-12",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("taken", "following"),
    [
        ([], ["1", "2"]),
        (["4.9"], ["4.10", "4.11"]),
        (["HVB-09"], ["HVB-10", "HVB-11"]),
        (["4.2 a", "4.10"], ["4.11", "4.12"]),
        (["Inledning"], ["Inledning 1", "Inledning 2"]),
    ],
)
def test_numbers_go_on_after_the_last_one(taken, following):
    assert numbers_after(taken, 2) == following


@given(st.sets(NUMBERS, max_size=20), st.integers(0, 20))
def test_the_next_numbers_are_never_taken_and_never_alike(taken, count):
    following = numbers_after(taken, count)

    assert len(set(following)) == count
    assert not set(following) & taken


def test_a_new_requirement_stands_after_the_last_smaller_number():
    present = [(number_key(number), place) for place, number in enumerate(["4.1", "4.2", "4.10"])]

    assert place_of(number_key("4.3"), present) == 2


@given(DAYS, st.none() | DAYS, st.lists(DAYS, max_size=8))
def test_at_most_one_wording_is_valid_on_any_day(first, end, starts):
    times = [Validity(first, end if end and end >= first else None)]
    for start in starts:
        if not renewal_problem(times[-1], start):
            old, new = renewed(times[-1], start)
            times[-1:] = [old, new]

    for day in {first, *starts, *(one.valid_to for one in times if one.valid_to)}:
        assert sum(one.covers(day) for one in times) <= 1


@given(DAYS, DAYS, DAYS)
def test_a_new_wording_never_changes_what_was_valid_before_it(first, start, day):
    latest = Validity(first)
    if renewal_problem(latest, start) or day >= start:
        return
    old, new = renewed(latest, start)

    assert (old.covers(day), new.covers(day)) == (latest.covers(day), False)


def test_a_new_wording_keeps_an_end_that_was_decided():
    end = datetime.date(2027, 12, 31)
    _old, new = renewed(Validity(datetime.date(2024, 1, 1), end), datetime.date(2026, 6, 1))

    assert new.valid_to == end


@pytest.mark.parametrize(
    ("today", "shown"),
    [("2025-01-01", "2026-01-01"), ("2026-06-01", "2026-06-01"), ("2030-01-01", "2027-12-31")],
)
def test_an_agreement_is_shown_as_it_reads_today_or_at_its_nearest_end(today, shown):
    day = datetime.date.fromisoformat

    assert day_shown(day("2026-01-01"), day("2027-12-31"), day(today)) == day(shown)


@given(MARKS)
def test_a_requirement_is_followable_only_with_four_yes(marks):
    is_followable = followability(marks) == Followability.FOLLOWABLE

    assert is_followable == all(marks.values())


@given(MARKS)
def test_one_no_is_always_enough_for_a_no(marks):
    is_not = followability(marks) == Followability.NOT_FOLLOWABLE

    assert is_not == bool(missing(marks))


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_the_share_is_never_outside_nought_to_a_hundred(followable, others, untested):
    share = Share(followable, followable + others, untested)

    assert share.percent is None or 0 <= share.percent <= 100


def test_nothing_tested_gives_no_share():
    assert Share(0, 0, 12).percent is None


def test_vague_words_suggest_that_it_cannot_be_measured():
    (hint,) = hints("Bemanningen ska vara god och vid behov förstärkas.", "Schema")

    assert hint.mark == Mark.MEASURABLE
    assert hint.words == ("god", "vid behov")


def test_no_evidence_suggests_a_no():
    assert [hint.mark for hint in hints("Svar ska ges inom tre dagar.", " ")] == [Mark.EVIDENCE]


def test_a_word_inside_another_is_not_vague():
    assert vague_words("Godmanskap och brandskydd") == ()


def test_the_suggestion_names_the_vague_words_and_each_thing_that_is_missing():
    said = suggestion({Mark.MEASURABLE: False, Mark.FREQUENCY: False}, "Tillräcklig bemanning")

    assert "Ersätt ”tillräcklig”" in said
    assert "hur ofta" in said


@given(TEXTS, TEXTS)
def test_the_pieces_of_a_comparison_make_up_both_texts(before, after):
    pieces = spans(before, after)

    assert "".join(one.text for one in pieces if one.kind != SpanKind.ADDED) == before
    assert "".join(one.text for one in pieces if one.kind != SpanKind.GONE) == after


def test_whole_words_are_marked_and_not_single_letters():
    pieces = spans("Svar inom tio dagar", "Svar inom fem dagar")

    assert [(one.kind, one.text) for one in pieces if one.kind != SpanKind.KEPT] == [
        (SpanKind.GONE, "tio"),
        (SpanKind.ADDED, "fem"),
    ]


def wording(key, **changes) -> Wording:
    return Wording(key=key, **{"number": "4.1", "text": "Rutin ska finnas.", **changes})


def test_every_change_between_two_catalogues_is_told_once():
    before = [wording(1), wording(2, number="4.2"), wording(3, number="4.3")]
    after = [wording(1), wording(2, number="4.2", weight=3), wording(4, number="4.4")]

    rows = compare(before, after)

    assert [(row.number, row.change) for row in rows] == [
        ("4.1", Change.SAME),
        ("4.2", Change.CHANGED),
        ("4.3", Change.GONE),
        ("4.4", Change.ADDED),
    ]


def test_what_differs_is_named():
    after = wording(1, number="5.1", is_critical=True)

    assert different_parts(wording(1), after) == (Part.NUMBER, Part.CRITICAL)


@given(st.lists(st.integers(0, 5), max_size=12), st.lists(st.integers(0, 5), max_size=12))
def test_no_requirement_is_lost_in_a_comparison(before, after):
    rows = compare([wording(key) for key in before], [wording(key) for key in after])
    counts = counted(rows)

    kept = counts[Change.SAME] + counts[Change.CHANGED]
    assert kept + counts[Change.GONE] == len(before)
    assert kept + counts[Change.ADDED] == len(after)


def test_a_renumbered_requirement_is_known_by_its_text():
    present = {7: Known("4.1", "Rutin"), 8: Known("4.2", "Chef")}

    assert match(present, [Known("4.1", "Chef"), Known("4.2", "Rutin")]) == {0: 8, 1: 7}


def test_a_reworded_requirement_is_known_by_its_number():
    assert match({7: Known("4.1", "Rutin")}, [Known("4.1", "En rutin")]) == {0: 7}


def test_a_requirement_with_an_origin_is_known_by_it():
    present = {7: Known("4.1", "Rutin", "HVB-03")}

    assert match(present, [Known("9.9", "Helt annat", "HVB-03")]) == {0: 7}


KNOWN = st.builds(
    Known, st.sampled_from("1234"), st.sampled_from("abcd"), st.sampled_from(["", "X", "Y"])
)


@given(st.dictionaries(st.integers(), KNOWN, max_size=8), st.lists(KNOWN, max_size=8))
def test_no_requirement_is_ever_given_to_two_rows(present, rows):
    found = match(present, rows)

    assert len(set(found.values())) == len(found)


@given(st.lists(st.builds(RequirementFacts, NUMBERS, st.just("Rutin")), max_size=8))
def test_a_list_with_the_same_number_twice_is_never_let_through(rows):
    is_double = len({row.number for row in rows}) < len(rows)

    assert bool(list_problem(rows)) == is_double


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": ""}, "Raden saknar nummer"),
        ({"text": ""}, "Krav 4.2 saknar text"),
        ({"weight": 7}, "Krav 4.2: Vikten ska vara 1, 2 eller 3 men är 7"),
        ({"area": "x" * 151}, "Krav 4.2: Kvalitetsområdet får ha högst 150 tecken"),
        ({"evidence": "x" * 301}, "”Verifieras genom” får ha högst 300 tecken"),
    ],
)
def test_a_row_that_cannot_be_taken_in_is_refused_in_words(changes, sentence):
    facts = RequirementFacts(**{"number": "4.2", "text": "Rutin", **changes})

    assert sentence in row_problem(facts)


ANSWERS = st.fixed_dictionaries({mark: st.sampled_from([True, False, None]) for mark in Mark})


@given(ANSWERS, ANSWERS, st.sets(st.sampled_from(list(Mark))))
def test_filling_in_never_changes_an_answer_that_was_given(answers, fill, doubted):
    done = filled(answers, fill, doubted)

    assert {m: a for m, a in done.items() if answers[m] is not None} == {
        m: a for m, a in answers.items() if a is not None
    }


def test_what_is_doubted_is_filled_in_with_no():
    empty = dict.fromkeys(Mark)

    done = filled(empty, dict.fromkeys(Mark, True), {Mark.MEASURABLE})

    assert [mark for mark, answer in done.items() if answer is False] == [Mark.MEASURABLE]


NONE_GIVEN = dict.fromkeys(Mark)


def test_a_note_names_the_answers_that_were_filled_in_for_many_at_once():
    before = {**NONE_GIVEN, Mark.MEASURABLE: False}
    after = {**before, Mark.EVIDENCE: True, Mark.RESPONDENT: False, Mark.FREQUENCY: True}

    assert group_note("", before, after) == (
        "Ifyllt i grupp: underlag finns, känt vem som svarar och känt hur ofta."
    )


def test_a_note_that_somebody_wrote_is_kept_as_it_is():
    after = dict.fromkeys(Mark, True)

    assert group_note("Prövat vid avtalsmötet", NONE_GIVEN, after) == "Prövat vid avtalsmötet"


@given(MARKS, MARKS)
def test_a_note_names_exactly_the_answers_that_nobody_had_given(before, fill):
    after = {mark: fill[mark] if before[mark] is None else before[mark] for mark in Mark}

    note = group_note("", before, after)

    named = {mark for mark in Mark if mark.label.lower() in note}
    assert named == {mark for mark in Mark if before[mark] is None and after[mark] is not None}
    assert bool(note) == bool(named)
