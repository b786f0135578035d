"""Lists and pages about providers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from insyn.kernel.access import Access, Permission
from insyn.registry.models import Agreement, Contract, Lot, Provider, ProviderContact, Unit
from insyn.registry.queries.contracts import ContractRow

SORTS: Mapping[str, tuple[str, ...]] = {
    "name": ("sort_key", "pk"),
    "-name": ("-sort_key", "-pk"),
    "form": ("operating_form", "sort_key", "pk"),
    "-form": ("-operating_form", "-sort_key", "-pk"),
}


AGREEMENTS_SHOWN = 3
"""Agreements named in a row of the list; the others are counted."""


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A provider in the list, with the agreements that the asker may see."""

    provider: Provider
    agreements: tuple[Agreement, ...]
    stops: tuple[ContractRow, ...] = ()
    """The contracts that whoever places somebody must know of."""

    @property
    def shown_agreements(self) -> tuple[Agreement, ...]:
        return self.agreements[:AGREEMENTS_SHOWN]

    @property
    def more_agreements(self) -> int:
        return max(0, len(self.agreements) - AGREEMENTS_SHOWN)


def listed_providers(access: Access, *, chosen: Mapping[str, Any], sort: str) -> QuerySet[Provider]:
    """Return the providers that the filters keep, in the order asked for, else by name."""
    providers = Provider.objects.standing().select_related("group")
    if chosen["q"]:
        providers = providers.matching(chosen["q"])
    if chosen["form"]:
        providers = providers.filter(operating_form=chosen["form"])
    contracts = Contract.objects.visible_to(access)
    if chosen["agreement"]:
        in_agreement = contracts.filter(agreement=chosen["agreement"])
        providers = providers.filter(pk__in=in_agreement.values("provider"))
    if chosen["area"]:
        units = Unit.objects.filter(service_area=chosen["area"]).values("provider")
        lots = Lot.objects.visible_to(access).filter(service_area=chosen["area"])
        given = contracts.filter(lots__in=lots.values("pk")).values("provider")
        providers = providers.filter(Q(pk__in=units) | Q(pk__in=given))
    return providers.order_by(*SORTS.get(sort, SORTS["name"]))


def with_agreements(access: Access, providers: Iterable[Provider]) -> list[ProviderRow]:
    """Return the rows of one page. One query."""
    listed = list(providers)
    contracts = Contract.objects.visible_to(access).filter(provider__in=listed)
    found: defaultdict[int, list[Agreement]] = defaultdict(list)
    for contract in contracts.select_related("agreement").order_by("agreement__sort_key", "pk"):
        found[contract.provider_id].append(contract.agreement)
    return [ProviderRow(provider, tuple(found[provider.pk])) for provider in listed]


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact person on the provider's page, and whether the asker may change the access."""

    contact: ProviderContact
    may_change: bool


def contact_rows(access: Access, provider: Provider, today: date) -> list[ContactRow]:
    """Return who answers for the provider today, and towards which authority. One query."""
    kept = access.authorities_where(Permission.EDIT_REGISTER)
    contacts = provider.contacts.current(today).select_related("user", "authority__municipality")
    return [ContactRow(row, row.authority_id in kept) for row in contacts.order_by("pk")]


def others_matching(provider: Provider, text: str) -> QuerySet[Provider]:
    """Return the other providers that the text fits, by name; none without a text."""
    if not text:
        return Provider.objects.none()
    others = Provider.objects.standing().exclude(pk=provider.pk).matching(text)
    return others.select_related("group").order_by("sort_key", "pk")
