"""What happens to the end of a contract: decided, told, ended, closed or not carried through."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.delegations.services import DecisionFacts, decide
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, store_document
from insyn.followups.rules.correspondence import Way
from insyn.followups.services.post import PostFacts, note_post
from insyn.kernel.access import Access, Secrecy
from insyn.measures.letters.terminations import notice_letter, receipt_letter, stopped_letter
from insyn.measures.models import SanctionLetter, Termination, TerminationLetter
from insyn.measures.queries.ending import terms_of
from insyn.measures.rules.sanction_checks import answer_day
from insyn.measures.rules.sanctions import Delivery, SanctionEvent, SanctionState
from insyn.measures.rules.terminations import (
    Decision,
    TerminationEvent,
    TerminationState,
    check_all_done,
    check_decision,
    check_end,
    check_ended,
    check_kind,
    check_notice_day,
    last_day,
    matter_of_termination,
)
from insyn.measures.services import sanctions as of_sanctions
from insyn.measures.services.moves import demanded
from insyn.measures.services.sanctions import require_no_person
from insyn.measures.services.termination_letters import facts_of_termination, send_letter
from insyn.measures.services.terminations import (
    guarded,
    locked_termination,
    move,
    move_tasks,
    require_sanction_stands,
    tasks_of,
)
from insyn.platform import clock
from insyn.registry.rules import ContractStatus
from insyn.registry.services import StatusFacts, change_status

STOPPED_LENGTH = 300


@dataclass(frozen=True, slots=True)
class EndDecision:
    """A decision to end the contract, on delegation or as the board has decided."""

    board_reference: str = ""
    decided_on: date | None = None
    at_once: str = ""


@dataclass(frozen=True, slots=True)
class EndNotice:
    """How and when notice is given, and the last day. Without it the notice period gives it.

    ``proof`` is the proof that the provider got the letter, or the provider's own notice.
    """

    notice_on: date | None = None
    ends_on: date | None = None
    delivery: Delivery | None = None
    delivery_note: str = ""
    proof: Paper | None = None


@dataclass(frozen=True, slots=True)
class Noticed:
    """The termination after the provider was told, and how many of its contacts got a mail."""

    termination: Termination
    mailed: int


@transaction.atomic
def decide_termination(
    access: Access, termination: Termination, *, ruling: EndDecision, version: int | None = None
) -> Termination:
    """Decide to end the contract.

    Raises:
        RuleViolation: no delegation covers it (the sentence says who may), the provider leaves by
            itself, a rescission lacks the board's reasons, or the day lies ahead.
        Outdated: somebody else changed it first.
    """
    row = locked_termination(access, termination, TerminationEvent.DECIDE, version=version)
    check_kind(TerminationEvent.DECIDE, row.shown_kind)
    day = ruling.decided_on or clock.today()
    row.at_once = ruling.at_once.strip() or row.at_once
    require_no_person(row.at_once)
    check_decision(row.shown_kind, Decision(day, clock.today(), row.reason, row.at_once))
    row.decision = decide(access, _decision(row, ruling, day))
    return move(access, row, TerminationEvent.DECIDE, facts={"happened_on": day.isoformat()})


def _decision(row: Termination, ruling: EndDecision, day: date) -> DecisionFacts:
    contract = row.contract
    return DecisionFacts(
        authority=row.authority,
        matter=matter_of_termination(row.shown_kind),
        text=f"{row.shown_kind.label}: {contract.provider}, {contract.agreement}",
        about=row,
        leads_to=reverse("measures:termination", args=[row.pk]),
        contract=contract,
        board_reference=ruling.board_reference,
        decided_on=day,
        secrecy=Secrecy(row.secrecy),
        case_number=contract.agreement.case_number,
    )


@transaction.atomic
def give_notice(
    access: Access, termination: Termination, *, notice: EndNotice, version: int | None = None
) -> Noticed:
    """Tell the provider that the contract ends: in a letter with clause, ground and last day.

    A sanction that the provider has not been told of is told of in the same letter.

    Raises:
        RuleViolation: the letter is dated before the decision or ahead, the last day comes before
            the notice period has run out, or the decision no longer stands.
        Outdated: somebody else changed it first.
    """
    row = locked_termination(access, termination, TerminationEvent.NOTIFY, version=version)
    require_sanction_stands(row)
    _set_days(access, row, notice)
    row.delivery, row.delivery_note = notice.delivery or Delivery.RECEIPT, notice.delivery_note
    row.proof = _kept(access, row, notice.proof, Direction.INTERNAL, _("Bevis om delgivning"))
    move(access, row, TerminationEvent.NOTIFY, facts=_days_said(row))
    due = _tell_of_sanction(access, row)
    letter = notice_letter(facts_of_termination(access, row), answer_due_on=due)
    mailed, sent = send_letter(access, row, TerminationEvent.NOTIFY, letter)
    _file_with_sanction(access, row, sent)
    return Noticed(row, mailed)


@transaction.atomic
def receive_notice(
    access: Access, termination: Termination, *, notice: EndNotice, version: int | None = None
) -> Noticed:
    """Note that the provider itself has given notice, and confirm it in a letter.

    Raises:
        RuleViolation: it is the board that ends the contract, or the days are out of order.
        Outdated: somebody else changed it first.
    """
    row = locked_termination(access, termination, TerminationEvent.RECEIVE, version=version)
    check_kind(TerminationEvent.RECEIVE, row.shown_kind)
    _set_days(access, row, notice)
    row.delivery_note = notice.delivery_note
    row.proof = _kept(access, row, notice.proof, Direction.INCOMING, _("Utförarens uppsägning"))
    move(access, row, TerminationEvent.RECEIVE, facts=_days_said(row))
    _note_incoming(access, row)
    letter = receipt_letter(facts_of_termination(access, row))
    mailed, _sent = send_letter(access, row, TerminationEvent.RECEIVE, letter)
    return Noticed(row, mailed)


def _set_days(access: Access, row: Termination, notice: EndNotice) -> None:
    day, terms, before = notice.notice_on or clock.today(), terms_of(row.contract), row.ends_on
    decided = row.decision.decided_on if row.decision else None
    check_notice_day(day, decided_on=decided, today=clock.today())
    row.notice_on = day
    row.ends_on = last_day(row.shown_kind, day, terms, notice.ends_on)
    check_end(row.shown_kind, day, row.ends_on, terms)
    require_no_person(notice.delivery_note)
    move_tasks(access, row, before)


def _days_said(row: Termination) -> dict[str, str]:
    return {"happened_on": str(row.notice_on), "ends_on": str(row.ends_on)}


def _kept(
    access: Access, row: Termination, paper: Paper | None, direction: Direction, title: str
) -> Document | None:
    """Store a file, never more open than the termination; nothing is nothing."""
    if paper is None:
        return None
    kept = replace(
        paper,
        title=title,
        secrecy=Secrecy(row.secrecy),
        direction=direction,
        case_number=row.contract.agreement.case_number,
        counterpart=row.contract.provider.name[:200],
    )
    return store_document(access, row.authority, kept)


def _tell_of_sanction(access: Access, row: Termination) -> date | None:
    """Note that the sanction has been told of, and return the last day to contest it."""
    if row.sanction is None:
        return None
    if row.sanction.state != SanctionState.DECIDED:
        return row.sanction.answer_due_on
    told = of_sanctions.locked_sanction(access, row.sanction, SanctionEvent.NOTIFY, version=None)
    assert row.notice_on is not None  # the letter has its day
    told.notified_on, told.delivery = row.notice_on, row.delivery
    told.delivery_note, told.proof = row.delivery_note, row.proof
    told.answer_due_on = answer_day(row.notice_on, told.step.deadline_days, None)
    of_sanctions.move(access, told, SanctionEvent.NOTIFY, happened_on=row.notice_on)
    row.sanction = told
    return told.answer_due_on


def _file_with_sanction(access: Access, row: Termination, sent: TerminationLetter) -> None:
    """Let the letter stand with the sanction that it tells of too."""
    if row.sanction is None:
        return
    letters = SanctionLetter.objects.visible_to(access).filter(sanction=row.sanction)
    if not letters.filter(event=SanctionEvent.NOTIFY).exists():
        SanctionLetter(
            sanction=row.sanction,
            event=SanctionEvent.NOTIFY,
            issued_on=sent.issued_on,
            word=sent.word,
            pdf=sent.pdf,
        ).save()


def _note_incoming(access: Access, row: Termination) -> None:
    note_post(
        access,
        PostFacts(
            authority=row.authority,
            way=Way.INCOMING,
            party=row.contract.provider.name,
            summary=_("Uppsägning av avtal från utföraren"),
            contract=row.contract,
            dated_on=row.notice_on,
            case_number=row.contract.agreement.case_number,
            document=row.proof,
            secrecy=Secrecy(row.secrecy),
            about=row,
        ),
    )


@transaction.atomic
def end_contract(
    access: Access, termination: Termination, *, version: int | None = None
) -> Termination:
    """Note that the contract has ended, here and in the register.

    Raises:
        RuleViolation: the last day has not come, somebody is still placed, the decision no longer
            stands, or the register cannot end the contract that day.
        Outdated: somebody else changed it first.
    """
    row = locked_termination(access, termination, TerminationEvent.END, version=version)
    require_sanction_stands(row)
    check_ended(row.ends_on, clock.today(), guarded(tasks_of(access, row)))
    row.ended_on = row.ends_on
    move(access, row, TerminationEvent.END, facts={"ends_on": str(row.ends_on)})
    reason = f"{_(row.shown_kind.label)} {row.notice_on}"
    ended = StatusFacts(ContractStatus.ENDED, reason, row.ends_on)
    change_status(access, row.contract, facts=ended)
    return row


@transaction.atomic
def close_termination(
    access: Access, termination: Termination, *, version: int | None = None
) -> Termination:
    """Close the work when every task is done.

    Raises:
        RuleViolation: a task is left.
        Outdated: somebody else changed it first.
    """
    row = locked_termination(access, termination, TerminationEvent.CLOSE, version=version)
    check_all_done(guarded(tasks_of(access, row)))
    row.closed_on = clock.today()
    return move(access, row, TerminationEvent.CLOSE)


@transaction.atomic
def stop_termination(
    access: Access, termination: Termination, *, reason: str, version: int | None = None
) -> Noticed:
    """Let the contract go on. A provider that has been given notice is told in a letter.

    Raises:
        RuleViolation: nothing says why.
        Outdated: somebody else changed it first.
    """
    row = locked_termination(access, termination, TerminationEvent.STOP, version=version)
    why = demanded(reason, _("Skriv varför avslutet inte fullföljs."))
    require_no_person(why)
    row.stopped_reason = why[:STOPPED_LENGTH]
    was_told = row.state == TerminationState.NOTIFIED
    move(access, row, TerminationEvent.STOP, facts={"reason": row.stopped_reason})
    if not was_told:
        return Noticed(row, 0)
    letter = stopped_letter(facts_of_termination(access, row), row.stopped_reason)
    mailed, _sent = send_letter(access, row, TerminationEvent.STOP, letter)
    return Noticed(row, mailed)
