"""A line that may be fraud is shown only to those who may see red flags."""

from django.db import transaction

from insyn.invoices.models import InvoiceClaim, InvoiceLine, InvoiceSample, SampledLine
from insyn.invoices.rules import Refusal
from insyn.invoices.services.guarding import guard_letters
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
    the claims and their posts in the diary. When the mark is taken away a signal is read by all
    again, unless another line behind it is suspected; claims and letters stay as they are. A
    finding is as guarded as its follow-up and not more: the page of the line says where there is
    one.

    Raises:
        RuleViolation: no reason is given, or it holds a personal number.
        Outdated: somebody else changed the line first.
    """
    require(access, line.authority_id)
    samples = _locked_samples(access, line)
    rows = InvoiceLine.objects.visible_to(access).select_related("authority")
    row = locked_row(rows, pk=line.pk, version=version)
    reason = screened(reason)[:REASON_LENGTH]
    refuse(Refusal.NO_SUSPICION if is_suspected and not reason else None)
    row.suspicion = reason if is_suspected else ""
    row.secrecy = Secrecy.RESTRICTED if is_suspected else Secrecy.INTERNAL
    raised(row)
    if is_suspected:
        for claim in _locked_claims(access, row):
            _guard(access, claim)
    guard_signals(access, row, samples)
    event = "invoice_line.suspected" if is_suspected else "invoice_line.cleared"
    facts = {"invoice": row.invoice, "reason": reason}
    note(access, event, row, row.authority_id, facts, secrecy=Secrecy.RESTRICTED)
    return row


def _locked_samples(access: Access, line: InvoiceLine) -> list[InvoiceSample]:
    """Return the samples that hold the line, locked: none is closed or claimed meanwhile."""
    rows = InvoiceSample.objects.visible_to(access).select_related("authority")
    held = SampledLine.objects.visible_to(access).filter(line=line).values("sample")
    return list(rows.filter(pk__in=held).select_for_update(of=("self",)).order_by("pk"))


def _locked_claims(access: Access, line: InvoiceLine) -> list[InvoiceClaim]:
    held = SampledLine.objects.visible_to(access).filter(line=line).exclude(claim=None)
    rows = InvoiceClaim.objects.visible_to(access).filter(pk__in=held.values("claim"))
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _guard(access: Access, claim: InvoiceClaim) -> None:
    """Let only those who see red flags read the claim, its letters and their post."""
    if claim.secrecy < Secrecy.RESTRICTED:
        claim.secrecy = Secrecy.RESTRICTED
        raised(claim)
        note(access, "invoice_claim.guarded", claim, claim.authority_id, secrecy=Secrecy.RESTRICTED)
    guard_letters(access, claim)
