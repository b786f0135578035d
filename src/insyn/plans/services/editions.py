"""The next edition of a plan: everything in it, moved on, with what was not done marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import ActivityPeriod, ActivityTarget, Plan, PlannedActivity, PlanParty
from insyn.plans.rules import ActivityState, PlanState, RhythmKind
from insyn.plans.rules.periods import Days, next_periods, period_problem
from insyn.plans.rules.spans import label_of
from insyn.plans.services.changes import locked_plan, trail
from insyn.plans.services.copies import Copied, copy_texts_and_forms
from insyn.plans.services.plans import require_no_other_plan, set_parties
from insyn.registry.services.changes import write

KEPT = ("authority", "programme", "capacity_hours", "new_decision_after")
"""What the next edition has from the plan before."""
ACTIVITY = (
    "position", "title", "scope", "agreement_id", "lot_id", "service_area_id", "theme", "goal_id",
    "responsible_authority_id", "responsible_id", "template_id", "rhythm_id", "methods", "hours",
    "occasions", "is_unannounced", "note",
)  # fmt: skip
"""What an activity has from the one it was copied from."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class _Move:
    """From which days to which the activities are moved, and the forms and stages they get."""

    before: Days
    after: Days
    copied: Copied


@transaction.atomic
def start_next(access: Access, plan: Plan, *, starts_on: date, ends_on: date, title: str) -> Plan:
    """Make the next plan from an adopted one: texts, forms, and activities moved on.

    An activity that was not done and whose time has passed is marked as carried over. One that
    was done and has no time in the new plan is left out. One whose times are the same, for the
    plans share them, stays as far as it has come.

    Raises:
        NotAllowed: the asker may not edit the plan.
        RuleViolation: the plan is not adopted, has an edition for the days already, starts
            before this one, ends before it starts, or a board has another plan for the days.
    """
    old = locked_plan(access, plan)
    days = Days(starts_on, ends_on)
    _require_next(old, days)
    following = _freed_following(access, old, days)
    new = Plan(continues=old, edition=_edition(old, days))
    kept = {name: getattr(old, name) for name in KEPT}
    new.authority_id = old.authority_id
    boards = list(PlanParty.objects.filter(plan=old).values_list("authority", flat=True))
    require_no_other_plan(access, new, days, boards)
    said = write(new, {**kept, "title": title, "starts_on": starts_on, "ends_on": ends_on})
    set_parties(new, boards)
    move = _Move(Days(old.starts_on, old.ends_on), days, copy_texts_and_forms(access, old, new))
    count = _copy_activities(access, old, new, move)
    if following is not None:
        write(following, {"continues": new})
    facts = {**said, "activities": count, "from": str(old)}
    trail(access, "followup_plan.continued", new, new, facts)
    return new


def _require_next(plan: Plan, days: Days) -> None:
    if problem := period_problem(days.starts_on, days.ends_on):
        raise RuleViolation(_(problem))
    if plan.plan_state in {PlanState.DRAFT, PlanState.PROPOSED}:
        raise RuleViolation(
            _("Planen är inte antagen än. Ändra i den i stället för att göra en ny utgåva.")
        )
    if plan.plan_state is PlanState.REPLACED:
        raise RuleViolation(_("Planen är ersatt av en nyare. Gör en ny utgåva av den i stället."))
    if days.starts_on < plan.starts_on:
        raise RuleViolation(_("Den nya planen kan inte börja före den som den följer på."))


def _freed_following(access: Access, plan: Plan, days: Days) -> Plan | None:
    """Return the plan that already follows, to be put after the new edition instead; or None.

    A board that must decide anew on this year may have begun with the next one.

    Raises:
        RuleViolation: the one that follows is not wholly later than the new edition.
    """
    rows = Plan.objects.visible_to(access).filter(continues=plan)
    following = rows.select_for_update(of=("self",)).first()
    if following is not None and following.starts_on > days.ends_on:
        write(following, {"continues": None})
        return following
    if Plan.objects.filter(continues=plan).exists():
        raise RuleViolation(_said_next(following))
    return None


def _said_next(new: Plan | None) -> str:
    if new is None:
        return _("Planen har redan en ny utgåva.")
    return _("Planen har redan en ny utgåva: ”%(title)s”. Arbeta vidare i den.") % {"title": new}


def _edition(plan: Plan, days: Days) -> int:
    """Return the number: one more when the plans share days, else the first of a new plan."""
    return plan.edition + 1 if Days(plan.starts_on, plan.ends_on).overlaps(days) else 1


def _copy_activities(access: Access, old: Plan, new: Plan, move: _Move) -> int:
    """Copy the activities that have something left to do, and return how many. Seven queries."""
    found = _read(access, old)
    periods = {row.pk: _moved(row, move) for row in found}
    kept = [row for row in found if periods[row.pk] or not _is_over(row)]
    made = PlannedActivity.objects.bulk_create(
        [_copied(row, new, move, periods[row.pk]) for row in kept], batch_size=BATCH
    )
    pairs = {row.pk: copy for row, copy in zip(kept, made, strict=True)}
    _copy_order(access, kept, pairs)
    ActivityPeriod.objects.bulk_create(
        [
            ActivityPeriod(activity=pairs[key], **said)
            for key, moved in periods.items()
            if key in pairs
            for said in moved
        ],
        batch_size=BATCH,
    )
    _copy_targets(kept, pairs)
    return len(made)


