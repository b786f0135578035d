"""Electronic invoices (Peppol BIS Billing 3, UBL 2.1) as lines without names. Pure.

The file comes from outside: no document type, entity or foreign namespace is read, and sizes,
depth and numbers of elements are bounded before anything is believed.
"""

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from xml.parsers import expat

from insyn.invoices.rules.lines import HIGHEST, ID_LENGTH, TEXT_LENGTH, LineFacts
from insyn.kernel import orgnr
from insyn.kernel.errors import RuleViolation

MAX_XML = 10 << 20
MAX_TOGETHER = 60 << 20
MAX_FILES = 2_000
MAX_DEPTH = 30
MAX_ELEMENTS = 400_000
MAX_TEXT = 4_000
MAX_PROBLEMS = 500
"""Limits of one XML file, of all in a zip together, and of what is listed."""

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CAC, _CBC = f"{UBL}CommonAggregateComponents-2 ", f"{UBL}CommonBasicComponents-2 "
ROOTS = {f"{UBL}Invoice-2 Invoice": "Invoice", f"{UBL}CreditNote-2 CreditNote": "CreditNote"}

_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,6})?")

SENTENCES = {
    "too_large": "Filen är större än 10 MB. Dela upp den.",
    "too_large_together": "Filerna blir större än 60 MB tillsammans. Dela upp dem.",
    "too_many": "Zip-filen har fler än 2 000 filer. Dela upp den.",
    "not_zip": "Zip-filen är skadad eller låst och kunde inte läsas.",
    "no_xml": "Zip-filen har inga XML-filer.",
    "broken": "Filen är inte hel XML och kunde inte läsas. Hämta den på nytt ur ekonomisystemet.",
    "doctype": "Filen har en dokumenttyp (DTD), vilket e-fakturor inte får ha. Den läses inte.",
    "deep": "Filen har delar i för många led och är ingen e-faktura.",
    "elements": "Filen har fler delar än en e-faktura kan ha. Dela upp den.",
    "long": "Filen har en text som är längre än en e-faktura kan ha.",
    "root": "Filen är ingen e-faktura enligt Peppol BIS Billing 3 (UBL Invoice eller CreditNote).",
}


MISSING = "Värde saknas."
NO_NUMBER = "Värdet är inget tal, eller ett orimligt stort tal."


class Unreadable(RuleViolation):
    """The file cannot be read at all. The message is Swedish and says why."""


@dataclass(frozen=True, slots=True)
class XmlProblem:
    """What is wrong, in which file, invoice and line, and in which field of the standard."""

    where: str
    field: str
    value: str
    sentence: str


@dataclass(slots=True)
class Read:
    """What came out of the files. Only without problems may the lines be taken in."""

    lines: list[LineFacts] = field(default_factory=list)
    problems: list[XmlProblem] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    invoices: int = 0
    problem_count: int = 0

    def say(self, problem: XmlProblem) -> None:
        """Count a problem, and keep the first ones: a file can have a wrong value in each line."""
        self.problem_count += 1
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)


@dataclass(slots=True)
class _Node:
    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list["_Node"] = field(default_factory=list)

    def all(self, path: str) -> "Sequence[_Node]":
        """Return the nodes at the end of a path such as ``Item/Name``."""
        found: list[_Node] = [self]
        for name in path.split("/"):
            found = [child for node in found for child in node.children if child.name == name]
        return found

    def said(self, path: str) -> str:
        found = self.all(path)
        return found[0].text.strip() if found else ""


def read_files(content: bytes, file_name: str) -> Read:
    """Return the lines of an XML file, or of all XML files in a zip.

    Raises:
        Unreadable: the file, or one in the zip, is no invoice or breaks a limit.
    """
    read = Read()
    for name, data in _files(content, file_name):
        root = parsed(data)
        _read_invoice(root, name, read)
    return read


def _files(content: bytes, file_name: str) -> Iterator[tuple[str, bytes]]:
    if not file_name.lower().endswith(".zip"):
        yield file_name, content
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            yield from _unpacked(package)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise Unreadable(SENTENCES["not_zip"]) from error


