import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.invoices.rules import DeviationCode, Standing
from insyn.invoices.rules.control import (
    Price,
    Register,
    Reported,
    Terms,
    against_usage,
    control,
    double_key,
    unit_of,
)
from insyn.registry.rules import ContractStatus, PriceUnit
from tests.invoices.builders import DAY, FIRST, ORG, line

YEAR = datetime.date(2026, 1, 1)
CARE = Price("Vårddygn", PriceUnit.DAY, Decimal(1000), YEAR)
TERMS = Terms(key=7, starts_on=YEAR, ends_on=datetime.date(2026, 12, 31), prices=(CARE,))
day = datetime.date


def register(*terms: Terms, **more) -> Register:
    return Register({ORG: terms or (TERMS,)}, frozenset({ORG}), **more)


def codes(facts, *terms, **more):
    (checked,) = control([facts], register(*terms, **more))
    return [remark.code for remark in checked.remarks]


def only(facts, *terms, **more):
    (checked,) = control([facts], register(*terms, **more))
    (remark,) = checked.remarks
    return remark


def test_a_line_at_the_right_price_is_ok() -> None:
    (checked,) = control([line()], register())
    assert (checked.standing, checked.contract, checked.remarks) == (Standing.OK, 7, ())


def test_a_higher_price_says_how_much_in_kronor() -> None:
    found = only(line(unit_price=Decimal("1010.50"), amount=Decimal("31325.50")))
    assert found.code == DeviationCode.PRICE_ABOVE
    assert found.difference == Decimal("325.50")
    assert (found.expected, found.found) == ("1000,00 kr", "1010,50 kr")


def test_a_lower_price_is_below_zero() -> None:
    found = only(line(unit_price=Decimal(990), amount=Decimal(30690)))
    assert (found.code, found.difference) == (DeviationCode.PRICE_BELOW, Decimal(-310))


@given(st.decimals("0.01", "9999", places=2), st.integers(1, 400))
def test_the_difference_is_exact_to_the_ore(price, quantity) -> None:
    facts = line(unit_price=price, quantity=Decimal(quantity), amount=price * quantity)
    (checked,) = control([facts], register())
    over = [r.difference for r in checked.remarks if r.code in {"price_above", "price_below"}]
    assert over == ([(price - 1000) * quantity] if price != 1000 else [])


def test_the_level_of_the_day_counts() -> None:
    levels = (
        replace(CARE, valid_to=day(2026, 2, 28)),
        Price("Vårddygn", PriceUnit.DAY, Decimal(1100), FIRST),
    )
    terms = replace(TERMS, prices=levels)
    assert codes(line(), terms) == [DeviationCode.PRICE_BELOW]
    mixed = line(period_from=day(2026, 2, 20))
    assert codes(mixed, terms) == [DeviationCode.PRICE_CHANGED]
    over = line(period_from=day(2026, 2, 20), unit_price=Decimal(1200), amount=Decimal(37200))
    assert codes(over, terms) == [DeviationCode.PRICE_ABOVE]


def test_days_without_a_price_are_not_ok() -> None:
    late = replace(TERMS, prices=(replace(CARE, valid_from=day(2026, 3, 10)),))
    assert codes(line(), late) == [DeviationCode.NO_PRICE]
    gone = replace(TERMS, prices=(replace(CARE, valid_to=day(2026, 3, 10)),))
    assert codes(line(), gone) == [DeviationCode.NO_PRICE]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"period_from": None, "period_to": None}, DeviationCode.NO_PERIOD),
        ({"unit": "låda"}, DeviationCode.UNKNOWN_UNIT),
        ({"unit": "timme"}, DeviationCode.NO_PRICE),
        ({"text": "Extra personal"}, DeviationCode.NO_PRICE),
        ({"text": "(texten är borttagen)"}, DeviationCode.NO_PRICE),
        ({"vat": Decimal(25)}, DeviationCode.VAT),
    ],
)
def test_what_cannot_be_checked_is_unknown_and_never_ok(facts, code) -> None:
    (checked,) = control([line(**facts)], register())
    assert checked.standing == Standing.UNKNOWN
    assert code in [remark.code for remark in checked.remarks]


def test_a_sum_without_price_is_unknown_and_an_even_one_is_pointed_at() -> None:
    found = codes(line(quantity=None, unit_price=None))
    assert found == [DeviationCode.ROUNDED, DeviationCode.NO_UNIT_PRICE]


def test_the_longest_name_in_the_text_counts() -> None:
    support = Price("Vårddygn med stöd", PriceUnit.DAY, Decimal(1500), YEAR)
    terms = replace(TERMS, prices=(CARE, support))
    facts = line(text="Vårddygn med stöd, mars", unit_price=Decimal(1500), amount=Decimal(46500))
    assert codes(facts, terms) == []
    assert codes(line(text="Vård"), terms) == [DeviationCode.SEVERAL_PRICES]


