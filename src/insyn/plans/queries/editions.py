"""Reading two editions of a plan side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from insyn.kernel.access import Access
from insyn.plans.models import (
    ActivityPeriod,
    ActivityTarget,
    FormStage,
    Plan,
    PlanForm,
    PlannedActivity,
    PlanSection,
)
from insyn.plans.rules import PlanState, Scope
from insyn.plans.rules.editions import News, Part, keyed, news_of
from insyn.plans.rules.periods import Days
from insyn.plans.rules.spans import words_of

CARD = (
    "purpose", "goal", "method", "receivers", "reporting", "feedback", "limits", "consequences",
    "checks", "triggers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """What is new among the texts, the forms or the activities."""

    heading: str
    news: Sequence[News]


def news(access: Access, before: Plan, after: Plan) -> list[Group]:
    """Return what is new in the later plan. Twelve queries, however much they hold.

    When the plans share no day, the times of the earlier one are read as those of the later:
    March last year and March this year are the same time.
    """
    return [
        Group(_("Texter"), news_of(_texts(access, before), _texts(access, after))),
        Group(_("Former och processkort"), news_of(_forms(access, before), _forms(access, after))),
        Group(_("Aktiviteter"), _activity_news(access, before, after)),
    ]


@dataclass(frozen=True, slots=True)
class Successor:
    """The activity that another has become in a new edition, and the first day of its plan."""

    key: int
    since: date


def successors_in(access: Access, activities: QuerySet[PlannedActivity]) -> dict[int, Successor]:
    """Return what the activities were before the plan they stand in replaced the one before.

    By the key of the activity in the replaced plan, the one that it is now. What was made of the
    first from that plan's first day on belongs to the second. One query, and one more for each
    edition before.
    """
    columns = ("copied_from", "pk", "plan__starts_on")
    told = list(activities.order_by().filter(_REPLACING).values_list(*columns))
    found = {old: Successor(new, since) for old, new, since in told}
    step = found
    while step:
        rows = PlannedActivity.objects.visible_to(access).filter(_REPLACING, pk__in=step)
        pairs = rows.order_by().values_list("copied_from", "pk")
        step = {old: step[new] for old, new in pairs if old not in found}
        found |= step
    return found


_REPLACING = Q(
    copied_from__plan__state=PlanState.REPLACED,
    copied_from__plan__starts_on__lte=F("plan__ends_on"),
    copied_from__plan__ends_on__gte=F("plan__starts_on"),
)
"""Activities of a plan that has replaced another: the two share days."""


def _shift(before: Plan, after: Plan) -> int:
    shared = Days(before.starts_on, before.ends_on).overlaps(Days(after.starts_on, after.ends_on))
    return 0 if shared else after.starts_on.year - before.starts_on.year


def _texts(access: Access, plan: Plan) -> list[Part]:
    rows = PlanSection.objects.visible_to(access).filter(plan=plan)
    return [
        Part(key, row.heading, {_("Text"): row.text})
        for key, row in keyed(rows, lambda row: row.heading)
    ]


def _forms(access: Access, plan: Plan) -> list[Part]:
    stages = Prefetch("stages", FormStage.objects.visible_to(access))
    rows = PlanForm.objects.visible_to(access).filter(plan=plan).prefetch_related(stages)
    return [Part(key, row.name, _card(row)) for key, row in keyed(rows, lambda row: row.name)]


def _card(form: PlanForm) -> dict[str, str]:
    said = {_label(PlanForm, name): str(getattr(form, name)) for name in CARD}
    steps = ", ".join(stage.name for stage in form.stages.all())
    return {**said, _("Steg"): steps}


def _label(model: type[PlanForm | PlannedActivity], name: str) -> str:
    column = model._meta.get_field(name)
    return _(str(column.verbose_name)).capitalize()  # type: ignore[union-attr]  # no relation


def _activity_news(access: Access, before: Plan, after: Plan) -> list[News]:
    old = keyed(_activities(access, before), _name_of)
    keys = {row.pk: key for key, row in old}
    shift = _shift(before, after)
    return news_of(
        [Part(key, row.title, _said(row, shift)) for key, row in old],
        [
            Part(
                key,
                row.title,
                _said(row, 0),
                follows=keys.get(row.carried_over_from_id or row.copied_from_id or 0, ""),
                is_carried_over=row.carried_over_from_id is not None,
            )
            for key, row in keyed(_activities(access, after), _name_of)
        ],
    )


def _name_of(row: PlannedActivity) -> str:
    return f"{row.form.name} {row.title}"


def _activities(access: Access, plan: Plan) -> list[PlannedActivity]:
    targets = ActivityTarget.objects.visible_to(access).select_related("provider", "unit")
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan)
    told = rows.select_related(
        "form", "agreement", "lot", "service_area", "responsible_authority", "responsible"
    )
    periods = Prefetch("periods", ActivityPeriod.objects.visible_to(access))
    return list(told.prefetch_related(periods, Prefetch("targets", targets)))


def _said(row: PlannedActivity, shift: int) -> dict[str, str]:
    days = (Days(period.starts_on, period.ends_on).moved(shift) for period in row.periods.all())
    return {
        _("Omfattning"): _(Scope(row.scope).label),
        _("Gäller"): str(row.agreement or row.lot or row.service_area or row.theme or ""),
        _("Utförare"): ", ".join(str(target) for target in row.targets.all()),
        _("Perioder"): ", ".join(words_of(period.starts_on, period.ends_on) for period in days),
        _("Ansvarig nämnd"): row.responsible_authority.name,
        _("Ansvarig"): str(row.responsible or ""),
        _("Timmar"): str(row.hours * row.occasions) if row.hours else "",
    }
