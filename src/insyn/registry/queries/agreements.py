"""Lists and pages about agreements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from insyn.kernel.access import Access
from insyn.registry.models import Agreement, Contract, Lot

SORTS: Mapping[str, tuple[str, ...]] = {
    "title": ("sort_key", "-starts_on", "pk"),
    "-title": ("-sort_key", "starts_on", "-pk"),
    "starts_on": ("starts_on", "sort_key", "pk"),
    "-starts_on": ("-starts_on", "sort_key", "pk"),
    "ends_on": ("ends_on", "sort_key", "pk"),
    "-ends_on": ("-ends_on", "sort_key", "pk"),
}


def listed_agreements(
    access: Access, *, chosen: Mapping[str, Any], sort: str, today: date
) -> QuerySet[Agreement]:
    """Return the agreements that the filters keep, each with ``contract_count``."""
    agreements = Agreement.objects.visible_to(access).select_related("authority__municipality")
    if chosen["q"]:
        agreements = agreements.matching(chosen["q"])
    if chosen["form"]:
        agreements = agreements.filter(form=chosen["form"])
    match chosen["period"]:
        case "in_force":
            agreements = agreements.in_force(today)
        case "coming":
            agreements = agreements.coming(today)
        case "ended":
            agreements = agreements.ended(today)
    # A contract is exactly as visible as its agreement, so that the plain count is the right one.
    counted = agreements.annotate(contract_count=Count("contracts"))
    return counted.order_by(*SORTS.get(sort, SORTS["title"]))


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot in the tree of its agreement, and how many contracts it is in."""

    lot: Lot
    contract_count: int
    parts: tuple["LotRow", ...] = ()

    @property
    def is_unused(self) -> bool:
        return not self.contract_count and not self.parts


def lot_tree(access: Access, agreement: Agreement) -> list[LotRow]:
    """Return the areas of an agreement in their order, each with its parts. One query."""
    lots = Lot.objects.visible_to(access).filter(agreement=agreement)
    counted = lots.select_related("service_area").annotate(contract_count=Count("contracts"))
    parts: defaultdict[int | None, list[LotRow]] = defaultdict(list)
    areas = []
    for lot in counted.order_by("position", "pk"):
        count = int(getattr(lot, "contract_count"))  # noqa: B009  annotated above
        if lot.parent_id is None:
            areas.append((lot, count))
        else:
            parts[lot.parent_id].append(LotRow(lot, count))
    return [LotRow(lot, count, tuple(parts[lot.pk])) for lot, count in areas]


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract in a list, with the names of its lots."""

    contract: Contract
    lots: tuple[str, ...]


def contract_rows(access: Access, contracts: Iterable[Contract]) -> list[ContractRow]:
    """Return the contracts with their lots, in order of the lots. Two queries."""
    listed = list(contracts)
    links = Contract.lots.through.objects.filter(contract__in=listed)
    held: defaultdict[int, set[int]] = defaultdict(set)
    for contract_id, lot_id in links.values_list("contract_id", "lot_id"):
        held[contract_id].add(lot_id)
    lots = Lot.objects.visible_to(access).filter(contracts__in=listed).distinct()
    names = {lot.pk: lot.name for lot in lots}
    return [
        ContractRow(row, tuple(name for pk, name in names.items() if pk in held[row.pk]))
        for row in listed
    ]
