"""Changing several activities at once."""

from collections.abc import Sequence

from django.db import transaction

from insyn.accounts.models import Authority, User
from insyn.kernel.access import Access, Permission
from insyn.plans.models import Plan, PlannedActivity
from insyn.plans.rules import ChangeKind
from insyn.plans.services.activities.checks import require_responsible
from insyn.plans.services.activities.facts import PeriodFacts
from insyn.plans.services.activities.saving import replace_periods
from insyn.plans.services.activities.trail import (
    locked_activities,
    locked_plan,
    note,
    note_difference,
    told_of,
)
from insyn.registry.services.changes import write


@transaction.atomic
def assign_many(
    access: Access,
    plan: Plan,
    *,
    activities: Sequence[PlannedActivity],
    authority: Authority,
    responsible: User | None,
    reason: str = "",
) -> int:
    """Let the board and the person be responsible for the activities; return how many changed.

    Raises:
        RuleViolation: the board is not in the plan, the person does not follow up there, or a
            reason is lacking.
        Outdated: somebody took one of the activities away.
    """
    access.require(Permission.EDIT_PLAN, authority_id=plan.authority_id)
    owner = locked_plan(access, plan, reason)
    require_responsible(owner, authority, responsible)
    count = 0
    for row in locked_activities(access, owner, activities):
        before = told_of(access, row)
        if said := write(row, {"responsible_authority": authority, "responsible": responsible}):
            note(access, "activity.updated", row, said)
            note_difference(access, row, kind=ChangeKind.CHANGED, before=before, reason=reason)
            count += 1
    return count


@transaction.atomic
def set_periods_of_many(
    access: Access,
    plan: Plan,
    *,
    activities: Sequence[PlannedActivity],
    periods: Sequence[PeriodFacts],
    reason: str = "",
) -> int:
    """Let the activities be done exactly in these periods; return how many they are.

    Raises:
        RuleViolation: a period is turned round or outside the plan, or a reason is lacking.
        Outdated: somebody took one of the activities away.
    """
    access.require(Permission.EDIT_PLAN, authority_id=plan.authority_id)
    owner = locked_plan(access, plan, reason)
    rows = locked_activities(access, owner, activities)
    for row in rows:
        replace_periods(access, row, periods, reason=reason)
    return len(rows)
