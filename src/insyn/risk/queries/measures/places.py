"""Who runs the units of each contract, with what leave, and for whom."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Count, Q

from insyn.registry.models import Contract, Permit, Unit, UnitOperation
from insyn.registry.rules import OperatingForm, PermitKind, PermitStatus
from insyn.registry.rules.permits import (
    PermitFacts,
    PermitState,
    counting_kinds,
    is_own,
    needs_permit,
    permit_state,
)
from insyn.risk.queries.measures.frame import Frame, Values
from insyn.risk.rules.measuring import months_between, vulnerability

THREE_YEARS = 36
PERMIT_VALUES: Mapping[PermitState, int] = {
    PermitState.NOT_NEEDED: 0,
    PermitState.OK: 0,
    PermitState.ENDING: 1,
    PermitState.MISSING: 2,
}


def months_since_start(frame: Frame) -> Values:
    """Return the months since the contract began, or since the first client if that is later."""
    links = Contract.units.through.objects.filter(
        frame.within("contract"), unit__first_client_on__isnull=False
    )
    first: dict[int, date] = {}
    for key, day in links.values_list("contract_id", "unit__first_client_on"):
        if day is not None:
            first[key] = min(day, first.get(key, day))
    return {
        key: months_between(max(starts_on, first.get(key, starts_on)), frame.as_of)
        for key, _, _, starts_on in frame.pairs
    }


def manager_months(frame: Frame) -> Values:
    """Return the months that the newest manager of the contract's units has been there."""
    rows = Unit.objects.open(frame.as_of).filter(manager_since__lte=frame.as_of)
    months = {
        pk: months_between(since, frame.as_of)
        for pk, since in rows.values_list("pk", "manager_since")
        if since is not None
    }
    return frame.by_units(months, min)


def operator_changes(frame: Frame) -> Values:
    """Return how often a unit of the contract has changed hands in three years, at most."""
    ended = Q(operations__ends_on__lte=frame.as_of, operations__ends_on__gt=frame.ago(THREE_YEARS))
    rows = Unit.objects.open(frame.as_of).annotate(n=Count("operations", filter=ended))
    known = rows.filter(pk__in=UnitOperation.objects.values("unit"))
    return frame.by_units(dict(known.values_list("pk", "n")), max)


def permits(frame: Frame) -> Values:
    """Return the worst state of a permit among the units: 0 in order, 1 ending, 2 missing."""
    units = Unit.objects.open(frame.as_of).order_by()
    rows = units.values_list(
        "pk", "provider_id", "provider__operating_form", "service_area__needs_permit"
    )
    wanted = {unit for found in frame.units_by_contract.values() for unit in found}
    held = _permits_of()
    states = {
        pk: PERMIT_VALUES[
            permit_state(
                list(_counting(held[pk], provider_id, OperatingForm(form))),
                is_needed=needs_permit(area_needs=area_needs, operating_form=OperatingForm(form)),
                today=frame.as_of,
            )
        ]
        for pk, provider_id, form, area_needs in rows
        if pk in wanted
    }
    return frame.by_units(states, max)


_Held = tuple[PermitKind, int | None, PermitFacts]


def _permits_of() -> Mapping[int, list[_Held]]:
    held: dict[int, list[_Held]] = defaultdict(list)
    rows = Permit.objects.order_by().values_list(
        "unit_id", "kind", "holder_id", "valid_from", "valid_to", "status"
    )
    for unit_id, kind, holder_id, valid_from, valid_to, status in rows:
        facts = PermitFacts(valid_from, valid_to, status == PermitStatus.VALID)
        held[unit_id].append((PermitKind(kind), holder_id, facts))
    return held


def _counting(
    held: Sequence[_Held], provider_id: int, form: OperatingForm
) -> Iterator[PermitFacts]:
    kinds = counting_kinds(form)
    return (facts for kind, holder, facts in held if kind in kinds and is_own(holder, provider_id))


def sole_providers(frame: Frame) -> Values:
    """Return 1 for the only contract of some lot, or of an agreement without lots; else 0."""
    links = Contract.lots.through.objects.filter(contract__in=frame.contracts.values("pk"))
    lots = list(links.values_list("contract_id", "lot_id"))
    in_lot = Counter(lot for _, lot in lots)
    in_agreement = Counter(agreement for _, agreement, _, _ in frame.pairs)
    found = {key: int(in_agreement[agreement] == 1) for key, agreement, _, _ in frame.pairs}
    with_lots: dict[int, int] = {}
    for key, lot in lots:
        with_lots[key] = max(with_lots.get(key, 0), int(in_lot[lot] == 1))
    return {**found, **with_lots}


def vulnerable(frame: Frame) -> Values:
    """Return how exposed the people are: by the contract's lots, else by its units."""
    area = ("code", "is_for_children", "needs_permit")
    links = Contract.lots.through.objects.filter(
        frame.within("contract"), lot__service_area__isnull=False
    )
    found: dict[int, int] = {}
    for key, code, children, permit in links.values_list(
        "contract_id", *(f"lot__service_area__{name}" for name in area)
    ):
        worst = vulnerability(code, is_for_children=children, needs_permit=permit)
        found[key] = max(found.get(key, 0), worst)
    if len(found) < len(frame.pairs):
        by_units = frame.by_units(_of_units(frame), max)
        found = {**by_units, **found}
    return found


def _of_units(frame: Frame) -> dict[int, int]:
    rows = Unit.objects.open(frame.as_of).order_by()
    names = ("code", "is_for_children", "needs_permit")
    return {
        pk: vulnerability(code, is_for_children=children, needs_permit=permit)
        for pk, code, children, permit in rows.values_list(
            "pk", *(f"service_area__{name}" for name in names)
        )
    }
