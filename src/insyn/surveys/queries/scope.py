"""Whom a round asks: the units and contracts of its scope, and who falls outside."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.registry.models import Contract, Lot, ServiceArea, Unit
from insyn.registry.models.contracts import ContractQuerySet
from insyn.registry.rules import OperatingForm
from insyn.risk.models import Candidate, Selection
from insyn.surveys.rules import ScopeKind

OWN_FORMS = frozenset({OperatingForm.IN_HOUSE, OperatingForm.MUNICIPAL_COMPANY})
"""Forms of operation that the municipality answers for itself."""


@dataclass(frozen=True, slots=True)
class ScopeFacts:
    """Whom a round asks: no areas and no forms mean all."""

    authority: Authority
    scope: ScopeKind = ScopeKind.ALL
    service_areas: Sequence[ServiceArea] = ()
    operating_forms: Sequence[str] = ()
    selection: Selection | None = None

    @property
    def area_ids(self) -> frozenset[int]:
        return frozenset(area.pk for area in self.service_areas)


@dataclass(frozen=True, slots=True)
class PlaceInScope:
    """One response to ask for: a unit of a contract, or the whole contract."""

    contract_id: int
    unit_id: int | None
    service_area_id: int | None
    operating_form: str

    @property
    def key(self) -> tuple[int, int | None]:
        return (self.contract_id, self.unit_id)

    @property
    def mark(self) -> str:
        return mark_of(self.contract_id, self.unit_id)


def mark_of(contract_id: int, unit_id: int | None) -> str:
    """Return what a round remembers a place by: the unit, whatever contract it comes through."""
    return f"unit:{unit_id}" if unit_id else f"contract:{contract_id}"


@dataclass(frozen=True, slots=True)
class ScopeCount:
    """How many a scope gives, private and in-house side by side."""

    units: int
    contracts: int
    own: int
    others: int

    @property
    def total(self) -> int:
        return self.own + self.others


def places_in(access: Access, facts: ScopeFacts, *, on: date) -> list[PlaceInScope]:
    """Return whom the scope asks on a day: each open unit once, in its newest contract.

    A contract that names no unit is asked as a whole. A unit that another provider has taken
    over is asked through that provider's contract. At most six queries.
    """
    if facts.scope == ScopeKind.CHOSEN:
        return []
    return _kept(_possible(access, facts, on=on), facts)


def possible_places(access: Access, facts: ScopeFacts, *, on: date) -> list[PlaceInScope]:
    """Return whom the board could ask on a day, whatever the scope says of areas and forms."""
    return _possible(access, ScopeFacts(authority=facts.authority), on=on)


def _possible(access: Access, facts: ScopeFacts, *, on: date) -> list[PlaceInScope]:
    contracts = _contracts(access, facts, on)
    held = {
        key: (provider, form, starts)
        for key, provider, form, starts in contracts.order_by().values_list(
            "pk", "provider", "provider__operating_form", "starts_on"
        )
    }
    newest: dict[int, PlaceInScope] = {}
    named: set[int] = set()
    for contract, unit, provider, area, closed in _named_units(contracts):
        named.add(contract)
        operator, form, starts = held[contract]
        if provider != operator or (closed is not None and closed <= on):
            continue
        other = newest.get(unit)
        if other is None or (held[other.contract_id][2], other.contract_id) < (starts, contract):
            newest[unit] = PlaceInScope(contract, unit, area, form)
    whole = [key for key in held if key not in named]
    areas = _areas_of_lots(access, whole)
    return [
        *newest.values(),
        *(PlaceInScope(key, None, areas.get(key), held[key][1]) for key in whole),
    ]


def _contracts(access: Access, facts: ScopeFacts, on: date) -> ContractQuerySet:
    """Return the contracts in force of the board's agreements, or those of its selection."""
    rows = Contract.objects.visible_to(access).usable()
    owned = Q(agreement__authority=facts.authority)
    shared = Q(agreement__cooperation__in=facts.authority.cooperations.values("pk"))
    lasting = Q(ends_on=None) | Q(ends_on__gte=on)
    held = rows.filter(lasting, owned | shared, starts_on__lte=on)
    if facts.scope != ScopeKind.SELECTION or facts.selection is None:
        return held
    chosen = Candidate.objects.visible_to(access).filter(
        selection=facts.selection, is_chosen=True, authority=facts.authority
    )
    return held.filter(pk__in=chosen.order_by().values("contract"))


def _named_units(
    contracts: QuerySet[Contract],
) -> Iterable[tuple[int, int, int, int, date | None]]:
    pairs = Contract.units.through.objects.filter(contract__in=contracts.order_by().values("pk"))
    return pairs.order_by("pk").values_list(
        "contract", "unit", "unit__provider", "unit__service_area", "unit__closed_on"
    )


def _areas_of_lots(access: Access, contracts: Collection[int]) -> dict[int, int]:
    """Return the area of a contract's lots, when they all have the same."""
    if not contracts:
        return {}
    lots = Lot.objects.visible_to(access).filter(service_area__isnull=False)
    found: dict[int, set[int]] = {}
    for contract, area in lots.order_by().values_list("contracts", "service_area"):
        if contract is not None:
            found.setdefault(contract, set()).add(area)
    wanted = frozenset(contracts)
    return {
        key: next(iter(areas)) for key, areas in found.items() if key in wanted and len(areas) == 1
    }


def _kept(places: Iterable[PlaceInScope], facts: ScopeFacts) -> list[PlaceInScope]:
    areas, forms = facts.area_ids, frozenset(facts.operating_forms)
    return [
        place
        for place in places
        if (not areas or place.service_area_id in areas)
        and (not forms or place.operating_form in forms)
    ]


def counted(places: Sequence[PlaceInScope]) -> ScopeCount:
    """Return how many the places are: units, whole contracts, in-house and others."""
    own = sum(1 for place in places if place.operating_form in OWN_FORMS)
    units = sum(1 for place in places if place.unit_id is not None)
    return ScopeCount(units, len(places) - units, own, len(places) - own)


def units_without_contract(
    access: Access, facts: ScopeFacts, places: Sequence[PlaceInScope], *, on: date
) -> list[Unit]:
    """Return the open units in the board's municipality that the scope would ask, had they one.

    Only for a scope of all; with a selection or a choice the board has said whom it means.
    Units of a provider that is asked as a whole are covered by that. Two queries.
    """
    if facts.scope != ScopeKind.ALL:
        return []
    units = Unit.objects.open(on).filter(municipality=facts.authority.municipality_id)
    if facts.area_ids:
        units = units.filter(service_area__in=facts.area_ids)
    if facts.operating_forms:
        units = units.filter(provider__operating_form__in=facts.operating_forms)
    asked = {place.unit_id for place in places}
    covered = _whole_providers(access, facts, on)
    told = units.select_related("provider", "service_area")
    return [unit for unit in told if unit.pk not in asked and unit.provider_id not in covered]


def _whole_providers(access: Access, facts: ScopeFacts, on: date) -> frozenset[int]:
    whole = _contracts(access, facts, on).filter(units=None)
    return frozenset(whole.order_by().values_list("provider", flat=True))
