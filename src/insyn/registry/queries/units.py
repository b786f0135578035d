"""Lists and pages about units, who runs them, and the permits that they need."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from insyn.kernel.access import Access
from insyn.registry.models import Agreement, Contract, Permit, Provider, Unit, UnitOperation
from insyn.registry.rules import ContractStatus, OperatingForm, PermitKind, PermitStatus
from insyn.registry.rules.names import sort_key
from insyn.registry.rules.permits import (
    ALARMING,
    ENDING_WITHIN,
    NOTIFYING,
    PermitFacts,
    PermitState,
    counting_kinds,
    covered_to,
    exceeds_permit,
    is_own,
    needs_permit,
    permit_kind_for,
    permit_state,
)

SORTS: Mapping[str, tuple[str, ...]] = {
    "name": ("sort_key", "pk"),
    "-name": ("-sort_key", "-pk"),
    "provider": ("provider__sort_key", "sort_key", "pk"),
    "-provider": ("-provider__sort_key", "sort_key", "pk"),
    "places": ("places", "sort_key", "pk"),
    "-places": ("-places", "sort_key", "pk"),
}


@dataclass(frozen=True, slots=True)
class PermitView:
    """How it stands with a unit's permit today.

    ``last_day`` is the last day with a permit; None when there is none, or no end is known.
    """

    state: PermitState
    kind: PermitKind
    last_day: date | None = None

    @property
    def is_alarming(self) -> bool:
        return self.state in ALARMING


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in a list."""

    unit: Unit
    is_open: bool
    permit: PermitView


@dataclass(frozen=True, slots=True)
class PermitAlarm:
    """A unit that lacks a permit that it needs, or soon will: what to tell and since when."""

    unit: Unit
    state: PermitState
    kind: PermitKind
    on: date | None


@dataclass(frozen=True, slots=True)
class PermitRow:
    """A permit on its unit's page, and whether it stands today for the one who runs the unit.

    ``is_of_other`` is a permit that has not run out, of somebody else: it does not count.
    """

    permit: Permit
    is_valid: bool
    is_coming: bool
    is_of_other: bool


def listed_units(*, chosen: Mapping[str, Any], sort: str, today: date) -> QuerySet[Unit]:
    """Return the units that the filters keep, in the order asked for, else by name."""
    units = Unit.objects.select_related("provider", "service_area", "municipality")
    if chosen["q"]:
        named = Q(sort_key__contains=sort_key(chosen["q"]))
        units = units.filter(named | Q(provider__in=_provider_keys(chosen["q"])))
    for name, path in _EQUAL.items():
        if chosen[name]:
            units = units.filter((path, chosen[name]))
    match chosen["status"]:
        case "open":
            units = units.open(today)
        case "closed":
            units = units.filter(closed_on__lte=today)
    if chosen["permit"]:
        units = units.filter(_in_state(PermitState(chosen["permit"]), today))
    return units.order_by(*SORTS.get(sort, SORTS["name"]))


_EQUAL: Mapping[str, str] = {
    "area": "service_area",
    "municipality": "municipality",
    "form": "provider__operating_form",
}
"""Filters that keep what is exactly so."""


def _provider_keys(text: str) -> QuerySet[Provider, Any]:
    return Provider.objects.matching(text).order_by().values("pk")


def _needing(today: date) -> Q:
    """Keep the open units that need a permit; the same as ``needs_permit`` says of one."""
    is_open = Q(closed_on=None) | Q(closed_on__gt=today)
    is_exempt = Q(provider__operating_form=OperatingForm.STATE)
    return is_open & Q(service_area__needs_permit=True) & ~is_exempt


COUNTING = (
    Q(status=PermitStatus.VALID)
    & (Q(kind=PermitKind.PERMIT) | Q(unit__provider__operating_form__in=NOTIFYING))
    & (Q(holder=None) | Q(holder=F("unit__provider")))
)
"""Permits that stand and will do; the same as ``counting_kinds`` and ``is_own`` say of one."""


def _covering(until: date, today: date) -> Exists:
    """Keep the units with a permit that stands today and lasts until a day at least."""
    lasting = Q(valid_to=None) | Q(valid_to__gte=until)
    begun = Q(unit=OuterRef("pk"), valid_from__lte=today)
    return Exists(Permit.objects.filter(COUNTING, lasting, begun).order_by())


def _in_state(state: PermitState, today: date) -> Q:
    """Return the filter for one state. Three of them are all in the database.

    Whether one permit takes over from another is for the rule: those few units that have a
    permit today and none that lasts are asked one by one.
    """
    needing, covered = _needing(today), Q(_covering(today, today))
    match state:
        case PermitState.NOT_NEEDED:
            return ~needing
        case PermitState.MISSING:
            return needing & ~covered
    ending = Q(pk__in=_ending_keys(today))
    return needing & (ending if state == PermitState.ENDING else covered & ~ending)


def _ending_keys(today: date) -> list[int]:
    """Return the units whose permit is ending. One query: each has at least one permit."""
    candidates = _alarming(Unit.objects.filter(_covering(today, today)), today)
    rows = Permit.objects.filter(COUNTING, unit__in=candidates.order_by().values("pk"))
    found: defaultdict[int, list[PermitFacts]] = defaultdict(list)
    for unit, begins, ends in rows.order_by().values_list("unit", "valid_from", "valid_to"):
        found[unit].append(PermitFacts(begins, ends, is_valid_status=True))
    return [
        unit
        for unit, facts in found.items()
        if permit_state(facts, is_needed=True, today=today) == PermitState.ENDING
    ]


