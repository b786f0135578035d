"""The addresses of contracts, their prices and their usage."""

import datetime
from decimal import Decimal

from insyn.registry.models import ContractPrice, Usage
from tests.doors import FORBIDDEN, Door
from tests.registry.doors import of, own_edit, post_only, shared
from tests.world import World

A_DAY = datetime.date(2026, 1, 1)


def price(world: World) -> dict[str, int]:
    prices = ContractPrice.objects.unscoped(reason="the test makes the row")
    facts = {"amount": Decimal(100), "valid_from": A_DAY}
    made, _ = prices.get_or_create(contract=world.contract, item="Vårddygn", defaults=facts)
    return {"pk": made.pk}


def usage(world: World) -> dict[str, int]:
    reports = Usage.objects.unscoped(reason="the test makes the row")
    facts = {"period_end": A_DAY, "clients": 3}
    made, _ = reports.get_or_create(contract=world.contract, period_start=A_DAY, defaults=facts)
    return {"pk": made.pk}


def own(kwargs) -> Door:
    return Door(bo=FORBIDDEN, kwargs=kwargs)


DOORS = {
    "registry:contracts": shared(),
    "registry:usage": shared(),
    "registry:agreement_contracts": Door(kwargs=of("agreement")),
    "registry:contract": Door(kwargs=of("contract")),
    "registry:contract_edit": own_edit("contract"),
    "registry:contract_status": own_edit("contract"),
    "registry:contract_prices": Door(kwargs=of("contract")),
    "registry:contract_price_add": own_edit("contract"),
    "registry:contract_price_edit": own(price),
    "registry:contract_price_level": own(price),
    "registry:contract_price_end": own(price),
    "registry:contract_price_remove": post_only(price),
    "registry:contract_usage": Door(kwargs=of("contract")),
    "registry:contract_usage_add": own_edit("contract"),
    "registry:usage_edit": own(usage),
    "registry:usage_remove": post_only(usage),
}
