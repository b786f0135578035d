"""What a provider has promised in its bid."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.registry.models import Contract
from insyn.registry.services.changes import write
from insyn.requirements.models import BidPromise, Requirement
from insyn.requirements.queries.requirements import latest_of
from insyn.requirements.services.homes import require_editor


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """What was promised about a requirement; a level is said in its unit."""

    requirement: Requirement
    text: str
    amount: Decimal | None = None
    measured_in: str = ""


@transaction.atomic
def save_promise(
    access: Access,
    contract: Contract,
    *,
    promise: BidPromise | None,
    facts: PromiseFacts,
    version: int | None = None,
) -> BidPromise:
    """Note what the provider has promised about a requirement, or change it.

    Raises:
        RuleViolation: the requirement is of another agreement, has a promise already, or the
            level lacks a unit.
        Outdated: somebody changed the promise after the page was read.
    """
    authority_id = contract.agreement.authority_id
    require_editor(access, authority_id)
    _require_whole(contract, facts)
    rows = BidPromise.objects.visible_to(access).filter(contract=contract)
    row = locked_row(rows, pk=promise.pk, version=version) if promise else BidPromise()
    values = {name: getattr(facts, name) for name in PromiseFacts.__slots__}
    said = write(row, {"contract": contract, **values})
    if said:
        said["requirement"] = str(latest_of(access, [row.requirement_id])[row.requirement_id])
        event = "bid_promise.updated" if promise else "bid_promise.created"
        record(access, event, row, place=Place(authority_id), facts=said)
    return row


def _require_whole(contract: Contract, facts: PromiseFacts) -> None:
    if facts.requirement.agreement_id != contract.agreement_id:
        raise RuleViolation(_("Välj ett krav i kontraktets avtal."))
    if (facts.amount is None) != (not facts.measured_in):
        raise RuleViolation(
            _("Skriv både nivån och vad den mäts i, till exempel 0,9 och ”årsarbetare per plats”.")
        )


@transaction.atomic
def remove_promise(access: Access, promise: BidPromise) -> None:
    """Take away a promise. The trail keeps what it said.

    Raises:
        Outdated: somebody took it away already.
    """
    authority_id = promise.contract.agreement.authority_id
    require_editor(access, authority_id)
    row = locked_row(BidPromise.objects.visible_to(access), pk=promise.pk)
    record(access, "bid_promise.removed", row, place=Place(authority_id), facts={"text": row.text})
    row.delete()
