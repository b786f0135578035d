import datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.criteria.rules import Level
from insyn.findings.rules.assessing import (
    SCORE_SHARED,
    Judged,
    difference_said,
    level_of_worth,
    outcome_words,
    proposed_area,
    requirement_score,
    score_is_hidden,
    share_shown,
    wording_refusal,
)
from insyn.findings.rules.second_reading import (
    DEMANDED,
    FIRST_NOT_DONE,
    NO_PAIRS,
    NOT_DONE,
    ONE_LEVEL,
    Standing,
    agreement,
    naming_refusal,
    reading_lacks,
)
from insyn.followups.rules import Outcome, State

ORDER = [Level.MET, Level.PARTLY, Level.NOT_MET]
judged = st.builds(
    Judged,
    number=st.just("4.2"),
    level=st.sampled_from([None, *Level]),
    is_critical=st.booleans(),
    weight=st.integers(1, 3),
)
counted = st.builds(
    Judged,
    number=st.just("4.2"),
    level=st.sampled_from(ORDER),
    is_critical=st.booleans(),
    weight=st.integers(1, 3),
)
pairs = st.lists(st.tuples(st.sampled_from(ORDER), st.sampled_from(ORDER)))


def test_an_area_without_requirements_proposes_nothing() -> None:
    assert proposed_area([]) is None


def test_a_critical_requirement_that_is_not_met_decides_the_area() -> None:
    rows = [Judged("4.1", Level.MET), Judged("4.2", Level.NOT_MET, is_critical=True)]

    proposal = proposed_area(rows)

    assert proposal is not None
    assert proposal.level == Level.NOT_MET
    assert "4.2" in proposal.because


def test_the_reason_says_what_is_left() -> None:
    proposal = proposed_area([Judged("4.1", Level.MET), Judged("4.2")])

    assert proposal is not None
    assert proposal.because == "Kravet är uppfyllt. Ett krav är inte bedömt än."


@given(st.lists(counted, min_size=1), st.data())
def test_a_worse_requirement_never_gives_a_better_area(rows: list[Judged], data) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    before = proposed_area(rows)
    old = rows[place]
    worse = data.draw(st.sampled_from(ORDER[ORDER.index(Level(old.level)) :]))
    rows[place] = Judged(old.number, worse, is_critical=old.is_critical, weight=old.weight)

    after = proposed_area(rows)

    assert before is not None
    assert after is not None
    assert ORDER.index(after.level) >= ORDER.index(before.level)


@given(st.lists(judged))
def test_the_share_lies_within_its_bounds(rows: list[Judged]) -> None:
    score = requirement_score(rows)

    if score.share is None:
        assert share_shown(score) is None
    else:
        assert score.lowest is not None
        assert score.highest is not None
        assert 0 <= score.lowest <= score.share <= score.highest <= 1


def test_the_share_counts_by_weight() -> None:
    shown = share_shown(
        requirement_score([Judged("1", Level.MET, weight=3), Judged("2", Level.NOT_MET, weight=1)])
    )

    assert shown is not None
    assert shown.share == 75
    assert shown.is_complete


@pytest.mark.parametrize("state", State)
def test_a_hidden_share_is_shown_first_when_the_draft_is_shared(state: State) -> None:
    assert score_is_hidden(state, hides_score=True) == (state not in SCORE_SHARED)
    assert not score_is_hidden(state, hides_score=False)


def test_the_draft_is_not_shared_before_it_has_left() -> None:
    assert not SCORE_SHARED & {State.PLANNED, State.ONGOING, State.DRAFT, State.CANCELLED}


def test_answers_amount_to_a_level() -> None:
    one, half, none = Fraction(1), Fraction(1, 2), Fraction(0)

    assert level_of_worth([one, one]) == Level.MET
    assert level_of_worth([none]) == Level.NOT_MET
    assert level_of_worth([one, none]) == Level.PARTLY
    assert level_of_worth([half]) == Level.PARTLY
    assert level_of_worth([None]) is None


