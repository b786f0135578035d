"""Changes to agreements, their lots and contracts: each by the authority that owns it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, Cooperation
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.registry.models import Agreement, Contract, Lot, Provider, ServiceArea, Unit
from insyn.registry.rules import AgreementForm, ContractStatus
from insyn.registry.services.changes import Said, write


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """What the register says of an agreement."""

    authority: Authority
    title: str
    starts_on: date
    ends_on: date | None = None
    case_number: str = ""
    form: AgreementForm = AgreementForm.FRAMEWORK
    has_insight_clause: bool = False
    cooperation: Cooperation | None = None


@dataclass(frozen=True, slots=True)
class LotFacts:
    """What the register says of a lot; ``parent`` is the lot it is a part of."""

    agreement: Agreement
    name: str
    parent: Lot | None = None
    service_area: ServiceArea | None = None


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What the register says of one provider's place in an agreement."""

    agreement: Agreement
    provider: Provider
    starts_on: date
    ends_on: date | None = None
    rank: int | None = None
    status: ContractStatus = ContractStatus.ACTIVE
    status_reason: str = ""
    lots: Sequence[Lot] = ()
    units: Sequence[Unit] = ()


@transaction.atomic
def save_agreement(
    access: Access,
    *,
    agreement: Agreement | None,
    facts: AgreementFacts,
    version: int | None = None,
) -> Agreement:
    """Add an agreement to an authority, or change one. Its owner never changes.

    Raises:
        RuleViolation: it ends before it starts, has the title and start of another, or is
            shared with a cooperation that its authority takes no part in.
        Outdated: somebody changed the agreement after the page was read.
    """
    owner_id = agreement.authority_id if agreement else facts.authority.pk
    access.require(Permission.EDIT_REGISTER, authority_id=owner_id)
    row = _locked_agreement(access, agreement, version) if agreement else Agreement()
    if facts.authority.pk != owner_id:
        raise RuleViolation(_("Ett avtal kan inte flyttas till en annan nämnd."))
    _require_member(facts.authority, facts.cooperation)
    said = write(row, {name: getattr(facts, name) for name in AgreementFacts.__slots__})
    if said:
        record(access, "agreement.updated" if agreement else "agreement.created", row,
               place=Place(owner_id), facts=said)  # fmt: skip
    return row


def _locked_agreement(
    access: Access, agreement: Agreement, version: int | None = None
) -> Agreement:
    return locked_row(Agreement.objects.visible_to(access), pk=agreement.pk, version=version)


def _require_member(authority: Authority, cooperation: Cooperation | None) -> None:
    if cooperation is not None and not cooperation.places.filter(authority=authority).exists():
        raise RuleViolation(
            _("%(authority)s deltar inte i %(cooperation)s.")
            % {"authority": authority, "cooperation": cooperation}
        )


@transaction.atomic
def save_lot(access: Access, *, lot: Lot | None, facts: LotFacts) -> Lot:
    """Add a lot last among its siblings, or change one.

    Raises:
        RuleViolation: a sibling has the name, or the lot would be inside itself.
        Outdated: somebody took the lot away.
    """
    access.require(Permission.EDIT_REGISTER, authority_id=facts.agreement.authority_id)
    agreement = _locked_agreement(access, facts.agreement)
    row = locked_row(agreement.lots.visible_to(access), pk=lot.pk) if lot else Lot()
    values = {name: getattr(facts, name) for name in LotFacts.__slots__}
    _require_possible_parent(row, facts)
    if lot is None:
        values["position"] = _next_position(access, agreement)
    said = write(row, values)
    if said:
        _record_lot(access, "lot.updated" if lot else "lot.created", row, said)
    return row


def _require_possible_parent(lot: Lot, facts: LotFacts) -> None:
    """Keep the tree two levels deep: an area and its parts."""
    parent = facts.parent
    if parent is None:
        return
    is_inside = parent.agreement_id == facts.agreement.pk and parent.parent_id is None
    if not is_inside or parent.pk == lot.pk:
        raise RuleViolation(_("Välj ett avtalsområde i samma avtal att ingå i."))
    if not lot._state.adding and lot.parts.exists():
        raise RuleViolation(_("Avtalsområdet har egna delar och kan därför inte ingå i ett annat."))


