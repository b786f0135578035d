"""Starting the end of a contract, what is known of it, and the mark that each move leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import User
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.measures.models import Sanction, Termination, TerminationTask
from insyn.measures.queries.ending import may_end_by, may_move_termination, terms_of
from insyn.measures.rules.termination_tasks import moved_day, proposed_tasks
from insyn.measures.rules.terminations import (
    IS_OVER,
    PLANNED,
    TERMINATION_LIFECYCLE,
    TaskFacts,
    TaskPart,
    TerminationEvent,
    TerminationKind,
    TerminationState,
    check_in_house,
    check_planned_end,
    last_day,
    permission_for_termination,
)
from insyn.measures.services.moves import demanded
from insyn.measures.services.sanctions import require_no_person
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Contract
from insyn.registry.rules import AgreementForm, ContractStatus

TRAIL: Mapping[TerminationEvent, str] = {
    TerminationEvent.CHANGE: "termination.changed",
    TerminationEvent.DECIDE: "termination.decided",
    TerminationEvent.NOTIFY: "termination.notice_given",
    TerminationEvent.RECEIVE: "termination.notice_received",
    TerminationEvent.END: "termination.ended",
    TerminationEvent.CLOSE: "termination.closed",
    TerminationEvent.STOP: "termination.stopped",
}
"""What the trail calls each move."""

ABOUT = (
    "authority__municipality",
    "contract__provider",
    "contract__agreement",
    "sanction__decision",
    "decision",
)
"""What the letters and the pages say of a termination."""


@dataclass(frozen=True, slots=True)
class TerminationFacts:
    """What is known of the end of a contract. Without ``ends_on`` the notice period gives it."""

    kind: TerminationKind
    reason: str
    clause: str = ""
    at_once: str = ""
    ends_on: date | None = None
    placed: int = 0
    responsible: User | None = None


@transaction.atomic
def start_termination(
    access: Access,
    contract: Contract,
    *,
    facts: TerminationFacts,
    sanction: Sanction | None = None,
) -> Termination:
    """Begin to end a contract, with the standard tasks and their days.

    With a sanction of termination or rescission its decision, clause and kind hold, and nothing
    is decided anew.

    Raises:
        RuleViolation: the contract has ended or is being ended already, the reason is missing,
            the sanction is not a decision to end this contract, or the days are out of order.
    """
    authority = contract.agreement.authority
    access.require(Permission.REQUEST_MEASURES, authority_id=authority.pk)
    locked_row(Contract.objects.visible_to(access), pk=contract.pk)
    _require_startable(access, contract)
    row = Termination(
        authority=authority, contract=contract, kind=facts.kind, prepared_on=clock.today()
    )
    if sanction is not None:
        _take_over(access, row, sanction)
    _fill(row, facts)
    row.full_clean(exclude=["authority", "contract", "sanction", "decision", "responsible"])
    row.save()
    _propose_tasks(row)
    record(
        access,
        "termination.started",
        row,
        place=place_of(row),
        facts={"kind": row.kind, "after": row.state},
    )
    return row


def _require_startable(access: Access, contract: Contract) -> None:
    if contract.status == ContractStatus.ENDED:
        raise RuleViolation(_("Kontraktet har redan upphört."))
    rows = Termination.objects.visible_to(access).filter(contract=contract)
    if rows.exclude(state__in=IS_OVER).exists():
        raise RuleViolation(_("Kontraktet håller redan på att avslutas."))


def _take_over(access: Access, row: Termination, sanction: Sanction) -> None:
    """Let the decision of the sanction be the decision of the termination."""
    if sanction.contract_id != row.contract_id or sanction.authority_id != row.authority_id:
        raise RuleViolation(_("Sanktionen gäller ett annat kontrakt."))
    if not may_end_by(sanction):
        raise RuleViolation(_("Välj en beslutad uppsägning eller hävning som gäller."))
    if Termination.objects.visible_to(access).filter(sanction=sanction).exists():
        raise RuleViolation(_("Sanktionen har redan lett till ett avslut."))
    row.sanction, row.decision = sanction, sanction.decision
    row.state = TerminationState.DECIDED
    row.secrecy = max(Secrecy.INTERNAL, Secrecy(sanction.secrecy))


def _fill(row: Termination, facts: TerminationFacts) -> None:
    """Write what is planned. The kind and the clause of a sanction stay."""
    kind, clause = facts.kind, facts.clause
    if row.sanction is not None:
        kind, clause = TerminationKind(row.sanction.kind), row.sanction.clause
    agreement = row.contract.agreement
    check_in_house(kind, is_in_house=agreement.form == AgreementForm.MISSION)
    require_no_person(facts.reason, facts.at_once)
    terms = terms_of(row.contract)
    row.kind, row.clause = kind, clause.strip()
    row.reason = demanded(facts.reason, _("Skriv skälet till att kontraktet avslutas."))
    row.at_once = facts.at_once.strip()
    row.ends_on = last_day(kind, clock.today(), terms, facts.ends_on)
    check_planned_end(row.ends_on, terms)
    row.placed, row.responsible = facts.placed, facts.responsible


def _propose_tasks(row: Termination) -> None:
    assert row.ends_on is not None  # it has just been filled in
    TerminationTask.objects.bulk_create(
        TerminationTask(
            termination=row,
            part=task.part,
            title=task.title,
            responsible=task.responsible,
            due_on=task.due_on,
            count_all=task.count,
            count_left=task.count,
        )
        for task in proposed_tasks(row.ends_on, row.placed, today=clock.today())
    )


@transaction.atomic
def change_termination(
    access: Access, termination: Termination, *, facts: TerminationFacts, version: int | None = None
) -> Termination:
    """Change what is planned. After the notice only who is responsible can be changed.

    When the last day moves, so do the days of the tasks that are left.

    Raises:
        RuleViolation: it is over, or the facts are wrong as in ``start_termination``.
        Outdated: somebody else changed it first.
    """
    row = locked_termination(access, termination, TerminationEvent.CHANGE, version=version)
    row.responsible = facts.responsible
    if row.state in PLANNED:
        before = row.ends_on
        _fill(row, facts)
        move_tasks(access, row, before)
    return move(access, row, TerminationEvent.CHANGE)


def move_tasks(access: Access, row: Termination, before: date | None) -> None:
    """Move the days of what is left to do as much as the last day of the contract has moved."""
    after = row.ends_on
    if before is None or after is None or before == after:
        return
    for task in tasks_of(access, row):
        if task.done_on is None and task.due_on is not None:
            task.due_on = moved_day(task.due_on, before=before, after=after, today=clock.today())
            task.version += 1
            task.save(update_fields=["due_on", "version"])


def tasks_of(access: Access, row: Termination) -> list[TerminationTask]:
    """Return the tasks, the earliest day first. One query."""
    return list(TerminationTask.objects.visible_to(access).filter(termination=row))


def guarded(tasks: list[TerminationTask]) -> list[TaskFacts]:
    """Return the tasks as the guards want them."""
    return [
        TaskFacts(TaskPart(task.part), task.title, task.done_on is not None, task.count_left)
        for task in tasks
    ]


def locked_termination(
    access: Access, termination: Termination, event: TerminationEvent, *, version: int | None
) -> Termination:
    """Return the row locked, to one who may let the event happen and while it can.

    A repeated event is told before a stale one: whoever presses twice reads that it is done.

    Raises:
        RuleViolation: the life cycle has no such move.
        Outdated: somebody else changed it first.
    """
    if not may_move_termination(access, termination, event):
        raise NotAllowed(permission_for_termination(event, termination.shown_state))
    rows = Termination.objects.visible_to(access).select_related(*ABOUT)
    row = locked_row(rows, pk=termination.pk)
    TERMINATION_LIFECYCLE.after(row.shown_state, event)
    if not may_move_termination(access, row, event):
        raise NotAllowed(permission_for_termination(event, row.shown_state))
    if version is not None and version != row.version:
        locked_row(rows, pk=termination.pk, version=version)
    return row


def require_sanction_stands(row: Termination) -> None:
    """Demand that the decision has not been taken back after the provider contested it.

    Raises:
        RuleViolation: it has.
    """
    if row.sanction is not None and not may_end_by(row.sanction):
        raise RuleViolation(
            _("Sanktionen %(number)s gäller inte längre. Välj ”Fullfölj inte” i stället.")
            % {"number": row.sanction.number}
        )


def move(
    access: Access,
    row: Termination,
    event: TerminationEvent,
    *,
    facts: Facts | None = None,
) -> Termination:
    """Let the event happen to the locked row: its new state and a line in the trail."""
    row.state = TERMINATION_LIFECYCLE.after(row.shown_state, event)
    row.version += 1
    row.full_clean(
        exclude=["authority", "contract", "sanction", "decision", "responsible", "proof"]
    )
    row.save()
    said: Facts = {"kind": row.kind, "after": row.state, **(facts or {})}
    record(access, TRAIL[event], row, place=place_of(row), facts=said)
    return row


def place_of(row: Termination) -> Place:
    """Return whose trail the termination belongs to."""
    return Place(row.authority_id, Secrecy(row.secrecy))
