"""The same deficiency again: at the unit, the provider or its owner group, earlier years. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from insyn.kernel.choices import Choice


class Relation(Choice):
    """What the earlier deficiency has in common with this one, the closest first."""

    UNIT = "unit", "i samma verksamhet"
    PROVIDER = "provider", "hos samma utförare"
    GROUP = "group", "i samma koncern"


@dataclass(frozen=True, slots=True)
class Noted:
    """A deficiency as it is compared: which demand, where, and which year.

    ``root`` is the requirement that others were taken from, and ``origin`` the code of a shipped
    one. ``provider`` is the one that ran the service then: a unit that gets a new operator keeps
    its history, and the operator keeps its own.
    """

    key: int
    followup: int
    number: str
    year: int
    root: int
    origin: str
    unit: int | None
    provider: int
    group: int | None
    authority: int
    cooperation: int | None = None
    is_reported: bool = False

    def is_same_demand(self, other: "Noted") -> bool:
        return self.root == other.root or bool(self.origin and self.origin == other.origin)


@dataclass(frozen=True, slots=True)
class Repeat:
    """An earlier deficiency of the same demand, and how near it is."""

    relation: Relation
    noted: Noted


def relation_of(one: Noted, other: Noted) -> Relation | None:
    """Return the closest thing that two deficiencies have in common; None when nothing is."""
    if one.unit is not None and one.unit == other.unit:
        return Relation.UNIT
    if one.provider == other.provider:
        return Relation.PROVIDER
    if one.group is not None and one.group == other.group:
        return Relation.GROUP
    return None


def is_within_reach(one: Noted, other: Noted, cooperations: frozenset[int]) -> bool:
    """Tell whether the earlier one is the authority's own, or reported in its cooperation."""
    if one.authority == other.authority:
        return True
    return other.is_reported and other.cooperation in cooperations


def repeats_in(
    one: Noted, noted: Iterable[Noted], *, cooperations: frozenset[int] = frozenset()
) -> list[Repeat]:
    """Return the earlier years' deficiencies of the same demand, the closest and latest first.

    What another follow-up of the same year saw is the same deficiency, not a repeated one.
    """
    found = []
    for other in noted:
        relation = relation_of(one, other)
        is_earlier = other.year < one.year and one.is_same_demand(other)
        if relation and is_earlier and is_within_reach(one, other, cooperations):
            found.append(Repeat(relation, other))
    order = list(Relation)
    return sorted(
        found, key=lambda hit: (order.index(hit.relation), -hit.noted.year, -hit.noted.key)
    )


def years_by_relation(repeats: Iterable[Repeat]) -> Mapping[Relation, list[int]]:
    """Return the years of each relation, in order and once; only relations that there are."""
    years: dict[Relation, set[int]] = {}
    for repeat in repeats:
        years.setdefault(repeat.relation, set()).add(repeat.noted.year)
    return {relation: sorted(years[relation]) for relation in Relation if relation in years}
