"""What happens to a sanction after the proposal: decided, told, contested, settled, carried out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.delegations.models import DelegationDecision
from insyn.delegations.rules import kronor
from insyn.delegations.services import DecisionFacts, decide
from insyn.kernel.access import Access, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.measures.letters.sanctions import settled_letter
from insyn.measures.models import Sanction, SanctionLine
from insyn.measures.rules.amounts import check_decided, check_reduced
from insyn.measures.rules.sanction_checks import (
    check_after,
    check_carried_out,
    matter_of,
)
from insyn.measures.rules.sanctions import SanctionEvent, SanctionState
from insyn.measures.services.moves import demanded
from insyn.measures.services.sanction_letters import facts_of_sanction, send_letter
from insyn.measures.services.sanctions import (
    locked_lines,
    locked_sanction,
    move,
    require_no_person,
    total,
)
from insyn.platform import clock
from insyn.registry.rules import SanctionKind

SETTLING = frozenset({SanctionEvent.UPHOLD, SanctionEvent.REDUCE, SanctionEvent.WITHDRAW})
"""The ways to answer a contest."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision: the amount of each line, by its key, and in whose name it is made.

    A line that is not named keeps what it has. ``board_reference`` is the date and § of the
    board's own decision.
    """

    amounts: Mapping[int, Decimal]
    board_reference: str = ""
    decided_on: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The sanction after the provider was told, and how many of its contacts got a mail."""

    sanction: Sanction
    mailed: int


@transaction.atomic
def decide_sanction(
    access: Access, sanction: Sanction, *, ruling: Ruling, version: int | None = None
) -> Sanction:
    """Decide as proposed, or for less: on a delegation that covers it, or as the board has.

    Raises:
        RuleViolation: no delegation covers it (the sentence says who may), an amount is below
            zero or above the proposed, or the day lies before the proposal or ahead.
        Outdated: somebody else changed the sanction first.
    """
    row = locked_sanction(access, sanction, SanctionEvent.DECIDE, version=version)
    day = ruling.decided_on or clock.today()
    check_after(day, row.proposed_on, clock.today())
    lines = locked_lines(access, row)
    for line in lines:
        line.decided = ruling.amounts.get(line.pk, line.proposed)
    check_decided([(line.proposed, _known(line.decided)) for line in lines])
    _save_lines(lines)
    row.decision = _decision(access, row, ruling, total(line.decided for line in lines))
    row.decided_on = day
    return move(access, row, SanctionEvent.DECIDE, happened_on=day, note=ruling.text)


def _save_lines(lines: list[SanctionLine]) -> None:
    for line in lines:
        line.version += 1
        line.full_clean(exclude=["sanction", "unit", "finding"])
        line.save()


def _decision(
    access: Access, row: Sanction, ruling: Ruling, amount: Decimal | None, verdict: str = ""
) -> DelegationDecision:
    kind = SanctionKind(row.kind)
    sum_told = f", {kronor(amount)}" if amount is not None else ""
    facts = DecisionFacts(
        authority=row.authority,
        matter=matter_of(kind),
        text=f"{verdict or kind.label}, {row.contract.provider}, {row.number}{sum_told}",
        about=row,
        leads_to=reverse("measures:sanction", args=[row.pk]),
        contract=row.contract,
        amount=amount,
        board_reference=ruling.board_reference,
        decided_on=ruling.decided_on,
        secrecy=Secrecy(row.secrecy),
        case_number=row.contract.agreement.case_number,
    )
    return decide(access, facts)


@transaction.atomic
def reject_proposal(
    access: Access, sanction: Sanction, *, note: str, version: int | None = None
) -> Sanction:
    """Say no to a proposal; the provider is never told of it.

    Raises:
        RuleViolation: nothing says why.
        Outdated: somebody else changed the sanction first.
    """
    row = locked_sanction(access, sanction, SanctionEvent.REJECT, version=version)
    why = demanded(note, _("Skriv varför förslaget avslås."))
    return move(access, row, SanctionEvent.REJECT, note=why)


