"""What the page of one provider shows: the hub from which everything about it is reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, QuerySet, When

from insyn.kernel.access import Access, Permission
from insyn.registry.models import Provider, ProviderMerge, ProviderName, Unit, UnitOperation
from insyn.registry.rules import NameKind
from insyn.registry.rules.likeness import alike, bare_name, mistyped_numbers
from insyn.registry.rules.names import sort_key

MOST_ALIKE = 5
"""How many providers a page says may be the same."""
MOST_COMPARED = 200
"""How many names are compared letter by letter for one page."""
COMPARED_START = 4
"""Letters that two names must begin with alike to be compared at all."""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number about a provider, and the page that lists what it counts."""

    label: str
    value: int
    url: str


@dataclass(frozen=True, slots=True)
class Names:
    """The other names of a provider: those it once had, and those it is spelled with."""

    earlier: Sequence[ProviderName]
    spellings: Sequence[ProviderName]


def names_of(provider: Provider) -> Names:
    """Return the provider's other names; the earlier ones with the latest first. One query."""
    latest = F("used_until").desc(nulls_last=True)
    rows = list(provider.other_names.order_by(latest, "sort_key", "pk"))
    earlier = [row for row in rows if row.kind == NameKind.EARLIER]
    spellings = [row for row in rows if row.kind != NameKind.EARLIER]
    return Names(earlier, sorted(spellings, key=lambda row: row.sort_key))


def units_of(provider: Provider, today: date) -> QuerySet[Unit]:
    """Return the units that the provider runs, those that are closed last, then by name."""
    units = Unit.objects.filter(provider=provider)
    related = units.select_related("provider", "service_area", "municipality")
    closed_last = Case(When(closed_on__lte=today, then=1), default=0)
    return related.order_by(closed_last, "sort_key", "pk")


def former_operations(provider: Provider) -> QuerySet[UnitOperation]:
    """Return when the provider ran units that another one runs now, the latest first."""
    rows = UnitOperation.objects.filter(provider=provider).exclude(unit__provider=provider)
    latest = F("ends_on").desc(nulls_first=True)
    return rows.select_related("unit__provider").order_by(latest, "-pk")


def merges_into(provider: Provider) -> QuerySet[ProviderMerge]:
    """Return the mergings that the provider was kept in and that stand, the latest first."""
    return provider.merges.filter(undone_at=None).select_related("merged")


def look_alikes(access: Access, provider: Provider) -> list[Provider]:
    """Return the providers that may be the same one, for those who may merge; else nothing.

    One whose number is a slip of the keys away, and then those with nearly the same name. Two
    queries.
    """
    if not access.may_somewhere(Permission.IMPORT_REGISTER):
        return []
    others = Provider.objects.standing().exclude(pk=provider.pk)
    slips = list(others.filter(org_number__in=list(mistyped_numbers(provider.org_number))))
    near = [row for row in _to_compare(others, provider) if alike(row.name, provider.name)]
    return list(dict.fromkeys(slips + near))[:MOST_ALIKE]


def _to_compare(others: QuerySet[Provider], provider: Provider) -> list[Provider]:
    """Return those whose name begins as the provider's does, legal form apart."""
    starts = {bare_name(provider.name)[:COMPARED_START], provider.name[:COMPARED_START]}
    begun = Q(pk__in=())
    for start in starts:
        begun |= Q(sort_key__startswith=sort_key(start))
    return list(others.filter(begun).order_by("sort_key", "pk")[:MOST_COMPARED])
