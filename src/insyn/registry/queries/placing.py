"""Where nobody new is placed just now: told to all who place people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from insyn.kernel.access import Access
from insyn.platform.ordering import in_order_of
from insyn.registry.models import Contract, Provider
from insyn.registry.queries.contracts import ContractRow
from insyn.registry.rules import ContractStatus
from insyn.registry.rules.statuses import HAMPERING

SORTS: Mapping[str, tuple[Any, ...]] = {
    "provider": ("provider__sort_key", "pk"),
    "-provider": ("-provider__sort_key", "-pk"),
    "agreement": ("agreement__sort_key", "provider__sort_key", "pk"),
    "-agreement": ("-agreement__sort_key", "-provider__sort_key", "-pk"),
    "since": (F("status_from").asc(nulls_last=True), "pk"),
    "-since": (F("status_from").desc(nulls_last=True), "-pk"),
    "status": (in_order_of("status", ContractStatus).asc(), "provider__sort_key", "pk"),
    "-status": (in_order_of("status", ContractStatus).desc(), "-provider__sort_key", "-pk"),
}
"""Orders of the list of stops."""
SHOWN_FIRST = 6
"""How many stops the start page names; the page behind names all."""


def hampered(access: Access, today: date) -> QuerySet[Contract]:
    """Return the contracts that may not be used freely, of those that have not run out.

    Told of but not begun counts too: whoever plans ahead must know. By provider.
    """
    rows = Contract.objects.visible_to(access).filter(status__in=HAMPERING)
    lasting = rows.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    related = lasting.select_related("provider", "agreement__authority__municipality")
    return related.order_by(*SORTS["provider"])


def listed_stops(
    access: Access, chosen: Mapping[str, Any], *, sort: str, today: date
) -> QuerySet[Contract]:
    """Return the hampered contracts that the filters keep, in the order asked for."""
    rows = hampered(access, today)
    if chosen["q"]:
        rows = rows.filter(provider__in=Provider.objects.matching(chosen["q"]).values("pk"))
    for name in ("status", "agreement"):
        if chosen[name]:
            rows = rows.filter(**{name: chosen[name]})
    return rows.order_by(*SORTS.get(sort, SORTS["provider"]))


def stop_rows(contracts: Iterable[Contract], today: date) -> list[ContractRow]:
    """Return the contracts as rows that say from when and until when. No query."""
    return [ContractRow(contract, (), today) for contract in contracts]


def stops_of(
    access: Access, providers: Iterable[Provider], today: date
) -> dict[int, list[ContractRow]]:
    """Return the hampered contracts of the providers of one page, by provider. One query."""
    found: defaultdict[int, list[ContractRow]] = defaultdict(list)
    for contract in hampered(access, today).filter(provider__in=list(providers)):
        found[contract.provider_id].append(ContractRow(contract, (), today))
    return found
