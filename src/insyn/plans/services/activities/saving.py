"""Writing an activity: what it says, when it is done and of whom, and its place in the plan."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import ActivityPeriod, ActivityTarget, Plan, PlannedActivity
from insyn.plans.rules import ChangeKind, PlanState
from insyn.plans.services.activities.checks import (
    require_facts,
    require_new,
    require_periods,
    require_targets,
)
from insyn.plans.services.activities.facts import ActivityFacts, PeriodFacts, TargetFacts
from insyn.plans.services.activities.trail import (
    Told,
    count_up,
    locked_activity,
    locked_plan,
    note,
    note_difference,
    told_of,
)
from insyn.plans.services.changes import opened_draft
from insyn.plans.services.order import next_position, swap
from insyn.registry.services.changes import Said, write

_COLUMNS = (
    "form", "title", "scope", "agreement", "lot", "service_area", "theme", "goal", "responsible",
    "template", "rhythm", "hours", "occasions", "is_unannounced", "after", "note",
)  # fmt: skip


@transaction.atomic
def save_activity(
    access: Access,
    plan: Plan,
    *,
    facts: ActivityFacts,
    activity: PlannedActivity | None = None,
    reason: str = "",
    version: int | None = None,
) -> PlannedActivity:
    """Add an activity last in its form, or change one. In an adopted plan the reason is logged.

    Raises:
        RuleViolation: something is lacking or does not belong to the plan, a period lies outside
            it, its form has one just like it, or the plan may not be changed now.
        Outdated: somebody else changed the activity first.
    """
    access.require(Permission.EDIT_PLAN, authority_id=plan.authority_id)
    owner = locked_plan(access, plan, reason)
    row = PlannedActivity(plan=owner)
    if activity is not None:
        row = locked_activity(access, activity, plan=owner, version=version)
    said = facts.in_scope()
    require_facts(access, owner, row, said)
    if activity is None:
        require_new(access, said)
    before = told_of(access, row) if activity else {}
    changes = _write(access, row, said)
    if changes:
        _tell(access, row, changes, before=before, reason=reason)
    return row


def _write(access: Access, row: PlannedActivity, facts: ActivityFacts) -> Said:
    """Store what differs and return it."""
    is_new = row.pk is None
    values: dict[str, object] = {name: getattr(facts, name) for name in _COLUMNS}
    values["responsible_authority"] = facts.responsible_authority or row.plan.authority
    values["methods"] = list(facts.methods)
    values["outlook_years"] = sorted(set(facts.outlook_years))
    if is_new or row.form_id != facts.form.pk:
        beside = PlannedActivity.objects.visible_to(access).filter(form=facts.form)
        values["position"] = next_position(beside)
    said = write(row, values)
    more = _put_parts(access, row, facts)
    if more and not said:
        count_up(row)
    return {**said, **more}


def _put_parts(access: Access, row: PlannedActivity, facts: ActivityFacts) -> Said:
    _leave_other_stages(access, row)
    said: Said = {}
    if facts.periods is not None:
        said |= put_periods(access, row, facts.periods)
    if facts.targets is not None:
        said |= _put_targets(access, row, facts.targets)
    return said


def _leave_other_stages(access: Access, row: PlannedActivity) -> None:
    """Let the periods of another form's stages be of no stage."""
    staged = ActivityPeriod.objects.visible_to(access).filter(activity=row, stage__isnull=False)
    staged.exclude(stage__form=row.form_id).update(stage=None)


def _tell(access: Access, row: PlannedActivity, facts: Said, *, before: Told, reason: str) -> None:
    note(access, "activity.updated" if before else "activity.created", row, facts)
    kind = ChangeKind.CHANGED if before else ChangeKind.ADDED
    note_difference(access, row, kind=kind, before=before, reason=reason)


@transaction.atomic
def set_periods(
    access: Access,
    activity: PlannedActivity,
    *,
    periods: Sequence[PeriodFacts],
    reason: str = "",
    version: int | None = None,
) -> PlannedActivity:
    """Let the activity be done exactly in these periods; none means that it has no time yet.

    Raises:
        RuleViolation: a period is turned round or outside the plan, or a reason is lacking.
        Outdated: somebody else changed the activity first.
    """
    access.require(Permission.EDIT_PLAN, authority_id=activity.plan.authority_id)
    plan = locked_plan(access, activity.plan, reason)
    row = locked_activity(access, activity, plan=plan, version=version)
    replace_periods(access, row, periods, reason=reason)
    return row


