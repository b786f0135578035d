"""What has changed around a follow-up while it was open, and where it may go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from insyn.audit.models import AuditEvent
from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_SENT, Event, State
from insyn.followups.rules.changes import Around, Change, changes_since
from insyn.kernel.access import Access, Permission
from insyn.registry.models import Contract, ProviderMerge, UnitOperation
from insyn.registry.rules import ContractStatus


def changes_of(access: Access, followup: Followup, today: date) -> list[Change]:
    """Return what has changed since an open follow-up was planned. One query when nothing has.

    At most four queries.
    """
    if State(followup.state) not in BEFORE_SENT:
        return []
    around = _around(followup)
    if not changes_since(date.min, around, today):
        return []
    return changes_since(_planned_on(access, followup, today), around, today)


def _planned_on(access: Access, followup: Followup, today: date) -> date:
    """Return the day on which it was planned, by the trail; else the day it is planned for."""
    lines = AuditEvent.objects.visible_to(access).about(followup)
    at = lines.filter(event="followup.planned").values_list("at", flat=True).last()
    return timezone.localtime(at).date() if at else min(followup.planned_for, today)


def _around(followup: Followup) -> Around:
    contract, unit = followup.contract, followup.unit
    is_theirs = unit is None or unit.provider_id == contract.provider_id
    merges = ProviderMerge.objects.filter(kept=contract.provider_id, undone_at=None)
    merged = [
        (str(merge.merged), timezone.localtime(merge.done_at).date())
        for merge in merges.select_related("merged")
    ]
    agreement = contract.agreement
    return Around(
        contract_status=ContractStatus(contract.status),
        status_from=contract.status_from,
        status_until=contract.status_until,
        contract_ends_on=contract.ends_on,
        agreement_ends_on=None if agreement.has_unknown_period else agreement.ends_on,
        operator="" if is_theirs or unit is None else str(unit.provider),
        operator_since=None if is_theirs else _operator_since(followup),
        unit_closed_on=unit.closed_on if unit else None,
        merged=merged,
    )


def _operator_since(followup: Followup) -> date | None:
    running = UnitOperation.objects.filter(unit=followup.unit_id, ends_on=None)
    return running.values_list("starts_on", flat=True).first()


def contracts_to_continue_in(access: Access, followup: Followup, today: date) -> QuerySet[Contract]:
    """Return the contracts of who runs the unit now, in force, that the board takes part in."""
    unit = followup.unit
    if unit is None or unit.provider_id == followup.contract.provider_id:
        return Contract.objects.none()
    shared = followup.authority.cooperations.values("pk")
    rows = (
        Contract.objects.visible_to(access)
        .usable()
        .filter(
            Q(ends_on=None) | Q(ends_on__gte=today),
            Q(units=None) | Q(units=unit),
            Q(agreement__authority=followup.authority_id) | Q(agreement__cooperation__in=shared),
            provider=unit.provider_id,
            starts_on__lte=today,
        )
    )
    return rows.select_related("provider", "agreement").distinct()


@dataclass(frozen=True, slots=True)
class Chain:
    """The follow-up that led to this one and those it has led to, as far as they may be seen."""

    before: Followup | None
    after: Sequence[Followup]


def chain_of(access: Access, followup: Followup) -> Chain:
    """Return what led to the follow-up and what it has led to. One query."""
    rows = Followup.objects.visible_to(access).for_list()
    found = list(rows.filter(Q(comes_from=followup) | Q(pk=followup.comes_from_id)))
    before = [row for row in found if row.pk == followup.comes_from_id]
    return Chain(
        before=before[0] if before else None,
        after=[row for row in found if row.comes_from_id == followup.pk],
    )


def may_abandon(access: Access, followup: Followup) -> bool:
    """Tell whether to show the way to ending a follow-up that has begun."""
    may = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    return may and Event.ABANDON in followup.possible_events()


def may_go_on(access: Access, followup: Followup, today: date) -> bool:
    """Tell whether to show the way to going on at the unit's new operator."""
    unit, state = followup.unit, followup.shown_state
    if unit is None or unit.provider_id == followup.contract.provider_id:
        return False
    may = access.may(Permission.PLAN_FOLLOWUP, authority_id=followup.authority_id)
    return (
        may and state in BEFORE_SENT and contracts_to_continue_in(access, followup, today).exists()
    )
