from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.delegations.rules import Matter
from insyn.kernel.errors import RuleViolation
from insyn.measures.letters.sanctions import (
    Line,
    Notice,
    SanctionFacts,
    StopDays,
    decision_letter,
    settled_letter,
)
from insyn.measures.rules.amounts import Claim, check_decided, check_reduced, sum_of, sums_of
from insyn.measures.rules.sanction_checks import (
    MONEY,
    Rung,
    answer_day,
    matter_of,
    number_of_sanction,
    passed_over,
)
from insyn.measures.rules.sanctions import (
    SANCTION_HAPPENED,
    SANCTION_LIFECYCLE,
    SanctionEvent,
    SanctionState,
)
from insyn.papers import pdf, word
from insyn.papers.content import outline
from insyn.registry.rules import SanctionKind

DAY = date(2026, 3, 2)
MONEY_AMOUNTS = st.decimals(min_value=0, max_value=10**7, places=2)


def claim(**facts) -> Claim:
    return Claim("Obemannat pass", DAY, DAY, **facts)


@given(st.decimals(min_value=0, max_value=900, places=2), MONEY_AMOUNTS)
def test_a_line_is_its_quantity_times_its_rate_in_whole_ore(quantity, rate):
    found = sum_of(claim(quantity=quantity, rate=rate))
    assert abs(found - quantity * rate) <= Decimal("0.005")
    assert found == found.quantize(Decimal("0.01"))


@given(st.decimals(max_value=Decimal("-0.01"), min_value=-(10**6), places=2))
def test_an_amount_below_zero_is_never_taken(amount):
    with pytest.raises(RuleViolation, match="lägre än noll"):
        sum_of(claim(amount=amount))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "Fyll i antal"),
        ({"quantity": Decimal(2)}, "både antal och kronor"),
        ({"quantity": Decimal(2), "rate": Decimal(3), "amount": Decimal(7)}, "blir 6 kr"),
        ({"amount": Decimal(10) ** 11}, "för stort"),
    ],
)
def test_a_line_says_one_thing(facts, said):
    with pytest.raises(RuleViolation, match=said):
        sum_of(claim(**facts))


def test_a_wrong_line_is_named_by_its_number():
    late = Claim("Grund", DAY, DAY - timedelta(days=1), amount=Decimal(1))
    with pytest.raises(RuleViolation, match="Rad 2: Perioden"):
        sums_of(SanctionKind.PENALTY, [claim(amount=Decimal(1)), late])


@pytest.mark.parametrize("kind", sorted(set(SanctionKind) - MONEY))
def test_a_step_without_money_has_no_lines(kind):
    with pytest.raises(RuleViolation, match="har inget belopp"):
        sums_of(kind, [claim(amount=Decimal(1))])
    assert sums_of(kind, []) == []


@given(st.lists(st.tuples(MONEY_AMOUNTS, MONEY_AMOUNTS), min_size=1, max_size=5))
def test_what_passes_a_reduction_is_always_lower_and_above_zero(pairs):
    try:
        check_reduced(pairs)
    except RuleViolation:
        return
    assert all(0 <= settled <= decided for decided, settled in pairs)
    assert 0 < sum(settled for _, settled in pairs) < sum(decided for decided, _ in pairs)


@given(st.lists(st.tuples(MONEY_AMOUNTS, MONEY_AMOUNTS), max_size=5))
def test_what_is_decided_is_never_more_than_proposed(pairs):
    try:
        check_decided(pairs)
    except RuleViolation:
        assert any(decided > proposed for proposed, decided in pairs)
    else:
        assert all(decided <= proposed for proposed, decided in pairs)


@given(st.integers(0, 730))
def test_the_deadline_is_never_before_the_letter(days):
    found = answer_day(DAY, days, None)
    assert found is not None
    assert found >= DAY


def test_a_chosen_deadline_goes_before_the_ladder():
    assert answer_day(DAY, 21, DAY) == DAY
    assert answer_day(DAY, None, None) is None


def test_every_kind_has_its_matter_in_the_order_of_delegation():
    assert {matter_of(kind) for kind in SanctionKind} <= set(Matter)


def test_milder_steps_that_were_not_taken_are_told():
    ladder = [
        Rung(1, SanctionKind.REMARK, "§ 1"),
        Rung(2, SanctionKind.RECTIFICATION, ""),
        Rung(3, SanctionKind.WARNING, "§ 3"),
        Rung(4, SanctionKind.PENALTY, "§ 4"),
    ]
    over = passed_over(ladder, frozenset({SanctionKind.REMARK}), ladder[3])
    assert [rung.kind for rung in over] == [SanctionKind.WARNING]


def test_the_series_begins_at_one_and_goes_on():
    assert number_of_sanction(2026, None) == "S-2026-001"
    assert number_of_sanction(2026, "S-2026-999") == "S-2026-1000"


def test_every_event_is_told_in_the_past():
    assert set(SANCTION_HAPPENED) == set(SanctionEvent)


def test_every_way_leads_to_the_end():
    reached = {SanctionState.CLOSED}
    for _ in SanctionState:
        moves = SANCTION_LIFECYCLE.transitions.items()
        reached |= {state for (state, _event), after in moves if after in reached}
    assert reached == set(SanctionState)


LINE = Line("Björken", "Obemannat pass", DAY, DAY, Decimal(5), Decimal("2500.10"),
            Decimal("7500.30"), Decimal("12500.50"))  # fmt: skip
FACTS = SanctionFacts(
    authority="Socialnämnden",
    municipality="Ekby",
    administration="",
    signed_by="Chef",
    provider="Åkerö Stödboende AB",
    org_number="556000-0001",
    agreement="Ramavtal stödboende",
    case_number="Son 2026/55",
    number="S-2026-001",
    kind=SanctionKind.PENALTY,
    clause="§ 14.2",
    is_in_house=False,
    decided_on=DAY,
    decision="D-2026-001",
    reasons="Passet var obemannat.",
    proportionality="Det har pågått länge.",
    lines=[LINE],
)


def said(letter) -> str:
    return repr(letter).replace("\xa0", " ")


def test_the_letter_says_clause_sum_deadline_and_how_to_contest():
    letter = said(decision_letter(FACTS, Notice(DAY, date(2026, 3, 23))))
    for words in ("§ 14.2", "7 500,30 kr", "23 mars 2026", "bestrida", "D-2026-001"):
        assert words in letter


def test_the_letter_of_a_stop_says_that_those_placed_stay():
    stop = Notice(DAY, None, StopDays(DAY, date(2026, 6, 1)))
    letter = said(decision_letter(FACTS, stop))
    assert "till och med den 1 juni 2026" in letter
    assert "redan har sin insats" in letter


def test_the_answer_says_what_the_amount_was_and_is():
    letter = settled_letter(
        FACTS, event=SanctionEvent.REDUCE, answer="Två pass", contested_on=DAY, issued_on=DAY
    )
    assert "beslutat 12 500,50 kr" in said(letter)
    assert [heading.text for heading in outline(letter)][-1] == "Beslutet"


def test_a_withdrawn_decision_tells_of_no_amount():
    letter = settled_letter(
        FACTS, event=SanctionEvent.WITHDRAW, answer="Ja", contested_on=DAY, issued_on=DAY
    )
    assert "7 500,30" not in said(letter)


def test_a_letter_becomes_word_and_pdf():
    letter = decision_letter(FACTS, Notice(DAY, DAY))
    assert word.render(letter).startswith(b"PK")
    assert pdf.render(letter).startswith(b"%PDF")
