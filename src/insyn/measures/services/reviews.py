"""Reviewing a plan: return, supplement, warning, approval, and the letters of each."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.delegations.rules import Matter
from insyn.kernel.access import Access, Permission
from insyn.measures.letters import approval_letter, supplement_letter, warning_letter
from insyn.measures.models import ActionPlan
from insyn.measures.rules import (
    LetterKind,
    PlanEvent,
    PlanState,
    answer_due,
    check_approval,
    check_due,
    check_penalty,
    check_return,
)
from insyn.measures.services.delegated import decide_on_plan
from insyn.measures.services.earlier import keep_returned, return_without_effect
from insyn.measures.services.issuing import facts_of, issue
from insyn.measures.services.moves import demanded, items_of, locked_plan, move
from insyn.measures.services.telling import tell_of_move
from insyn.platform import clock
from insyn.registry.rules import AgreementForm


@transaction.atomic
def return_plan(
    access: Access,
    plan: ActionPlan,
    *,
    note: str,
    due_on: date | None = None,
    version: int | None = None,
    happened_on: date | None = None,
) -> ActionPlan:
    """Do not approve the plan: what was returned goes back, what was accepted stands.

    A plan that has been carried out goes back for new measures where the effect was not full.
    What goes back is kept as it stood. The provider gets a new last day, four weeks unless
    another is given.

    Raises:
        RuleViolation: an answer is not judged, all are accepted, every measure had full effect,
            or nothing says why.
    """
    row = locked_plan(access, plan, PlanEvent.RETURN, version=version)
    why = demanded(note, _("Skriv varför planen inte godkänns."))
    day = happened_on or clock.today()
    if row.state == PlanState.CARRIED_OUT:
        return_without_effect(access, row)
    else:
        check_return(items_of(access, row))
    keep_returned(access, row, returned_on=happened_on or clock.known_today())
    row.due_on = due_on or answer_due(day)
    check_due(row.due_on, asked_on=day)
    move(access, row, PlanEvent.RETURN, happened_on=happened_on, note=why)
    tell_of_move(access, row, PlanEvent.RETURN)
    return row


@transaction.atomic
def ask_supplement(
    access: Access,
    plan: ActionPlan,
    *,
    due_on: date,
    note: str = "",
    version: int | None = None,
    happened_on: date | None = None,
) -> ActionPlan:
    """Ask in a letter for a supplemented plan by a new day."""
    row = locked_plan(access, plan, PlanEvent.ASK_SUPPLEMENT, version=version)
    day = happened_on or clock.today()
    check_due(due_on, asked_on=day)
    row.due_on = due_on
    move(access, row, PlanEvent.ASK_SUPPLEMENT, happened_on=happened_on, note=note)
    said = facts_of(access, row, Permission.REQUEST_MEASURES)
    letter = supplement_letter(said, due_on=due_on, note=note.strip(), issued_on=day)
    issue(access, row, LetterKind.RETURN, letter)
    tell_of_move(access, row, PlanEvent.ASK_SUPPLEMENT)
    return row


@transaction.atomic
def warn_of_penalty(  # noqa: PLR0913  the facts of a warning, each by its name
    access: Access,
    plan: ActionPlan,
    *,
    due_on: date | None = None,
    clause: str = "",
    note: str = "",
    board_reference: str = "",
    version: int | None = None,
    happened_on: date | None = None,
) -> ActionPlan:
    """Warn in a letter that the contract's penalty may be claimed; a decision in itself.

    ``clause`` says where in the agreement the penalty stands. Without ``due_on`` the last day
    that already holds stands. ``board_reference`` says that the board itself has decided.

    Raises:
        RuleViolation: an in-house mission has no penalty, the last day has passed, or the
            asker is not covered by the board's order of delegation.
    """
    row = locked_plan(access, plan, PlanEvent.WARN, version=version)
    check_penalty(AgreementForm(row.followup.contract.agreement.form))
    day = happened_on or clock.today()
    row.due_on = due_on or row.due_on
    check_due(row.due_on, asked_on=day)
    decide_on_plan(access, row, Matter.WARNING, board_reference=board_reference, decided_on=day)
    move(access, row, PlanEvent.WARN, happened_on=happened_on, note=note)
    said = facts_of(access, row, Permission.DECIDE_MEASURES)
    letter = warning_letter(
        said, due_on=row.due_on, clause=clause.strip(), note=note.strip(), issued_on=day
    )
    issue(access, row, LetterKind.WARNING, letter)
    tell_of_move(access, row, PlanEvent.WARN)
    return row


@transaction.atomic
def approve_plan(
    access: Access,
    plan: ActionPlan,
    *,
    continued: str = "",
    board_reference: str = "",
    version: int | None = None,
    happened_on: date | None = None,
) -> ActionPlan:
    """Approve a plan whose every answer is accepted, and issue the letter that says so.

    ``continued`` says in the letter how the follow-up goes on. ``board_reference`` says that
    the board itself has decided.

    Raises:
        RuleViolation: an answer is not accepted, each one is named; or the asker is not covered
            by the board's order of delegation.
    """
    row = locked_plan(access, plan, PlanEvent.APPROVE, version=version)
    check_approval(items_of(access, row))
    row.approved_on = day = happened_on or clock.today()
    decide_on_plan(access, row, Matter.ACTION_PLAN, board_reference=board_reference, decided_on=day)
    move(access, row, PlanEvent.APPROVE, happened_on=happened_on, note=continued)
    said = facts_of(access, row, Permission.DECIDE_MEASURES)
    letter = approval_letter(said, continued=continued.strip(), issued_on=day)
    issue(access, row, LetterKind.APPROVAL, letter)
    tell_of_move(access, row, PlanEvent.APPROVE)
    return row
