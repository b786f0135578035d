"""Finding matters and their parts."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from django.db.models import Model, Q, QuerySet

from insyn.accounts.models import Authority
from insyn.board.models import (
    Appendix,
    BoardItem,
    ItemPaper,
    ItemPassage,
    ItemProposal,
    ItemReference,
    ItemSignatory,
)
from insyn.board.rules import Part
from insyn.kernel.access import Access
from insyn.plans.models import Plan

PartRow: TypeAlias = ItemPassage | ItemProposal | Appendix | ItemReference | ItemSignatory

MODELS: Mapping[Part, type[Model]] = {
    Part.PASSAGE: ItemPassage,
    Part.PROPOSAL: ItemProposal,
    Part.APPENDIX: Appendix,
    Part.REFERENCE: ItemReference,
    Part.SIGNATORY: ItemSignatory,
}
SORTED_BY: Mapping[str, str] = {
    "title": "title",
    "date": "dated_on",
    "state": "state",
    "board": "authority__name",
}


def items_of(access: Access) -> QuerySet[BoardItem]:
    """Return the matters that the asker may see, with board and plan."""
    rows = BoardItem.objects.visible_to(access)
    return rows.select_related("authority__municipality", "plan__authority__municipality")


def listed_items(access: Access, *, chosen: Mapping[str, Any], sort: str) -> QuerySet[BoardItem]:
    """Return the matters that the filters keep, the latest first unless sorted otherwise."""
    items = items_of(access)
    if said := chosen.get("q"):
        items = items.filter(
            Q(title__icontains=said)
            | Q(case_number__icontains=said)
            | Q(plan__title__icontains=said)
        )
    if state := chosen.get("state"):
        items = items.filter(state=state)
    if authority := chosen.get("authority"):
        items = items.filter(authority=authority)
    field = SORTED_BY.get(sort.removeprefix("-"))
    if field is None:
        return items
    return items.order_by(f"-{field}" if sort.startswith("-") else field, "-dated_on", "pk")


def boards_with_items(access: Access) -> QuerySet[Authority]:
    """Return the boards whose matters the asker sees some of."""
    seen = BoardItem.objects.visible_to(access).values("authority")
    return Authority.objects.filter(pk__in=seen).select_related("municipality")


def items_about(access: Access, plan: Plan) -> QuerySet[BoardItem]:
    """Return the matters about the plan that the asker may see, the latest first."""
    return items_of(access).filter(plan=plan)


def parts_of(access: Access, item: BoardItem, part: Part) -> "QuerySet[Any]":
    """Return the parts of that kind in their order."""
    rows = MODELS[part]._default_manager.visible_to(access)  # type: ignore[attr-defined]
    of_item: QuerySet[Any] = rows.filter(item=item)
    return of_item.select_related("document") if part == Part.APPENDIX else of_item


def issued_papers(access: Access, item: BoardItem) -> Sequence[ItemPaper]:
    """Return the papers that were stored each time the matter was issued, the latest first."""
    rows = ItemPaper.objects.visible_to(access).filter(item=item)
    return list(rows.select_related("document"))
