"""What the changes of activities share: locking, and telling what was changed."""

from collections.abc import Iterable, Mapping

from django.db.models import Model
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import Outdated
from insyn.plans.models import ActivityPeriod, ActivityTarget, Plan, PlannedActivity
from insyn.plans.rules import ActivityState, ChangeKind, Method, PlanState
from insyn.plans.rules.spans import words_of
from insyn.plans.services.changes import Change, note_change, require_editable
from insyn.platform.locking import locked_row
from insyn.registry.services.changes import Said, write

Told = dict[str, str]
"""What an activity says, by the Swedish name of each fact; what is empty is left out."""

_NO_REASON = "–"

_TOLD = (
    "form", "title", "agreement", "lot", "service_area", "theme", "goal", "responsible_authority",
    "responsible", "template", "rhythm", "hours", "occasions", "after", "note",
)  # fmt: skip


_TOLD_ROWS = (
    "form", "agreement", "lot", "service_area", "goal", "responsible", "template", "rhythm",
    "after",
)  # fmt: skip
"""Those of them that are rows of their own."""


def locked_plan(access: Access, plan: Plan, reason: str | None) -> Plan:
    """Return the plan, locked, to one who may change it and while it may be changed.

    The reason is None for what needs none, also when the board has adopted the plan.

    Raises:
        RuleViolation: it lies before the board, is replaced, or is adopted and no reason is given.
    """
    access.require(Permission.EDIT_PLAN, authority_id=plan.authority_id)
    row = locked_row(Plan.objects.visible_to(access), pk=plan.pk)
    require_editable(row, _NO_REASON if reason is None else reason)
    return row


def locked_activity(
    access: Access, activity: PlannedActivity, *, plan: Plan, version: int | None
) -> PlannedActivity:
    """Return the activity of the plan, locked.

    Raises:
        Outdated: somebody else changed the activity first, or took it away.
    """
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan)
    row = locked_row(rows, pk=activity.pk, version=version)
    row.plan = plan
    return row


def locked_activities(
    access: Access, plan: Plan, activities: Iterable[PlannedActivity]
) -> list[PlannedActivity]:
    """Return the activities of the plan, locked, in the order of their keys.

    Raises:
        Outdated: somebody took one of them away.
    """
    keys = {activity.pk for activity in activities}
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan, pk__in=keys)
    told = rows.select_related(*_TOLD_ROWS, "responsible_authority__municipality")
    locked = list(told.select_for_update(of=("self",)).order_by("pk"))
    if len(locked) != len(keys):
        raise Outdated(_("En av aktiviteterna finns inte längre. Läs in listan igen."))
    for row in locked:
        row.plan = plan
    return locked


def told_of(access: Access, activity: PlannedActivity) -> Told:
    """Return what the activity says, in the words of the log."""
    said = {"Läge": ActivityState(activity.state).label}
    said |= {_named(name): _said(getattr(activity, name)) for name in _TOLD}
    said["Metoder"] = ", ".join(Method(code).label for code in activity.methods)
    said["Oannonserad"] = "ja" if activity.is_unannounced else ""
    said["Period"] = _periods(access, activity)
    said["Utblick"] = ", ".join(map(str, activity.outlook_years))
    said["Utförare"] = _targets(access, activity)
    return {name: text for name, text in said.items() if text}


def _named(field: str) -> str:
    verbose = PlannedActivity._meta.get_field(field).verbose_name  # type: ignore[union-attr]
    return str(verbose).capitalize()


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _periods(access: Access, activity: PlannedActivity) -> str:
    rows = ActivityPeriod.objects.visible_to(access).filter(activity=activity)
    return ", ".join(
        f"{row.stage}: {words_of(row.starts_on, row.ends_on)}"
        if row.stage
        else words_of(row.starts_on, row.ends_on)
        for row in rows.select_related("stage")
    )


def _targets(access: Access, activity: PlannedActivity) -> str:
    rows = ActivityTarget.objects.visible_to(access).filter(activity=activity)
    return ", ".join(map(str, rows.select_related("provider", "unit")))


def changed(before: Told, after: Told) -> tuple[str, str]:
    """Return what differs as lines of text: how it read before, and how it reads now."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return _lines(before, names), _lines(after, names)


def _lines(told: Mapping[str, str], names: Iterable[str]) -> str:
    return "\n".join(f"{name}: {told[name]}" for name in names if name in told)


def note(access: Access, event: str, activity: PlannedActivity, facts: Said | None = None) -> None:
    """Write a line in the trail of the plan's board."""
    place = Place(activity.plan.authority_id)
    record(
        access, event, activity, place=place, facts={"plan": activity.plan.title, **(facts or {})}
    )


def note_difference(
    access: Access, activity: PlannedActivity, *, kind: ChangeKind, before: Told, reason: str
) -> None:
    """Log how the activity differs from before, if the board has adopted the plan."""
    if activity.plan.plan_state is not PlanState.ADOPTED:
        return
    was, now = changed(before, told_of(access, activity))
    change = Change(kind, activity.title, was, now)
    note_change(access, activity.plan, change, reason)


def put_state(activity: PlannedActivity, state: ActivityState, reason: str) -> None:
    """Store where the activity is, and why; counts it as a new version of the row."""
    write(activity, {"state": state, "state_reason": reason})


def count_up(row: Model) -> None:
    """Count the row as changed although none of its own columns is."""
    row.version += 1  # type: ignore[attr-defined]
    row.save(update_fields=["version"])
