"""Storing what a mixed list would change."""

from insyn.audit.services import Entry, Place, record_all
from insyn.exchange.queries.mixed.plan import MixedPlan
from insyn.exchange.rules.changes import Change, ChangeKind
from insyn.kernel.access import Access
from insyn.registry.models import (
    Agreement,
    Contract,
    ContractPrice,
    Lot,
    Provider,
    ProviderGroup,
    ProviderName,
)

BATCH = 500
"""Rows written at a time."""


def write_mixed(access: Access, plan: MixedPlan, place: Place) -> None:
    """Store the plan's rows, each kind in a few statements, parents before children."""
    ProviderGroup.objects.bulk_create(plan.groups, batch_size=BATCH)
    Provider.objects.bulk_create(plan.providers, batch_size=BATCH)
    ProviderName.objects.bulk_create(plan.names, batch_size=BATCH)
    Agreement.objects.bulk_create(plan.agreements, batch_size=BATCH)
    areas = [lot for lot in plan.lots if lot.parent is None]
    Lot.objects.bulk_create(areas, batch_size=BATCH)
    parts = [lot for lot in plan.lots if lot.parent is not None]
    Lot.objects.bulk_create(parts, batch_size=BATCH)
    Contract.objects.bulk_create(plan.contracts, batch_size=BATCH)
    _write_changed(plan)
    _write_held(plan)
    ContractPrice.objects.bulk_create(plan.prices, batch_size=BATCH)
    record_all(access, _entries(plan), place=place)


def _write_changed(plan: MixedPlan) -> None:
    for provider in plan.changed_providers:
        provider.version += 1
        provider.save(update_fields=["group", "version"])
    for contract in plan.changed_contracts:
        contract.version += 1
        contract.save()


def _write_held(plan: MixedPlan) -> None:
    Held = Contract.lots.through  # noqa: N806  a model
    held = [Held(contract_id=contract.pk, lot_id=lot.pk) for contract, lot in plan.contract_lots]
    Held.objects.bulk_create(held, batch_size=BATCH)


def _entries(plan: MixedPlan) -> list[Entry]:
    """Return the lines of the trail: each new agreement, and each provider that changes."""
    made = [
        Entry(
            "agreement.created",
            agreement,
            {"title": agreement.title, "starts_on": agreement.starts_on.isoformat()},
        )
        for agreement in plan.agreements
    ]
    both = zip(plan.changes, plan.subjects, strict=True)
    changed = [
        Entry("provider.updated", provider, said_of(change))
        for change, provider in both
        if change.kind == ChangeKind.UPDATED
    ]
    return made + changed


def said_of(change: Change) -> dict[str, str | int | bool | None]:
    """Return the differences for the trail: one line a field, several of a kind together."""
    said: dict[str, str | int | bool | None] = {}
    for difference in change.differences:
        line = f"{difference.before} → {difference.after}".removeprefix(" → ")
        known = said.get(difference.label)
        said[difference.label] = f"{known}; {line}" if known else line
    return said
