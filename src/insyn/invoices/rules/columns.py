"""The columns of a list of invoice lines, and how its rows become lines. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insyn.invoices.rules.lines import HIGHEST, ID_LENGTH, LineFacts
from insyn.papers.sheets.cells import Row, plain_text
from insyn.papers.sheets.checking import Checked, CheckedRow, RowProblem, check
from insyn.papers.sheets.columns import ColumnSpec, Kind
from insyn.papers.sheets.headings import guess_heading_row, guess_mapping, normalised
from insyn.papers.sheets.reading import Sheet

LOWEST = -9_999_999_999


def _text(key: str, heading: str, *aliases: str, required: bool = False) -> ColumnSpec:
    length = ID_LENGTH if key != "text" else 2000
    return ColumnSpec(key, heading, Kind.TEXT, aliases, required, max_length=length)


def _number(key: str, heading: str, *aliases: str, decimals: int | None = None,
            required: bool = False) -> ColumnSpec:  # fmt: skip
    return ColumnSpec(key, heading, Kind.DECIMAL, aliases, required, lowest=LOWEST,
                      highest=HIGHEST, decimals=decimals)  # fmt: skip


COLUMNS: tuple[ColumnSpec, ...] = (
    ColumnSpec(
        "supplier", "Utförarens organisationsnummer", Kind.ORGANISATION_NUMBER,
        ("Organisationsnummer", "Org.nr", "Leverantörens organisationsnummer", "Orgnr"),
        required=True,
    ),
    _text("invoice", "Fakturanummer", "Fakturanr", "Faktura", "Fakturans nummer", required=True),
    _text("line_id", "Radnummer", "Rad", "Radnr", "Rad-id"),
    ColumnSpec("invoice_date", "Fakturadatum", Kind.DATE, ("Datum",), required=True),
    _text("text", "Tjänst", "Benämning", "Artikel", "Text", required=True),
    _number("quantity", "Antal", "Kvantitet", "Mängd", decimals=6),
    _text("unit", "Enhet", "Per"),
    _number("unit_price", "Pris", "À-pris", "A-pris", "Pris per enhet", "Styckpris",
            decimals=6),
    _number("amount", "Belopp", "Radbelopp", "Summa", "Belopp exkl. moms", decimals=2,
            required=True),
    _number("vat", "Momssats", "Moms %", decimals=2),
    ColumnSpec("period_from", "Från", Kind.DATE, ("Period från", "Från och med", "Fr.o.m.")),
    ColumnSpec("period_to", "Till", Kind.DATE, ("Period till", "Till och med", "T.o.m.")),
    _text("reference", "Beställarens referens", "Er referens", "Köparreferens"),
    _text("place", "Verksamhet", "Boende"),
)  # fmt: skip


def _in_order(values: Mapping[str, object]) -> Iterable[RowProblem]:
    first, last = values["period_from"], values["period_to"]
    if isinstance(first, date) and isinstance(last, date) and last < first:
        yield RowProblem("period_to", "Perioden slutar innan den börjar.")


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """What a sheet holds: its headings, which column is which, and its rows checked."""

    heading_row: int
    headings: tuple[str, ...]
    mapping: Mapping[str, int]
    checked: Checked

    @property
    def unread(self) -> list[str]:
        """Return the headings of columns that are not taken in."""
        taken = set(self.mapping.values())
        return [name for at, name in enumerate(self.headings) if name and at not in taken]


def read_lines(sheet: Sheet, named: Mapping[str, str] | None) -> ReadSheet:
    """Return what the sheet holds; ``named`` says what its columns are called.

    They are guessed when it does not know them all: another system wrote the file.
    """
    row = guess_heading_row(sheet.rows, COLUMNS)
    cells = sheet.rows[row - 1] if row <= len(sheet.rows) else ()
    headings = tuple(" ".join(plain_text(cell).split()) for cell in cells)
    mapping = found(headings, named or {})
    if not {column.key for column in COLUMNS if column.required} <= mapping.keys():
        mapping = guess_mapping(headings, COLUMNS)
    checked = check(_told_apart(sheet, cells), heading_row=row, mapping=mapping, columns=COLUMNS,
                    extra_row_checks=(_in_order,))  # fmt: skip
    return ReadSheet(row, headings, mapping, checked)


def _told_apart(sheet: Sheet, heading: Row) -> Sheet:
    """Return the sheet with the number of each row last in it, and repeated headings emptied.

    Two rows that say the same are two lines: two persons may have had the same days.
    """
    width = max((len(row) for row in sheet.rows), default=0)
    rows = [
        row
        if not row or row is heading
        else ()
        if row == heading
        else (*row, *(None,) * (width - len(row)), number)
        for number, row in enumerate(sheet.rows, 1)
    ]
    return Sheet(sheet.name, rows)


def found(headings: Sequence[str], named: Mapping[str, str]) -> dict[str, int]:
    """Return the places of columns by what they are called; those that are not there are left."""
    forms = [normalised(heading) for heading in headings]
    wanted = {key: normalised(name) for key, name in named.items() if name}
    keys = {column.key for column in COLUMNS}
    return {key: forms.index(name) for key, name in wanted.items() if key in keys and name in forms}


def line_of(row: CheckedRow) -> LineFacts:
    """Return the line of a checked row."""
    said = row.values
    day = said["invoice_date"]
    amount = said["amount"]
    assert isinstance(day, date)  # a required column
    assert isinstance(amount, Decimal)  # likewise
    return LineFacts(
        supplier=str(said["supplier"]),
        invoice=str(said["invoice"]),
        line_id=str(said["line_id"] or "").lstrip("~"),
        invoice_date=day,
        text=str(said["text"]),
        amount=amount.quantize(Decimal("0.01")),
        quantity=_decimal(said["quantity"]),
        unit=str(said["unit"] or "")[:15],
        unit_price=_decimal(said["unit_price"]),
        vat=_decimal(said["vat"]),
        period_from=_day(said["period_from"]),
        period_to=_day(said["period_to"]),
        reference=str(said["reference"] or ""),
        place=str(said["place"] or ""),
        where=f"rad {row.number}",
    )


def _decimal(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
