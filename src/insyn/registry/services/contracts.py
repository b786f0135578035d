"""Changes to a provider's place in an agreement, by the authority that owns the agreement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Agreement, Contract, Lot, Provider, Unit
from insyn.registry.rules import ContractStatus
from insyn.registry.rules.statuses import ContractPeriod, StatusPeriod, status_problem
from insyn.registry.services.changes import Said, plain, write
from insyn.registry.services.providers import require_standing


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What the register says of one provider's place in an agreement."""

    agreement: Agreement
    provider: Provider
    starts_on: date
    ends_on: date | None = None
    rank: int | None = None
    lots: Sequence[Lot] = ()
    units: Sequence[Unit] = ()


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """What a contract's status becomes, why, and from when until when."""

    status: ContractStatus
    reason: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def save_contract(
    access: Access, *, contract: Contract | None, facts: ContractFacts, version: int | None = None
) -> Contract:
    """Give a provider a place in an agreement, or change it. Provider and agreement stay.

    A new contract is active; ``change_status`` changes that.

    Raises:
        RuleViolation: the provider has a place already or has been merged into another, the
            dates are not in order, or a lot or unit belongs to another agreement or provider.
        Outdated: somebody changed the contract after the page was read.
    """
    agreement = contract.agreement if contract else facts.agreement
    access.require(Permission.EDIT_REGISTER, authority_id=agreement.authority_id)
    if contract is None:
        require_standing(facts.provider)
    rows = Contract.objects.visible_to(access)
    row = locked_row(rows, pk=contract.pk, version=version) if contract else Contract()
    _require_whole(row, facts)
    said = write(row, {name: getattr(facts, name) for name in _CONTRACT_FIELDS})
    linked = _link(access, row, facts)
    if contract and linked and not said:
        row.version += 1
        row.save(update_fields=["version"])
    said |= linked
    if said:
        record(access, "contract.updated" if contract else "contract.created", row,
               place=Place(agreement.authority_id), facts=said)  # fmt: skip
    return row


_CONTRACT_FIELDS = ("agreement", "provider", "starts_on", "ends_on", "rank")


def _require_whole(row: Contract, facts: ContractFacts) -> None:
    """See that everything chosen hangs together."""
    if row.pk and (row.agreement_id, row.provider_id) != (facts.agreement.pk, facts.provider.pk):
        raise RuleViolation(_("Ett kontrakt kan inte byta avtal eller utförare."))
    if any(lot.agreement_id != facts.agreement.pk for lot in facts.lots):
        raise RuleViolation(_("Välj avtalsområden i samma avtal."))
    if any(unit.provider_id != facts.provider.pk for unit in facts.units):
        raise RuleViolation(_("Välj verksamheter som utföraren driver."))


def _link(access: Access, row: Contract, facts: ContractFacts) -> Said:
    """Set the lots and units, and return what changed for the trail."""
    said: Said = {}
    before = list(row.lots.visible_to(access))
    said |= _changed("lots", [lot.name for lot in before], [lot.name for lot in facts.lots])
    before_units = [unit.name for unit in row.units.all()]
    said |= _changed("units", before_units, [unit.name for unit in facts.units])
    row.lots.remove(*(lot for lot in before if lot not in facts.lots))
    row.lots.add(*facts.lots)
    row.units.set(facts.units)
    return said


def _changed(name: str, before: list[str], after: list[str]) -> Said:
    if sorted(before) == sorted(after):
        return {}
    return {
        f"{name}_before": "; ".join(sorted(before)),
        f"{name}_after": "; ".join(sorted(after)),
    }


@transaction.atomic
def change_status(
    access: Access, contract: Contract, *, facts: StatusFacts, version: int | None = None
) -> Contract:
    """Stop, block, investigate, end or open a contract. An ended one ceases that day.

    Raises:
        RuleViolation: the reason or the day is missing, or the days are not in order.
        Outdated: somebody changed the contract after the page was read.
    """
    access.require(Permission.EDIT_REGISTER, authority_id=contract.agreement.authority_id)
    row = locked_row(Contract.objects.visible_to(access), pk=contract.pk, version=version)
    asked = StatusPeriod(facts.status, facts.reason, facts.starts_on, facts.ends_on)
    period = ContractPeriod(row.starts_on, row.ends_on)
    if problem := status_problem(asked, period, today=clock.today()):
        raise RuleViolation(_(problem))
    values = _status_values(facts)
    said = write(row, values)
    if said:
        after = {f"{name}_after": plain(value) for name, value in values.items()}
        record(access, "contract.status_changed", row,
               place=Place(contract.agreement.authority_id), facts={**after, **said})  # fmt: skip
    return row


def _status_values(facts: StatusFacts) -> dict[str, object]:
    is_active = facts.status == ContractStatus.ACTIVE
    values: dict[str, object] = {
        "status": facts.status,
        "status_reason": "" if is_active else facts.reason,
        "status_from": facts.starts_on,
        "status_until": facts.ends_on,
    }
    if facts.status == ContractStatus.ENDED:
        values["ends_on"] = facts.starts_on
    return values
