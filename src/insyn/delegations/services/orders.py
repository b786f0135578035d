"""Writing the order of delegation."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, Membership, User
from insyn.audit.services import Place, record
from insyn.delegations.models import Delegation, DelegationDecision
from insyn.delegations.queries import holder_of
from insyn.delegations.rules import Matter, kronor
from insyn.delegations.rules.orders import Refusal, end_refusal, overlap
from insyn.kernel.access import Access, Permission, Role, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row


@dataclass(frozen=True, slots=True)
class RightFacts:
    """A right to decide: in what, given to a role or a person, up to what, when and where."""

    matter: Matter
    clause: str
    valid_from: date
    valid_to: date | None = None
    role: Role | None = None
    user: User | None = None
    most: Decimal | None = None
    note: str = ""


@transaction.atomic
def add_right(access: Access, authority: Authority, facts: RightFacts) -> Delegation:
    """Put a right into the authority's order of delegation. Kommunallagen 6 kap. 37 §.

    Raises:
        RuleViolation: it is given to both a role and a person or to none, the person has no role
            in the authority, the clause is missing, the amount or the days are impossible, or the
            same is given already on some of the days: the sentence names that line.
    """
    access.require(Permission.EDIT_DELEGATIONS, authority_id=authority.pk)
    _check(authority.pk, facts)
    row = Delegation(authority=authority)
    _fill(row, facts)
    _refuse_twice(access, row)
    row.save()
    _record(access, row, "delegation.added")
    return row


@transaction.atomic
def change_right(
    access: Access, right: Delegation, facts: RightFacts, *, version: int
) -> Delegation:
    """Change a right that nobody has decided on yet.

    Raises:
        RuleViolation: it has been used, or as ``add_right``.
        Outdated: it was changed after the page was read.
    """
    row = _locked(access, right, version)
    if _last_use(row) is not None:
        raise RuleViolation(_(Refusal.USED.label))
    _check(row.authority_id, facts)
    _fill(row, facts)
    _refuse_twice(access, row)
    return _saved(access, row, "delegation.changed")


@transaction.atomic
def end_right(access: Access, right: Delegation, *, valid_to: date, version: int) -> Delegation:
    """Let a right stop after that day.

    Raises:
        RuleViolation: it began, or was used, later than that; or the same is given anew before.
        Outdated: it was changed after the page was read.
    """
    row = _locked(access, right, version)
    used_on = _last_use(row)
    if no := end_refusal(row.valid_from, valid_to, used_on=used_on):
        raise RuleViolation(_(no.label) % {"used_on": used_on})
    row.valid_to = valid_to
    _refuse_twice(access, row)
    return _saved(access, row, "delegation.ended")


def _check(authority_id: int, facts: RightFacts) -> None:
    if no := _refusal(authority_id, facts):
        raise RuleViolation(_(no.label) % {"person": facts.user, "used_on": ""})


def _refusal(authority_id: int, facts: RightFacts) -> Refusal | None:
    if (facts.role is None) == (facts.user is None):
        return Refusal.ROLE_OR_PERSON
    if not facts.clause.strip():
        return Refusal.NO_CLAUSE
    if facts.most is not None and facts.most < 0:
        return Refusal.NEGATIVE
    if facts.user is not None and not _is_member(facts.user, authority_id):
        return Refusal.NOT_A_MEMBER
    return end_refusal(facts.valid_from, facts.valid_to, used_on=None)


def _refuse_twice(access: Access, row: Delegation) -> None:
    """Refuse what the order says already, in the same words; the authority is locked meanwhile."""
    Authority.objects.select_for_update(of=("self",)).get(pk=row.authority_id)
    rows = Delegation.objects.visible_to(access).filter(
        authority=row.authority_id, matter=row.matter, role=row.role, user=row.user, most=row.most
    )
    for other in rows.exclude(pk=row.pk).select_related("user"):
        if overlap((row.valid_from, row.valid_to), (other.valid_from, other.valid_to)):
            raise RuleViolation(_(Refusal.ALREADY_GIVEN.label) % _told(other))


def _told(row: Delegation) -> dict[str, str]:
    """Return the line as the page of the order shows it."""
    first, last, most = row.valid_from, row.valid_to, row.most
    return {
        "clause": row.clause,
        "matter": _(Matter(row.matter).label),
        "holder": holder_of(row),
        "most": _("utan beloppsgräns") if most is None else _("högst %s") % kronor(most),
        "days": f"{first}–{last}" if last else _("från %s") % first,
    }


def _is_member(user: User, authority_id: int) -> bool:
    held = Membership.objects.not_ended(clock.today())
    return user.is_active and held.filter(user=user, authority_id=authority_id).exists()


def _fill(row: Delegation, facts: RightFacts) -> None:
    row.matter, row.role, row.user = facts.matter, facts.role or "", facts.user
    row.most, row.clause, row.note = facts.most, facts.clause.strip(), facts.note.strip()
    row.valid_from, row.valid_to = facts.valid_from, facts.valid_to


def _locked(access: Access, right: Delegation, version: int) -> Delegation:
    access.require(Permission.EDIT_DELEGATIONS, authority_id=right.authority_id)
    return locked_row(Delegation.objects.visible_to(access), pk=right.pk, version=version)


def _last_use(row: Delegation) -> date | None:
    used = DelegationDecision.objects.unscoped(
        reason="A right that was used is not rewritten, whoever may read the decision."
    ).filter(delegation=row)
    return used.order_by("-decided_on").values_list("decided_on", flat=True).first()


def _saved(access: Access, row: Delegation, event: str) -> Delegation:
    row.version += 1
    row.save()
    _record(access, row, event)
    return row


def _record(access: Access, row: Delegation, event: str) -> None:
    facts = {
        "matter": row.matter,
        "clause": row.clause,
        "role": row.role,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
    }
    record(access, event, row, place=Place(row.authority_id, Secrecy.INTERNAL), facts=facts)
