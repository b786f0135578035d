"""The focus areas of a plan: what the assessment leads to, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import Plan
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
from insyn.registry.models import Agreement, ServiceArea
from insyn.registry.services.changes import write
from insyn.risk.models import FocusArea, RiskAssessment
from insyn.risk.queries.measures import of_board


@dataclass(frozen=True, slots=True)
class FocusFacts:
    """An agreement, an area or a theme, and why it is in focus."""

    motivation: str
    agreement: Agreement | None = None
    service_area: ServiceArea | None = None
    theme: str = ""
    source: str = ""
    assessment: RiskAssessment | None = None


@transaction.atomic
def save_focus(
    access: Access,
    plan: Plan,
    *,
    facts: FocusFacts,
    focus: FocusArea | None = None,
    reason: str = "",
    version: int | None = None,
) -> FocusArea:
    """Add a focus area last in the plan, or change the one given.

    Raises:
        RuleViolation: the plan cannot be changed now, is adopted and no reason is given, or
            the focus area is about nothing, about several things, or already there.
        Outdated: somebody changed the focus area after the page was read.
    """
    owner = opened_plan(access, plan, reason=reason)
    rows = FocusArea.objects.visible_to(access).filter(plan=owner)
    _check(access, owner, facts, focus)
    values: dict[str, object] = {name: getattr(facts, name) for name in FocusFacts.__slots__}
    if focus is None:
        row = FocusArea(plan=owner, position=next_position(rows))
    else:
        row = locked_row(rows, pk=focus.pk, version=version)
        values["assessment"] = row.assessment
    said = write(row, {**values, "theme": facts.theme.strip(), "source": facts.source.strip()})
    if said:
        trail(access, "focus_area.changed" if focus else "focus_area.created", owner, row, said)
        note_texts(access, owner, row, said, reason)
    return row


def _check(access: Access, plan: Plan, facts: FocusFacts, focus: FocusArea | None) -> None:
    about = {
        "agreement": facts.agreement,
        "service_area": facts.service_area,
        "theme": facts.theme.strip(),
    }
    chosen = {name: value for name, value in about.items() if value}
    if len(chosen) > 1:
        raise RuleViolation(
            _("Välj en sak: ett avtal, ett område eller ett tema. Lägg till flera fokusområden "
              "om det gäller mer.")
        )  # fmt: skip
    seen = Agreement.objects.visible_to(of_board(access, plan.authority_id))
    if facts.agreement and not seen.filter(pk=facts.agreement.pk).exists():
        raise RuleViolation(_("Nämnden deltar inte i avtalet. Välj ett som nämnden deltar i."))
    if not facts.motivation.strip():
        raise RuleViolation(_("Skriv varför området är i fokus."))
    same = FocusArea.objects.visible_to(access).filter(plan=plan, **chosen)
    if focus:
        same = same.exclude(pk=focus.pk)
    if chosen and same.exists():
        raise RuleViolation(
            _("”%s” är redan ett fokusområde i planen. Ändra det i stället.")
            % next(iter(chosen.values()))
        )


@transaction.atomic
def add_from_assessment(
    access: Access,
    plan: Plan,
    assessment: RiskAssessment,
    *,
    found: Sequence[FocusFacts],
    reason: str = "",
) -> int:
    """Add what an assessment shows, and return how many; those already there are passed over.

    Raises:
        RuleViolation: nothing is chosen, or the plan cannot be changed now.
    """
    owner = opened_plan(access, plan, reason=reason)
    if not found:
        raise RuleViolation(_("Kryssa i minst ett avtal."))
    if not RiskAssessment.objects.visible_to(access).filter(pk=assessment.pk).exists():
        raise RuleViolation(_("Bedömningen finns inte längre."))
    there = set(
        FocusArea.objects.visible_to(access).filter(plan=owner).values_list("agreement", flat=True)
    )
    new = [facts for facts in found if facts.agreement and facts.agreement.pk not in there]
    for facts in new:
        save_focus(access, owner, facts=facts, reason=reason)
    return len(new)


@transaction.atomic
def move_focus(access: Access, focus: FocusArea, *, is_up: bool) -> None:
    """Let a focus area change places with the one before it, or after it; at the end, stay.

    Raises:
        RuleViolation: the plan is no draft.
    """
    plan = opened_draft(access, focus.plan)
    rows = FocusArea.objects.visible_to(access).filter(plan=plan)
    if swap(rows, focus, is_up=is_up):
        trail(access, "focus_area.moved", plan, focus, {})


@transaction.atomic
def remove_focus(access: Access, focus: FocusArea, *, reason: str = "") -> None:
    """Take a focus area out of its plan.

    Raises:
        RuleViolation: the plan cannot be changed now, or is adopted and no reason is given.
        Outdated: somebody took it away.
    """
    plan = opened_plan(access, focus.plan, reason=reason)
    row = locked_row(FocusArea.objects.visible_to(access), pk=focus.pk)
    change = Change(ChangeKind.TEXT, str(row), before=row.motivation)
    note_change(access, plan, change, reason)
    trail(access, "focus_area.removed", plan, row, {"motivation": row.motivation})
    row.delete()
