"""A file of invoice lines: kept, looked at, then all of its new lines taken in, or none."""

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.invoices.models import InvoiceBatch, InvoiceDeviation, InvoiceLine
from insyn.invoices.queries.register import Held, register_for
from insyn.invoices.rules import BatchSource, BatchState, Refusal
from insyn.invoices.rules.columns import ReadSheet, line_of, read_lines
from insyn.invoices.rules.control import Checked, OfContract, against_usage, control
from insyn.invoices.rules.lines import (
    Difference,
    Known,
    LineFacts,
    Sorted,
    doubled_ids,
    identified,
    screened,
    sort_out,
    source_of,
)
from insyn.invoices.rules.peppol import XmlProblem, read_files
from insyn.invoices.services.locks import locked_batch, note, raised, refuse, require
from insyn.invoices.services.locks import screened as screened_text
from insyn.kernel.access import Access
from insyn.kernel.errors import Outdated
from insyn.papers.sheets.checking import Severity
from insyn.papers.sheets.reading import read_sheet, read_workbook
from insyn.platform import clock
from insyn.registry.models import Agreement

DIFFERENCES_KEPT = 500
AT_A_TIME = 2_000
NAME_LENGTH, FILE_NAME_LENGTH = 150, 200
SAID_LENGTH = 150


@dataclass(frozen=True, slots=True)
class UploadFacts:
    """A file of invoice lines, whose it is, and what it is called."""

    file_name: str
    content: bytes
    name: str = ""
    agreement: Agreement | None = None


@transaction.atomic
def upload(access: Access, authority: Authority, *, facts: UploadFacts) -> InvoiceBatch:
    """Keep a file until its lines are taken in or it is thrown away.

    Of an electronic invoice only the screened lines are kept, never the file.

    Raises:
        Unreadable: the file cannot be read at all.
        RuleViolation: the agreement is of another authority.
    """
    require(access, authority)
    if facts.agreement is not None and facts.agreement.authority_id != authority.pk:
        refuse(Refusal.ELSEWHERE)
    source = source_of(facts.file_name)
    batch = InvoiceBatch(
        authority=authority,
        agreement=facts.agreement,
        name=screened_text(facts.name)[:NAME_LENGTH] or facts.file_name[-NAME_LENGTH:],
        source=source,
        file_name=facts.file_name[-FILE_NAME_LENGTH:],
        sha256=hashlib.sha256(facts.content).hexdigest(),
        uploaded_at=clock.now(),
        uploaded_by_id=access.user_id,
    )
    if source == BatchSource.PEPPOL:
        batch.content = _packed(facts.content, facts.file_name)
    else:
        read_workbook(facts.content, facts.file_name)
        batch.content, batch.columns = facts.content, _remembered(access, authority)
    batch.save()
    note(access, "invoice_batch.uploaded", batch, authority.pk, {"sha256": batch.sha256})
    return batch


def _remembered(access: Access, authority: Authority) -> dict[str, str] | None:
    """Return what the columns were called the last time; None the first time."""
    rows = InvoiceBatch.objects.visible_to(access).taken_in()
    last = rows.filter(authority=authority, source=BatchSource.SHEET).exclude(columns=None)
    return last.order_by("-taken_in_at", "-pk").values_list("columns", flat=True).first()


def _packed(content: bytes, file_name: str) -> bytes:
    """Return the screened lines and the problems of electronic invoices, to be kept."""
    read = read_files(content, file_name)
    lines = [asdict(screened(line, read.dropped)) for line in read.lines]
    kept = {
        "lines": lines,
        "problems": [asdict(one) for one in read.problems],
        "dropped": dict(read.dropped),
    }
    return zlib.compress(json.dumps(kept, default=str).encode())


_DAYS = {"invoice_date", "period_from", "period_to"}
_NUMBERS = {"amount", "quantity", "unit_price", "base", "extra", "vat"}


def _unpacked(content: bytes) -> tuple[list[LineFacts], list[XmlProblem], Counter[str]]:
    kept = json.loads(zlib.decompress(content))
    lines = [LineFacts(**{name: _value(name, raw) for name, raw in one.items()})
             for one in kept["lines"]]  # fmt: skip
    return lines, [XmlProblem(**one) for one in kept["problems"]], Counter(kept["dropped"])


