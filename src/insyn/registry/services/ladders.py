"""The sanction ladder of an agreement: its steps, changed by the authority that owns it."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.registry.models import Agreement, SanctionStep
from insyn.registry.rules import AgreementForm, SanctionKind
from insyn.registry.rules.ladders import step_problem, usual_ladder
from insyn.registry.services.changes import Said, write


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What the agreement says of a step; ``decided_by`` is a role in the board's delegation."""

    agreement: Agreement
    kind: SanctionKind
    clause: str = ""
    deadline_days: int | None = None
    decided_by: str = ""
    note: str = ""


@transaction.atomic
def save_step(access: Access, *, step: SanctionStep | None, facts: StepFacts) -> SanctionStep:
    """Add a step last in the ladder, or change one.

    Raises:
        RuleViolation: the agreement's form cannot have such a step, or the deadline is no number
            of days within two years.
        Outdated: somebody took the step away.
    """
    agreement = _locked_agreement(access, facts.agreement)
    row = _locked(access, agreement, step) if step else SanctionStep()
    form = AgreementForm(agreement.form)
    problem = step_problem(facts.kind, form=form, deadline_days=facts.deadline_days)
    if problem:
        raise RuleViolation(_(problem))
    values = {name: getattr(facts, name) for name in StepFacts.__slots__}
    if step is None:
        values["number"] = _next_number(access, agreement)
    said = write(row, values)
    if said:
        _record(access, "sanction_step.updated" if step else "sanction_step.created", row, said)
    return row


def _locked_agreement(access: Access, agreement: Agreement) -> Agreement:
    access.require(Permission.EDIT_REGISTER, authority_id=agreement.authority_id)
    return locked_row(Agreement.objects.visible_to(access), pk=agreement.pk)


def _locked(access: Access, agreement: Agreement, step: SanctionStep) -> SanctionStep:
    return locked_row(agreement.sanction_steps.visible_to(access), pk=step.pk)


def _next_number(access: Access, agreement: Agreement) -> int:
    last = agreement.sanction_steps.visible_to(access).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def _record(access: Access, event: str, step: SanctionStep, facts: Said) -> None:
    record(access, event, step, place=Place(step.agreement.authority_id), facts=facts)


@transaction.atomic
def move_step(access: Access, step: SanctionStep, *, is_up: bool) -> None:
    """Let the step change places with the one before it, or after it; at the end, stay.

    Raises:
        Outdated: somebody took the step away.
    """
    agreement = _locked_agreement(access, step.agreement)
    row = _locked(access, agreement, step)
    others = agreement.sanction_steps.visible_to(access)
    near = others.filter(number__lt=row.number).order_by("-number")
    if not is_up:
        near = others.filter(number__gt=row.number).order_by("number")
    other = near.first()
    if other is None:
        return
    before, after = row.number, other.number
    # Two steps never have the same number: the one that gives way stands last meanwhile.
    for moved, number in ((other, _next_number(access, agreement)), (row, after), (other, before)):
        moved.number = number
        moved.save(update_fields=["number"])
    _record(access, "sanction_step.moved", row, {"before": before, "after": after})


@transaction.atomic
def remove_step(access: Access, step: SanctionStep) -> None:
    """Take a step out of the ladder; those after it move up.

    Raises:
        RuleViolation: the step has been used.
        Outdated: somebody took the step away already.
    """
    agreement = _locked_agreement(access, step.agreement)
    row = _locked(access, agreement, step)
    _record(access, "sanction_step.removed", row, {"kind": row.kind, "clause": row.clause})
    _delete(row)
    for number, left in enumerate(agreement.sanction_steps.visible_to(access), 1):
        if left.number != number:
            left.number = number
            left.save(update_fields=["number"])


def _delete(step: SanctionStep) -> None:
    try:
        step.delete()
    except ProtectedError as used:
        raise RuleViolation(
            _("Steget används i en sanktion och går inte att ta bort. Ändra det i stället.")
        ) from used


@transaction.atomic
def begin_ladder(access: Access, agreement: Agreement) -> None:
    """Lay out the customary steps, without clauses: the agreement says which of them may be used.

    Raises:
        RuleViolation: the agreement has a ladder already.
    """
    row = _locked_agreement(access, agreement)
    _require_empty(access, row)
    kinds = usual_ladder(AgreementForm(row.form))
    for number, kind in enumerate(kinds, 1):
        write(SanctionStep(), {"agreement": row, "number": number, "kind": kind})
    facts = {"count": len(kinds)}
    record(access, "agreement.ladder_begun", row, place=Place(row.authority_id), facts=facts)


def _require_empty(access: Access, agreement: Agreement) -> None:
    if agreement.sanction_steps.visible_to(access).exists():
        raise RuleViolation(
            _("Avtalet har redan en sanktionstrappa. Ta bort dess steg om du vill börja om.")
        )


@transaction.atomic
def copy_ladder(access: Access, agreement: Agreement, *, source: Agreement) -> None:
    """Copy the steps of another agreement that the asker may read, with clauses and all.

    Raises:
        RuleViolation: the agreement has a ladder already, the other has none, or one of its
            steps does not fit the agreement's form.
    """
    row = _locked_agreement(access, agreement)
    _require_empty(access, row)
    steps = list(SanctionStep.objects.visible_to(access).filter(agreement=source))
    if not steps:
        raise RuleViolation(_("”%(title)s” har ingen sanktionstrappa.") % {"title": source})
    form = AgreementForm(row.form)
    for number, step in enumerate(steps, 1):
        problem = step_problem(SanctionKind(step.kind), form=form)
        if problem:
            raise RuleViolation(f"{_(SanctionKind(step.kind).label)}: {_(problem)}")
        same = {name: getattr(step, name) for name in _COPIED}
        write(SanctionStep(), {"agreement": row, "number": number, **same})
    facts: Said = {"source": source.title, "count": len(steps)}
    record(access, "agreement.ladder_copied", row, place=Place(row.authority_id), facts=facts)


_COPIED = ("kind", "clause", "deadline_days", "decided_by", "note")


def require_steps_that_fit(access: Access, agreement: Agreement) -> None:
    """Raise RuleViolation unless each step fits the agreement's form, after that has changed."""
    for step in agreement.sanction_steps.visible_to(access):
        kind = SanctionKind(step.kind)
        if step_problem(kind, form=AgreementForm(agreement.form)):
            raise RuleViolation(
                _(
                    "Sanktionstrappan har steget ”%(step)s”, som inte finns i den avtalsformen. "
                    "Ta bort steget först."
                )
                % {"step": _(kind.label)}
            )