def test_a_difference_between_provider_and_reviewer_is_said_in_words() -> None:
    said = difference_said(Level.MET, Level.NOT_MET)

    assert (
        said == "Utförarens svar betyder att kravet är uppfyllt. Ni bedömer det som inte uppfyllt."
    )
    assert "överens" in difference_said(Level.MET, Level.MET)
    assert difference_said(None, Level.MET) == difference_said(Level.MET, None) == ""


DAY = datetime.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "part"),
    [
        (datetime.date(2027, 1, 1), None, "gäller först från den 1 januari 2027"),
        (datetime.date(2025, 1, 1), datetime.date(2026, 6, 30), "till och med den 30 juni 2026"),
    ],
)
def test_a_wording_of_another_time_is_refused_in_words(valid_from, valid_to, part) -> None:
    said = wording_refusal(
        "4.2", valid_from=valid_from, valid_to=valid_to, day=DAY, is_agreements=True
    )

    assert part in said
    assert "21 november 2026" in said


def test_a_wording_is_valid_on_its_first_and_its_last_day() -> None:
    assert not wording_refusal("4.2", valid_from=DAY, valid_to=DAY, day=DAY, is_agreements=True)


def test_a_requirement_of_another_agreement_is_refused() -> None:
    said = wording_refusal("4.2", valid_from=DAY, valid_to=None, day=DAY, is_agreements=False)

    assert "hör inte till uppföljningens avtal" in said


def test_a_word_of_the_scale_names_an_outcome_only_when_it_is_alone() -> None:
    words = outcome_words(
        [(Level.MET, "Bra"), (Level.MET, "Mycket bra"), (Level.NOT_MET, "Dåligt")]
    )

    assert words == {Outcome.DOES_NOT_COMPLY: "Dåligt"}


@given(pairs)
def test_agreement_lies_within_its_bounds(rows) -> None:
    found = agreement(rows)

    if rows:
        assert found.share is not None
        assert 0 <= found.share <= 1
    if found.kappa is None:
        assert found.undefined
    else:
        assert -1 <= found.kappa <= 1
        assert not found.undefined


@given(pairs)
def test_agreement_is_the_same_whoever_is_named_first(rows) -> None:
    turned = agreement([(second, first) for first, second in rows])

    assert turned == agreement(rows)


@given(st.lists(st.sampled_from(ORDER), min_size=2))
def test_those_who_say_the_same_agree_wholly_or_kappa_is_undefined(levels) -> None:
    found = agreement([(level, level) for level in levels])

    assert found.share == 1
    assert found.kappa in {None, 1}


def test_a_known_kappa_is_counted_right() -> None:
    rows = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15

    assert agreement(rows).kappa == Fraction(2, 5)


def test_the_undefined_cases_are_said_in_words() -> None:
    assert agreement([]).undefined == NO_PAIRS
    assert agreement([(Level.MET, Level.MET)] * 3).undefined == ONE_LEVEL


def test_a_reviewer_is_never_second_reader() -> None:
    assert naming_refusal(is_reviewer=True, has_begun=False, is_demanded=True)


def test_by_hand_it_must_be_before_there_is_anything_to_read() -> None:
    assert naming_refusal(is_reviewer=False, has_begun=True, is_demanded=False)
    assert not naming_refusal(is_reviewer=False, has_begun=True, is_demanded=True)


def test_a_second_reading_lacks_one_thing_at_a_time() -> None:
    demanded: dict[str, Any] = {"is_demanded": True, "requirements": 3}

    assert reading_lacks(Standing(has_reader=False, **demanded)) == DEMANDED
    assert reading_lacks(Standing(has_reader=True, **demanded)) == NOT_DONE
    assert reading_lacks(Standing(has_reader=True, is_done=True, **demanded)) == FIRST_NOT_DONE
    done = Standing(has_reader=True, is_done=True, is_compared=True, differing=2, **demanded)
    assert "2 skillnader" in reading_lacks(done)
    assert not reading_lacks(Standing(is_demanded=True, has_reader=False))
