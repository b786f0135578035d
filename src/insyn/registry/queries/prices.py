"""What contracts pay, and when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q

from insyn.kernel.access import Access
from insyn.registry.models import Contract, ContractPrice
from insyn.registry.rules import is_in_force


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price, and where it stands today."""

    price: ContractPrice
    today: date

    @property
    def is_valid(self) -> bool:
        return is_in_force(self.price.valid_from, self.price.valid_to, self.today)

    @property
    def is_coming(self) -> bool:
        return self.price.valid_from > self.today

    @property
    def has_end(self) -> bool:
        return self.price.valid_to is not None

    @property
    def has_ended(self) -> bool:
        return not self.is_valid and not self.is_coming


@dataclass(frozen=True, slots=True)
class PricedItem:
    """One thing that is paid for, with its prices: the latest first."""

    item: str
    unit: str
    lot: str
    rows: tuple[PriceRow, ...]


def priced_items(access: Access, contract: Contract, today: date) -> list[PricedItem]:
    """Return what the contract pays for, by name. One query."""
    prices = ContractPrice.objects.visible_to(access).filter(contract=contract)
    ordered = prices.select_related("lot__parent__parent__parent").order_by(
        "item", "unit", "lot__position", "lot", "-valid_from", "pk"
    )
    same = groupby(ordered, key=lambda row: (row.item, row.get_unit_display(), row.lot))
    return [
        PricedItem(
            item, unit, lot.full_name if lot else "", tuple(PriceRow(row, today) for row in rows)
        )
        for (item, unit, lot), rows in same
    ]


def prices_on(
    access: Access, contracts: Iterable[Contract], day: date
) -> Mapping[int, tuple[ContractPrice, ...]]:
    """Return the prices valid that day, by contract. One query."""
    valid = Q(valid_to=None) | Q(valid_to__gte=day)
    prices = ContractPrice.objects.visible_to(access).filter(valid, valid_from__lte=day)
    found: defaultdict[int, list[ContractPrice]] = defaultdict(list)
    for price in prices.filter(contract__in=list(contracts)).order_by("item", "unit", "pk"):
        found[price.contract_id].append(price)
    return {key: tuple(rows) for key, rows in found.items()}
