"""Makes invoice files and lines for the tests."""

import datetime
from decimal import Decimal

from insyn.invoices.rules.lines import LineFacts
from insyn.papers.excel import Column, ColumnKind, write

DAY = datetime.date(2026, 3, 31)
FIRST = datetime.date(2026, 3, 1)
ORG = "5590000010"

HEADINGS = (
    ("supplier", "Organisationsnummer", ColumnKind.TEXT),
    ("invoice", "Fakturanummer", ColumnKind.TEXT),
    ("line_id", "Radnummer", ColumnKind.TEXT),
    ("invoice_date", "Fakturadatum", ColumnKind.DATE),
    ("text", "Tjänst", ColumnKind.TEXT),
    ("quantity", "Antal", ColumnKind.NUMBER),
    ("unit", "Enhet", ColumnKind.TEXT),
    ("unit_price", "Pris", ColumnKind.NUMBER),
    ("amount", "Belopp", ColumnKind.NUMBER),
    ("period_from", "Från", ColumnKind.DATE),
    ("period_to", "Till", ColumnKind.DATE),
    ("reference", "Er referens", ColumnKind.TEXT),
    ("client", "Brukare", ColumnKind.TEXT),
)


def line(**facts) -> LineFacts:
    known = {
        "supplier": ORG,
        "invoice": "F1",
        "line_id": "1",
        "invoice_date": DAY,
        "text": "Vårddygn",
        "amount": Decimal("31000.00"),
        "quantity": Decimal(31),
        "unit": "dygn",
        "unit_price": Decimal(1000),
        "period_from": FIRST,
        "period_to": DAY,
    }
    return LineFacts(**(known | facts))  # type: ignore[arg-type]  # by name


def row(number: str, **facts) -> dict[str, object]:
    known = {
        "supplier": number,
        "invoice": "F1",
        "line_id": "1",
        "invoice_date": DAY,
        "text": "Vårddygn",
        "quantity": 31,
        "unit": "dygn",
        "unit_price": 1000,
        "amount": 31000,
        "period_from": FIRST,
        "period_to": DAY,
        "reference": "4711",
        "client": "Anna Andersson",
    }
    return known | facts


def workbook(*rows: dict[str, object]) -> bytes:
    columns = [Column(key, heading, kind) for key, heading, kind in HEADINGS]
    return write(columns, rows, title="Fakturor")


UBL = "urn:oasis:names:specification:ubl:schema:xsd:"


def xml_line(
    number: int = 1, *, amount="31000.00", quantity="31", price="1000.00", extra=""
) -> str:
    return (
        f"<cac:InvoiceLine><cbc:ID>{number}</cbc:ID><cbc:Note>Anna Andersson</cbc:Note>"
        f'<cbc:InvoicedQuantity unitCode="DAY">{quantity}</cbc:InvoicedQuantity>'
        f'<cbc:LineExtensionAmount currencyID="SEK">{amount}</cbc:LineExtensionAmount>{extra}'
        "<cac:Item><cbc:Description>Placering av Anna</cbc:Description>"
        "<cbc:Name>Vårddygn</cbc:Name></cac:Item>"
        f'<cac:Price><cbc:PriceAmount currencyID="SEK">{price}</cbc:PriceAmount></cac:Price>'
        "</cac:InvoiceLine>"
    )


def invoice(
    *lines: str, number="F1", supplier=ORG, root="Invoice", before="", reference="4711", uri=UBL
) -> str:
    body = "".join(lines or (xml_line(),))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<{root} xmlns="{uri}{root}-2" xmlns:cac="{UBL}CommonAggregateComponents-2" '
        f'xmlns:cbc="{UBL}CommonBasicComponents-2">'
        f"<cbc:ID>{number}</cbc:ID><cbc:IssueDate>2026-03-31</cbc:IssueDate>"
        "<cbc:Note>Gäller Anna Andersson</cbc:Note>"
        f"<cbc:BuyerReference>{reference}</cbc:BuyerReference>"
        "<cac:InvoicePeriod><cbc:StartDate>2026-03-01</cbc:StartDate>"
        "<cbc:EndDate>2026-03-31</cbc:EndDate></cac:InvoicePeriod>"
        "<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity>"
        f"<cbc:CompanyID>{supplier}</cbc:CompanyID></cac:PartyLegalEntity>"
        "<cac:Contact><cbc:Name>Bo Bengtsson</cbc:Name></cac:Contact>"
        f"</cac:Party></cac:AccountingSupplierParty>{body}</{root}>"
    )
