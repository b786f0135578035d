"""Moving an activity through its life: postponed, cancelled, done, planned again."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import ActivityPeriod, Plan, PlannedActivity
from insyn.plans.rules import ActivityState, ChangeKind, PlanState
from insyn.plans.rules.activities import ACTIVITY_LIFECYCLE, ActivityEvent
from insyn.plans.services.activities.facts import PeriodFacts
from insyn.plans.services.activities.saving import put_periods
from insyn.plans.services.activities.trail import (
    locked_activity,
    locked_plan,
    note,
    note_difference,
    put_state,
    told_of,
)


@transaction.atomic
def postpone_activity(
    access: Access,
    activity: PlannedActivity,
    *,
    periods: Sequence[PeriodFacts],
    reason: str,
    version: int | None = None,
) -> PlannedActivity:
    """Let the activity be done later, in these periods instead, and log why.

    Raises:
        RuleViolation: no reason or period is given, the new time is no later, lies outside the
            plan, or the activity is done or cancelled.
        Outdated: somebody else changed the activity first.
    """
    access.require(Permission.EDIT_PLAN, authority_id=activity.plan.authority_id)
    plan = _adopted_plan(access, activity.plan, _reasoned(reason))
    row = locked_activity(access, activity, plan=plan, version=version)
    state = ACTIVITY_LIFECYCLE.after(ActivityState(row.state), ActivityEvent.POSTPONE)
    _require_later(access, row, periods)
    before = told_of(access, row)
    facts = put_periods(access, row, periods)
    put_state(row, state, reason.strip())
    note(access, "activity.postponed", row, {**facts, "reason": reason.strip()})
    note_difference(access, row, kind=ChangeKind.POSTPONED, before=before, reason=reason)
    return row


def _require_later(access: Access, row: PlannedActivity, periods: Sequence[PeriodFacts]) -> None:
    if not periods:
        raise RuleViolation(_("Skriv vilken period aktiviteten senareläggs till."))
    before = ActivityPeriod.objects.visible_to(access).filter(activity=row)
    ends: list[date] = list(before.values_list("ends_on", flat=True))
    if ends and max(period.ends_on for period in periods) <= max(ends):
        raise RuleViolation(
            _(
                "Den nya tiden slutar inte senare än den gamla. Skriv en senare period, eller "
                "ändra perioden på aktiviteten i stället."
            )
        )


@transaction.atomic
def cancel_activity(
    access: Access, activity: PlannedActivity, *, reason: str, version: int | None = None
) -> PlannedActivity:
    """Let the activity not be done at all, and log why.

    Raises:
        RuleViolation: no reason is given, the board has not adopted the plan, or the activity is
            done or cancelled already.
        Outdated: somebody else changed the activity first.
    """
    access.require(Permission.EDIT_PLAN, authority_id=activity.plan.authority_id)
    plan = _adopted_plan(access, activity.plan, _reasoned(reason))
    row = locked_activity(access, activity, plan=plan, version=version)
    state = ACTIVITY_LIFECYCLE.after(ActivityState(row.state), ActivityEvent.CANCEL)
    before = told_of(access, row)
    put_state(row, state, reason.strip())
    note(access, "activity.cancelled", row, {"reason": reason.strip()})
    note_difference(access, row, kind=ChangeKind.CANCELLED, before=before, reason=reason)
    return row


@transaction.atomic
def mark_done(
    access: Access, activity: PlannedActivity, *, version: int | None = None
) -> PlannedActivity:
    """Say that the activity is done. That follows the plan and is no change of it.

    Raises:
        RuleViolation: the board has not adopted the plan, or the activity is cancelled or done.
        Outdated: somebody else changed the activity first.
    """
    access.require(Permission.EDIT_PLAN, authority_id=activity.plan.authority_id)
    plan = _adopted_plan(access, activity.plan, None)
    row = locked_activity(access, activity, plan=plan, version=version)
    state = ACTIVITY_LIFECYCLE.after(ActivityState(row.state), ActivityEvent.FINISH)
    put_state(row, state, row.state_reason)
    note(access, "activity.done", row)
    return row


@transaction.atomic
def resume_activity(
    access: Access, activity: PlannedActivity, *, reason: str, version: int | None = None
) -> PlannedActivity:
    """Let an activity that was cancelled, or called done too early, be planned again.

    Raises:
        RuleViolation: no reason is given, or something remains to be done already.
        Outdated: somebody else changed the activity first.
    """
    access.require(Permission.EDIT_PLAN, authority_id=activity.plan.authority_id)
    plan = _adopted_plan(access, activity.plan, _reasoned(reason))
    row = locked_activity(access, activity, plan=plan, version=version)
    state = ACTIVITY_LIFECYCLE.after(ActivityState(row.state), ActivityEvent.RESUME)
    before = told_of(access, row)
    put_state(row, state, "")
    note(access, "activity.resumed", row, {"reason": reason.strip()})
    note_difference(access, row, kind=ChangeKind.CHANGED, before=before, reason=reason)
    return row


def _reasoned(reason: str) -> str:
    """Return the reason.

    Raises:
        RuleViolation: there is none.
    """
    if not reason.strip():
        raise RuleViolation(_("Skriv varför."))
    return reason


def _adopted_plan(access: Access, plan: Plan, reason: str | None) -> Plan:
    row = locked_plan(access, plan, reason)
    if row.plan_state is not PlanState.ADOPTED:
        raise RuleViolation(
            _(
                "Nämnden har inte antagit planen. Ändra aktiviteten eller ta bort den i stället: "
                "först när planen är antagen senareläggs, ställs in och genomförs något."
            )
        )
    return row