def _unpacked(package: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Read what the zip holds, never more than the limits whatever its index claims."""
    names = [info for info in package.infolist() if info.filename.lower().endswith(".xml")]
    if not names:
        raise Unreadable(SENTENCES["no_xml"])
    if len(names) > MAX_FILES:
        raise Unreadable(SENTENCES["too_many"])
    together = 0
    for info in names:
        with package.open(info) as file:
            data = file.read(MAX_XML + 1)
        together += len(data)
        if together > MAX_TOGETHER:
            raise Unreadable(SENTENCES["too_large_together"])
        yield info.filename.rpartition("/")[2], data


def parsed(data: bytes) -> _Node:
    """Return the invoice as nodes of the standard's two vocabularies; all else is passed over.

    Raises:
        Unreadable: it is not whole XML, has a document type, or breaks a limit.
    """
    if len(data) > MAX_XML:
        raise Unreadable(SENTENCES["too_large"])
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.EntityDeclHandler = builder.entity
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(data, True)  # noqa: FBT003  expat's own
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable(SENTENCES["broken"]) from error
    if builder.root is None:
        raise Unreadable(SENTENCES["root"])
    return builder.root


class _Builder:
    """The nodes in the making."""

    def __init__(self) -> None:
        self.root: _Node | None = None
        self._open: list[_Node] = []
        self._count = 0

    def doctype(self, *_told: object) -> None:
        raise Unreadable(SENTENCES["doctype"])

    def entity(self, *_told: object) -> None:
        raise Unreadable(SENTENCES["doctype"])

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise Unreadable(SENTENCES["elements"])
        if len(self._open) >= MAX_DEPTH:
            raise Unreadable(SENTENCES["deep"])
        if self.root is None:
            if name not in ROOTS:
                raise Unreadable(SENTENCES["root"])
            node = self.root = _Node(ROOTS[name], attributes)
        else:
            known = name.removeprefix(_CAC).removeprefix(_CBC)
            node = _Node("" if known == name else known, attributes)
            self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, _name: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        node = self._open[-1]
        node.text += text
        if len(node.text) > MAX_TEXT:
            raise Unreadable(SENTENCES["long"])


@dataclass(frozen=True, slots=True)
class _Head:
    """What all lines of an invoice share."""

    supplier: str
    invoice: str
    day: date
    reference: str
    period: tuple[date | None, date | None]
    sign: int


class _Teller:
    """Reads fields of one invoice and says what is wrong with them."""

    def __init__(self, where: str, read: Read) -> None:
        self.where = where
        self.read = read

    def say(self, name: str, value: str, sentence: str) -> None:
        self.read.say(XmlProblem(self.where, name, value[:60], sentence))

    def text(self, node: _Node, path: str, length: int) -> str:
        said = " ".join(node.said(path).split())
        if not said:
            self.say(path, "", MISSING)
        elif len(said) > length:
            self.say(path, said, f"Texten är längre än {length} tecken.")
        return said

    def day(self, node: _Node, path: str, *, required: bool = False) -> date | None:
        said = node.said(path)
        if not said and not required:
            return None
        try:
            found = date.fromisoformat(said)
        except ValueError:
            self.say(path, said, "Datumet ska skrivas som 2026-03-31.")
            return None
        if not 1990 <= found.year <= 2199:  # noqa: PLR2004  the years that a day can lie in
            self.say(path, said, "Datumet är orimligt. Kontrollera året.")
            return None
        return found

    def number(self, node: _Node, path: str, *, required: bool = False) -> Decimal | None:
        said = node.said(path)
        if not said and not required:
            return None
        if not _NUMBER.fullmatch(said) or abs(Decimal(said)) > HIGHEST:
            self.say(path, said, NO_NUMBER if said else MISSING)
            return None
        return Decimal(said)

    def amount(self, node: _Node, path: str, *, required: bool = False) -> Decimal | None:
        found = self.number(node, path, required=required)
        nodes = node.all(path)
        currency = nodes[0].attributes.get("currencyID", "SEK") if nodes else "SEK"
        if currency != "SEK":
            self.say(path, currency, "Beloppet är inte i svenska kronor.")
        return found


def _read_invoice(root: _Node, file_name: str, read: Read) -> None:
    teller = _Teller(file_name, read)
    head = _head(root, teller)
    _count_dropped(root, read.dropped)
    read.invoices += 1
    if head is None:
        return
    lines = root.all(f"{root.name}Line")
    if not lines:
        teller.say(f"{root.name}Line", "", "Fakturan har inga rader.")
    for place, node in enumerate(lines, 1):
        teller.where = f"{file_name}, faktura {head.invoice}, rad {place}"
        line = _line(node, head, teller)
        if line is not None:
            read.lines.append(line)


def _head(root: _Node, teller: _Teller) -> _Head | None:
    before = teller.read.problem_count
    invoice = teller.text(root, "ID", ID_LENGTH)
    day = teller.day(root, "IssueDate", required=True)
    supplier = _supplier(root, teller)
    period = teller.day(root, "InvoicePeriod/StartDate"), teller.day(root, "InvoicePeriod/EndDate")
    reference = " ".join(root.said("BuyerReference").split())[:ID_LENGTH]
    if teller.read.problem_count > before or day is None:
        return None
    sign = -1 if root.name == "CreditNote" else 1
    return _Head(supplier, invoice, day, reference, period, sign)


_SUPPLIER = "AccountingSupplierParty/Party"


def _supplier(root: _Node, teller: _Teller) -> str:
    """Return the organisation number of who sent the invoice."""
    path = f"{_SUPPLIER}/PartyLegalEntity/CompanyID"
    said = root.said(path) or root.said(f"{_SUPPLIER}/PartyIdentification/ID")
    try:
        return orgnr.tidy(said or root.said(f"{_SUPPLIER}/EndpointID"))
    except ValueError as error:
        teller.say(path, said, str(error))
        return ""


def _line(node: _Node, head: _Head, teller: _Teller) -> LineFacts | None:
    before = teller.read.problem_count
    counted = "InvoicedQuantity" if head.sign > 0 else "CreditedQuantity"
    amount = teller.amount(node, "LineExtensionAmount", required=True)
    quantity = teller.number(node, counted)
    units = node.all(counted)
    first = teller.day(node, "InvoicePeriod/StartDate") or head.period[0]
    last = teller.day(node, "InvoicePeriod/EndDate") or head.period[1]
    line_id, text = teller.text(node, "ID", ID_LENGTH), teller.text(node, "Item/Name", 2000)
    price = teller.amount(node, "Price/PriceAmount")
    base = teller.number(node, "Price/BaseQuantity")
    if base is not None and base <= 0:
        teller.say("Price/BaseQuantity", str(base), "Talet ska vara över noll.")
    if first and last and last < first:
        teller.say("InvoicePeriod/EndDate", str(last), "Perioden slutar innan den börjar.")
    extra, vat = _extra(node, teller), teller.number(node, "Item/ClassifiedTaxCategory/Percent")
    if amount is None or teller.read.problem_count > before:
        return None
    return LineFacts(
        supplier=head.supplier,
        invoice=head.invoice,
        line_id=line_id,
        invoice_date=head.day,
        text=text[:TEXT_LENGTH],
        amount=(amount * head.sign).quantize(Decimal("0.01")),
        quantity=None if quantity is None else quantity * head.sign,
        unit=units[0].attributes.get("unitCode", "")[:15] if units else "",
        unit_price=price,
        base=base,
        extra=extra * head.sign if extra else None,
        vat=vat,
        period_from=first,
        period_to=last,
        reference=head.reference,
        where=teller.where,
    )


def _extra(node: _Node, teller: _Teller) -> Decimal:
    """Return the charges of the line less its allowances."""
    total = Decimal()
    for one in node.all("AllowanceCharge"):
        amount = teller.amount(one, "Amount", required=True) or Decimal()
        total += amount if one.said("ChargeIndicator") == "true" else -amount
    return total


_PERSONAL = {
    "Note": "note",
    "Description": "description",
    "Contact": "contact",
    "AdditionalItemProperty": "description",
    "Person": "contact",
}


def _count_dropped(node: _Node, dropped: Counter[str]) -> None:
    """Count the parts that may name somebody. Nothing of them is kept."""
    for child in node.children:
        kind = _PERSONAL.get(child.name)
        if kind is not None:
            dropped[kind] += 1
        else:
            _count_dropped(child, dropped)
