"""Stopping the intake at a provider, and lifting the stop."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.measures.services.moves import demanded
from insyn.platform.locking import locked_row
from insyn.registry.models import Contract
from insyn.registry.rules import ContractStatus
from insyn.registry.services import StatusFacts, change_status

REASON_LENGTH = 300
"""Characters; what a contract's status holds."""


@dataclass(frozen=True, slots=True)
class StopFacts:
    """From when until when nobody new is placed, and the reason in words that all may read."""

    starts_on: date
    reason: str
    ends_on: date | None = None


def stop_intake(access: Access, contract: Contract, *, facts: StopFacts) -> Contract:
    """Let the register say that nobody new is placed. Part of the event that decides it.

    Raises:
        RuleViolation: nothing says why, the days are out of order, or the contract has ended.
    """
    reason = demanded(facts.reason, _("Skriv skälet, så att den som placerar vet varför."))
    if contract.status == ContractStatus.ENDED:
        raise RuleViolation(_("Kontraktet har upphört. Då finns inget intag att stoppa."))
    stopped = StatusFacts(
        ContractStatus.INTAKE_STOP, reason[:REASON_LENGTH], facts.starts_on, facts.ends_on
    )
    return change_status(access, contract, facts=stopped)


@transaction.atomic
def lift_intake_stop(
    access: Access, contract: Contract, *, reason: str, version: int | None = None
) -> Contract:
    """Let people be placed at the provider again, and say why in the trail.

    Raises:
        RuleViolation: the contract has no intake stop, or nothing says why it is lifted.
        Outdated: somebody else changed the contract first.
    """
    access.require(Permission.EDIT_REGISTER, authority_id=contract.agreement.authority_id)
    row = locked_row(Contract.objects.visible_to(access), pk=contract.pk)
    if row.status != ContractStatus.INTAKE_STOP:
        raise RuleViolation(_("Kontraktet har inget intagsstopp att häva."))
    why = demanded(reason, _("Skriv varför intagsstoppet hävs."))
    place = Place(contract.agreement.authority_id)
    record(access, "contract.intake_opened", row, place=place, facts={"reason": why})
    return change_status(access, row, facts=StatusFacts(ContractStatus.ACTIVE), version=version)