def test_the_contract_must_run() -> None:
    ended = replace(TERMS, ends_on=day(2026, 2, 28))
    found = only(line(), ended)
    assert (found.code, found.difference) == (DeviationCode.AFTER_END, 31000)
    assert only(line(), replace(TERMS, ends_on=day(2026, 3, 20))).difference is None
    assert codes(line(), replace(TERMS, starts_on=day(2026, 4, 1))) == [DeviationCode.NO_CONTRACT]
    stopped = replace(TERMS, status=ContractStatus.ENDED, status_from=day(2026, 1, 31))
    assert codes(line(), stopped) == [DeviationCode.AFTER_END]


def test_blocked_deviates_and_an_intake_stop_is_looked_at() -> None:
    blocked = replace(TERMS, status=ContractStatus.BLOCKED, status_from=FIRST)
    assert codes(line(), blocked) == [DeviationCode.BLOCKED]
    stop = replace(TERMS, status=ContractStatus.INTAKE_STOP, status_from=FIRST)
    (checked,) = control([line()], register(stop))
    assert checked.standing == Standing.UNKNOWN
    over = replace(stop, status_until=day(2026, 3, 1), status_from=YEAR)
    assert codes(line(period_from=day(2026, 3, 5)), over) == []


def test_unknown_providers_and_those_outside_the_agreement() -> None:
    (checked,) = control([line(supplier="5590000028")], register())
    assert [r.code for r in checked.remarks] == [DeviationCode.UNKNOWN_PROVIDER]
    outside = Register({ORG: ()}, frozenset({ORG}))
    (checked,) = control([line()], outside)
    assert checked.standing == Standing.DEVIATES


def test_of_several_contracts_the_running_one_with_the_service_counts() -> None:
    other = replace(TERMS, key=8, prices=(replace(CARE, item="Samtal"),))
    (checked,) = control([line()], register(TERMS, other))
    assert (checked.contract, checked.standing) == (7, Standing.OK)
    assert codes(line(), TERMS, replace(TERMS, key=9)) == [DeviationCode.SEVERAL_CONTRACTS]
    gone = replace(TERMS, ends_on=day(2026, 1, 31))
    assert codes(line(), gone, replace(gone, key=9)) == [DeviationCode.NO_CONTRACT]


def test_a_wrong_product_is_found_and_rounding_is_not() -> None:
    found = only(line(amount=Decimal(31001)))
    assert (found.code, found.difference) == (DeviationCode.WRONG_SUM, Decimal(1))
    rounded = line(quantity=Decimal("7.3333"), amount=Decimal("7333.30"))
    assert codes(rounded) == []
    less = line(amount=Decimal("7333.33"), quantity=Decimal(22), base=Decimal(3),
                unit_price=Decimal(1000))  # fmt: skip
    assert DeviationCode.WRONG_SUM not in codes(less)
    assert codes(line(extra=Decimal(-500), amount=Decimal(30500))) == []


def test_the_same_line_on_two_invoices_is_double_and_on_one_is_looked_at() -> None:
    again = line(invoice="F2")
    (_first, second) = control([line(), again], register())
    assert [r.code for r in second.remarks] == [DeviationCode.DOUBLE]
    assert second.remarks[0].found == "F1"
    assert second.remarks[0].difference == 31000
    (_first, same) = control([line(), line(line_id="2")], register())
    assert [r.code for r in same.remarks] == [DeviationCode.SAME_TWICE]
    (_first, other) = control([line(), line(invoice="F2", reference="4712")], register())
    assert other.standing == Standing.OK
    earlier = {double_key(line()): "F0"}
    assert codes(line(), earlier=earlier) == [DeviationCode.DOUBLE]


def test_more_days_and_kronor_than_reported() -> None:
    used = Reported(FIRST, DAY, clients=1, amount=Decimal(31000))
    terms = replace(TERMS, usage=(used,))
    checked = control([line(), line(invoice="F2", reference="4712")], register(terms))
    found = {one.remark.code: one.remark for one in against_usage(checked, [terms])}
    assert found[DeviationCode.OVER_USAGE].difference == 31000
    assert found[DeviationCode.OVER_DAYS].found == "62 dygn"
    assert against_usage(control([line()], register(terms)), [terms]) == []


def test_words_and_codes_of_units() -> None:
    assert unit_of("DAY") == unit_of("dygn") == unit_of("Dygn.") == PriceUnit.DAY
    assert unit_of("HUR") == unit_of("tim.") == PriceUnit.HOUR
    assert unit_of("") is None
