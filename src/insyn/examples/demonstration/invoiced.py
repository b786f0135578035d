"""Tells of invoices: a quarter held against the prices, a sample closed, and money credited."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import BUYER, EDITOR, SOCIAL, Town
from insyn.invoices.models import (
    InvoiceBatch,
    InvoiceClaim,
    InvoiceLine,
    InvoiceSample,
    SampledLine,
)
from insyn.invoices.rules import DeviationCode, Drawn, Verdict
from insyn.invoices.services import (
    ReviewFacts,
    UploadFacts,
    claim_back,
    close_sample,
    credit_claim,
    draw_sample,
    finish_sample,
    point_out,
    review_line,
    take_in,
    upload,
)
from insyn.kernel.access import Access
from insyn.papers.excel import Column, ColumnKind, write
from insyn.platform import clock
from insyn.registry.models import Contract, ContractPrice
from insyn.registry.rules import AgreementForm, PriceUnit

TAKEN_IN_DAY, DRAWN_DAY, READ_DAY, CLOSED_DAY = -40, -39, -34, -31
CLAIMED_DAY, CREDITED_DAY, AGAIN_DAY, WAITING_DAY = -30, -9, -6, -2
FIRST_MONTH, LAST_MONTH = -5, -3
LINES, PLACED = 300, 2
DAYS, HOURS = 7, 5
"""What a line is about: a week of one placement."""

NAME, FILE = "Köpt vård och stöd, ett kvartal", "fakturarader-kvartal.xlsx"
SEED_WORDS, AGAIN_WORDS = "kvartal", "fler ögon"
INTERVAL, EXTRA = Decimal(90_000), Decimal(15_000)
TOO_MUCH = "Priset är högre än avtalets. Rätt pris enligt avtalets prislista."
TWICE = "Samma vecka är redan fakturerad på en annan faktura."
RIGHT = "Stämmer med placeringsbeslut och närvaro."
NOTE_NUMBER = "K-1001"

COLUMNS = (
    Column("supplier", "Organisationsnummer", width=20),
    Column("invoice", "Fakturanummer"),
    Column("line_id", "Radnummer"),
    Column("invoice_date", "Fakturadatum", ColumnKind.DATE),
    Column("text", "Tjänst", width=32),
    Column("quantity", "Antal", ColumnKind.NUMBER),
    Column("unit", "Enhet"),
    Column("unit_price", "Pris", ColumnKind.NUMBER),
    Column("amount", "Belopp", ColumnKind.NUMBER),
    Column("period_from", "Från", ColumnKind.DATE),
    Column("period_to", "Till", ColumnKind.DATE),
    Column("reference", "Er referens"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A week of one placement, as the provider charges it."""

    supplier: str
    invoice: str
    line_id: str
    invoice_date: date
    text: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    amount: Decimal
    period_from: date
    period_to: date
    reference: str

    def at_price(self, price: Decimal) -> "Row":
        return replace(self, unit_price=price, amount=price * self.quantity)


def tell_quarter(town: Town) -> Story:
    """Take in a quarter, draw, review, close and claim back; one provider of two credits."""
    economist, owner = town.access(BUYER), town.access(EDITOR)
    yield TAKEN_IN_DAY
    content = write(COLUMNS, map(_cells, _quarter(town)), title="Fakturarader")
    facts = UploadFacts(FILE, content, NAME)
    batch = upload(economist, town.authorities[SOCIAL], facts=facts)
    take_in(economist, batch, version=batch.version)
    yield DRAWN_DAY
    sample = _draw(economist, batch, SEED_WORDS)
    _point_out_doubles(economist, sample)
    yield READ_DAY
    _review(economist, sample)
    finish_sample(economist, sample, version=sample.version)
    yield CLOSED_DAY
    sample.refresh_from_db()
    close_sample(owner, sample, version=sample.version)
    yield CLAIMED_DAY
    sample.refresh_from_db()
    due_on = clock.today() + timedelta(days=25)
    claims = claim_back(economist, sample, due_on=due_on, version=sample.version)
    yield CREDITED_DAY
    largest = max(claims, key=lambda one: one.amount)
    claim = InvoiceClaim.objects.visible_to(economist).get(pk=largest.pk)
    credit_claim(
        economist, claim, settled_on=clock.today(), credited=claim.amount,
        credit_note=NOTE_NUMBER, version=claim.version,
    )  # fmt: skip
    yield AGAIN_DAY
    _draw(economist, batch, AGAIN_WORDS)


