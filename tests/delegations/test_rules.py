from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.delegations.rules import Grant, holds, kronor, next_number, reaches
from insyn.delegations.rules.orders import Refusal, end_refusal, overlap, report_refusal
from insyn.kernel.access import Access, Mandate, Role

AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2)
HERE, ELSEWHERE = 1, 2


def grant(**facts) -> Grant:
    known: dict[str, Any] = {
        "role": "",
        "user_id": None,
        "most": None,
        "holder": "Chefen",
        "clause": "4.2",
    }
    return Grant(**(known | facts))


@given(AMOUNTS, AMOUNTS)
def test_a_right_never_reaches_above_its_amount(most, amount) -> None:
    assert reaches(grant(most=most), amount) == (amount <= most)


@given(AMOUNTS)
def test_a_right_without_amount_always_reaches(amount) -> None:
    assert reaches(grant(), amount)


@given(st.sampled_from(Role), st.sampled_from(Role))
def test_a_role_in_another_board_never_decides_here(role, given_to) -> None:
    access = Access(user_id=7, name="Cilla", mandates=(Mandate(ELSEWHERE, role),))

    assert not holds(grant(role=given_to), access, HERE)


def test_a_person_who_has_left_the_board_no_longer_decides() -> None:
    assert not holds(grant(user_id=7), Access(user_id=7, name="Dag"), HERE)


def test_a_right_in_person_is_that_persons_only() -> None:
    mandates = (Mandate(HERE, Role.DECISION_MAKER),)

    assert holds(grant(user_id=7), Access(user_id=7, name="Anna", mandates=mandates), HERE)
    assert not holds(grant(user_id=7), Access(user_id=8, name="Bo", mandates=mandates), HERE)


@pytest.mark.parametrize(
    ("amount", "said"),
    [("0", "0 kr"), ("12500.5", "12 500,50 kr"), ("1000000", "1 000 000 kr")],
)
def test_an_amount_is_said_in_swedish(amount, said) -> None:
    assert kronor(Decimal(amount)) == said


@pytest.mark.parametrize(
    ("last", "number"),
    [(None, "D-2026-001"), ("D-2026-009", "D-2026-010"), ("D-2026-999", "D-2026-1000")],
)
def test_the_series_goes_on_by_one(last, number) -> None:
    assert next_number(2026, last) == number


DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


@given(DAYS, DAYS, DAYS)
def test_a_right_never_ends_before_it_began_or_was_used(starts, ends, used) -> None:
    if end_refusal(starts, ends, used_on=used) is None:
        assert ends >= starts
        assert ends >= used


LATER = st.none() | DAYS


@given(DAYS, LATER, DAYS, LATER)
def test_spans_never_overlap_when_one_ends_before_the_other_begins(
    starts, ends, begins, stops
) -> None:
    is_apart = (ends is not None and ends < begins) or (stops is not None and stops < starts)

    assert overlap((starts, ends), (begins, stops)) is not is_apart


@given(DAYS, DAYS)
def test_nothing_is_reported_before_it_was_decided(decided, reported) -> None:
    no = report_refusal(
        is_on_delegation=True, is_reported=False, decided_on=decided, reported_on=reported
    )

    assert (no is Refusal.BEFORE_DECISION) == (reported < decided)
