"""Locking rows before something is decided about them, screening texts, writing the trail."""

from django.db import models
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, Coordination
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.coordination.models import Instruction
from insyn.coordination.rules import Refusal
from insyn.coordination.rules.instructions import change_refusal
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.kernel.texts import personal_number_problem
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.platform.text import tidy_text


def refuse(refusal: Refusal | None) -> None:
    """Raise what stands in the way, if anything does.

    Raises:
        RuleViolation: with that sentence.
    """
    if refusal is not None:
        raise RuleViolation(_(refusal.label))


def screened(*texts: str) -> tuple[str, ...]:
    """Return the texts tidied.

    Raises:
        RuleViolation: one of them holds a personal number.
    """
    for text in texts:
        if problem := personal_number_problem(text):
            raise RuleViolation(problem)
    return tuple(tidy_text(text) for text in texts)


def locked_instruction(
    access: Access, instruction: Instruction, *, version: int | None = None
) -> Instruction:
    """Return the instruction locked, to one who coordinates for its authority.

    Raises:
        Outdated: somebody else changed it first.
    """
    access.require(Permission.COORDINATE, authority_id=instruction.authority_id)
    rows = Instruction.objects.visible_to(access).select_related("authority__municipality")
    return locked_row(rows, pk=instruction.pk, version=version)


def locked_draft(
    access: Access, instruction: Instruction, *, version: int | None = None
) -> Instruction:
    """Return the same; one that is issued is frozen.

    Raises:
        RuleViolation: it has been issued.
        Outdated: somebody else changed it first.
    """
    row = locked_instruction(access, instruction, version=version)
    refuse(change_refusal(row.shown_state))
    return row


def raised(row: Instruction) -> Instruction:
    """Return the instruction stored with its version counted up."""
    row.version += 1
    row.save()
    return row


def require_coordinated(coordinator: Authority, authority: Authority) -> None:
    """Demand that the authority is coordinated today, or is the coordinator itself.

    Raises:
        RuleViolation: it is not.
    """
    if coordinator.pk == authority.pk:
        return
    current = Coordination.objects.current(clock.today())
    if not current.filter(coordinator=coordinator, coordinated=authority).exists():
        refuse(Refusal.NOT_COORDINATED)


def note(
    access: Access, event: str, row: models.Model, authority_id: int, facts: Facts | None = None
) -> None:
    """Write a line of the authority's trail."""
    record(access, event, row, place=Place(authority_id), facts=facts)
