"""Changes to the tree of an agreement's lots: each by the authority that owns the agreement."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.registry.models import Agreement, Lot, ServiceArea
from insyn.registry.rules.lots import SENTENCES, tree_problem
from insyn.registry.services.changes import Said, write


@dataclass(frozen=True, slots=True)
class LotFacts:
    """What the register says of a lot; ``parent`` is the lot it is a part of."""

    agreement: Agreement
    name: str
    parent: Lot | None = None
    service_area: ServiceArea | None = None


@transaction.atomic
def save_lot(access: Access, *, lot: Lot | None, facts: LotFacts) -> Lot:
    """Add a lot last among its siblings, or change one. A lot that changes parent stands last.

    Raises:
        RuleViolation: a sibling has the name, the parent is in another agreement, or the lot
            would be inside itself or too deep.
        Outdated: somebody took the lot away.
    """
    access.require(Permission.EDIT_REGISTER, authority_id=facts.agreement.authority_id)
    agreement = _locked_agreement(access, facts.agreement)
    row = locked_row(agreement.lots.visible_to(access), pk=lot.pk) if lot else Lot()
    _require_tree(access, agreement, row, facts.parent)
    values = {name: getattr(facts, name) for name in LotFacts.__slots__}
    if lot is None or row.parent_id != (facts.parent.pk if facts.parent else None):
        values["position"] = _next_position(access, agreement)
    said = write(row, values)
    if said:
        _record(access, "lot.updated" if lot else "lot.created", row, said)
    return row


def _locked_agreement(access: Access, agreement: Agreement) -> Agreement:
    return locked_row(Agreement.objects.visible_to(access), pk=agreement.pk)


def _require_tree(access: Access, agreement: Agreement, lot: Lot, parent: Lot | None) -> None:
    if parent is None:
        return
    lots = agreement.lots.visible_to(access)
    parents: dict[int, int | None] = dict(lots.values_list("pk", "parent_id"))
    if parent.pk not in parents:
        raise RuleViolation(_(SENTENCES["elsewhere"]))
    problem = tree_problem(parents | {0 if lot._state.adding else lot.pk: parent.pk})
    if problem:
        raise RuleViolation(_(problem))


def _next_position(access: Access, agreement: Agreement) -> int:
    lots = agreement.lots.visible_to(access)
    last = lots.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _record(access: Access, event: str, lot: Lot, facts: Said) -> None:
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
    _record(access, "lot.moved", lot, {"before": at + 1, "after": to + 1})


@transaction.atomic
def remove_lot(access: Access, lot: Lot) -> None:
    """Take away a lot that nothing points at.

    Raises:
        RuleViolation: it has parts, contracts or prices, or a follow-up or a draw is about it.
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
    _record(access, "lot.removed", row, {"name": row.name})
    try:
        row.delete()
    except ProtectedError as error:
        raise RuleViolation(
            _(
                "Avtalsområdet ”%(lot)s” används i urval, uppföljningar eller priser och kan inte "
                "tas bort."
            )
            % {"lot": row}
        ) from error
