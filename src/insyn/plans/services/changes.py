"""How a plan is opened for a change, and what is logged once the board has adopted it."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import Plan, PlanChange
from insyn.plans.rules import ChangeKind, PlanState
from insyn.plans.rules.changes import refusal_of_draft_work, refusal_to_change
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.services.changes import Said

LONGEST_SUBJECT = 300


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a plan: what was changed, and how it read before and after."""

    kind: ChangeKind
    subject: str
    before: str = ""
    after: str = ""


def locked_plan(
    access: Access,
    plan: Plan,
    *,
    permission: Permission = Permission.EDIT_PLAN,
    version: int | None = None,
) -> Plan:
    """Return the plan, locked until the transaction ends, to one who has the permission in it.

    Raises:
        NotAllowed: the asker has not.
        Outdated: somebody changed the plan after the page was read, or took it away.
    """
    access.require(permission, authority_id=plan.authority_id)
    return locked_row(Plan.objects.visible_to(access), pk=plan.pk, version=version)


def opened_plan(
    access: Access, plan: Plan, *, reason: str = "", version: int | None = None
) -> Plan:
    """Return the plan, locked, when something in it may be changed for the reason.

    Raises:
        NotAllowed: the asker may not edit it.
        RuleViolation: it lies before the board, is replaced, or is adopted and no reason is given.
        Outdated: somebody changed the plan after the page was read.
    """
    row = locked_plan(access, plan, version=version)
    require_editable(row, reason)
    return row


def opened_draft(access: Access, plan: Plan) -> Plan:
    """Return the plan, locked, when it is a draft and its order may be changed.

    Raises:
        NotAllowed: the asker may not edit it.
        RuleViolation: it is no draft.
    """
    row = locked_plan(access, plan)
    if refusal := refusal_of_draft_work(row.plan_state):
        raise RuleViolation(_(refusal))
    return row


def require_editable(plan: Plan, reason: str = "") -> None:
    """Let a change of the plan pass. The plan is locked already.

    Raises:
        RuleViolation: it lies before the board, is replaced, or is adopted and no reason is given.
    """
    if refusal := refusal_to_change(plan.plan_state, reason):
        raise RuleViolation(_(refusal))


def note_change(access: Access, plan: Plan, change: Change, reason: str) -> PlanChange | None:
    """Log a change of an adopted plan; a plan that is not adopted has no log, and gets None."""
    if plan.plan_state is not PlanState.ADOPTED:
        return None
    return PlanChange.objects.create(
        plan=plan,
        kind=change.kind,
        subject=change.subject[:LONGEST_SUBJECT],
        before=change.before,
        after=change.after,
        reason=reason.strip(),
        made_by_id=access.user_id,
        made_at=clock.now(),
    )


def note_texts(access: Access, plan: Plan, row: models.Model, said: Said, reason: str) -> None:
    """Log what ``write`` said of a row of the plan, as a change of its texts."""
    if said:
        before, after = told(row, said)
        note_change(access, plan, Change(ChangeKind.TEXT, str(row), before, after), reason)


def told(row: models.Model, said: Said) -> tuple[str, str]:
    """Return what ``write`` said of a row, before and after, a line for each thing."""
    before: list[str] = []
    after: list[str] = []
    for name, value in said.items():
        column, _under, side = name.rpartition("_")
        if side not in {"before", "after"}:
            column, side = name, "after"
        label = str(row._meta.get_field(column).verbose_name)  # type: ignore[union-attr]
        shown = "–" if value in {None, ""} else value
        (before if side == "before" else after).append(f"{label.capitalize()}: {shown}")
    return "\n".join(before), "\n".join(after)


def trail(access: Access, event: str, plan: Plan, row: models.Model, facts: Said) -> None:
    """Write in the trail of the plan's own board what happened to a row of the plan."""
    record(access, event, row, place=Place(plan.authority_id), facts=facts)
