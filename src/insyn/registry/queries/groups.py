"""Lists and pages about groups of companies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from insyn.kernel.access import Access
from insyn.registry.models import Agreement, Contract, Provider, ProviderGroup, Unit
from insyn.registry.queries.providers import with_agreements
from insyn.registry.rules.names import sort_key

SUGGESTED = 500
"""Names of groups that a form suggests; the others are found by their name all the same."""

SORTS: Mapping[str, tuple[str, ...]] = {
    "name": ("sort_key", "pk"),
    "-name": ("-sort_key", "-pk"),
    "providers": ("provider_count", "sort_key", "pk"),
    "-providers": ("-provider_count", "sort_key", "pk"),
}


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in the list, with how many providers and agreements the asker sees in it."""

    group: ProviderGroup
    providers: int
    agreements: int


def listed_groups(*, text: str, sort: str) -> QuerySet[ProviderGroup]:
    """Return the groups whose name has the text in it, each with ``provider_count``.

    A provider that has been merged into another is not counted.
    """
    standing = Q(providers__isnull=False, providers__merged_into=None)
    groups = ProviderGroup.objects.annotate(provider_count=Count("providers", filter=standing))
    if text:
        groups = groups.filter(sort_key__contains=sort_key(text))
    return groups.order_by(*SORTS.get(sort, SORTS["name"]))


def group_rows(access: Access, groups: Iterable[ProviderGroup]) -> list[GroupRow]:
    """Return the rows of one page of ``listed_groups``. One query."""
    listed = list(groups)
    contracts = Contract.objects.visible_to(access).filter(provider__group__in=listed)
    counted = contracts.order_by().values("provider__group")
    pairs = counted.annotate(found=Count("agreement", distinct=True))
    agreements = dict(pairs.values_list("provider__group", "found"))
    return [
        GroupRow(group, getattr(group, "provider_count"), agreements.get(group.pk, 0))  # noqa: B009
        for group in listed
    ]


def suggested_groups() -> list[str]:
    """Return the first names of groups in Swedish order, for a form to suggest."""
    return list(ProviderGroup.objects.values_list("name", flat=True)[:SUGGESTED])


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A provider on its group's page."""

    provider: Provider
    units: int
    agreements: tuple[Agreement, ...]


def members_of(group: ProviderGroup) -> QuerySet[Provider]:
    """Return the group's providers by name, without those merged into another."""
    return Provider.objects.standing().filter(group=group).order_by("sort_key", "pk")


def member_rows(access: Access, providers: Iterable[Provider], today: date) -> list[MemberRow]:
    """Return the rows of one page, with open units and the agreements seen. Two queries."""
    listed = list(providers)
    units = Unit.objects.open(today).filter(provider__in=listed).order_by().values("provider")
    counts: dict[Any, int] = dict(
        units.annotate(found=Count("pk")).values_list("provider", "found")
    )
    return [
        MemberRow(row.provider, counts.get(row.provider.pk, 0), row.agreements)
        for row in with_agreements(access, listed)
    ]
