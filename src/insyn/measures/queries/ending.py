"""Who may bring a contract to its end, and on what."""

from insyn.delegations.queries import may_decide
from insyn.kernel.access import Access
from insyn.measures.models import Sanction, Termination
from insyn.measures.rules.sanction_checks import STANDS
from insyn.measures.rules.sanctions import SanctionState
from insyn.measures.rules.terminations import (
    DECIDES_TERMINATION,
    TerminationEvent,
    Terms,
    matter_of_termination,
    permission_for_termination,
)
from insyn.platform import clock
from insyn.registry.models import Contract
from insyn.registry.rules import SanctionKind

ENDING = frozenset({SanctionKind.TERMINATION, SanctionKind.RESCISSION})
"""Sanctions that end the contract."""


def terms_of(contract: Contract) -> Terms:
    """Return what the contract says of its end, as the rules want it."""
    return Terms(contract.agreement.notice_months, contract.starts_on, contract.ends_on)


def may_end_by(sanction: Sanction) -> bool:
    """Tell whether the sanction is a decision to end the contract that still stands."""
    return sanction.kind in ENDING and sanction.state in {SanctionState.DECIDED, *STANDS}


def may_move_termination(access: Access, row: Termination, event: TerminationEvent) -> bool:
    """Tell whether the asker may make the move: by their role, or on a delegation of their own."""
    permission = permission_for_termination(event, row.shown_state)
    if access.may(permission, authority_id=row.authority_id):
        return True
    matter = matter_of_termination(row.shown_kind)
    return event in DECIDES_TERMINATION and may_decide(
        access, row.authority_id, matter, amount=None, on=clock.today()
    )
