"""The lists of rights and decisions, and what they can be narrowed to."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from insyn.accounts.models import Authority
from insyn.delegations.models import (
    Delegation,
    DelegationDecision,
    DelegationDecisionQuerySet,
    DelegationQuerySet,
    DelegationReport,
    DelegationReportQuerySet,
)
from insyn.delegations.rules import DecidedHow
from insyn.kernel.access import Access, Permission
from insyn.platform import clock

ORDER_SORTS: Mapping[str, tuple[str, ...]] = {
    "matter": ("matter", "clause"),
    "clause": ("clause",),
    "from": ("valid_from",),
    "authority": ("authority__municipality__name", "authority__name", "matter"),
}
DECISION_SORTS: Mapping[str, tuple[str, ...]] = {
    "number": ("number",),
    "decided": ("decided_on",),
    "matter": ("matter", "decided_on"),
    "reported": ("reported_on", "decided_on"),
    "authority": ("authority__municipality__name", "authority__name", "decided_on"),
}
SHOWN: Mapping[str, Q] = {
    "waiting": Q(reported_on=None, how=DecidedHow.DELEGATION),
    "reported": Q(reported_on__isnull=False),
    "board": Q(how=DecidedHow.BOARD),
}
"""What of the decisions the list can be narrowed to."""


def authorities_seen(access: Access) -> QuerySet[Authority]:
    """Return the authorities in which the asker has a role that sees content."""
    rows = Authority.objects.select_related("municipality")
    return rows.filter(pk__in=access.authority_ids)


def opened_in(access: Access) -> frozenset[int]:
    """Return the authorities in which the asker can open what a decision is about.

    Who reads only what has been reported sees that something was decided, not the matter itself.
    """
    return frozenset(one.authority_id for one in access.mandates if one.sees_drafts)


def authorities_with_order(access: Access) -> QuerySet[Authority]:
    """Return the authorities whose order of delegation the asker keeps."""
    where = access.authorities_where(Permission.EDIT_DELEGATIONS)
    return Authority.objects.select_related("municipality").filter(pk__in=where)


def rights_seen(access: Access) -> DelegationQuerySet:
    """Return the rights that the asker may read, with what a page shows of them."""
    return Delegation.objects.visible_to(access).select_related("authority__municipality", "user")


def listed_rights(access: Access, chosen: Mapping[str, Any], *, sort: str) -> DelegationQuerySet:
    """Return the rights of the list: those in force or to come unless all are asked for."""
    rows = rights_seen(access)
    if not chosen.get("show_ended"):
        rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=clock.today()))
    for field in ("matter", "authority"):
        if chosen.get(field):
            rows = rows.filter(**{field: chosen[field]})
    if words := chosen.get("q"):
        rows = rows.filter(Q(clause__icontains=words) | Q(note__icontains=words))
    return rows.order_by(*_order(ORDER_SORTS, sort, first="matter"))


def decisions_seen(access: Access) -> DelegationDecisionQuerySet:
    """Return the decisions that the asker may read, with what a page shows of them."""
    return DelegationDecision.objects.visible_to(access).select_related(
        "authority__municipality",
        "delegation__user",
        "contract__provider",
        "contract__agreement",
        "decided_by",
    )


def listed_decisions(
    access: Access, chosen: Mapping[str, Any], *, sort: str
) -> DelegationDecisionQuerySet:
    """Return the decisions of the list, the latest first if nothing is said."""
    rows = decisions_seen(access)
    for field in ("matter", "authority"):
        if chosen.get(field):
            rows = rows.filter(**{field: chosen[field]})
    if chosen.get("show"):
        rows = rows.filter(SHOWN[chosen["show"]])
    if chosen.get("first_day"):
        rows = rows.filter(decided_on__gte=chosen["first_day"])
    if chosen.get("last_day"):
        rows = rows.filter(decided_on__lte=chosen["last_day"])
    if words := chosen.get("q"):
        rows = rows.filter(Q(number__icontains=words) | Q(text__icontains=words))
    return rows.order_by(*_order(DECISION_SORTS, sort, first="-decided"))


def waiting_for_board(access: Access) -> DelegationDecisionQuerySet:
    """Return the decisions that the asker is to tell a board of."""
    where = access.authorities_where(Permission.WRITE_BOARD_ITEM)
    return decisions_seen(access).unreported().filter(authority__in=where)


def reports_seen(access: Access) -> DelegationReportQuerySet:
    """Return the lists that boards were told by, with their files."""
    return DelegationReport.objects.visible_to(access).select_related(
        "authority__municipality", "word", "pdf", "made_by"
    )


def _order(sorts: Mapping[str, tuple[str, ...]], sort: str, *, first: str) -> list[OrderBy]:
    wanted = sort if sort.removeprefix("-") in sorts else first
    names = (*sorts[wanted.removeprefix("-")], "pk")
    if wanted.startswith("-"):
        return [F(name).desc(nulls_last=True) for name in names]
    return [F(name).asc(nulls_first=True) for name in names]