def _alarming(units: QuerySet[Unit], today: date) -> QuerySet[Unit]:
    """Keep the units that need a permit and have none today that outlasts the next half year."""
    beyond = today + ENDING_WITHIN + date.resolution
    return units.filter(_needing(today)).exclude(_covering(beyond, today))


def with_permits(units: Iterable[Unit], today: date) -> list[UnitRow]:
    """Return the units with how it stands with their permits. One query more than the units."""
    listed = list(units)
    permits: defaultdict[int, list[Permit]] = defaultdict(list)
    for permit in Permit.objects.filter(unit__in=[unit.pk for unit in listed]).order_by():
        permits[permit.unit_id].append(permit)
    return [
        UnitRow(unit, unit.is_open(today), _view(unit, permits[unit.pk], today)) for unit in listed
    ]


def _view(unit: Unit, permits: Sequence[Permit], today: date) -> PermitView:
    form = OperatingForm(unit.provider.operating_form)
    is_needed = unit.is_open(today) and needs_permit(
        area_needs=unit.service_area.needs_permit, operating_form=form
    )
    own = [row for row in permits if is_own(row.holder_id, unit.provider_id)]
    facts = [_facts(row) for row in own if row.kind in counting_kinds(form)]
    last = covered_to(facts, today) if is_needed else None
    return PermitView(
        permit_state(facts, is_needed=is_needed, today=today),
        permit_kind_for(form),
        None if last == date.max else last,
    )


def _facts(permit: Permit) -> PermitFacts:
    return PermitFacts(permit.valid_from, permit.valid_to, permit.status == PermitStatus.VALID)


def permit_alarms(
    access: Access, today: date, *, agreement: Agreement | None = None
) -> list[PermitAlarm]:
    """Return the alarms that concern the asker, those that lack a permit first. Two queries.

    About the open units that are named in a contract in force that the asker may see, or run by
    its provider; of one agreement, when it is given.
    """
    contracts = Contract.objects.visible_to(access).filter(_in_force(today))
    if agreement is not None:
        contracts = contracts.filter(agreement=agreement)
    named = Contract.units.through.objects.filter(contract__in=contracts.order_by().values("pk"))
    providers = contracts.order_by().values("provider")
    units = Unit.objects.filter(Q(pk__in=named.values("unit")) | Q(provider__in=providers))
    return _alarms(units, today)


def permit_alarms_of(provider: Provider, today: date) -> list[PermitAlarm]:
    """Return the alarms about the units that a provider runs. Two queries."""
    return _alarms(Unit.objects.filter(provider=provider), today)


def _alarms(units: QuerySet[Unit], today: date) -> list[PermitAlarm]:
    related = units.select_related("provider", "service_area").order_by("sort_key", "pk")
    rows = [row for row in with_permits(_alarming(related, today), today) if row.permit.is_alarming]
    alarms = [
        PermitAlarm(row.unit, row.permit.state, row.permit.kind, row.permit.last_day)
        for row in rows
    ]
    return sorted(alarms, key=lambda alarm: alarm.on or date.min)


def _in_force(today: date) -> Q:
    """Keep the contracts that may be used today; an intake stop does not end them."""
    lasting = Q(ends_on=None) | Q(ends_on__gte=today)
    return lasting & Q(starts_on__lte=today) & ~Q(status=ContractStatus.ENDED)


def permit_rows(unit: Unit, today: date) -> list[PermitRow]:
    """Return the permits of a unit, the latest first. One query."""
    return [_row(permit, unit, today) for permit in unit.permits.select_related("holder")]


def _row(permit: Permit, unit: Unit, today: date) -> PermitRow:
    is_over = permit.valid_to is not None and permit.valid_to < today
    stands = permit.status == PermitStatus.VALID and not is_over
    counts = stands and is_own(permit.holder_id, unit.provider_id)
    has_begun = permit.valid_from <= today
    return PermitRow(
        permit,
        is_valid=counts and has_begun,
        is_coming=counts and not has_begun,
        is_of_other=stands and not counts,
    )


def permit_view(unit: Unit, permits: Sequence[PermitRow], today: date) -> PermitView:
    """Return how it stands with the permit of a unit whose permits are read."""
    return _view(unit, [row.permit for row in permits], today)


def has_too_many_places(unit: Unit, permits: Sequence[PermitRow]) -> bool:
    """Tell whether the unit has more places than the permits that stand today allow."""
    return exceeds_permit(unit.places, [row.permit.places for row in permits if row.is_valid])


def possible_holders(unit: Unit) -> QuerySet[Provider]:
    """Return those whom a permit of the unit may be of: who runs it, has run it or holds one."""
    ran = Q(pk__in=unit.operations.order_by().values("provider"))
    held = Q(pk__in=unit.permits.order_by().values("holder"))
    return Provider.objects.filter(Q(pk=unit.provider_id) | ran | held)


def operations_of(unit: Unit) -> list[UnitOperation]:
    """Return who has run a unit, the latest first. One query."""
    return list(reversed(unit.operations.select_related("provider")))


def contracts_naming(access: Access, unit: Unit) -> QuerySet[Contract]:
    """Return the contracts that name the unit and that the asker may see, the latest first."""
    named = Contract.objects.visible_to(access).filter(units=unit)
    related = named.select_related("agreement__authority__municipality", "provider")
    return related.order_by("-starts_on", "agreement__sort_key", "pk")
