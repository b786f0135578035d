"""What happens to the texts of a plan."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import Plan, PlanSection
from insyn.plans.rules import ChangeKind
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
class SectionFacts:
    """A heading of the plan and what stands under it."""

    heading: str
    text: str = ""


@transaction.atomic
def add_section(
    access: Access, plan: Plan, *, facts: SectionFacts, reason: str = ""
) -> PlanSection:
    """Add a section last among the plan's texts.

    Raises:
        RuleViolation: the plan has one that says the same, cannot be changed now, or is adopted
            and no reason is given.
    """
    owner = opened_plan(access, plan, reason=reason)
    _require_new(access, owner, facts)
    place = next_position(PlanSection.objects.visible_to(access).filter(plan=owner))
    row = PlanSection(plan=owner)
    said = write(row, {"heading": facts.heading, "text": facts.text, "position": place})
    trail(access, "plan_section.created", owner, row, {"heading": facts.heading})
    note_texts(access, owner, row, {k: v for k, v in said.items() if k != "position"}, reason)
    return row


def _require_new(access: Access, plan: Plan, facts: SectionFacts) -> None:
    """Refuse what stands there already: a form sent twice adds one."""
    rows = PlanSection.objects.visible_to(access).filter(plan=plan)
    if rows.filter(heading=facts.heading, text=facts.text).exists():
        raise RuleViolation(
            _("Planen har redan avsnittet ”%s” med samma text. Ändra det i stället.")
            % facts.heading
        )


@transaction.atomic
def save_section(
    access: Access,
    section: PlanSection,
    *,
    facts: SectionFacts,
    reason: str = "",
    version: int | None = None,
) -> PlanSection:
    """Change a section.

    Raises:
        RuleViolation: the plan cannot be changed now, or is adopted and no reason is given.
        Outdated: somebody changed the section after the page was read.
    """
    plan = opened_plan(access, section.plan, reason=reason)
    row = locked_row(PlanSection.objects.visible_to(access), pk=section.pk, version=version)
    said = write(row, {"heading": facts.heading, "text": facts.text})
    if said:
        trail(access, "plan_section.updated", plan, row, said)
        note_texts(access, plan, row, said, reason)
    return row


@transaction.atomic
def move_section(access: Access, section: PlanSection, *, is_up: bool) -> None:
    """Let the section change places with the one before it, or after it; at the end, stay.

    Raises:
        RuleViolation: the plan is no draft.
    """
    plan = opened_draft(access, section.plan)
    rows = PlanSection.objects.visible_to(access).filter(plan=plan)
    if swap(rows, section, is_up=is_up):
        trail(access, "plan_section.moved", plan, section, {})


@transaction.atomic
def remove_section(access: Access, section: PlanSection, *, reason: str = "") -> None:
    """Take a section away.

    Raises:
        RuleViolation: the plan cannot be changed now, or is adopted and no reason is given.
        Outdated: somebody took the section away.
    """
    plan = opened_plan(access, section.plan, reason=reason)
    row = locked_row(PlanSection.objects.visible_to(access), pk=section.pk)
    note_change(access, plan, Change(ChangeKind.TEXT, row.heading, before=row.text), reason)
    trail(access, "plan_section.removed", plan, row, {"heading": row.heading})
    row.delete()
