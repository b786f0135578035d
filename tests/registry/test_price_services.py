import contextlib
import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry import services
from insyn.registry.models import Contract, ContractPrice
from insyn.registry.queries import access_of
from insyn.registry.queries.prices import priced_items, prices_on
from insyn.registry.rules import PriceUnit
from insyn.registry.rules.prices import PricePeriod, clash_of
from tests.factories import DAY, ContractFactory, ContractPriceFactory, LotFactory

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def contract(ekby: Authority) -> Contract:
    return ContractFactory.create(agreement__authority=ekby)


def facts(**changes) -> services.PriceFacts:
    return replace(services.PriceFacts("Vårddygn", Decimal(4250), DAY), **changes)


def add(user: User, contract: Contract, **changes) -> ContractPrice:
    told = facts(**changes)
    return services.save_price(access_of(user), contract, price=None, facts=told)


def prices(contract: Contract) -> list[tuple]:
    rows = ContractPrice.objects.unscoped(reason="the test reads the rows")
    found = rows.filter(contract=contract).order_by("valid_from")
    return [(row.amount, row.valid_from, row.valid_to) for row in found]


def events() -> list[str]:
    rows = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    return [event.event for event in rows.order_by("number")]


def test_a_price_is_added_and_told_in_the_trail(anna: User, contract: Contract):
    add(anna, contract)

    assert (prices(contract), events()) == ([(4250, DAY, None)], ["price.created"])


def test_two_prices_of_one_thing_on_one_day_are_refused_with_both_days(anna, contract: Contract):
    add(anna, contract)

    with pytest.raises(RuleViolation, match="ett från 2026-03-02 och ett från 2026-03-10"):
        add(anna, contract, valid_from=datetime.date(2026, 3, 10))


def test_another_spelling_of_the_thing_is_the_same_thing(anna: User, contract: Contract):
    add(anna, contract)

    with pytest.raises(RuleViolation, match="Två priser"):
        add(anna, contract, item="  vårddygn ")


def test_the_same_thing_may_cost_differently_in_two_lots(anna: User, contract: Contract):
    for _ in range(2):
        add(anna, contract, lot=LotFactory.create(agreement=contract.agreement))

    assert len(prices(contract)) == 2


