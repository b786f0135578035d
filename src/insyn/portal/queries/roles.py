"""What the start page says first to those who check invoices and to those of the board."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value

from insyn.board.models import BoardItem
from insyn.board.rules import ItemState
from insyn.invoices.queries.standing import MoneyStanding, money_standing
from insyn.kernel.access import Access, Permission
from insyn.portal.rules import CHECKS_MONEY, OF_THE_BOARD
from insyn.publication.models import Publication
from insyn.publication.rules import PublicationState
from insyn.reports.models import Report
from insyn.reports.rules import ReportState


@dataclass(frozen=True, slots=True)
class BoardStanding:
    """What lies before the board, and what it has published. Each counts what its list shows."""

    matters: int = 0
    reports: int = 0
    to_approve: int = 0
    published: int = 0


def money_of(access: Access) -> MoneyStanding | None:
    """Return how it stands with invoices, for one whose work it is; None for others."""
    is_theirs = any(mandate.role in CHECKS_MONEY for mandate in access.mandates)
    may = access.may_somewhere(Permission.CHECK_INVOICES)
    return money_standing(access) if is_theirs and may else None


def board_of(access: Access) -> BoardStanding | None:
    """Return what comes next for the board, for one of it; None for others. One query."""
    if not any(mandate.role in OF_THE_BOARD for mandate in access.mandates):
        return None
    publications = Publication.objects.visible_to(access)
    first, *others = [
        _counted("matters", BoardItem.objects.visible_to(access).filter(state=ItemState.ISSUED)),
        _counted("reports", _to_decide(access)),
        _counted("to_approve", publications.filter(state=PublicationState.PROPOSED)),
        _counted("published", publications.filter(state=PublicationState.PUBLISHED)),
    ]
    return BoardStanding(**dict(first.union(*others, all=True)))


def _to_decide(access: Access) -> QuerySet[Report]:
    """Return what lies before the asker's own boards: others' reports are decided by others."""
    return Report.objects.visible_to(access).filter(
        state=ReportState.PROPOSED, authority__in=access.authority_ids
    )


def _counted(name: str, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    named = rows.order_by().annotate(tile=Value(name, output_field=CharField())).values("tile")
    pairs: QuerySet[Any, Any] = named.annotate(counted=Count("pk")).values_list("tile", "counted")
    return pairs
