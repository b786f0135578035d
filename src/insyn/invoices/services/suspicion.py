"""A line that may be fraud is shown only to those who may see red flags."""

from django.db import transaction
from django.db.models import F

from insyn.audit.models import subject_of
from insyn.documents.models import Document
from insyn.followups.models import Correspondence
from insyn.invoices.models import InvoiceClaim, InvoiceLine
from insyn.invoices.rules import Refusal
from insyn.invoices.services.locks import note, raised, refuse, require, screened
from insyn.invoices.services.signalling import guard_signals
from insyn.kernel.access import Access, Secrecy
from insyn.platform.locking import locked_row

REASON_LENGTH = 300


@transaction.atomic
def suspect_line(
    access: Access, line: InvoiceLine, *, reason: str, is_suspected: bool, version: int
) -> InvoiceLine:
    """Mark a line as suspected fraud with the reason, or take the mark away.

    Claims and signals that hold the line become as guarded as it is, and so do the letters of
    the claims and their posts in the diary. They stay so when the mark is taken away. A finding is
    as guarded as its follow-up and not more: the page of the line says where there is one.

    Raises:
        RuleViolation: no reason is given, or it holds a personal number.
        Outdated: somebody else changed the line first.
    """
    require(access, line.authority_id)
    rows = InvoiceLine.objects.visible_to(access).select_related("authority")
    row = locked_row(rows, pk=line.pk, version=version)
    reason = screened(reason)[:REASON_LENGTH]
    refuse(Refusal.NO_SUSPICION if is_suspected and not reason else None)
    row.suspicion = reason if is_suspected else ""
    row.secrecy = Secrecy.RESTRICTED if is_suspected else Secrecy.INTERNAL
    raised(row)
    if is_suspected:
        held = InvoiceClaim.objects.visible_to(access).filter(lines__line=row)
        for claim in held.distinct():
            _guard(access, claim)
        guard_signals(access, row)
    event = "invoice_line.suspected" if is_suspected else "invoice_line.cleared"
    facts = {"invoice": row.invoice, "reason": reason}
    note(access, event, row, row.authority_id, facts, secrecy=Secrecy.RESTRICTED)
    return row


def _guard(access: Access, claim: InvoiceClaim) -> None:
    """Let only those who see red flags read the claim, its letters and their post."""
    if claim.secrecy < Secrecy.RESTRICTED:
        claim.secrecy = Secrecy.RESTRICTED
        raised(claim)
        note(access, "invoice_claim.guarded", claim, claim.authority_id, secrecy=Secrecy.RESTRICTED)
    papers = [key for key in (claim.letter_id, claim.letter_word_id) if key]
    letters = Document.objects.visible_to(access).filter(
        authority=claim.authority_id, pk__in=papers
    )
    letters.filter(secrecy__lt=Secrecy.RESTRICTED).update(secrecy=Secrecy.RESTRICTED)
    posts = Correspondence.objects.visible_to(access).filter(
        authority=claim.authority_id, about=subject_of(claim), secrecy__lt=Secrecy.RESTRICTED
    )
    posts.update(secrecy=Secrecy.RESTRICTED, version=F("version") + 1)
