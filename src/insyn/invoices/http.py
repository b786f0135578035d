"""What the pages of invoice control share."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, day, label
from insyn.invoices.models import (
    InvoiceBatch,
    InvoiceClaim,
    InvoiceLine,
    InvoiceSample,
    SampledLine,
)
from insyn.invoices.queries.batches import batches_seen, lines_seen
from insyn.invoices.queries.samples import claims_seen, samples_seen
from insyn.invoices.rules import Refusal
from insyn.invoices.services.locks import refuse
from insyn.kernel import orgnr
from insyn.kernel.access import Permission
from insyn.papers.excel import ColumnKind
from insyn.platform.answers import FormPage

ROWS_PER_PAGE = 50
FORM = "invoices/form.html"
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


def _money(heading: Any, value: Any) -> ListColumn:
    return ListColumn(heading, value, ColumnKind.NUMBER, width=14)


LINE_COLUMNS = (
    ListColumn(__("Utförare"), lambda row: row.supplier_name, width=32),
    ListColumn(__("Organisationsnummer"), lambda row: orgnr.show(row.supplier), width=16),
    ListColumn(__("Faktura"), lambda row: row.invoice),
    ListColumn(__("Radnummer"), lambda row: row.shown_line_id, width=12),
    day(__("Fakturadatum"), lambda row: row.invoice_date),
    ListColumn(__("Tjänst"), lambda row: row.text, width=40),
    day(__("Från"), lambda row: row.period_from),
    day(__("Till"), lambda row: row.period_to),
    _money(__("Antal"), lambda row: row.quantity),
    ListColumn(__("Enhet"), lambda row: row.unit, width=10),
    _money(__("Pris"), lambda row: row.unit_price),
    _money(__("Belopp"), lambda row: row.amount),
    ListColumn(__("Utfall"), lambda row: label(row.shown_standing)),
)
"""The lines of a batch as a file."""

SAMPLED_COLUMNS = (
    ListColumn(__("Utförare"), lambda row: row.line.supplier_name, width=32),
    ListColumn(__("Faktura"), lambda row: row.line.invoice),
    ListColumn(__("Tjänst"), lambda row: row.line.text, width=40),
    _money(__("Belopp"), lambda row: row.line.amount),
    ListColumn(__("Varför"), lambda row: label(row.shown_why)),
    ListColumn(__("Granskning"), lambda row: label(row.shown_verdict)),
    _money(__("Rätt belopp"), lambda row: row.right_amount),
    _money(__("För mycket"), lambda row: row.too_much),
    ListColumn(__("Anteckning"), lambda row: row.note, width=60),
    day(__("Granskad"), lambda row: row.reviewed_on),
    ListColumn(__("Granskad av"), lambda row: str(row.reviewed_by or "")),
)
"""The lines of a sample as a file."""

POPULATION_COLUMNS = (
    ListColumn(__("Nyckel"), lambda row: row[0], width=48),
    count(__("Öre"), lambda row: row[1]),
    count(__("Öre tillsammans"), lambda row: row[2]),
    ListColumn(__("Dragen"), lambda row: row[3], width=26),
)
"""What a sample was drawn from, so that anybody can draw it again, as a file."""

CLAIM_COLUMNS = (
    ListColumn(__("Utförare"), lambda row: str(row.provider), width=32),
    ListColumn(__("Fakturaunderlag"), lambda row: str(row.sample.batch), width=32),
    _money(__("Belopp"), lambda row: row.amount),
    day(__("Krävt"), lambda row: row.claimed_on),
    day(__("Senast"), lambda row: row.due_on),
    ListColumn(__("Läge"), lambda row: label(row.shown_state)),
    day(__("Avgjort"), lambda row: row.settled_on),
    _money(__("Krediterat"), lambda row: row.credited),
    ListColumn(__("Kreditfaktura"), lambda row: row.credit_note),
    ListColumn(__("Skäl"), lambda row: row.reason, width=40),
    ListColumn(__("Nämnd"), lambda row: str(row.authority), width=32),
)
"""The claims as a file."""


def checking_batch(request: Request, pk: int) -> InvoiceBatch:
    """Return the batch to one who checks invoices there; else answer 404 or 403."""
    row = get_object_or_404(batches_seen(request.access).defer(None), pk=pk)
    request.access.require(Permission.CHECK_INVOICES, authority_id=row.authority_id)
    return row


def seen_line(request: Request, pk: int, *, to_check: bool = False) -> InvoiceLine:
    """Return the line; to change it the asker must check invoices there."""
    rows = lines_seen(request.access).select_related(
        "provider", "contract__agreement", "contract__provider", "batch", "authority"
    )
    row = get_object_or_404(rows, pk=pk)
    if to_check:
        request.access.require(Permission.CHECK_INVOICES, authority_id=row.authority_id)
    return row


def seen_sample(request: Request, pk: int, *, to_check: bool = False) -> InvoiceSample:
    """Return the sample; to change it the asker must check invoices there."""
    row = get_object_or_404(samples_seen(request.access), pk=pk)
    if to_check:
        request.access.require(Permission.CHECK_INVOICES, authority_id=row.authority_id)
    return row


def checking_sampled(request: Request, pk: int) -> SampledLine:
    """Return the line of a sample to one who checks invoices there; else answer 404 or 403."""
    rows = SampledLine.objects.visible_to(request.access).select_related(
        "sample__batch", "line__provider"
    )
    row = get_object_or_404(rows, pk=pk)
    request.access.require(Permission.CHECK_INVOICES, authority_id=row.sample.authority_id)
    return row


def seen_claim(request: Request, pk: int, *, to_check: bool = False) -> InvoiceClaim:
    """Return the claim; to change it the asker must check invoices there."""
    row = get_object_or_404(claims_seen(request.access), pk=pk)
    if to_check:
        request.access.require(Permission.CHECK_INVOICES, authority_id=row.authority_id)
    return row


def name_of(line: InvoiceLine) -> str:
    """Return the line as the reader knows it: its invoice, and its id where the file has one."""
    return ", ".join(filter(None, (line.invoice, line.shown_line_id)))


def version_in(sent: QueryDict) -> int:
    """Return the version that a button carries; what cannot be read is the version of no row."""
    raw = sent.get("version", "")
    return int(raw) if _NUMBER.fullmatch(raw) else -1


def about(  # noqa: PLR0913  what stands on a page, each by its name
    heading: str,
    *,
    back: str,
    done: str,
    button: str,
    lead: str = "",
    stop: Refusal | None = None,
    context: Mapping[str, object] | None = None,
) -> FormPage:
    """Return what surrounds a form of invoice control; ``stop`` is why it is not shown."""
    return FormPage(
        FORM, heading, back, done, button, lead, opens=partial(refuse, stop), context=context or {}
    )


def to_sample(pk: int) -> str:
    """Return the address of a sample."""
    return reverse("invoices:sample", args=[pk])
