"""After the approval: each measure carried out, and its effect planned and seen."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, store_document
from insyn.findings.models import Finding
from insyn.findings.services import remedy_finding, reopen_finding
from insyn.followups.models import Followup
from insyn.followups.services import trail
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.kernel.texts import personal_number_problem
from insyn.measures.models import ActionPlan, CorrectiveAction, Verification
from insyn.measures.queries.verifying import version_of_answer
from insyn.measures.rules import PlanState
from insyn.measures.rules.verifying import (
    LACKING,
    Effect,
    VerifiedBy,
    carried_out_refusal,
    effect_refusal,
    plan_check_refusal,
)
from insyn.measures.services.answers import own_actions, own_plans
from insyn.measures.services.moves import refuse
from insyn.platform import clock
from insyn.platform.locking import locked_row

REMEDY_NOTE_LENGTH = 300
"""Characters; what a finding's own note holds."""


def _stored(access: Access, followup: Followup, paper: Paper, *, is_incoming: bool) -> Document:
    direction = Direction.INCOMING if is_incoming else Direction.INTERNAL
    filed = replace(
        paper,
        secrecy=max(Secrecy(followup.secrecy), paper.secrecy),
        direction=direction,
        counterpart=str(followup.contract.provider) if is_incoming else "",
    )
    return store_document(access, followup.authority, filed)


@transaction.atomic
def note_carried_out(
    access: Access,
    action: CorrectiveAction,
    *,
    carried_out_on: date,
    how: str,
    papers: Sequence[Paper] = (),
    version: int | None = None,
) -> CorrectiveAction:
    """Note when and how a measure was carried out; the provider's contact, or a reviewer.

    Raises:
        RuleViolation: the plan is not approved, the day is to come, or nothing says how.
        Outdated: somebody else noted it first.
    """
    plan = locked_row(own_plans(access, action.plan), pk=action.plan_id)
    row = locked_row(own_actions(access, plan), pk=action.pk, version=version)
    refuse(
        carried_out_refusal(PlanState(plan.state), on=carried_out_on, today=clock.today(), how=how)
    )
    refuse(personal_number_problem(how))
    row.carried_out_on, row.carried_out_note = carried_out_on, how.strip()
    row.version += 1
    row.save(update_fields=["carried_out_on", "carried_out_note", "version"])
    for paper in papers:
        row.documents.add(_stored(access, plan.followup, paper, is_incoming=True))
    facts: Facts = {"finding": row.finding_id, "on": carried_out_on.isoformat()}
    trail.note(access, "plan.measure_carried_out", plan.followup, facts)
    return row


def _measured(access: Access, action: CorrectiveAction) -> tuple[ActionPlan, CorrectiveAction]:
    """Return the plan and the measure, both locked, to one who may follow measures up."""
    authority_id = action.plan.followup.authority_id
    access.require(Permission.REQUEST_MEASURES, authority_id=authority_id)
    plan = locked_row(ActionPlan.objects.visible_to(access).with_followup(), pk=action.plan_id)
    rows = CorrectiveAction.objects.visible_to(access).select_related("finding")
    return plan, locked_row(rows, pk=action.pk)


@transaction.atomic
def plan_verification(
    access: Access, action: CorrectiveAction, *, method: VerifiedBy, due_on: date
) -> Verification:
    """Plan how and by when it is to be seen whether a measure had effect.

    Raises:
        RuleViolation: the plan is not approved, or the day has been.
    """
    plan, row = _measured(access, action)
    refuse(plan_check_refusal(PlanState(plan.state), due_on=due_on, today=clock.today()))
    number = version_of_answer(access, row)
    check = Verification(action=row, method=method, due_on=due_on, answer_number=number)
    check.save()
    facts: Facts = {
        "finding": row.finding_id, "method": method.value, "due_on": due_on.isoformat(),
    }  # fmt: skip
    trail.note(access, "plan.check_planned", plan.followup, facts)
    return check


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check showed."""

    effect: Effect
    checked_on: date
    note: str
    followup: Followup | None = None
    papers: Sequence[Paper] = field(default=())


@transaction.atomic
def note_effect(
    access: Access, check: Verification, *, seen: Seen, version: int | None = None
) -> Verification:
    """Note what a planned check showed. With full effect the deficiency is remedied that day.

    With less, a deficiency that an earlier check had let be remedied is open again.

    Raises:
        RuleViolation: the measure is not carried out, the day is impossible, the check has been
            noted, or nothing says what it showed.
        Outdated: somebody else noted it first.
    """
    plan, action = _measured(access, check.action)
    row = locked_row(Verification.objects.visible_to(access), pk=check.pk, version=version)
    _check_seen(access, plan, action, row, seen)
    row.effect, row.note, row.checked_on = seen.effect, seen.note.strip(), seen.checked_on
    row.checked_by_id, row.followup = access.user_id, seen.followup
    for paper in seen.papers[:1]:
        row.document = _stored(access, plan.followup, paper, is_incoming=False)
    row.version += 1
    row.save()
    facts: Facts = {
        "finding": action.finding_id, "method": row.method, "effect": seen.effect.value,
        "on": seen.checked_on.isoformat(),
    }  # fmt: skip
    trail.note(access, "plan.effect_noted", plan.followup, facts)
    _let_finding_follow(access, action.finding, seen)
    return row


def _check_seen(
    access: Access, plan: ActionPlan, action: CorrectiveAction, row: Verification, seen: Seen
) -> None:
    if row.effect != Effect.AWAITED:
        raise RuleViolation(_("Effekten är redan antecknad. Planera en ny kontroll."))
    if seen.effect == Effect.AWAITED:
        raise RuleViolation(_("Välj vilken effekt åtgärden har fått."))
    refuse(
        effect_refusal(
            PlanState(plan.state),
            carried_out_on=action.carried_out_on,
            checked_on=seen.checked_on,
            today=clock.today(),
            note=seen.note,
        )
    )
    refuse(personal_number_problem(seen.note))
    provider_id = plan.followup.contract.provider_id
    own = Followup.objects.visible_to(access).filter(contract__provider=provider_id)
    if seen.followup and not own.filter(pk=seen.followup.pk).exists():
        raise RuleViolation(_("Välj en uppföljning av samma utförare."))


def _let_finding_follow(access: Access, finding: Finding, seen: Seen) -> None:
    """Let the deficiency be remedied, or open, as the latest check says."""
    if seen.effect == Effect.FULL:
        note = seen.note.strip()[:REMEDY_NOTE_LENGTH]
        remedy_finding(access, finding, remedied_on=seen.checked_on, note=note)
    elif seen.effect in LACKING and finding.remedied_on is not None:
        reopen_finding(access, finding)


@transaction.atomic
def remove_verification(access: Access, check: Verification, *, version: int | None = None) -> None:
    """Take away a planned check that has not been made.

    Raises:
        RuleViolation: its effect has been noted.
    """
    plan, _action = _measured(access, check.action)
    row = locked_row(Verification.objects.visible_to(access), pk=check.pk, version=version)
    if row.effect != Effect.AWAITED:
        raise RuleViolation(_("Effekten är redan antecknad. Kontrollen går inte att ta bort."))
    facts: Facts = {"finding": check.action.finding_id, "method": row.method}
    trail.note(access, "plan.check_removed", plan.followup, facts)
    row.delete()
