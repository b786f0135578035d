"""Locking, screening and the trail of invoice control."""

from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.invoices.models import InvoiceBatch, InvoiceClaim, InvoiceSample, SampledLine
from insyn.invoices.rules import Refusal
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.kernel.texts import personal_number_problem
from insyn.platform.locking import locked_row

M = TypeVar("M", bound=models.Model)


def refuse(refusal: Refusal | None) -> None:
    """Raise what stands in the way, if anything does.

    Raises:
        RuleViolation: with that sentence.
    """
    if refusal is not None:
        raise RuleViolation(_(refusal.label))


def screened(text: str) -> str:
    """Return the text trimmed.

    Raises:
        RuleViolation: it holds a personal number.
    """
    if problem := personal_number_problem(text):
        raise RuleViolation(problem)
    return text.strip()


def require(access: Access, authority: Authority | int) -> None:
    """Raise NotAllowed unless the asker checks the authority's invoices."""
    key = authority if isinstance(authority, int) else authority.pk
    access.require(Permission.CHECK_INVOICES, authority_id=key)


def locked_batch(
    access: Access, batch: InvoiceBatch, *, version: int | None = None
) -> InvoiceBatch:
    """Return the batch locked, to one who checks invoices there."""
    require(access, batch.authority_id)
    rows = InvoiceBatch.objects.visible_to(access).select_related("authority", "agreement")
    return locked_row(rows, pk=batch.pk, version=version)


def locked_sample(
    access: Access, sample: InvoiceSample, *, version: int | None = None
) -> InvoiceSample:
    """Return the sample locked, to one who checks invoices there."""
    require(access, sample.authority_id)
    rows = InvoiceSample.objects.visible_to(access).select_related("authority", "batch")
    return locked_row(rows, pk=sample.pk, version=version)


def locked_sampled(access: Access, row: SampledLine, *, version: int | None = None) -> SampledLine:
    """Return the line of a sample locked, to one who checks invoices there."""
    require(access, row.sample.authority_id)
    rows = SampledLine.objects.visible_to(access)
    about = rows.select_related("sample__authority", "line__provider", "line__contract")
    return locked_row(about, pk=row.pk, version=version)


def locked_claim(
    access: Access, claim: InvoiceClaim, *, version: int | None = None
) -> InvoiceClaim:
    """Return the claim locked, to one who checks invoices there."""
    require(access, claim.authority_id)
    rows = InvoiceClaim.objects.visible_to(access).select_related("provider", "sample__batch")
    return locked_row(rows, pk=claim.pk, version=version)


def raised(row: M) -> M:
    """Return the row stored with its version counted up."""
    row.version += 1  # type: ignore[attr-defined]
    row.save()
    return row


def note(
    access: Access,
    event: str,
    row: models.Model,
    authority_id: int,
    facts: Facts | None = None,
    *,
    secrecy: Secrecy = Secrecy.INTERNAL,
) -> None:
    """Write a line of the trail, in the authority of the row."""
    record(access, event, row, place=Place(authority_id, secrecy), facts=facts)
