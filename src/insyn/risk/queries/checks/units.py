"""What the checks read of the units that give care under a plan's agreements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Q

from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.kernel.access import Access
from insyn.registry.models import Contract
from insyn.registry.models import Unit as UnitRow
from insyn.registry.queries.units import PermitView, with_permits
from insyn.registry.rules.permits import PermitState
from insyn.risk.queries.checks.agreements import Place
from insyn.risk.rules.checks import Activity, Terms, Unit


def units_of(
    access: Access,
    activities: Collection[Activity],
    terms: Collection[Terms],
    places: Collection[Place],
    *,
    on: date,
) -> list[Unit]:
    """Return the open units that the plan's agreements or activities are about. Four queries.

    Those that a contract names; where it names none, those of its provider whose kind of
    service the agreement is for.
    """
    used = [place for place in places if place.last_day is None or place.last_day >= on]
    named = _named_in(access, used)
    rows = _rows(activities, used, named, on)
    under = _agreements_of(rows, terms, used, named)
    new = {row.provider_id for row in rows if row.first_client_on is not None}
    dates = _followed_up(access, new, {place.agreement for place in used})
    return [
        _unit(view.unit, view.permit, under[view.unit.pk], dates) for view in with_permits(rows, on)
    ]


def _named_in(access: Access, places: Iterable[Place]) -> dict[int, set[int]]:
    """Return the units that each contract names."""
    contracts = Contract.objects.visible_to(access).filter(pk__in=[one.key for one in places])
    rows = Contract.units.through._default_manager.filter(contract__in=contracts.order_by())
    found: dict[int, set[int]] = defaultdict(set)
    for contract, unit in rows.values_list("contract_id", "unit_id"):
        found[contract].add(unit)
    return found


def _rows(
    activities: Iterable[Activity],
    places: Iterable[Place],
    named: Mapping[int, set[int]],
    on: date,
) -> list[UnitRow]:
    keys = {unit for units in named.values() for unit in units}
    keys |= {unit for activity in activities if activity.stands for unit in activity.units}
    providers = {place.provider for place in places if place.key not in named}
    units = UnitRow.objects.open(on).filter(Q(pk__in=keys) | Q(provider__in=providers))
    return list(units.select_related("provider", "service_area").order_by("sort_key", "pk"))


def _agreements_of(
    rows: Iterable[UnitRow],
    terms: Iterable[Terms],
    places: Iterable[Place],
    named: Mapping[int, set[int]],
) -> dict[int, set[int]]:
    """Return the agreements that each unit gives care under."""
    areas = {one.key: one.areas for one in terms}
    by_unit: dict[int, set[int]] = defaultdict(set)
    by_provider: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        by_provider[place.provider].append(place)
        for unit in named.get(place.key, ()):
            by_unit[unit].add(place.agreement)
    for row in rows:
        for place in by_provider[row.provider_id]:
            wanted = areas.get(place.agreement, frozenset())
            if place.key not in named and (not wanted or row.service_area_id in wanted):
                by_unit[row.pk].add(place.agreement)
    return by_unit


def _followed_up(
    access: Access, providers: Collection[int], agreements: Collection[int]
) -> dict[int, list[date]]:
    """Return the days when each provider was, or will be, followed up."""
    rows = Followup.objects.visible_to(access).exclude(state=State.CANCELLED)
    theirs = rows.filter(contract__provider__in=providers, contract__agreement__in=agreements)
    found: dict[int, list[date]] = defaultdict(list)
    listed = theirs.order_by().values_list("contract__provider", "carried_out_on", "planned_for")
    for provider, done_on, planned_for in listed:
        found[provider].append(done_on or planned_for)
    return found


def _unit(
    row: UnitRow, permit: PermitView, agreements: set[int], dates: Mapping[int, list[date]]
) -> Unit:
    is_covered = permit.state not in {PermitState.MISSING, PermitState.NOT_NEEDED}
    return Unit(
        key=row.pk,
        name=row.name,
        provider=row.provider_id,
        provider_name=row.provider.name,
        first_client_on=row.first_client_on,
        needs_permit=permit.state is not PermitState.NOT_NEEDED,
        permitted_to=(permit.last_day or date.max) if is_covered else None,
        agreements=frozenset(agreements),
        followed_up=tuple(dates.get(row.provider_id, ())),
    )