def tell_waiting(town: Town) -> Story:
    """Upload electronic invoices that nobody has taken in yet."""
    yield WAITING_DAY
    rows = list(_rows(town, town.calendar.first_of_month(LAST_MONTH + 1)))[:12]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for row in rows:
            package.writestr(f"{row.invoice}-{row.line_id}.xml", _electronic(row))
    facts = UploadFacts("e-fakturor.zip", packed.getvalue(), "E-fakturor, en månad")
    upload(town.access(BUYER), town.authorities[SOCIAL], facts=facts)


def _draw(access: Access, batch: InvoiceBatch, words: str) -> InvoiceSample:
    seed = f"{clock.today()} {words}"
    return draw_sample(access, batch, seed=seed, interval=INTERVAL)


def _point_out_doubles(access: Access, sample: InvoiceSample) -> None:
    """Have the weeks that stand on two invoices reviewed, drawn or not."""
    rows = InvoiceLine.objects.visible_to(access).filter(
        batch=sample.batch_id, deviations__code=DeviationCode.DOUBLE
    )
    drawn = SampledLine.objects.visible_to(access).filter(sample=sample)
    for line in rows.exclude(pk__in=drawn.values("line")):
        point_out(access, sample, line)


def _quarter(town: Town) -> list[Row]:
    """Return the lines of the quarter, with faults planted in some of them."""
    months = range(FIRST_MONTH, LAST_MONTH + 1)
    rows = [row for month in months for row in _rows(town, town.calendar.first_of_month(month))]
    rows = rows[:: max(len(rows) // LINES, 1)][:LINES]
    costly = max(rows, key=lambda row: row.amount).supplier
    return [*map(_dearer, rows, [costly] * len(rows)), *_faults(rows)]


def _dearer(row: Row, costly: str) -> Row:
    """Return the line; that of the dearest provider with a price above its contract."""
    return row.at_price(row.unit_price + 150) if row.supplier == costly else row


def _faults(rows: list[Row]) -> list[Row]:
    """Return some lines more, each with a fault of its own."""
    double, wrong, even, odd = rows[5], rows[40], rows[80], rows[120]
    return [
        replace(double, invoice=f"{double.invoice}-B"),
        replace(wrong, line_id="901", amount=wrong.amount + 1250, reference="9001"),
        replace(
            even, line_id="902", text="Extra insats", quantity=Decimal(1), unit="st",
            unit_price=EXTRA, amount=EXTRA, reference="9002",
        ),
        replace(odd, supplier="5560000001", invoice="77", reference="9003"),
    ]  # fmt: skip


def _rows(town: Town, month: date) -> Iterator[Row]:
    """Return what the contracts of the board charge for a month, at the price of the day."""
    access = town.access(EDITOR)
    contracts = (
        Contract.objects.visible_to(access)
        .filter(agreement__authority=town.authorities[SOCIAL], starts_on__lte=month, ends_on=None)
        .exclude(agreement__form=AgreementForm.MISSION)
        .select_related("provider")
        .order_by("pk")
    )
    for contract in contracts:
        price = _price(access, contract, month)
        if price is not None:
            yield from _weeks(contract, price, month)


def _price(access: Access, contract: Contract, month: date) -> ContractPrice | None:
    rows = ContractPrice.objects.visible_to(access).filter(contract=contract, valid_from__lte=month)
    last = month + timedelta(days=27)
    running = [row for row in rows if row.valid_to is None or row.valid_to >= last]
    return min(running, key=lambda row: row.pk, default=None)


def _weeks(contract: Contract, price: ContractPrice, month: date) -> Iterator[Row]:
    unit = PriceUnit(price.unit)
    quantity = Decimal(DAYS if unit == PriceUnit.DAY else HOURS)
    for place in range(PLACED):
        for week in range(4):
            first = month + timedelta(days=7 * week)
            yield Row(
                supplier=contract.provider.org_number,
                invoice=f"{month:%y%m}-{contract.pk}",
                line_id=str(place * 4 + week + 1),
                invoice_date=month + timedelta(days=27),
                text=price.item,
                quantity=quantity,
                unit=unit.label.lower(),
                unit_price=price.amount,
                amount=price.amount * quantity,
                period_from=first,
                period_to=first + timedelta(days=6),
                reference=f"{contract.pk}0{place + 1}",
            )


def _cells(row: Row) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in COLUMNS}


def _review(access: Access, sample: InvoiceSample) -> None:
    """Write what the vouchers showed: what the control found was right."""
    rows = SampledLine.objects.visible_to(access).filter(sample=sample).select_related("line")
    for row in rows.prefetch_related(None):
        review_line(access, row, facts=_seen(access, row), version=row.version)


def _seen(access: Access, row: SampledLine) -> ReviewFacts:
    found = row.line.deviations.visible_to(access)
    known = {one.code: one for one in found}
    if DeviationCode.PRICE_ABOVE in known:
        right = row.line.amount - (known[DeviationCode.PRICE_ABOVE].difference or 0)
        return ReviewFacts(Verdict.WRONG, right, TOO_MUCH)
    if DeviationCode.DOUBLE in known:
        return ReviewFacts(Verdict.WRONG, Decimal(0), TWICE)
    return ReviewFacts(Verdict.CORRECT, None, RIGHT if row.why == Drawn.LOTTERY else "")


_SPACE = "urn:oasis:names:specification:ubl:schema:xsd:"


def _electronic(row: Row) -> str:
    """Return the line as an electronic invoice of its own."""
    unit = "DAY" if row.unit == PriceUnit.DAY.label.lower() else "HUR"
    return (
        f'<Invoice xmlns="{_SPACE}Invoice-2" xmlns:a="{_SPACE}CommonAggregateComponents-2" '
        f'xmlns:b="{_SPACE}CommonBasicComponents-2">'
        f"<b:ID>E{row.invoice}-{row.line_id}</b:ID><b:IssueDate>{row.invoice_date}</b:IssueDate>"
        "<b:Note>Avser placering enligt avtal</b:Note>"
        f"<b:BuyerReference>{row.reference}</b:BuyerReference>"
        "<a:AccountingSupplierParty><a:Party><a:PartyLegalEntity>"
        f"<b:CompanyID>{row.supplier}</b:CompanyID>"
        "</a:PartyLegalEntity></a:Party></a:AccountingSupplierParty>"
        "<a:InvoiceLine><b:ID>1</b:ID>"
        f'<b:InvoicedQuantity unitCode="{unit}">{row.quantity}</b:InvoicedQuantity>'
        f'<b:LineExtensionAmount currencyID="SEK">{row.amount:.2f}</b:LineExtensionAmount>'
        f"<a:InvoicePeriod><b:StartDate>{row.period_from}</b:StartDate>"
        f"<b:EndDate>{row.period_to}</b:EndDate></a:InvoicePeriod>"
        f"<a:Item><b:Name>{row.text}</b:Name></a:Item>"
        f'<a:Price><b:PriceAmount currencyID="SEK">{row.unit_price}</b:PriceAmount></a:Price>'
        "</a:InvoiceLine></Invoice>"
    )
