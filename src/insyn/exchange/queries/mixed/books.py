"""Agreements as an import meets them: their lots and contracts, found by name and number."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from insyn.exchange.rules.mixed.columns import PRICED_ITEM
from insyn.kernel.access import Access
from insyn.registry.models import Agreement, Contract, ContractPrice, Lot
from insyn.registry.rules import spelling_key

LotKey = tuple[str, str]
"""The spelling keys of the area (empty at the top) and of the lot itself."""


@dataclass(slots=True)
class AgreementBook:
    """One agreement, stored or about to be, with what stands in it."""

    agreement: Agreement
    lots: dict[LotKey, Lot] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    """By the provider's organisation number."""
    held: dict[str, set[LotKey]] = field(default_factory=dict)
    """The lots of each contract, by organisation number."""
    prices: dict[tuple[str, int | None, str], ContractPrice] = field(default_factory=dict)
    """The latest price that earlier lists gave, by organisation number, lot and unit."""
    last_position: int = 0
    """The place of the last stored lot."""
    rows: dict[str, int] = field(default_factory=dict)
    """The row of the file that has spoken of each contract."""


def books_of(
    access: Access, agreements: Iterable[Agreement], *, is_locking: bool
) -> list[AgreementBook]:
    """Return the books of stored agreements, with their contracts locked if asked for.

    Four queries, besides those of ``agreements``.
    """
    books = {agreement.pk: AgreementBook(agreement) for agreement in agreements}
    keys: dict[int, LotKey] = {}
    lots = Lot.objects.visible_to(access).filter(agreement__in=books).select_related("parent")
    for lot in lots:
        area = spelling_key(lot.parent.name) if lot.parent else ""
        keys[lot.pk] = area, spelling_key(lot.name)
        book = books[lot.agreement_id]
        book.lots[keys[lot.pk]] = lot
        book.last_position = max(book.last_position, lot.position)
    rows = Contract.objects.visible_to(access).filter(agreement__in=books)
    numbers: dict[int, str] = {}
    rows = rows.select_related("provider")
    for contract in rows.select_for_update(of=("self",)) if is_locking else rows:
        numbers[contract.pk] = contract.provider.org_number
        books[contract.agreement_id].contracts[numbers[contract.pk]] = contract
    _fill_held(books, keys, numbers)
    for price in _prices(access, books):
        number = numbers[price.contract_id]
        book = books[price.contract.agreement_id]
        book.prices[number, price.lot_id, price.unit] = price
    return list(books.values())


def _prices(access: Access, books: Iterable[int]) -> Iterable[ContractPrice]:
    rows = ContractPrice.objects.visible_to(access).filter(contract__agreement__in=books)
    listed = rows.filter(item=PRICED_ITEM).select_related("contract")
    return listed.order_by("valid_from", "pk")


def _fill_held(
    books: dict[int, AgreementBook], keys: dict[int, LotKey], numbers: dict[int, str]
) -> None:
    links = Contract.lots.through.objects.filter(contract__agreement__in=books)
    held = links.values_list("contract_id", "contract__agreement_id", "lot_id")
    for contract_id, agreement_id, lot_id in held:
        book = books[agreement_id]
        book.held.setdefault(numbers[contract_id], set()).add(keys[lot_id])
