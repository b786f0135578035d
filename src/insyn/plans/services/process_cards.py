"""What happens to the forms of a plan, their process cards and their stages."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import ngettext

from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import ActivityPeriod, FormStage, Plan, PlanForm, PlannedActivity
from insyn.plans.rules import ChangeKind, FormKind, StageKind
from insyn.plans.services.changes import (
    Change,
    note_change,
    note_texts,
    opened_draft,
    opened_plan,
    trail,
)
from insyn.plans.services.order import next_position, swap
from insyn.platform.locking import locked_row
from insyn.registry.services.changes import write


@dataclass(frozen=True, slots=True)
class FormFacts:
    """A form of follow-up and its process card. ``checks`` and ``triggers``: one thing a line."""

    name: str
    kind: FormKind
    purpose: str = ""
    goal: str = ""
    method: str = ""
    receivers: str = ""
    reporting: str = ""
    feedback: str = ""
    limits: str = ""
    consequences: str = ""
    checks: str = ""
    triggers: str = ""
    is_outside: bool = False

    @property
    def values(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in FormFacts.__slots__}


@dataclass(frozen=True, slots=True)
class StageFacts:
    """A step of a form."""

    name: str
    kind: StageKind = StageKind.OTHER
    methods: str = ""

    @property
    def values(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in StageFacts.__slots__}


@transaction.atomic
def add_form(access: Access, plan: Plan, *, facts: FormFacts, reason: str = "") -> PlanForm:
    """Add a form last in the plan.

    Raises:
        RuleViolation: the plan has a form of that name, cannot be changed now, or is adopted and
            no reason is given.
    """
    owner = opened_plan(access, plan, reason=reason)
    place = next_position(PlanForm.objects.visible_to(access).filter(plan=owner))
    row = PlanForm(plan=owner, position=place)
    write(row, facts.values)
    trail(access, "plan_form.created", owner, row, {"name": facts.name})
    note_change(access, owner, Change(ChangeKind.TEXT, row.name, after=row.purpose), reason)
    return row


@transaction.atomic
def save_form(
    access: Access,
    form: PlanForm,
    *,
    facts: FormFacts,
    reason: str = "",
    version: int | None = None,
) -> PlanForm:
    """Change a form's name, kind or process card.

    Raises:
        RuleViolation: the plan has another form of that name, cannot be changed now, or is
            adopted and no reason is given.
        Outdated: somebody changed the form after the page was read.
    """
    plan = opened_plan(access, form.plan, reason=reason)
    row = locked_row(PlanForm.objects.visible_to(access), pk=form.pk, version=version)
    said = write(row, facts.values)
    if said:
        trail(access, "plan_form.updated", plan, row, said)
        note_texts(access, plan, row, said, reason)
    return row


@transaction.atomic
def move_form(access: Access, form: PlanForm, *, is_up: bool) -> None:
    """Let the form change places with the one before it, or after it; at the end, stay.

    Raises:
        RuleViolation: the plan is no draft.
    """
    plan = opened_draft(access, form.plan)
    rows = PlanForm.objects.visible_to(access).filter(plan=plan)
    if swap(rows, form, is_up=is_up):
        trail(access, "plan_form.moved", plan, form, {})


@transaction.atomic
def remove_form(access: Access, form: PlanForm, *, reason: str = "") -> None:
    """Take a form away, with its stages.

    Raises:
        RuleViolation: it has activities, the plan cannot be changed now, or is adopted and no
            reason is given.
        Outdated: somebody took the form away.
    """
    plan = opened_plan(access, form.plan, reason=reason)
    row = locked_row(PlanForm.objects.visible_to(access), pk=form.pk)
    _require_unused(row, PlannedActivity.objects.visible_to(access).filter(form=row).count())
    note_change(access, plan, Change(ChangeKind.TEXT, row.name, before=row.purpose), reason)
    trail(access, "plan_form.removed", plan, row, {"name": row.name})
    row.delete()


def _require_unused(form: PlanForm, count: int) -> None:
    if count:
        said = ngettext(
            "”%(name)s” har %(count)d aktivitet. Byt form på den eller ta bort den först.",
            "”%(name)s” har %(count)d aktiviteter. Byt form på dem eller ta bort dem först.",
            count,
        )
        raise RuleViolation(said % {"name": form, "count": count})


@transaction.atomic
def add_stage(access: Access, form: PlanForm, *, facts: StageFacts, reason: str = "") -> FormStage:
    """Add a stage last in the form.

    Raises:
        RuleViolation: the form has a stage of that name, the plan cannot be changed now, or is
            adopted and no reason is given.
        Outdated: somebody took the form away.
    """
    plan = opened_plan(access, form.plan, reason=reason)
    owner = locked_row(PlanForm.objects.visible_to(access).filter(plan=plan), pk=form.pk)
    place = next_position(FormStage.objects.visible_to(access).filter(form=owner))
    row = FormStage(form=owner, position=place)
    write(row, facts.values)
    trail(access, "plan_stage.created", plan, row, {"name": facts.name})
    note_change(access, plan, _of_stage(row, after=row.methods), reason)
    return row


@transaction.atomic
def save_stage(
    access: Access,
    stage: FormStage,
    *,
    facts: StageFacts,
    reason: str = "",
    version: int | None = None,
) -> FormStage:
    """Change a stage.

    Raises:
        RuleViolation: the form has another stage of that name, the plan cannot be changed now,
            or is adopted and no reason is given.
        Outdated: somebody changed the stage after the page was read.
    """
    plan = opened_plan(access, stage.form.plan, reason=reason)
    row = locked_row(FormStage.objects.visible_to(access), pk=stage.pk, version=version)
    said = write(row, facts.values)
    if said:
        trail(access, "plan_stage.updated", plan, row, said)
        note_texts(access, plan, row, said, reason)
    return row


@transaction.atomic
def move_stage(access: Access, stage: FormStage, *, is_up: bool) -> None:
    """Let the stage change places with the one before it, or after it; at the end, stay.

    Raises:
        RuleViolation: the plan is no draft.
    """
    plan = opened_draft(access, stage.form.plan)
    rows = FormStage.objects.visible_to(access).filter(form=stage.form_id)
    if swap(rows, stage, is_up=is_up):
        trail(access, "plan_stage.moved", plan, stage, {})


@transaction.atomic
def remove_stage(access: Access, stage: FormStage, *, reason: str = "") -> None:
    """Take a stage away.

    Raises:
        RuleViolation: activities have periods in it, the plan cannot be changed now, or is
            adopted and no reason is given.
        Outdated: somebody took the stage away.
    """
    plan = opened_plan(access, stage.form.plan, reason=reason)
    row = locked_row(FormStage.objects.visible_to(access), pk=stage.pk)
    _require_no_periods(row, ActivityPeriod.objects.visible_to(access).filter(stage=row).count())
    note_change(access, plan, _of_stage(row, before=row.methods), reason)
    trail(access, "plan_stage.removed", plan, row, {"name": row.name})
    row.delete()


def _require_no_periods(stage: FormStage, count: int) -> None:
    if count:
        said = ngettext(
            "Steget ”%(name)s” används i %(count)d period. Ändra den först.",
            "Steget ”%(name)s” används i %(count)d perioder. Ändra dem först.",
            count,
        )
        raise RuleViolation(said % {"name": stage, "count": count})


def _of_stage(stage: FormStage, *, before: str = "", after: str = "") -> Change:
    return Change(ChangeKind.TEXT, f"{stage.form}: {stage}", before, after)
