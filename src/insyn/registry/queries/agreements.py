"""Lists and pages about agreements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, When

from insyn.kernel.access import Access
from insyn.registry.models import Agreement, Contract, Lot
from insyn.registry.rules import ContractStatus

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
    """Return the agreements that the filters keep, each with ``contract_count``.

    In the order asked for; else by title, those that have ended last.
    """
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
    if sort in SORTS:
        return counted.order_by(*SORTS[sort])
    return counted.order_by(_last(Q(ends_on__lt=today)), *SORTS["title"])


def _last(which: Q) -> Case:
    """Return an order that puts these rows after the others."""
    return Case(When(which, then=1), default=0)


def contracts_in_order(access: Access, today: date) -> QuerySet[Contract]:
    """Return the contracts that the asker may see, those that have ended last, then by name."""
    rows = Contract.objects.visible_to(access)
    seen = rows.select_related("provider", "agreement__authority__municipality")
    has_ended = Q(status=ContractStatus.ENDED) | Q(ends_on__lt=today)
    return seen.order_by(_last(has_ended), "provider__sort_key", "-starts_on", "pk")


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot in the tree of its agreement, and how many contracts it is in."""

    lot: Lot
    contract_count: int
    parts: tuple["LotRow", ...] = ()

    @property
    def name(self) -> str:
        return self.lot.full_name

    @property
    def is_unused(self) -> bool:
        return not self.contract_count and not self.parts


def lot_tree(access: Access, agreement: Agreement) -> list[LotRow]:
    """Return the areas of an agreement in their order, each with its parts. One query."""
    lots = Lot.objects.visible_to(access).filter(agreement=agreement)
    counted = lots.select_related("service_area", "parent").annotate(
        contract_count=Count("contracts")
    )
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
    """A contract in a list, with its lots in words: ”HVB: akutplatser, utredning”."""

    contract: Contract
    lots: tuple[str, ...]


def contract_rows(access: Access, contracts: Iterable[Contract]) -> list[ContractRow]:
    """Return the contracts with their lots, in the order of the agreement. Two queries."""
    listed = list(contracts)
    links = Contract.lots.through.objects.filter(contract__in=listed)
    held: defaultdict[int, set[int]] = defaultdict(set)
    for contract_id, lot_id in links.values_list("contract_id", "lot_id"):
        held[contract_id].add(lot_id)
    lots = Lot.objects.visible_to(access).filter(contracts__in=listed)
    ordered = list({lot.pk: lot for lot in lots.in_tree_order()}.values())
    return [
        ContractRow(row, _said([lot for lot in ordered if lot.pk in held[row.pk]]))
        for row in listed
    ]


def _said(lots: Iterable[Lot]) -> tuple[str, ...]:
    """Return one text for each area: its name, and the parts of it that are held."""
    parts: dict[str, list[str]] = {}
    for lot in lots:
        area = lot.parent or lot
        inside = parts.setdefault(area.name, [])
        if lot.parent:
            inside.append(lot.name)
    said = parts.items()
    return tuple(f"{area}: {', '.join(inside)}" if inside else area for area, inside in said)