@transaction.atomic
def settle_sanction(
    access: Access,
    sanction: Sanction,
    event: SanctionEvent,
    *,
    ruling: Ruling,
    version: int | None = None,
) -> Told:
    """Answer a contest: uphold, reduce line by line, or withdraw; with a letter to the provider.

    It is a decision of its own, on delegation or by the board.

    Raises:
        RuleViolation: nothing says why, an amount is raised or below zero, nothing is reduced,
            or no delegation covers it.
        Outdated: somebody else changed the sanction first.
    """
    if event not in SETTLING:
        raise RuleViolation(_("Välj om beslutet vidhålls, sätts ned eller återkallas."))
    row = locked_sanction(access, sanction, event, version=version)
    day = ruling.decided_on or clock.today()
    assert row.contested_on is not None  # what nobody contested is not settled
    check_after(day, row.contested_on, clock.today())
    row.settled_text = demanded(ruling.text, _("Skriv varför, så att utföraren förstår svaret."))
    require_no_person(ruling.text)
    lines = _settled(access, row, event, ruling)
    _decision(access, row, ruling, total(line.settled for line in lines), _(event.label))
    row.settled_on = day
    move(access, row, event, happened_on=day, note=row.settled_text)
    letter = settled_letter(
        facts_of_sanction(access, row, lines),
        event=event,
        answer=row.settled_text,
        contested_on=row.contested_on,
        issued_on=clock.today(),
    )
    return Told(row, send_letter(access, row, event, letter))


def _settled(
    access: Access, row: Sanction, event: SanctionEvent, ruling: Ruling
) -> list[SanctionLine]:
    lines = locked_lines(access, row)
    for line in lines:
        decided = _known(line.decided)
        line.settled = decided
        if event == SanctionEvent.WITHDRAW:
            line.settled = Decimal()
        elif event == SanctionEvent.REDUCE:
            line.settled = ruling.amounts.get(line.pk, decided)
    if event == SanctionEvent.REDUCE:
        check_reduced([(_known(line.decided), _known(line.settled)) for line in lines])
    _save_lines(lines)
    return lines


def _known(amount: Decimal | None) -> Decimal:
    return Decimal() if amount is None else amount


@transaction.atomic
def carry_out_sanction(
    access: Access,
    sanction: Sanction,
    *,
    carried_out_on: date | None = None,
    is_accepted: bool = False,
    note: str = "",
    version: int | None = None,
) -> Sanction:
    """Note that the decision has been carried out, such as that the amount has been set off.

    ``is_accepted`` says that the provider agrees, before the time to contest has run out.

    Raises:
        RuleViolation: the provider may still contest the amount, or the day is out of order.
        Outdated: somebody else changed the sanction first.
    """
    row = locked_sanction(access, sanction, SanctionEvent.CARRY_OUT, version=version)
    day = carried_out_on or clock.today()
    assert row.notified_on is not None  # only what the provider was told of is carried out
    check_after(day, row.settled_on or row.notified_on, clock.today())
    check_carried_out(
        SanctionKind(row.kind),
        SanctionState(row.state),
        due=row.answer_due_on,
        carried_out_on=day,
        is_accepted=is_accepted,
    )
    row.carried_out_on = day
    said = _("Utföraren har godtagit beslutet. %(note)s") % {"note": note} if is_accepted else note
    return move(access, row, SanctionEvent.CARRY_OUT, happened_on=day, note=said)


@transaction.atomic
def close_sanction(
    access: Access, sanction: Sanction, *, note: str = "", version: int | None = None
) -> Sanction:
    """Close what has been carried out or withdrawn.

    Raises:
        Outdated: somebody else changed the sanction first.
    """
    row = locked_sanction(access, sanction, SanctionEvent.CLOSE, version=version)
    return move(access, row, SanctionEvent.CLOSE, note=note)
