"""Locking a follow-up before something is decided about it."""

from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_SENT, State
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row


def locked_followup(access: Access, followup: Followup, *, version: int | None = None) -> Followup:
    """Return the follow-up locked, with the provider that each line of its trail names.

    Raises:
        Outdated: somebody else changed the follow-up first.
    """
    rows = Followup.objects.visible_to(access).select_related("contract__provider", "form")
    return locked_row(rows, pk=followup.pk, version=version)


def locked_unsent(
    access: Access, followup: Followup, *, refusal: str, version: int | None = None
) -> Followup:
    """Return the follow-up locked, to one who may carry it out and while it is not sent.

    Raises:
        RuleViolation: it has been sent or has ended; the message is the refusal.
        Outdated: somebody else changed the follow-up first.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    row = locked_followup(access, followup, version=version)
    if State(row.state) not in BEFORE_SENT:
        raise RuleViolation(refusal)
    return row
