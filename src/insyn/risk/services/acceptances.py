"""Accepting warnings about a plan, with a reason, and taking that back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.plans.models import Plan
from insyn.plans.rules import PlanState
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.risk.models import AcceptedWarning
from insyn.risk.queries.checks import warnings_of
from insyn.risk.rules.checks import PlanWarning
from insyn.risk.rules.kinds import CheckCode

WarningName = tuple[str, str]
"""The code of a warning, and its key."""


@dataclass(frozen=True, slots=True)
class AcceptanceFacts:
    """Which warnings stand, why, and whether the memo to the board tells of them.

    ``memo_dates`` are those that the warnings were found with.
    """

    names: Collection[WarningName]
    reason: str
    shows_in_memo: bool = True
    memo_dates: Sequence[date] = ()


@transaction.atomic
def accept_warnings(access: Access, plan: Plan, *, facts: AcceptanceFacts) -> list[AcceptedWarning]:
    """Accept the warnings; one that is accepted already gets the new reason.

    Raises:
        RuleViolation: the plan is replaced, nothing is chosen, or no reason is given.
        Outdated: one of them is no longer found.
    """
    access.require(Permission.EDIT_PLAN, authority_id=plan.authority_id)
    owner = _open_plan(access, plan)
    if not facts.names:
        raise RuleViolation(_("Markera minst en varning."))
    if not facts.reason.strip():
        raise RuleViolation(_("Skriv varför varningen accepteras."))
    found = {warning.name: warning for warning in _found(access, owner, facts)}
    if any(name not in found for name in facts.names):
        raise Outdated(_("En varning som du har markerat finns inte längre. Läs in sidan igen."))
    return [_accept(access, owner, found[name], facts) for name in dict.fromkeys(facts.names)]


def _found(access: Access, plan: Plan, facts: AcceptanceFacts) -> list[PlanWarning]:
    return warnings_of(access, plan, memo_dates=facts.memo_dates)


def _open_plan(access: Access, plan: Plan) -> Plan:
    """Return the plan, locked.

    Raises:
        RuleViolation: it is replaced.
    """
    owner = locked_row(Plan.objects.visible_to(access), pk=plan.pk)
    if owner.plan_state is PlanState.REPLACED:
        raise RuleViolation(_("Planen är ersatt av en nyare. Dess varningar ändras inte längre."))
    return owner


def _accept(
    access: Access, plan: Plan, warning: PlanWarning, facts: AcceptanceFacts
) -> AcceptedWarning:
    code, key = warning.name
    rows = AcceptedWarning.objects.visible_to(access).filter(plan=plan, code=code, key=key)
    row = rows.first() or AcceptedWarning(plan=plan, code=code, key=key)
    row.reason = facts.reason.strip()
    row.shows_in_memo = facts.shows_in_memo
    row.accepted_by_id, row.accepted_at = access.user_id, clock.now()
    row.save()
    _trail(access, "accepted_warning.accepted", plan, row)
    return row


@transaction.atomic
def take_back(access: Access, accepted: AcceptedWarning) -> None:
    """Let an accepted warning be a warning again.

    Raises:
        RuleViolation: the plan is replaced.
        Outdated: somebody has already taken it back.
    """
    plan = accepted.plan
    access.require(Permission.EDIT_PLAN, authority_id=plan.authority_id)
    _open_plan(access, plan)
    row = locked_row(AcceptedWarning.objects.visible_to(access), pk=accepted.pk)
    _trail(access, "accepted_warning.taken_back", plan, row)
    row.delete()


def _trail(access: Access, event: str, plan: Plan, row: AcceptedWarning) -> None:
    facts: Facts = {
        "plan": plan.title,
        "check": CheckCode(row.code).label,
        "reason": row.reason,
        "shows_in_memo": row.shows_in_memo,
    }
    record(access, event, row, place=Place(plan.authority_id), facts=facts)