def _read(access: Access, plan: Plan) -> list[PlannedActivity]:
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan).select_related("rhythm")
    return list(
        rows.prefetch_related(
            Prefetch("periods", ActivityPeriod.objects.visible_to(access)),
            Prefetch("targets", ActivityTarget.objects.visible_to(access)),
        )
    )


def _is_over(activity: PlannedActivity) -> bool:
    """Tell whether it was done, and had a time: nothing of it is left for the new plan."""
    return activity.state == ActivityState.DONE and bool(list(activity.periods.all()))


def _copied(
    row: PlannedActivity, new: Plan, move: _Move, periods: Sequence[Mapping[str, object]]
) -> PlannedActivity:
    values = {name: getattr(row, name) for name in ACTIVITY}
    values["outlook_years"] = sorted(_known_years(row) - set(new.years))
    if _has_same_times(row, move, periods):
        values |= {"state": row.state, "state_reason": row.state_reason}
    return PlannedActivity(
        plan=new,
        form=move.copied.forms[row.form_id],
        copied_from=row,
        carried_over_from=row if _is_carried_over(row, move) else None,
        **values,
    )


def _has_same_times(
    row: PlannedActivity, move: _Move, periods: Sequence[Mapping[str, object]]
) -> bool:
    """Tell whether it is done exactly when it was, because the plans share those days."""
    if not move.before.overlaps(move.after):
        return False
    old = {(period.starts_on, period.ends_on) for period in row.periods.all()}
    return old == {(said["starts_on"], said["ends_on"]) for said in periods}


def _known_years(row: PlannedActivity) -> set[int]:
    """Return every year that an activity with an outlook names, in the plan and outside it."""
    if not row.outlook_years:
        return set()
    own = {year for p in row.periods.all() for year in (p.starts_on.year, p.ends_on.year)}
    return own | set(row.outlook_years)


def _is_carried_over(row: PlannedActivity, move: _Move) -> bool:
    """Tell whether the activity was to be done before the new plan begins, and was not.

    What goes on all the time is never late.
    """
    is_done = row.state == ActivityState.DONE
    if is_done or (row.rhythm and row.rhythm.kind == RhythmKind.CONTINUOUS):
        return False
    ends = [period.ends_on for period in row.periods.all()]
    if not ends:
        return not move.before.overlaps(move.after)
    return min(ends) < move.after.starts_on


def _moved(row: PlannedActivity, move: _Move) -> list[dict[str, object]]:
    """Return the periods of the activity in the new plan, each stage by itself.

    One with an outlook has its years said: those that have come into the new plan become its
    periods, beside those that lie in both plans.
    """
    if row.outlook_years:
        years = [_whole_year(year) for year in row.outlook_years if _is_in(year, move.after)]
        return _shared(row, move) + years
    stages: dict[int | None, list[ActivityPeriod]] = {}
    for period in row.periods.all():
        stages.setdefault(period.stage_id, []).append(period)
    return [
        {
            "stage": move.copied.stages.get(stage_id or 0),
            "starts_on": days.starts_on,
            "ends_on": days.ends_on,
            "label": _label(days, periods),
        }
        for stage_id, periods in stages.items()
        for days in _next_days(periods, move)
    ]


def _shared(row: PlannedActivity, move: _Move) -> list[dict[str, object]]:
    """Return the periods that lie in the new plan as they stand; none when it is all later."""
    return [
        {
            "stage": move.copied.stages.get(period.stage_id or 0),
            "starts_on": period.starts_on,
            "ends_on": period.ends_on,
            "label": period.label,
        }
        for period in row.periods.all()
        if Days(period.starts_on, period.ends_on).within(move.after)
    ]


def _is_in(year: int, days: Days) -> bool:
    return days.starts_on.year <= year <= days.ends_on.year


def _whole_year(year: int) -> dict[str, object]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return {"stage": None, "starts_on": first, "ends_on": last, "label": label_of(first, last)}


def _next_days(periods: Sequence[ActivityPeriod], move: _Move) -> list[Days]:
    days = [Days(period.starts_on, period.ends_on) for period in periods]
    return next_periods(days, before=move.before, after=move.after)


def _label(days: Days, periods: Sequence[ActivityPeriod]) -> str:
    """Return what the plan called the same days of the year, else what such days are called."""
    wanted = _days_of_year(days.starts_on, days.ends_on)
    same = (p.label for p in periods if _days_of_year(p.starts_on, p.ends_on) == wanted)
    return next(same, "") or label_of(days.starts_on, days.ends_on)


def _days_of_year(first: date, last: date) -> tuple[int, ...]:
    return (first.month, first.day, last.month, last.day)


def _copy_order(
    access: Access, kept: Sequence[PlannedActivity], pairs: Mapping[int, PlannedActivity]
) -> None:
    """Let each copy come after the copy of what the old one came after."""
    later = []
    for row in kept:
        if first := pairs.get(row.after_id or 0):
            pairs[row.pk].after = first
            later.append(pairs[row.pk])
    rows = PlannedActivity.objects.visible_to(access)
    rows.bulk_update(later, ["after"], batch_size=BATCH)


def _copy_targets(kept: Sequence[PlannedActivity], pairs: Mapping[int, PlannedActivity]) -> None:
    ActivityTarget.objects.bulk_create(
        [
            ActivityTarget(
                activity=pairs[row.pk],
                provider_id=target.provider_id,
                unit_id=target.unit_id,
                listed_as=target.listed_as,
            )
            for row in kept
            for target in row.targets.all()
        ],
        batch_size=BATCH,
    )
