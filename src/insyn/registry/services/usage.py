"""Changes to how much a contract has been used: counts only, and no day counted twice."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.registry.models import Contract, Usage
from insyn.registry.rules.usage import (
    UsagePeriod,
    UsageRefusal,
    clash_of,
    clash_words,
    usage_problem,
)
from insyn.registry.services.changes import Said, plain, write


@dataclass(frozen=True, slots=True)
class UsageFacts:
    """How much a contract was used during a period. What is not known is None, never zero."""

    period_start: date
    period_end: date
    call_offs: int | None = None
    clients: int | None = None
    amount: Decimal | None = None


_FIELDS = UsageFacts.__slots__


@transaction.atomic
def save_usage(
    access: Access,
    contract: Contract,
    *,
    usage: Usage | None,
    facts: UsageFacts,
    version: int | None = None,
) -> Usage:
    """Report a period of a contract, or change what was reported.

    Raises:
        RuleViolation: nothing is reported, a count is negative, the period ends before it
            starts, or it has days in common with another.
        Outdated: somebody changed the report after the page was read.
    """
    held = _locked(access, contract)
    rows = Usage.objects.visible_to(access).filter(contract=held)
    row = locked_row(rows, pk=usage.pk, version=version) if usage else Usage()
    _require_possible(list(rows.exclude(pk=row.pk)), facts)
    values = {name: getattr(facts, name) for name in _FIELDS}
    said = write(row, {"contract": held, **values})
    if said:
        _record(access, "usage.updated" if usage else "usage.created", row, said)
    return row


def _locked(access: Access, contract: Contract) -> Contract:
    """Return the contract, locked so that nobody else reports on it meanwhile."""
    access.require(Permission.EDIT_REGISTER, authority_id=contract.agreement.authority_id)
    return locked_row(Contract.objects.visible_to(access), pk=contract.pk)


def _require_possible(others: list[Usage], facts: UsageFacts) -> None:
    period = UsagePeriod(facts.period_start, facts.period_end)
    if problem := usage_problem(period, (facts.call_offs, facts.clients, facts.amount)):
        raise RuleViolation(_(problem))
    periods = [UsagePeriod(row.period_start, row.period_end) for row in others]
    if clash := clash_of([*periods, period]):
        both = sorted(([*periods, period][at] for at in clash), key=lambda p: p.starts_on)
        raise RuleViolation(_(UsageRefusal.CLASH.label) % clash_words(*both))


def _record(access: Access, event: str, usage: Usage, said: Said) -> None:
    place = Place(usage.contract.agreement.authority_id)
    record(access, event, usage, place=place, facts=said)


@transaction.atomic
def remove_usage(access: Access, usage: Usage) -> None:
    """Take away a report that was made by mistake.

    Raises:
        Outdated: somebody took it away already.
    """
    held = _locked(access, usage.contract)
    row = locked_row(Usage.objects.visible_to(access).filter(contract=held), pk=usage.pk)
    _record(access, "usage.removed", row, {name: plain(getattr(row, name)) for name in _FIELDS})
    row.delete()
