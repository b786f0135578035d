"""Telling the provider of a sanction, the proof of it, and what the provider has against it."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, store_document
from insyn.followups.rules.correspondence import Medium, Way
from insyn.followups.services.post import PostFacts, note_post
from insyn.kernel.access import Access, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.measures.letters.sanctions import Notice, StopDays, decision_letter
from insyn.measures.models import Sanction
from insyn.measures.rules.sanction_checks import (
    ContestDays,
    NoticeDays,
    answer_day,
    check_contest,
    check_notice,
    permission_for_sanction,
)
from insyn.measures.rules.sanctions import (
    SANCTION_LIFECYCLE,
    Delivery,
    SanctionEvent,
    SanctionState,
)
from insyn.measures.services.intake import StopFacts, stop_intake
from insyn.measures.services.sanction_letters import facts_of_sanction, send_letter
from insyn.measures.services.sanction_moves import Told
from insyn.measures.services.sanctions import (
    ABOUT,
    locked_lines,
    locked_sanction,
    move,
    require_no_person,
)
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.rules import SanctionKind


@dataclass(frozen=True, slots=True)
class Handover:
    """How and when the provider is told, by when it may answer, and what proves it.

    Without ``answer_due_on`` the ladder's own time counts from the day of the letter.
    """

    delivery: Delivery
    notified_on: date | None = None
    answer_due_on: date | None = None
    delivery_note: str = ""
    proof: Paper | None = None
    stop: StopFacts | None = None


@transaction.atomic
def notify_provider(
    access: Access, sanction: Sanction, *, handover: Handover, version: int | None = None
) -> Told:
    """Tell the provider in a letter with clause, grounds, lines and deadline; stop the intake.

    Raises:
        RuleViolation: the letter is dated before the decision or ahead, the deadline before the
            letter, or an intake stop does not say from when and why.
        Outdated: somebody else changed the sanction first.
    """
    row = locked_sanction(access, sanction, SanctionEvent.NOTIFY, version=version)
    _set_days(row, handover)
    row.delivery, row.delivery_note = handover.delivery, handover.delivery_note.strip()
    row.proof = _kept(access, row, handover.proof, Direction.INTERNAL)
    move(access, row, SanctionEvent.NOTIFY, happened_on=row.notified_on, note=row.delivery_note)
    stop = _stopped(access, row, handover.stop)
    notice = Notice(row.notified_on or clock.today(), row.answer_due_on, stop)
    letter = decision_letter(facts_of_sanction(access, row, locked_lines(access, row)), notice)
    return Told(row, send_letter(access, row, SanctionEvent.NOTIFY, letter))


def _set_days(row: Sanction, handover: Handover) -> None:
    day = handover.notified_on or clock.today()
    row.notified_on = day
    row.answer_due_on = answer_day(day, row.step.deadline_days, handover.answer_due_on)
    check_notice(
        NoticeDays(
            decided_on=row.decided_on or row.proposed_on,
            notified_on=day,
            answer_due_on=row.answer_due_on,
            today=clock.today(),
        )
    )


def _stopped(access: Access, row: Sanction, stop: StopFacts | None) -> StopDays | None:
    """Stop the intake if that is what the sanction is, and return the days for the letter."""
    if row.kind != SanctionKind.INTAKE_STOP:
        return None
    if stop is None:
        raise RuleViolation(_("Ange från vilken dag intagsstoppet gäller, och skälet."))
    stop_intake(access, row.contract, facts=stop)
    return StopDays(stop.starts_on, stop.ends_on)


def _kept(
    access: Access, row: Sanction, paper: Paper | None, direction: Direction
) -> Document | None:
    """Store a file, never more open than the sanction; nothing is nothing."""
    if paper is None:
        return None
    kept = replace(
        paper,
        secrecy=Secrecy(row.secrecy),
        direction=direction,
        case_number=row.contract.agreement.case_number,
        counterpart=row.contract.provider.name[:200],
    )
    return store_document(access, row.authority, kept)


@transaction.atomic
def add_proof(
    access: Access,
    sanction: Sanction,
    *,
    paper: Paper,
    note: str = "",
    version: int | None = None,
) -> Sanction:
    """Keep the proof that the provider got the letter, when it has come.

    Raises:
        RuleViolation: the provider has not been told, or there is a proof already.
        Outdated: somebody else changed the sanction first.
    """
    access.require(
        permission_for_sanction(SanctionEvent.NOTIFY), authority_id=sanction.authority_id
    )
    rows = Sanction.objects.visible_to(access).select_related(*ABOUT)
    row = locked_row(rows, pk=sanction.pk, version=version)
    if row.notified_on is None:
        raise RuleViolation(_("Utföraren är inte delgiven än. Delge beslutet först."))
    if row.proof_id is not None:
        raise RuleViolation(_("Det finns redan ett bevis om delgivning."))
    row.proof = _kept(access, row, paper, Direction.INCOMING)
    row.delivery_note = note.strip() or row.delivery_note
    row.version += 1
    row.save(update_fields=["proof", "delivery_note", "version"])
    record(access, "sanction.proof_added", row, place=_place(row))
    return row


def _place(row: Sanction) -> Place:
    return Place(row.authority_id, Secrecy(row.secrecy))


@dataclass(frozen=True, slots=True)
class ContestFacts:
    """What the provider has against the decision, when it came, and a file with it."""

    text: str
    contested_on: date | None = None
    paper: Paper | None = None
    medium: Medium = Medium.LETTER


@transaction.atomic
def contest_sanction(
    access: Access, sanction: Sanction, *, facts: ContestFacts, version: int | None = None
) -> Sanction:
    """Note that the provider contests the decision: by itself, or as the authority was told.

    Raises:
        RuleViolation: it says nothing, the time has run out for the provider to do it here, or
            the decision has been contested already.
        Outdated: somebody else changed the sanction first.
    """
    is_theirs = _is_from_provider(access, sanction)
    row = _locked_contested(access, sanction, is_theirs=is_theirs, version=version)
    assert row.notified_on is not None  # the life cycle lets only what was told be contested
    day = clock.today() if is_theirs else facts.contested_on or clock.today()
    days = ContestDays(row.notified_on, row.answer_due_on, day, clock.today())
    check_contest(days, facts.text, is_from_provider=is_theirs)
    require_no_person(facts.text)
    row.contested_on, row.contest_text = day, facts.text.strip()
    row.contest_file = _kept(access, row, facts.paper, Direction.INCOMING)
    move(access, row, SanctionEvent.CONTEST, happened_on=day)
    _note_incoming(access, row, Medium.PORTAL if is_theirs else facts.medium)
    return row


def _is_from_provider(access: Access, sanction: Sanction) -> bool:
    provider_id = sanction.contract.provider_id
    return access.answers_for(provider_id, authority_id=sanction.authority_id)


def _locked_contested(
    access: Access, sanction: Sanction, *, is_theirs: bool, version: int | None
) -> Sanction:
    if not is_theirs:
        return locked_sanction(access, sanction, SanctionEvent.CONTEST, version=version)
    rows = Sanction.objects.shown_to_provider(access).select_related(*ABOUT)
    row = locked_row(rows, pk=sanction.pk)
    if row.contested_on is not None:
        raise RuleViolation(_("Ni har redan bestridit beslutet. Nämnden prövar det."))
    SANCTION_LIFECYCLE.after(SanctionState(row.state), SanctionEvent.CONTEST)
    return locked_row(rows, pk=sanction.pk, version=version)


def _note_incoming(access: Access, row: Sanction, medium: Medium) -> None:
    note_post(
        access,
        PostFacts(
            authority=row.authority,
            way=Way.INCOMING,
            party=row.contract.provider.name,
            summary=_("Bestridande av %(number)s") % {"number": row.number},
            followup=row.followup,
            contract=row.contract,
            medium=medium,
            dated_on=row.contested_on,
            case_number=row.contract.agreement.case_number,
            document=row.contest_file,
            secrecy=Secrecy(row.secrecy),
            about=row,
        ),
    )
