"""The lots of agreements, as the tree they are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from insyn.kernel.access import Access
from insyn.registry.models import Agreement, Lot
from insyn.registry.rules.lots import DEEPEST, depth_of, in_tree_order, inside


def in_order(lots: Iterable[Lot]) -> list[Lot]:
    """Return the lots as a tree is read: each before what is inside it. No query.

    Each lot is given its parent from among the lots, so that its full name costs nothing.
    Siblings stand by position, the lots of one agreement together.
    """
    rows = sorted(lots, key=lambda lot: (lot.agreement_id, lot.position, lot.pk))
    by_key = {lot.pk: lot for lot in rows}
    for lot in rows:
        if lot.parent_id in by_key:
            lot.parent = by_key[lot.parent_id]
    return [by_key[key] for key in in_tree_order({lot.pk: lot.parent_id for lot in rows})]


def lots_in_order(access: Access, agreements: Iterable[Agreement | int]) -> list[Lot]:
    """Return the lots of the agreements in tree order. One query."""
    return in_order(Lot.objects.visible_to(access).filter(agreement__in=agreements))


def lots_that_can_hold(access: Access, agreement: Agreement, lot: Lot | None) -> list[Lot]:
    """Return the lots that the lot may be put inside: not itself, what is in it, or too deep.

    One query. Without a lot, those that a new one may be put inside.
    """
    lots = lots_in_order(access, [agreement])
    parents = {row.pk: row.parent_id for row in lots}
    taken = inside(lot.pk, parents) if lot else frozenset()
    levels = [depth_of(key, parents) for key in taken]
    height = max(levels) - min(levels) + 1 if levels else 1
    free = (row for row in lots if row.pk not in taken)
    return [row for row in free if depth_of(row.pk, parents) + height <= DEEPEST]


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot in the tree of its agreement: its level from 1, and how many contracts it is in."""

    lot: Lot
    level: int
    contract_count: int
    has_parts: bool
    is_first: bool
    is_last: bool

    @property
    def name(self) -> str:
        return self.lot.full_name

    @property
    def around(self) -> str:
        """Return the full name of the lot that it is inside, or an empty string."""
        return self.lot.parent.full_name if self.lot.parent else ""

    @property
    def is_unused(self) -> bool:
        return not self.contract_count and not self.has_parts


def lot_rows(access: Access, agreement: Agreement) -> list[LotRow]:
    """Return the lots of an agreement in tree order. One query."""
    rows = Lot.objects.visible_to(access).filter(agreement=agreement)
    counted = rows.select_related("service_area").annotate(contract_count=Count("contracts"))
    lots = in_order(counted)
    parents = {lot.pk: lot.parent_id for lot in lots}
    siblings: defaultdict[int | None, list[int]] = defaultdict(list)
    for lot in lots:
        siblings[lot.parent_id].append(lot.pk)
    return [_row(lot, depth_of(lot.pk, parents), siblings) for lot in lots]


def _row(lot: Lot, level: int, siblings: defaultdict[int | None, list[int]]) -> LotRow:
    beside: Sequence[int] = siblings[lot.parent_id]
    return LotRow(
        lot=lot,
        level=level,
        contract_count=int(getattr(lot, "contract_count")),  # noqa: B009  annotated above
        has_parts=lot.pk in siblings,
        is_first=beside[0] == lot.pk,
        is_last=beside[-1] == lot.pk,
    )