def _value(name: str, raw: Any) -> Any:
    if raw is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(raw)
    return Decimal(raw) if name in _NUMBERS else raw


@dataclass(frozen=True, slots=True)
class Preview:
    """A kept file as it will be taken in. With problems nothing is."""

    lines: Sequence[LineFacts]
    sorted: Sorted
    problems: Sequence[XmlProblem]
    warnings: Sequence[XmlProblem]
    dropped: Mapping[str, int]
    sheet: ReadSheet | None = None

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.sorted.new), Decimal())

    @property
    def is_fit(self) -> bool:
        return not self.problems

    @property
    def adds_nothing(self) -> bool:
        return not self.sorted.new


def preview_of(access: Access, batch: InvoiceBatch) -> Preview:
    """Return what a kept file holds, parted into new lines, known ones and changed ones.

    Raises:
        RuleViolation: it has been taken in.
    """
    if batch.content is None:
        refuse(Refusal.TAKEN_IN)
    content = bytes(batch.content or b"")
    sheet: ReadSheet | None = None
    warnings: list[XmlProblem] = []
    if batch.source == BatchSource.PEPPOL:
        lines, problems, dropped = _unpacked(content)
    else:
        sheet, lines, problems, warnings, dropped = _of_sheet(batch, content)
    problems += [
        XmlProblem(line.where, "Radnummer", line.line_id, TWICE) for line in doubled_ids(lines)
    ]
    told = list(identified(lines))
    known = _known(access, batch, told)
    return Preview(told, sort_out(told, known), problems, warnings, dropped, sheet)


TWICE = "Samma radnummer står två gånger på fakturan. Varje rad ska ha ett eget nummer."


def _of_sheet(
    batch: InvoiceBatch, content: bytes
) -> tuple[ReadSheet, list[LineFacts], list[XmlProblem], list[XmlProblem], Counter[str]]:
    index = read_workbook(content, batch.file_name).likely_index
    read = read_lines(read_sheet(content, batch.file_name, index), batch.columns)
    said = {severity: [
        XmlProblem(one.cell or f"rad {one.row}", one.heading, one.value, one.sentence)
        for one in read.checked.problems if one.severity == severity
    ] for severity in Severity}  # fmt: skip
    dropped: Counter[str] = Counter({"column": len(read.unread)} if read.unread else {})
    lines = [screened(line_of(row), dropped) for row in read.checked.rows]
    return read, lines, said[Severity.ERROR], said[Severity.WARNING], dropped


def _known(
    access: Access, batch: InvoiceBatch, lines: Sequence[LineFacts]
) -> dict[tuple[str, str, str], Known]:
    """Return the lines that are kept of the suppliers in the file, by their keys."""
    rows = InvoiceLine.objects.visible_to(access).filter(
        authority=batch.authority_id, supplier__in={line.supplier for line in lines}
    )
    wanted = sorted({line.invoice for line in lines})
    known = {}
    for at in range(0, len(wanted), AT_A_TIME):
        for row in rows.filter(invoice__in=wanted[at : at + AT_A_TIME]).iterator(AT_A_TIME):
            said = f"{row.text}, {row.amount:.2f} kr"
            known[row.supplier, row.invoice, row.line_id] = Known(row.content_hash, said)
    return known


@transaction.atomic
def choose_columns(
    access: Access, batch: InvoiceBatch, *, columns: Mapping[str, str], version: int
) -> InvoiceBatch:
    """Remember what the columns of a kept list are called, for it and for the next one.

    Raises:
        RuleViolation: it has been taken in.
        Outdated: somebody else changed it first.
    """
    row = locked_batch(access, batch, version=version)
    refuse(None if row.is_waiting else Refusal.TAKEN_IN)
    row.columns = dict(columns)
    return raised(row)


@transaction.atomic
def discard_batch(access: Access, batch: InvoiceBatch, *, version: int) -> None:
    """Throw away a kept file that shall not be taken in.

    Raises:
        RuleViolation: it has been taken in.
        Outdated: somebody else changed it first.
    """
    row = locked_batch(access, batch, version=version)
    refuse(None if row.is_waiting else Refusal.TAKEN_IN)
    note(access, "invoice_batch.discarded", row, row.authority_id, {"sha256": row.sha256})
    row.delete()


