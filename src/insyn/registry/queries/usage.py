"""How much contracts have been used: the long list, its sums, and one contract's own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import ExtractYear

from insyn.kernel.access import Access
from insyn.registry.models import Agreement, Contract, Usage
from insyn.registry.models.contracts import KNOWN_AMOUNT, KNOWN_CLIENTS
from insyn.registry.queries.contracts import providers_named

SORTS: Mapping[str, tuple[Any, ...]] = {
    "period": ("period_start", "pk"),
    "-period": ("-period_start", "-pk"),
    "provider": ("contract__provider__sort_key", "pk"),
    "-provider": ("-contract__provider__sort_key", "-pk"),
    "amount": (KNOWN_AMOUNT.asc(), "pk"),
    "-amount": (KNOWN_AMOUNT.desc(), "-pk"),
    "clients": (KNOWN_CLIENTS.asc(), "pk"),
    "-clients": (KNOWN_CLIENTS.desc(), "-pk"),
}
"""Orders of the long list; what is not known counts as less than nothing."""
NEWEST_FIRST = "-period"


@dataclass(frozen=True, slots=True)
class UsageSum:
    """What several reports come to. None where none of them says."""

    call_offs: int | None
    clients: int | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class YearOfUsage:
    """What the periods that begin in one year come to."""

    year: int
    total: UsageSum


def listed_usage(
    access: Access, agreements: Collection[Agreement], *, chosen: Mapping[str, Any], sort: str
) -> QuerySet[Usage]:
    """Return the usage that the filters keep, in the order asked for, else the newest first.

    ``agreements`` are those of ``queries.contracts.agreements_seen``. A period belongs to the
    year in which it begins.
    """
    told = chosen["agreement"]
    keys = [row.pk for row in agreements if told is None or row.pk == told.pk]
    rows = Usage.objects.visible_to(access).filter(agreement__in=keys)
    if chosen["year"]:
        rows = rows.filter(period_start__year=chosen["year"])
    if chosen["q"]:
        providers = providers_named(chosen["q"], is_wide=told is None)
        rows = rows.filter(contract__provider__in=providers)
    return rows.order_by(*SORTS.get(sort, SORTS[NEWEST_FIRST]))


def shown_usage(access: Access) -> QuerySet[Usage]:
    """Return how a row of the list is read: with its provider and agreement."""
    return Usage.objects.visible_to(access).select_related("contract__provider", "agreement")


def sum_of(rows: QuerySet[Usage]) -> UsageSum:
    """Return what the rows come to, added up by the database. One query."""
    return UsageSum(
        **rows.order_by().aggregate(
            call_offs=Sum("call_offs"), clients=Sum("clients"), amount=Sum("amount")
        )
    )


def usage_of(access: Access, contract: Contract) -> QuerySet[Usage]:
    """Return the contract's own periods, the newest first."""
    return Usage.objects.visible_to(access).filter(contract=contract).order_by(*SORTS[NEWEST_FIRST])


def years_of(access: Access, contract: Contract) -> list[YearOfUsage]:
    """Return what the contract's periods come to for each year, the latest first. One query."""
    rows = Usage.objects.visible_to(access).filter(contract=contract)
    years = rows.annotate(year=ExtractYear("period_start")).values("year").order_by("-year")
    summed = years.annotate(
        call_off_sum=Sum("call_offs"), client_sum=Sum("clients"), amount_sum=Sum("amount")
    )
    return [
        YearOfUsage(
            row["year"], UsageSum(row["call_off_sum"], row["client_sum"], row["amount_sum"])
        )
        for row in summed
    ]
