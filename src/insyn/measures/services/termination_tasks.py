"""Adding, changing and finishing what is to be done before a contract has ended."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.measures.models import Termination, TerminationTask
from insyn.measures.rules.termination_tasks import Counted, Finished, check_counts, check_done
from insyn.measures.rules.terminations import IS_OVER, TaskPart
from insyn.measures.services.moves import demanded
from insyn.measures.services.sanctions import require_no_person
from insyn.measures.services.terminations import ABOUT, place_of
from insyn.platform import clock
from insyn.platform.locking import locked_row


@dataclass(frozen=True, slots=True)
class TaskDetails:
    """What a task says. Counts only, never who; ``handed_to`` is an authority and a role.

    With ``done_on`` it is done.
    """

    part: TaskPart
    title: str
    responsible: str = ""
    due_on: date | None = None
    count_all: int | None = None
    count_left: int | None = None
    handed_to: str = ""
    note: str = ""
    done_on: date | None = None


@transaction.atomic
def add_task(access: Access, termination: Termination, *, facts: TaskDetails) -> TerminationTask:
    """Add a task to a termination that is not over.

    Raises:
        RuleViolation: it is over, the title is missing, or the counts do not hang together.
    """
    row = _open_termination(access, termination)
    task = TerminationTask(termination=row)
    _write(task, facts)
    record(access, "termination_task.added", task, place=place_of(row), facts={"part": task.part})
    return task


@transaction.atomic
def change_task(
    access: Access, task: TerminationTask, *, facts: TaskDetails, version: int | None = None
) -> TerminationTask:
    """Change a task, count down what is left, or mark it as done; without a day it is open anew.

    Raises:
        RuleViolation: as ``add_task``, or it is said to be done while something is left.
        Outdated: somebody else changed it first.
    """
    termination = _open_termination(access, task.termination)
    rows = TerminationTask.objects.visible_to(access)
    row = locked_row(rows, pk=task.pk, version=version)
    was_done = row.done_on is not None
    row.version += 1
    _write(row, facts)
    is_finished = row.done_on is not None and not was_done
    event = "termination_task.finished" if is_finished else "termination_task.changed"
    record(access, event, row, place=place_of(termination), facts={"part": row.part})
    return row


@transaction.atomic
def finish_task(
    access: Access, task: TerminationTask, *, version: int | None = None
) -> TerminationTask:
    """Mark a task as done today, as it stands.

    Raises:
        RuleViolation: it is done already, or something is left.
        Outdated: somebody else changed it first.
    """
    termination = _open_termination(access, task.termination)
    row = locked_row(TerminationTask.objects.visible_to(access), pk=task.pk)
    if row.done_on is not None:
        raise RuleViolation(_("Uppgiften är redan klar."))
    row = locked_row(TerminationTask.objects.visible_to(access), pk=task.pk, version=version)
    row.done_on = clock.today()
    row.version += 1
    _check(row)
    row.save(update_fields=["done_on", "version"])
    place = place_of(termination)
    record(access, "termination_task.finished", row, place=place, facts={"part": row.part})
    return row


def _open_termination(access: Access, termination: Termination) -> Termination:
    """Return the termination locked, to one who may work with it and while it goes on."""
    access.require(Permission.REQUEST_MEASURES, authority_id=termination.authority_id)
    rows = Termination.objects.visible_to(access).select_related(*ABOUT)
    row = locked_row(rows, pk=termination.pk)
    if row.state in IS_OVER:
        raise RuleViolation(_("Avslutet är klart eller fullföljs inte. Då ändras inga uppgifter."))
    return row


def _write(row: TerminationTask, facts: TaskDetails) -> None:
    require_no_person(facts.title, facts.note, facts.handed_to, facts.responsible)
    row.title = demanded(facts.title, _("Skriv vad som ska göras."))
    for name in ("part", "due_on", "count_all", "count_left", "done_on"):
        setattr(row, name, getattr(facts, name))
    for name in ("responsible", "handed_to", "note"):
        setattr(row, name, getattr(facts, name).strip())
    _check(row)
    row.full_clean(exclude=["termination"])
    row.save()


def _check(row: TerminationTask) -> None:
    counted = Counted(row.count_all, row.count_left)
    check_counts(TaskPart(row.part), counted)
    if row.done_on is not None:
        check_done(TaskPart(row.part), counted, Finished(row.done_on, clock.today(), row.handed_to))
