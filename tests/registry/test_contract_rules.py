import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.registry.rules import ContractStatus
from insyn.registry.rules.prices import PricePeriod, clash_of, day_before, price_problem
from insyn.registry.rules.statuses import (
    ContractPeriod,
    Refusal,
    StatusPeriod,
    is_coming,
    is_overdue,
    status_problem,
)
from insyn.registry.rules.usage import UsagePeriod, UsageRefusal, usage_problem
from insyn.registry.rules.usage import clash_of as usage_clash

DAY = datetime.date(2026, 3, 2)
A_DAY = datetime.timedelta(days=1)
WHOLE = ContractPeriod(DAY - 100 * A_DAY, DAY + 100 * A_DAY)
ACTIVE, STOP, ENDED = ContractStatus.ACTIVE, ContractStatus.INTAKE_STOP, ContractStatus.ENDED

days = st.dates(datetime.date(2024, 1, 1), datetime.date(2024, 3, 1))


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (StatusPeriod(STOP), Refusal.NEEDS_REASON),
        (StatusPeriod(STOP, "Brist", DAY, DAY - A_DAY), Refusal.OUT_OF_ORDER),
        (StatusPeriod(ACTIVE, "", DAY, DAY), Refusal.ACTIVE_HAS_NO_END),
        (StatusPeriod(ENDED, "Uppsagt"), Refusal.ENDED_NEEDS_DAY),
        (StatusPeriod(ENDED, "Uppsagt", DAY, DAY), Refusal.ENDED_HAS_NO_END),
        (StatusPeriod(ENDED, "Uppsagt", DAY - 101 * A_DAY), Refusal.ENDED_BEFORE_START),
        (StatusPeriod(ENDED, "Uppsagt", DAY + 101 * A_DAY), Refusal.ENDED_AFTER_END),
        (StatusPeriod(ENDED, "Uppsagt", DAY + A_DAY), Refusal.ENDED_AHEAD),
    ],
)
def test_a_status_that_cannot_be_is_refused_with_its_sentence(asked, refusal):
    assert status_problem(asked, WHOLE, today=DAY) == refusal.label


@pytest.mark.parametrize(
    "asked",
    [StatusPeriod(ACTIVE), StatusPeriod(STOP, "Brist", DAY, DAY), StatusPeriod(ENDED, "Nu", DAY)],
)
def test_a_status_that_can_be_is_not_refused(asked):
    assert status_problem(asked, WHOLE, today=DAY) == ""


def test_a_stop_is_overdue_the_day_after_its_last():
    stop = StatusPeriod(STOP, "Brist", DAY, DAY)

    assert (is_overdue(stop, today=DAY), is_overdue(stop, today=DAY + A_DAY)) == (False, True)


def test_a_stop_is_coming_until_its_first_day():
    stop = StatusPeriod(STOP, "Brist", DAY)

    assert (is_coming(stop, today=DAY - A_DAY), is_coming(stop, today=DAY)) == (True, False)


def test_a_negative_price_is_refused():
    assert "lägre än noll" in price_problem(Decimal("-0.01"), DAY, None)


def test_a_price_that_ends_first_is_refused():
    assert "innan det börjar" in price_problem(Decimal(1), DAY, DAY - A_DAY)


def test_a_price_of_nothing_is_a_price():
    assert price_problem(Decimal(0), DAY, DAY) == ""


def test_prices_meet_on_a_shared_last_day():
    prices = [PricePeriod("dygn", DAY, None), PricePeriod("dygn", DAY - A_DAY, DAY)]

    assert clash_of(prices) == (1, 0)


def test_a_price_from_the_day_after_does_not_meet_the_former():
    prices = [PricePeriod("dygn", DAY, None), PricePeriod("dygn", DAY - A_DAY, day_before(DAY))]

    assert clash_of(prices) is None


def test_prices_of_different_things_never_meet():
    assert clash_of([PricePeriod("dygn", DAY), PricePeriod("timme", DAY)]) is None


@st.composite
def periods(draw):
    first = draw(days)
    last = draw(st.none() | st.dates(first, datetime.date(2024, 3, 5)))
    return PricePeriod(draw(st.sampled_from("ab")), first, last)


def covered(period: PricePeriod) -> set:
    last = period.valid_to or datetime.date(2024, 3, 6)
    count = (last - period.valid_from).days + 1
    return {(period.key, period.valid_from + n * A_DAY) for n in range(count)}


@given(st.lists(periods(), max_size=8))
def test_prices_clash_exactly_when_a_day_has_two(prices):
    all_days = [covered(price) for price in prices]
    has_two = sum(map(len, all_days)) != len(set().union(*all_days))

    assert (clash_of(prices) is not None) == has_two


@given(st.lists(periods(), min_size=2, max_size=8))
def test_two_prices_that_are_said_to_clash_do(prices):
    clash = clash_of(prices)

    assert clash is None or covered(prices[clash[0]]) & covered(prices[clash[1]])


@pytest.mark.parametrize(
    ("period", "counts", "refusal"),
    [
        (UsagePeriod(DAY, DAY - A_DAY), (1,), UsageRefusal.OUT_OF_ORDER),
        (UsagePeriod(DAY, DAY), (None, None), UsageRefusal.SAYS_NOTHING),
        (UsagePeriod(DAY, DAY), (3, -1), UsageRefusal.NEGATIVE),
    ],
)
def test_usage_that_cannot_be_is_refused_with_its_sentence(period, counts, refusal):
    assert usage_problem(period, counts) == refusal.label


def test_usage_of_nothing_is_something_to_say():
    assert usage_problem(UsagePeriod(DAY, DAY), (0, None)) == ""


@given(st.lists(periods(), max_size=8))
def test_periods_of_usage_clash_exactly_when_a_day_is_in_two(found):
    told = [UsagePeriod(p.valid_from, p.valid_to or datetime.date(2024, 3, 6)) for p in found]
    all_days = [covered(PricePeriod("", p.starts_on, p.ends_on)) for p in told]
    has_two = sum(map(len, all_days)) != len(set().union(*all_days))

    assert (usage_clash(told) is not None) == has_two