def take_in(access: Access, batch: InvoiceBatch, *, version: int) -> InvoiceBatch:
    """Take in all new lines of a kept file, held against the register; or none of them.

    Raises:
        RuleViolation: it has been taken in, has errors, or holds nothing new.
        Outdated: somebody else changed it, or read the same invoices, first.
    """
    try:
        with transaction.atomic():
            return _taken_in(access, batch, version)
    except IntegrityError as error:
        raise Outdated(
            _("Någon annan läste in samma fakturor samtidigt. Inget är inläst. Försök igen.")
        ) from error


def _taken_in(access: Access, batch: InvoiceBatch, version: int) -> InvoiceBatch:
    row = locked_batch(access, batch, version=version)
    seen = preview_of(access, row)
    refuse(None if seen.is_fit else Refusal.HAS_ERRORS)
    refuse(Refusal.NOTHING_NEW if seen.adds_nothing else None)
    _fill(row, access, seen)
    raised(row)
    new = seen.sorted.new
    held = register_for(access, row, new)
    checked = control(new, held.register)
    _write(row, checked, held)
    _write_of_contracts(row, against_usage(checked, held.terms))
    note(
        access, "invoice_batch.taken_in", row, row.authority_id,
        {"sha256": row.sha256, "rows": row.line_count, "amount": str(row.total)},
    )  # fmt: skip
    return row


def _fill(row: InvoiceBatch, access: Access, seen: Preview) -> None:
    new = seen.sorted.new
    row.state, row.content = BatchState.TAKEN_IN, None
    row.taken_in_at, row.taken_in_by_id = clock.now(), access.user_id
    row.line_count, row.known_count, row.total = len(new), seen.sorted.known, seen.total
    days = [line.period_from or line.invoice_date for line in new]
    ends = [line.period_to or line.period_from or line.invoice_date for line in new]
    row.period_from, row.period_to = min(days), max(ends)
    row.dropped = {key: count for key, count in seen.dropped.items() if count}
    differences = seen.sorted.differences
    row.differences = [_kept(one) for one in differences[:DIFFERENCES_KEPT]]
    row.difference_count = len(differences)
    if seen.sheet is not None:
        headings = seen.sheet.headings
        row.columns = {key: headings[at] for key, at in seen.sheet.mapping.items()}


def _kept(one: Difference) -> dict[str, str]:
    return {item.name: getattr(one, item.name) for item in fields(one)}


def _write(row: InvoiceBatch, checked: Sequence[Checked], held: Held) -> None:
    """Store the lines, and after them what the control found."""
    lines = [_line(row, one, held.providers.get(one.line.supplier)) for one in checked]
    made = InvoiceLine.objects.bulk_create(lines, batch_size=AT_A_TIME)
    InvoiceDeviation.objects.bulk_create(
        (
            InvoiceDeviation(
                batch=row,
                line=line,
                code=remark.code,
                expected=remark.expected[:SAID_LENGTH],
                found=remark.found[:SAID_LENGTH],
                difference=remark.difference,
            )
            for line, one in zip(made, checked, strict=True)
            for remark in one.remarks
        ),
        batch_size=AT_A_TIME,
    )


def _line(row: InvoiceBatch, one: Checked, provider: int | None) -> InvoiceLine:
    facts = one.line
    return InvoiceLine(
        batch=row,
        authority_id=row.authority_id,
        provider_id=provider,
        contract_id=one.contract,
        supplier=facts.supplier,
        invoice=facts.invoice,
        line_id=facts.line_id,
        invoice_date=facts.invoice_date,
        text=facts.text,
        quantity=facts.quantity,
        unit=facts.unit,
        unit_price=facts.unit_price,
        amount=facts.amount,
        vat=facts.vat,
        period_from=facts.period_from,
        period_to=facts.period_to,
        reference=facts.reference,
        place=facts.place,
        content_hash=facts.content_hash,
        standing=one.standing,
    )


def _write_of_contracts(row: InvoiceBatch, found: Sequence[OfContract]) -> None:
    InvoiceDeviation.objects.bulk_create(
        [
            InvoiceDeviation(
                batch=row,
                contract_id=one.contract,
                code=one.remark.code,
                expected=one.remark.expected,
                found=one.remark.found,
                difference=one.remark.difference,
            )
            for one in found
        ],
        batch_size=AT_A_TIME,
    )
