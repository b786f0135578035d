"""Changes to the prices of a contract: never two of the same thing on one day."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.registry.models import Contract, ContractPrice, Lot
from insyn.registry.rules import PriceUnit
from insyn.registry.rules.names import spelling_key
from insyn.registry.rules.prices import (
    PricePeriod,
    PriceRefusal,
    clash_of,
    clash_words,
    day_before,
    price_problem,
)
from insyn.registry.services.changes import Said, write


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """What is paid for a thing, in kronor without VAT, and when."""

    item: str
    amount: Decimal
    valid_from: date
    valid_to: date | None = None
    unit: PriceUnit = PriceUnit.DAY
    lot: Lot | None = None


@dataclass(frozen=True, slots=True)
class LevelFacts:
    """What a price becomes, and from which day."""

    amount: Decimal
    valid_from: date


@transaction.atomic
def save_price(
    access: Access,
    contract: Contract,
    *,
    price: ContractPrice | None,
    facts: PriceFacts,
    version: int | None = None,
) -> ContractPrice:
    """Add a price to a contract, or change one.

    Raises:
        RuleViolation: it is negative, ends before it starts, is of a lot in another agreement,
            or another price of the same thing is valid on one of its days.
        Outdated: somebody changed the price after the page was read.
    """
    held = _locked(access, contract)
    row = _own(access, held, price, version) if price else ContractPrice()
    if facts.lot is not None and facts.lot.agreement_id != held.agreement_id:
        raise RuleViolation(_("Välj ett avtalsområde i samma avtal."))
    said = _written(access, held, row, facts)
    if said:
        _record(access, "price.updated" if price else "price.created", row, held, said)
    return row


def _locked(access: Access, contract: Contract) -> Contract:
    """Return the contract, locked so that nobody else changes its prices meanwhile."""
    access.require(Permission.EDIT_REGISTER, authority_id=contract.agreement.authority_id)
    return locked_row(Contract.objects.visible_to(access), pk=contract.pk)


def _own(
    access: Access, contract: Contract, price: ContractPrice, version: int | None
) -> ContractPrice:
    rows = ContractPrice.objects.visible_to(access).filter(contract=contract)
    return locked_row(rows, pk=price.pk, version=version)


def _written(access: Access, contract: Contract, row: ContractPrice, facts: PriceFacts) -> Said:
    """Store the price if the rules allow it, and return what changed for the trail."""
    if problem := price_problem(facts.amount, facts.valid_from, facts.valid_to):
        raise RuleViolation(_(problem))
    others = ContractPrice.objects.visible_to(access).filter(contract=contract).exclude(pk=row.pk)
    periods = [_period(other) for other in others]
    if clash := clash_of([*periods, _period(facts)]):
        both = sorted(([*periods, _period(facts)][at] for at in clash), key=lambda p: p.valid_from)
        words = clash_words(facts.item, *both)
        raise RuleViolation(_(PriceRefusal.CLASH.label) % words)
    values = {name: getattr(facts, name) for name in PriceFacts.__slots__}
    return write(row, {"contract": contract, **values})


def _period(price: ContractPrice | PriceFacts) -> PricePeriod:
    lot = price.lot_id if isinstance(price, ContractPrice) else price.lot and price.lot.pk
    key = (lot, spelling_key(price.item), str(price.unit))
    return PricePeriod(key, price.valid_from, price.valid_to)


def _record(
    access: Access, event: str, price: ContractPrice, contract: Contract, said: Said
) -> None:
    facts = {"provider": str(contract.provider), **said}
    place = Place(contract.agreement.authority_id)
    record(access, event, price, place=place, facts=facts)


@transaction.atomic
def raise_price(
    access: Access, price: ContractPrice, *, facts: LevelFacts, version: int | None = None
) -> ContractPrice:
    """Close a price the day before, and open the next one of the same thing. Returns the next.

    The next one ends when the former would have ended.

    Raises:
        RuleViolation: the former has ended, had not begun, or the next meets yet another price.
        Outdated: somebody changed the price after the page was read.
    """
    held = _locked(access, price.contract)
    former = _own(access, held, price, version)
    _require_running(former, facts.valid_from)
    ended_on = former.valid_to
    write(former, {"valid_to": day_before(facts.valid_from)})
    told = replace(_facts_of(former), amount=facts.amount, valid_from=facts.valid_from)
    row = ContractPrice()
    _written(access, held, row, replace(told, valid_to=ended_on))
    said: Said = {
        "item": row.item,
        "amount_before": str(former.amount),
        "amount_after": str(row.amount),
        "valid_from": row.valid_from.isoformat(),
    }
    _record(access, "price.level_changed", row, held, said)
    return row


def _require_running(price: ContractPrice, day: date) -> None:
    if day <= price.valid_from:
        words = {"day": price.valid_from.isoformat()}
        raise RuleViolation(_(PriceRefusal.LEVEL_TOO_EARLY.label) % words)
    if price.valid_to is not None and price.valid_to < day_before(day):
        words = {"day": price.valid_to.isoformat()}
        raise RuleViolation(_(PriceRefusal.HAS_ENDED.label) % words)


def _facts_of(price: ContractPrice) -> PriceFacts:
    return PriceFacts(
        item=price.item,
        amount=price.amount,
        valid_from=price.valid_from,
        valid_to=price.valid_to,
        unit=PriceUnit(price.unit),
        lot=price.lot,
    )


@transaction.atomic
def end_price(
    access: Access, price: ContractPrice, *, valid_to: date, version: int | None = None
) -> ContractPrice:
    """Let a price be valid until a day, and no longer.

    Raises:
        RuleViolation: that is before it started, or a later price would meet it.
        Outdated: somebody changed the price after the page was read.
    """
    held = _locked(access, price.contract)
    row = _own(access, held, price, version)
    said = _written(access, held, row, replace(_facts_of(row), valid_to=valid_to))
    if said:
        _record(access, "price.ended", row, held, {"item": row.item, **said})
    return row


@transaction.atomic
def remove_price(access: Access, price: ContractPrice) -> None:
    """Take away a price that was noted by mistake.

    Raises:
        Outdated: somebody took it away already.
    """
    held = _locked(access, price.contract)
    row = _own(access, held, price, None)
    said: Said = {
        "item": row.item,
        "amount": str(row.amount),
        "valid_from": row.valid_from.isoformat(),
    }
    _record(access, "price.removed", row, held, said)
    row.delete()
