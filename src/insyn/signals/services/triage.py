"""What becomes of a signal: linked, put aside, written off, proposed, opened again."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.followups.models import Followup, FollowupProposal
from insyn.followups.rules import State
from insyn.followups.rules.proposals import ProposalGround
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import NotAllowed
from insyn.platform import clock
from insyn.signals.models import ProtectedReporter, Signal, SignalProposal
from insyn.signals.rules import LIFECYCLE, Refusal, SignalEvent
from insyn.signals.rules.triage import REASON_LENGTH, parking_refusal
from insyn.signals.services.patterns import attach, contract_for, propose_for
from insyn.signals.services.writing import (
    locked_signal,
    note,
    raised,
    refuse,
    reopened,
    screened,
)


@transaction.atomic
def link_signal(access: Access, signal: Signal, *, followup: Followup, version: int) -> Signal:
    """Link the signal to a follow-up of the same provider, whose page then shows it.

    Raises:
        RuleViolation: it is settled, or the follow-up is of another provider or called off.
        Outdated: somebody else changed it first.
    """
    row = locked_signal(access, signal, version=version)
    if followup.authority_id != row.authority_id:
        raise NotAllowed(Permission.HANDLE_SIGNALS)
    if followup.contract.provider_id != row.provider_id:
        refuse(Refusal.OTHER_PROVIDER)
    refuse(Refusal.CANCELLED if followup.state == State.CANCELLED else None)
    row.state = LIFECYCLE.after(row.shown_state, SignalEvent.LINK)
    row.followup, row.review_on = followup, None
    _settle(access, row)
    note(access, "signal.linked", row, {"followup": str(followup)}, told=followup.secrecy)
    return raised(row)


@transaction.atomic
def park_signal(
    access: Access, signal: Signal, *, review_on: date, reason: str, version: int
) -> Signal:
    """Put the signal aside until a day; it then waits for somebody again.

    Raises:
        RuleViolation: it is settled, the day is not ahead, or no reason is given.
        Outdated: somebody else changed it first.
    """
    row = locked_signal(access, signal, version=version)
    refuse(parking_refusal(review_on, clock.today(), reason))
    row.state = LIFECYCLE.after(row.shown_state, SignalEvent.PARK)
    row.review_on = review_on
    (row.reason,) = screened(reason[:REASON_LENGTH])
    _settle(access, row)
    note(access, "signal.parked", row, {"due_on": review_on.isoformat(), "reason": row.reason})
    return raised(row)


@transaction.atomic
def dismiss_signal(access: Access, signal: Signal, *, reason: str, version: int) -> Signal:
    """Write the signal off: nothing more is done about it.

    Raises:
        RuleViolation: it is settled, or no reason is given.
        Outdated: somebody else changed it first.
    """
    row = locked_signal(access, signal, version=version)
    refuse(None if reason.strip() else Refusal.NO_REASON)
    row.state = LIFECYCLE.after(row.shown_state, SignalEvent.DISMISS)
    (row.reason,) = screened(reason[:REASON_LENGTH])
    row.review_on = None
    _settle(access, row)
    note(access, "signal.dismissed", row, {"reason": row.reason})
    return raised(row)


@transaction.atomic
def propose_from(access: Access, signal: Signal, *, version: int) -> FollowupProposal:
    """Return the proposal of an event-driven follow-up that the signal is a reason for.

    When the provider's contract already has one that nobody has settled, the signal joins it.

    Raises:
        RuleViolation: it is settled, or the provider has no contract in force.
        Outdated: somebody else changed it first.
    """
    row = locked_signal(access, signal, version=version)
    LIFECYCLE.after(row.shown_state, SignalEvent.PROPOSE)
    contract = contract_for(access, row.authority, row)
    if contract is None:
        refuse(Refusal.NO_CONTRACT)
        raise AssertionError  # refuse has raised
    waiting = (
        FollowupProposal.objects.visible_to(access)
        .open()
        .filter(authority=row.authority, contract=contract, ground=ProposalGround.SIGNAL)
    )
    proposal = waiting.order_by("pk").first()
    if proposal is not None:
        attach(access, proposal, [row])
        return proposal
    return propose_for(
        access,
        row.authority,
        [row],
        contract=contract,
        reason=_why(row),
        key=f"signal:{row.authority_id}:{row.pk}:{row.version}",
    )


@transaction.atomic
def reopen_signal(access: Access, signal: Signal, *, version: int) -> Signal:
    """Let the signal wait for somebody again; what was decided stays in the trail.

    Raises:
        RuleViolation: it waits already, or stands behind a proposal that is not settled.
        Outdated: somebody else changed it first.
    """
    row = locked_signal(access, signal, version=version)
    behind = SignalProposal.objects.visible_to(access).filter(signal=row)
    if behind.filter(proposal__state="proposed").exists():
        refuse(Refusal.ALREADY_PROPOSED)
    return reopened(access, row)


@transaction.atomic
def read_reporter(access: Access, signal: Signal) -> ProtectedReporter | None:
    """Return who left the signal in confidence, and write in the trail that it was read.

    None to one who is not cleared for it: the answer is as if there were nobody.
    """
    access.require(Permission.HANDLE_SIGNALS, authority_id=signal.authority_id)
    rows = ProtectedReporter.objects.visible_to(access).filter(signal=signal)
    found = rows.select_related("user").first()
    if found is not None:
        place = Place(signal.authority_id, Secrecy.RESTRICTED)
        record(access, "protected_reporter.read", signal, place=place)
    return found


def _why(row: Signal) -> str:
    """Return the reason of the proposal, which more people read than a guarded signal."""
    if row.secrecy > Secrecy.INTERNAL:
        return _("En signal som bara en begränsad krets får läsa.")
    return f"{_(row.shown_category.label)}."


def _settle(access: Access, row: Signal) -> None:
    row.settled_on, row.settled_by_id = clock.today(), access.user_id
