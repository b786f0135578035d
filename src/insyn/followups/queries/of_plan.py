"""How far a plan has come: its activities beside the follow-ups that were made of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Prefetch, Q, QuerySet, prefetch_related_objects

from insyn.followups.models import Followup
from insyn.followups.queries.from_plan import made_before
from insyn.followups.rules import BEFORE_START, State
from insyn.followups.rules.plan_progress import (
    Part,
    Sight,
    Standing,
    Sum,
    Tally,
    Times,
    is_late,
    standing_of,
    sum_of,
    tally_of,
)
from insyn.kernel.access import Access
from insyn.plans.models import ActivityPeriod, Plan, PlanForm, PlannedActivity
from insyn.plans.queries.editions import successors_in
from insyn.plans.rules import ActivityState
from insyn.plans.rules.activities import OPEN_ACTIVITIES
from insyn.plans.rules.spans import all_words_of

STOPPED = frozenset({ActivityState.POSTPONED, ActivityState.CANCELLED})
"""States of an activity that stand with a reason."""


@dataclass(frozen=True, slots=True)
class ActivityProgress:
    """An activity of the plan and how far it has come."""

    activity: PlannedActivity
    times: Times
    standing: Standing
    tally: Tally
    is_late: bool

    @property
    def state(self) -> ActivityState:
        return ActivityState(self.activity.state)

    @property
    def is_stopped(self) -> bool:
        return self.state in STOPPED

    @property
    def is_open(self) -> bool:
        """Tell whether something remains to be done."""
        return self.state in OPEN_ACTIVITIES

    @property
    def hours(self) -> Decimal | None:
        """Return the work that the plan gives the activity; None when nobody has estimated it."""
        hours = self.activity.hours
        return None if hours is None else hours * self.activity.occasions

    @property
    def periods(self) -> str:
        """Return when it is done. The times are read: load them first."""
        return all_words_of((row.starts_on, row.ends_on) for row in self.activity.periods.all())

    @property
    def part(self) -> Part:
        return Part(self.standing, self.tally, self.hours, self.is_late)


@dataclass(frozen=True, slots=True)
class FormProgress:
    """A form of the plan and its activities added up."""

    form: PlanForm
    sum: Sum


def progress_of_plans(
    access: Access, plans: Iterable[Plan | int], *, today: date, year: int | None = None
) -> list[ActivityProgress]:
    """Return the activities of the plans, in their order. Three queries.

    With a year only what is done in it, and the follow-ups planned for it. Counts the
    follow-ups that the asker may see, also those from before a plan got a new edition.
    """
    plans = list(plans)
    activities = PlannedActivity.objects.visible_to(access).filter(plan__in=plans)
    rows = _timed(activities, year).select_related(
        "form", "plan", "responsible_authority__municipality", "responsible"
    )
    tallies = _tallies(access, plans, today=today, year=year)
    drafts = {mandate.authority_id for mandate in access.mandates if mandate.sees_drafts}
    in_order = rows.order_by("plan", "form__position", "form", "position", "pk")
    return [
        _progress(
            row,
            tallies.get(row.pk, Tally()),
            Sight(today, row.form.is_outside, row.responsible_authority_id in drafts),
        )
        for row in in_order
    ]


def _timed(rows: QuerySet[PlannedActivity], year: int | None) -> QuerySet[PlannedActivity]:
    of_year = Q()
    if year:
        of_year = Q(
            periods__starts_on__lte=date(year, 12, 31), periods__ends_on__gte=date(year, 1, 1)
        )
        rows = rows.filter(of_year)
    return rows.annotate(
        first_on=Min("periods__starts_on", filter=of_year),
        last_on=Max("periods__ends_on", filter=of_year),
        time_count=Count("periods", filter=of_year, distinct=True),
    )


def _tallies(
    access: Access, plans: Sequence[Plan | int], *, today: date, year: int | None
) -> dict[int, Tally]:
    activities = PlannedActivity.objects.visible_to(access).filter(plan__in=plans)
    successors = successors_in(access, activities)
    of_plans = Q(activity__plan__in=plans) | made_before(successors)
    rows = Followup.objects.visible_to(access).filter(of_plans).order_by()
    rows = rows.filter(planned_for__year=year) if year else rows
    passed = Q(planned_for__lt=today, state__in=BEFORE_START)
    counted = rows.values_list("activity", "state").annotate(
        made=Count("pk"), late=Count("pk", filter=passed)
    )
    states: dict[int, list[tuple[State, int]]] = defaultdict(list)
    late: dict[int, int] = defaultdict(int)
    for activity, state, made, passed_by in counted:
        key = successors[activity].key if activity in successors else activity
        states[key].append((State(state), made))
        late[key] += passed_by
    return {key: tally_of(counts, late=late[key]) for key, counts in states.items()}


def _progress(row: PlannedActivity, tally: Tally, sight: Sight) -> ActivityProgress:
    annotated: Any = row
    times = Times(annotated.first_on, annotated.last_on, annotated.time_count)
    standing = standing_of(ActivityState(row.state), tally, times, sight)
    return ActivityProgress(row, times, standing, tally, is_late(standing, times, sight.today))


def sum_of_progress(rows: Iterable[ActivityProgress]) -> Sum:
    """Return the activities added up."""
    return sum_of(row.part for row in rows)


def by_form(rows: Iterable[ActivityProgress]) -> list[FormProgress]:
    """Return the sum of each form that has activities, in the plan's order."""
    groups: dict[int, list[ActivityProgress]] = {}
    for row in rows:
        groups.setdefault(row.activity.form_id, []).append(row)
    return [
        FormProgress(group[0].activity.form, sum_of_progress(group)) for group in groups.values()
    ]


def narrowed(rows: Iterable[ActivityProgress], chosen: Mapping[str, Any]) -> list[ActivityProgress]:
    """Return the activities that the filter keeps."""
    text = (chosen.get("q") or "").casefold()
    kept = (row for row in rows if text in row.activity.title.casefold())
    if chosen.get("form"):
        kept = (row for row in kept if row.activity.form_id == chosen["form"])
    if chosen.get("standing"):
        kept = (row for row in kept if row.standing == chosen["standing"])
    if chosen.get("is_late"):
        kept = (row for row in kept if row.is_late or row.tally.late)
    if chosen.get("is_stopped"):
        kept = (row for row in kept if row.is_stopped)
    return list(kept)


def with_periods(access: Access, rows: Sequence[ActivityProgress]) -> Sequence[ActivityProgress]:
    """Return the same activities, their times loaded. One query."""
    periods = Prefetch("periods", ActivityPeriod.objects.visible_to(access))
    prefetch_related_objects([row.activity for row in rows], periods)
    return rows