def replace_periods(
    access: Access, row: PlannedActivity, periods: Sequence[PeriodFacts], *, reason: str
) -> None:
    """Store the periods of a locked activity, and tell of it when they differ."""
    before = told_of(access, row)
    if said := put_periods(access, row, periods):
        count_up(row)
        _tell(access, row, said, before=before, reason=reason)


def put_periods(access: Access, row: PlannedActivity, periods: Sequence[PeriodFacts]) -> Said:
    """Store the periods of a locked activity and return how many came and went.

    Raises:
        RuleViolation: a period is turned round, or lies outside the plan.
    """
    require_periods(row.plan, row, periods)
    wanted = {
        (p.stage.pk if p.stage else None, p.starts_on, p.ends_on, p.label): p for p in periods
    }
    kept = ActivityPeriod.objects.visible_to(access).filter(activity=row)
    stored = {(p.stage_id, p.starts_on, p.ends_on, p.label): p.pk for p in kept}
    gone = [pk for key, pk in stored.items() if key not in wanted]
    new = [period for key, period in wanted.items() if key not in stored]
    kept.filter(pk__in=gone).delete()
    ActivityPeriod.objects.bulk_create(
        ActivityPeriod(
            activity=row, stage=p.stage, starts_on=p.starts_on, ends_on=p.ends_on, label=p.label
        )
        for p in new
    )
    return {"periods_removed": len(gone), "periods_added": len(new)} if gone or new else {}


@transaction.atomic
def set_targets(
    access: Access,
    activity: PlannedActivity,
    *,
    targets: Sequence[TargetFacts],
    reason: str = "",
    version: int | None = None,
) -> PlannedActivity:
    """Let the activity be about exactly these providers and units.

    Raises:
        RuleViolation: a unit is run by another provider, or a reason is lacking.
        Outdated: somebody else changed the activity first.
    """
    access.require(Permission.EDIT_PLAN, authority_id=activity.plan.authority_id)
    plan = locked_plan(access, activity.plan, reason)
    row = locked_activity(access, activity, plan=plan, version=version)
    before = told_of(access, row)
    if said := _put_targets(access, row, targets):
        count_up(row)
        _tell(access, row, said, before=before, reason=reason)
    return row


def _put_targets(access: Access, row: PlannedActivity, targets: Sequence[TargetFacts]) -> Said:
    wanted = {_target_key(target): target for target in targets}
    kept = ActivityTarget.objects.visible_to(access).filter(activity=row)
    stored = {(t.provider_id, t.unit_id, t.listed_as): t.pk for t in kept}
    gone = [pk for key, pk in stored.items() if key not in wanted]
    new = [target for key, target in wanted.items() if key not in stored]
    require_targets(new)
    kept.filter(pk__in=gone).delete()
    ActivityTarget.objects.bulk_create(
        ActivityTarget(activity=row, provider=t.provider, unit=t.unit, listed_as=t.listed_as)
        for t in new
    )
    return {"targets_removed": len(gone), "targets_added": len(new)} if gone or new else {}


def _target_key(target: TargetFacts) -> tuple[int | None, int | None, str]:
    provider, unit = target.provider, target.unit
    return provider.pk if provider else None, unit.pk if unit else None, target.listed_as


@transaction.atomic
def move_activity(access: Access, activity: PlannedActivity, *, is_up: bool) -> None:
    """Let the activity change places with the one before it in its form, or after it.

    At the end it stays.

    Raises:
        RuleViolation: the plan is no draft.
        Outdated: somebody took the activity away.
    """
    plan = opened_draft(access, activity.plan)
    row = locked_activity(access, activity, plan=plan, version=None)
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan, form=row.form_id)
    if swap(rows.order_by("position", "pk"), row, is_up=is_up):
        note(access, "activity.moved", row)


@transaction.atomic
def remove_activity(
    access: Access, activity: PlannedActivity, *, version: int | None = None
) -> None:
    """Take away an activity of a plan that the board has not adopted.

    Raises:
        RuleViolation: the plan is no draft, or something stands on the activity.
        Outdated: somebody else changed the activity first.
    """
    access.require(Permission.EDIT_PLAN, authority_id=activity.plan.authority_id)
    plan = locked_plan(access, activity.plan, None)
    if plan.plan_state is not PlanState.DRAFT:
        raise RuleViolation(_("Planen är antagen. Ställ in aktiviteten i stället, med skäl."))
    row = locked_activity(access, activity, plan=plan, version=version)
    note(access, "activity.removed", row, dict(told_of(access, row)))
    try:
        row.delete()
    except ProtectedError as used:
        raise RuleViolation(
            _("Ett urval eller en uppföljning bygger på aktiviteten. Då går den inte att ta bort.")
        ) from used
