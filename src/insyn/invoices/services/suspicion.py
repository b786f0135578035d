"""A line that may be fraud is shown only to those who may see red flags."""

from django.db import transaction

from insyn.invoices.models import InvoiceClaim, InvoiceLine
from insyn.invoices.rules import Refusal
from insyn.invoices.services.locks import note, raised, refuse, require, screened
from insyn.kernel.access import Access, Secrecy
from insyn.platform.locking import locked_row

REASON_LENGTH = 300


@transaction.atomic
def suspect_line(
    access: Access, line: InvoiceLine, *, reason: str, is_suspected: bool, version: int
) -> InvoiceLine:
    """Mark a line as suspected fraud with the reason, or take the mark away.

    Claims that hold the line become as guarded as it is.

    Raises:
        RuleViolation: no reason is given, or it holds a personal number.
        Outdated: somebody else changed the line first.
    """
    require(access, line.authority_id)
    row = locked_row(InvoiceLine.objects.visible_to(access), pk=line.pk, version=version)
    reason = screened(reason)[:REASON_LENGTH]
    refuse(Refusal.NO_SUSPICION if is_suspected and not reason else None)
    row.suspicion = reason if is_suspected else ""
    row.secrecy = Secrecy.RESTRICTED if is_suspected else Secrecy.INTERNAL
    raised(row)
    if is_suspected:
        held = InvoiceClaim.objects.visible_to(access).filter(lines__line=row)
        for claim in held.distinct():
            claim.secrecy = Secrecy.RESTRICTED
            raised(claim)
    event = "invoice_line.suspected" if is_suspected else "invoice_line.cleared"
    facts = {"invoice": row.invoice, "reason": reason}
    note(access, event, row, row.authority_id, facts, secrecy=Secrecy.RESTRICTED)
    return row