def _next_position(access: Access, agreement: Agreement) -> int:
    lots = agreement.lots.visible_to(access)
    last = lots.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _record_lot(access: Access, event: str, lot: Lot, facts: Said) -> None:
    record(access, event, lot, place=Place(lot.agreement.authority_id), facts=facts)


@transaction.atomic
def move_lot(access: Access, lot: Lot, *, is_up: bool) -> None:
    """Let the lot change places with the sibling before it, or after it; at the end, stay.

    Raises:
        Outdated: somebody took the lot away.
    """
    access.require(Permission.EDIT_REGISTER, authority_id=lot.agreement.authority_id)
    agreement = _locked_agreement(access, lot.agreement)
    row = locked_row(agreement.lots.visible_to(access), pk=lot.pk)
    siblings = list(agreement.lots.visible_to(access).filter(parent=row.parent_id))
    at = siblings.index(row)
    to = at - 1 if is_up else at + 1
    if not 0 <= to < len(siblings):
        return
    siblings[at], siblings[to] = siblings[to], siblings[at]
    for position, sibling in enumerate(siblings):
        if sibling.position != position:
            sibling.position = position
            sibling.save(update_fields=["position"])
    _record_lot(access, "lot.moved", lot, {"before": at + 1, "after": to + 1})


@transaction.atomic
def remove_lot(access: Access, lot: Lot) -> None:
    """Take away a lot that nothing points at.

    Raises:
        RuleViolation: it has parts or contracts, or a follow-up or a draw is about it.
        Outdated: somebody took it away already.
    """
    access.require(Permission.EDIT_REGISTER, authority_id=lot.agreement.authority_id)
    agreement = _locked_agreement(access, lot.agreement)
    row = locked_row(agreement.lots.visible_to(access), pk=lot.pk)
    if row.parts.exists() or row.contracts.exists():
        raise RuleViolation(
            _("”%(lot)s” används av kontrakt eller har egna delar och kan inte tas bort.")
            % {"lot": row}
        )
    _record_lot(access, "lot.removed", row, {"name": row.name})
    try:
        row.delete()
    except ProtectedError as error:
        raise RuleViolation(
            _("Avtalsområdet ”%(lot)s” används i urval eller uppföljningar och kan inte tas bort.")
            % {"lot": row}
        ) from error


@transaction.atomic
def save_contract(
    access: Access, *, contract: Contract | None, facts: ContractFacts, version: int | None = None
) -> Contract:
    """Give a provider a place in an agreement, or change it. Provider and agreement stay.

    Raises:
        RuleViolation: the provider has a place already, the dates are not in order, the status
            needs a reason, or a lot or unit belongs to another agreement or provider.
        Outdated: somebody changed the contract after the page was read.
    """
    agreement = contract.agreement if contract else facts.agreement
    access.require(Permission.EDIT_REGISTER, authority_id=agreement.authority_id)
    rows = Contract.objects.visible_to(access)
    row = locked_row(rows, pk=contract.pk, version=version) if contract else Contract()
    _require_whole(row, facts)
    values = {name: getattr(facts, name) for name in _CONTRACT_FIELDS}
    if facts.status == ContractStatus.ACTIVE:
        values["status_reason"] = ""
    said = write(row, values)
    linked = _link(access, row, facts)
    if contract and linked and not said:
        row.version += 1
        row.save(update_fields=["version"])
    said |= linked
    if said:
        record(access, "contract.updated" if contract else "contract.created", row,
               place=Place(agreement.authority_id), facts=said)  # fmt: skip
    return row


_CONTRACT_FIELDS = (
    "agreement", "provider", "starts_on", "ends_on", "rank", "status", "status_reason",
)  # fmt: skip


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
