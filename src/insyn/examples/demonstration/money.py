"""What the made-up contracts cost, and how much they were used."""

from collections.abc import Mapping
from decimal import Decimal

from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, START, Town
from insyn.registry.models import Contract, ContractPrice
from insyn.registry.rules import AgreementForm, PriceUnit
from insyn.registry.services import (
    LevelFacts,
    PriceFacts,
    UsageFacts,
    raise_price,
    save_price,
    save_usage,
)

PRICES: Mapping[str, tuple[str, PriceUnit, int]] = {
    "oppenvard": ("Behandlingstimme", PriceUnit.HOUR, 985),
    "hvb": ("Vårddygn", PriceUnit.DAY, 5250),
    "stodboende": ("Boendedygn", PriceUnit.DAY, 2150),
    "familjehem": ("Vårddygn med konsulentstöd", PriceUnit.DAY, 1890),
    "hemtjanst": ("Utförd timme", PriceUnit.HOUR, 452),
    "sabo": ("Vårddygn", PriceUnit.DAY, 2140),
    "boendestod": ("Utförd timme", PriceUnit.HOUR, 415),
    "daglig-verksamhet": ("Närvarodag", PriceUnit.DAY, 890),
    "korttidsvistelse": ("Vårddygn", PriceUnit.DAY, 3450),
    "ledsagning": ("Utförd timme", PriceUnit.HOUR, 398),
}
"""Thing, unit and kronor of the first in rank, by service area."""

PER_MONTH: Mapping[PriceUnit, int] = {PriceUnit.DAY: 28, PriceUnit.HOUR: 22}
"""Days or hours that one person has in a month."""

PERSONS = (3, 5, 4, 8, 2, 6, 11, 7)
"""Persons a month, taken in turn."""

DEARER_BY_RANK = Decimal("0.03")
RAISED_BY = Decimal("1.027")
LAST_MONTH, FIRST_MONTH, RAISE_MONTH = -1, -13, -10
DAY_OF_REPORT = 9


def tell(town: Town) -> Story:
    """Enter the prices, then each month what was used; once the prices go up."""
    yield START + 5
    for contract in _bought(town):
        _price(town, contract)
    for month in range(FIRST_MONTH, LAST_MONTH + 1):
        yield _day_of_report(town, month)
        if month == RAISE_MONTH:
            _raise(town)
        for place, contract in enumerate(_bought(town)):
            _report(town, contract, month, place)


def _bought(town: Town) -> list[Contract]:
    """Return the contracts that are paid by the piece, in a fixed order."""
    rows = Contract.objects.visible_to(town.access(EDITOR)).select_related("agreement", "provider")
    bought = rows.exclude(agreement__form=AgreementForm.MISSION)
    return list(bought.order_by("agreement__sort_key", "provider__sort_key"))


def _price(town: Town, contract: Contract) -> None:
    areas = {lot.service_area.code for lot in contract.lots.visible_to(town.access(EDITOR))
             if lot.service_area}  # fmt: skip
    for code in sorted(areas & PRICES.keys()):
        item, unit, kronor = PRICES[code]
        amount = kronor * (1 + DEARER_BY_RANK * ((contract.rank or 1) - 1))
        facts = PriceFacts(item, Decimal(round(amount)), contract.starts_on, unit=unit)
        save_price(town.access(EDITOR), contract, price=None, facts=facts)


def _prices(town: Town) -> list[ContractPrice]:
    rows = ContractPrice.objects.visible_to(town.access(EDITOR)).filter(valid_to=None)
    return list(rows.select_related("contract__agreement", "contract__provider").order_by("pk"))


def _raise(town: Town) -> None:
    starts_on = town.calendar.first_of_month(RAISE_MONTH + 2)
    for price in _prices(town):
        facts = LevelFacts(Decimal(round(price.amount * RAISED_BY)), starts_on)
        raise_price(town.access(EDITOR), price, facts=facts)


def _report(town: Town, contract: Contract, month: int, place: int) -> None:
    """Report the month, unless the contract had not begun or was over."""
    first, last = town.calendar.first_of_month(month), town.calendar.last_of_month(month)
    is_running = contract.starts_on <= first and (not contract.ends_on or contract.ends_on >= last)
    price = next((row for row in _prices(town) if row.contract_id == contract.pk), None)
    if not is_running or price is None:
        return
    persons = PERSONS[(place * 3 + month) % len(PERSONS)]
    before = PERSONS[(place * 3 + month - 1) % len(PERSONS)]
    amount = price.amount * PER_MONTH[PriceUnit(price.unit)] * persons
    facts = UsageFacts(first, last, max(persons - before, 0), persons, amount)
    save_usage(town.access(EDITOR), contract, usage=None, facts=facts)


def _day_of_report(town: Town, month: int) -> int:
    """Return the day, counted from today, on which the month is reported."""
    day = town.calendar.first_of_month(month + 1).replace(day=DAY_OF_REPORT)
    return (day - town.calendar.today).days
