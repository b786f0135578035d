"""Finding Word layouts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from insyn.board.models import BoardItem, WordLayout
from insyn.board.rules import LayoutKind
from insyn.kernel.access import Access


def layouts_of(access: Access) -> QuerySet[WordLayout]:
    """Return every version of the layouts that the asker may see."""
    rows = WordLayout.objects.visible_to(access)
    return rows.select_related("authority__municipality", "document")


def newest_layouts(access: Access) -> QuerySet[WordLayout]:
    """Return the newest version of each layout; ordered by board and name."""
    later = WordLayout.objects.visible_to(access).filter(
        authority=OuterRef("authority"), name=OuterRef("name")
    )
    newest = later.order_by("-number").values("pk")[:1]
    found = layouts_of(access).filter(pk=Subquery(newest))
    return found.order_by("authority__municipality__name", "authority__name", "name")


def listed_layouts(access: Access, *, chosen: Mapping[str, Any]) -> QuerySet[WordLayout]:
    """Return the newest versions that the filters keep."""
    rows = newest_layouts(access)
    if said := chosen.get("q"):
        rows = rows.filter(name__icontains=said)
    if kind := chosen.get("kind"):
        rows = rows.filter(kind=kind)
    return rows if chosen.get("retired") else rows.filter(retired_on=None)


def usable_layouts(
    access: Access, *, authority_id: int, kind: LayoutKind, chosen: int | None
) -> QuerySet[WordLayout]:
    """Return what a paper of the board can be written into; the one it has stays among them."""
    newest = newest_layouts(access).filter(retired_on=None).values("pk")
    rows = layouts_of(access).filter(authority_id=authority_id, kind=kind)
    return rows.filter(Q(pk__in=newest) | Q(pk=chosen))


def versions_of(access: Access, layout: WordLayout) -> QuerySet[WordLayout]:
    """Return the versions of the layout, the newest first."""
    return layouts_of(access).filter(authority=layout.authority_id, name=layout.name)


def items_with(access: Access, layout: WordLayout) -> Sequence[BoardItem]:
    """Return the matters whose memo or plan is written into exactly this version."""
    uses = Q(memo_layout=layout) | Q(plan_layout=layout)
    return list(BoardItem.objects.visible_to(access).filter(uses))