def test_a_price_by_the_hour_stands_beside_one_by_the_day(anna: User, contract: Contract):
    add(anna, contract)
    add(anna, contract, unit=PriceUnit.HOUR)

    assert len(prices(contract)) == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": Decimal(-1)}, "lägre än noll"),
        ({"valid_to": DAY - A_DAY}, "sluta gälla innan det börjar"),
    ],
)
def test_a_price_that_cannot_be_is_refused(anna: User, contract: Contract, changes, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        add(anna, contract, **changes)


def test_a_lot_of_another_agreement_is_refused(anna: User, contract: Contract):
    with pytest.raises(RuleViolation, match="samma avtal"):
        add(anna, contract, lot=LotFactory.create())


def test_a_new_level_closes_the_former_the_day_before(anna: User, contract: Contract):
    former = ContractPriceFactory.create(contract=contract, amount=Decimal(100))
    level = services.LevelFacts(Decimal(120), DAY)

    services.raise_price(access_of(anna), former, facts=level, version=1)

    assert prices(contract) == [
        (100, former.valid_from, DAY - A_DAY),
        (120, DAY, None),
    ]


def test_a_new_level_is_one_event(anna: User, contract: Contract):
    former = ContractPriceFactory.create(contract=contract)

    services.raise_price(access_of(anna), former, facts=services.LevelFacts(Decimal(1), DAY))

    assert events() == ["price.level_changed"]


def test_a_new_level_ends_when_the_former_would_have(anna: User, contract: Contract):
    former = ContractPriceFactory.create(contract=contract, valid_to=DAY + 9 * A_DAY)

    services.raise_price(access_of(anna), former, facts=services.LevelFacts(Decimal(1), DAY))

    assert prices(contract)[1][2] == DAY + 9 * A_DAY


def test_a_new_level_from_the_first_day_of_the_former_is_refused(anna: User, contract: Contract):
    former = ContractPriceFactory.create(contract=contract, valid_from=DAY)

    with pytest.raises(RuleViolation, match="ska börja efter 2026-03-02"):
        services.raise_price(access_of(anna), former, facts=services.LevelFacts(Decimal(1), DAY))


def test_a_price_that_has_ended_gets_no_new_level(anna: User, contract: Contract):
    former = ContractPriceFactory.create(contract=contract, valid_to=DAY - 9 * A_DAY)

    with pytest.raises(RuleViolation, match="Lägg till ett nytt pris"):
        services.raise_price(access_of(anna), former, facts=services.LevelFacts(Decimal(1), DAY))


def test_a_price_is_ended(anna: User, contract: Contract):
    price = ContractPriceFactory.create(contract=contract)

    services.end_price(access_of(anna), price, valid_to=DAY, version=1)

    assert (prices(contract)[0][2], events()) == (DAY, ["price.ended"])


def test_a_price_cannot_be_prolonged_into_the_next(anna: User, contract: Contract):
    price = ContractPriceFactory.create(contract=contract, valid_to=DAY)
    ContractPriceFactory.create(contract=contract, valid_from=DAY + A_DAY)

    with pytest.raises(RuleViolation, match="Två priser"):
        services.end_price(access_of(anna), price, valid_to=DAY + A_DAY)


def test_a_price_noted_by_mistake_is_removed(anna: User, contract: Contract):
    price = ContractPriceFactory.create(contract=contract)

    services.remove_price(access_of(anna), price)

    assert (prices(contract), events()) == ([], ["price.removed"])


def test_two_change_one_price_and_the_second_is_told(anna: User, contract: Contract):
    price = ContractPriceFactory.create(contract=contract, version=2)

    with pytest.raises(Outdated):
        services.save_price(access_of(anna), contract, price=price, facts=facts(), version=1)


def test_a_reader_may_not_add_a_price(bo: User, contract: Contract):
    with pytest.raises(NotAllowed):
        add(bo, contract)


def test_the_price_of_today_is_the_one_that_is_valid(anna: User, contract: Contract):
    ContractPriceFactory.create(contract=contract, valid_to=DAY - A_DAY)
    now = ContractPriceFactory.create(contract=contract, valid_from=DAY, valid_to=DAY)
    ContractPriceFactory.create(contract=contract, valid_from=DAY + A_DAY)

    assert prices_on(access_of(anna), [contract], DAY) == {contract.pk: (now,)}


def test_the_prices_of_a_thing_stand_together_with_the_latest_first(anna, contract: Contract):
    ContractPriceFactory.create(contract=contract, item="B")
    ContractPriceFactory.create(contract=contract, item="A", valid_to=DAY - A_DAY)
    ContractPriceFactory.create(contract=contract, item="A", valid_from=DAY)

    first, second = priced_items(access_of(anna), contract, DAY)

    assert [row.is_valid for row in first.rows] == [True, False]
    assert second.item == "B"


moves = st.tuples(
    st.sampled_from(["add", "level", "end", "edit"]),
    st.integers(0, 3),
    st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)),
    st.none() | st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)),
)


def act(user: User, contract: Contract, move) -> None:
    kind, which, first, last = move
    rows = ContractPrice.objects.visible_to(access_of(user)).filter(contract=contract)
    held = list(rows)
    told = facts(valid_from=first, valid_to=last)
    if kind == "add" or not held:
        add(user, contract, valid_from=first, valid_to=last)
        return
    price = held[which % len(held)]
    if kind == "level":
        level = services.LevelFacts(Decimal(7), first)
        services.raise_price(access_of(user), price, facts=level)
    elif kind == "end":
        services.end_price(access_of(user), price, valid_to=first)
    else:
        services.save_price(access_of(user), contract, price=price, facts=told)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(moves, max_size=6))
def test_prices_never_clash_whatever_is_done(anna: User, contract: Contract, sequence):
    ContractPrice.objects.unscoped(reason="each example starts empty").delete()
    for move in sequence:
        with contextlib.suppress(RuleViolation):
            act(anna, contract, move)

    assert clash_of([PricePeriod("", *dates) for _, *dates in prices(contract)]) is None
