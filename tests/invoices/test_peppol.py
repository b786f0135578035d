import io
import zipfile
from decimal import Decimal

import pytest

from insyn.invoices.rules import peppol
from insyn.invoices.rules.peppol import Unreadable, read_files
from tests.invoices.builders import DAY, FIRST, ORG, invoice, xml_line


def read(text: str, name: str = "f.xml"):
    return read_files(text.encode(), name)


def test_an_invoice_becomes_a_line_without_names() -> None:
    found = read(invoice())
    (line,) = found.lines
    assert (line.supplier, line.invoice, line.line_id) == (ORG, "F1", "1")
    assert (line.amount, line.quantity, line.unit, line.unit_price) == (31000, 31, "DAY", 1000)
    assert line.shown_unit == "dygn"
    assert (line.period_from, line.period_to, line.reference) == (FIRST, DAY, "4711")
    assert found.dropped == {"note": 2, "contact": 1, "description": 1}
    assert "Anna" not in repr(found.lines)
    assert "Bo" not in repr(found.lines)
    assert found.problems == []


def test_a_credit_note_is_below_zero() -> None:
    one = xml_line().replace("InvoiceLine", "CreditNoteLine").replace("Invoiced", "Credited")
    text = invoice(one, root="CreditNote")
    (line,) = read(text).lines
    assert (line.amount, line.quantity, line.unit_price) == (-31000, -31, 1000)


def test_allowances_and_base_quantity_are_read() -> None:
    extra = (
        "<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>"
        "<cbc:Amount>500.00</cbc:Amount></cac:AllowanceCharge>"
    )
    (line,) = read(invoice(xml_line(extra=extra, amount="30500.00"))).lines
    assert line.extra == -500


def test_many_files_in_a_zip() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for number in range(3):
            package.writestr(f"mapp/{number}.xml", invoice(number=f"F{number}"))
        package.writestr("läs mig.txt", "inget")
    found = read_files(packed.getvalue(), "alla.zip")
    assert [line.invoice for line in found.lines] == ["F0", "F1", "F2"]
    assert found.invoices == 3


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{"&lol;" * 10}">' for n in range(9))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "before", [LAUGHS, OUTSIDE, '<!DOCTYPE x SYSTEM "http://x.example/a.dtd">']
)
def test_a_document_type_is_never_read(before) -> None:
    with pytest.raises(Unreadable, match="DTD"):
        read(invoice(before=before))


def test_a_document_type_in_another_encoding_is_not_read_either() -> None:
    text = invoice(before=OUTSIDE).replace("UTF-8", "UTF-16")
    with pytest.raises(Unreadable, match="DTD"):
        read_files(text.encode("utf-16"), "f.xml")


def test_utf_16_is_read_as_what_it_is() -> None:
    found = read_files(invoice().replace("UTF-8", "UTF-16").encode("utf-16"), "f.xml")
    assert found.lines[0].text == "Vårddygn"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<a/>",
        "inte xml",
        invoice()[:-20],
        invoice().replace("UTF-8", "KLINGON"),
        invoice(uri="urn:annat:"),
        invoice().replace("<cbc:ID>F1", "<cbc:ID>&okand;F1"),
    ],
)
def test_what_is_no_invoice_is_refused_with_a_sentence(text) -> None:
    with pytest.raises(Unreadable):
        read(text)


def test_elements_of_another_namespace_are_passed_over() -> None:
    found = read(invoice().replace("<cbc:ID>F1</cbc:ID>", '<ID xmlns="urn:annat">F1</ID>'))
    assert found.lines == []
    assert [(one.field, one.sentence) for one in found.problems] == [("ID", "Värde saknas.")]


def test_too_large_too_deep_too_many_and_too_long() -> None:
    with pytest.raises(Unreadable, match="10 MB"):
        read_files(b" " * (100 << 20), "f.xml")
    deep = invoice("<a>" * 10_000 + "</a>" * 10_000)
    with pytest.raises(Unreadable, match="led"):
        read(deep)
    with pytest.raises(Unreadable, match="längre"):
        read(invoice(number="F" * 5_000))


def test_too_many_elements(monkeypatch) -> None:
    monkeypatch.setattr(peppol, "MAX_ELEMENTS", 50)
    with pytest.raises(Unreadable, match="fler delar"):
        read(invoice(*(xml_line(number) for number in range(20))))


def test_a_zip_that_unpacks_without_end_or_is_broken(monkeypatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("stor.xml", b" " * (80 << 20))
    with pytest.raises(Unreadable, match="10 MB"):
        read_files(packed.getvalue(), "f.zip")
    for data in (b"", b"PK\x03\x04", packed.getvalue()[:-30]):
        with pytest.raises(Unreadable):
            read_files(data, "f.zip")
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as package:
        package.writestr("a.txt", "")
    with pytest.raises(Unreadable, match="inga XML"):
        read_files(empty.getvalue(), "f.zip")
    monkeypatch.setattr(peppol, "MAX_TOGETHER", 100)
    several = io.BytesIO()
    with zipfile.ZipFile(several, "w") as package:
        package.writestr("a.xml", invoice())
    with pytest.raises(Unreadable, match="60 MB"):
        read_files(several.getvalue(), "f.zip")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("<cbc:ID>F1</cbc:ID>", ""), "ID"),
        (("2026-03-31</cbc:IssueDate>", "31 mars</cbc:IssueDate>"), "IssueDate"),
        (("2026-03-31</cbc:IssueDate>", "0001-01-01</cbc:IssueDate>"), "IssueDate"),
        ((ORG, "hej"), "AccountingSupplierParty/Party/PartyLegalEntity/CompanyID"),
        ((">31000.00<", ">9e99<"), "LineExtensionAmount"),
        ((">31000.00<", ">99999999999999999<"), "LineExtensionAmount"),
        ((">31000.00<", "><"), "LineExtensionAmount"),
        ((">31000.00<", ">NaN<"), "LineExtensionAmount"),
        (('currencyID="SEK">31000', 'currencyID="EUR">31000'), "LineExtensionAmount"),
        (("<cbc:Name>Vårddygn</cbc:Name>", ""), "Item/Name"),
        (("2026-03-01</cbc:StartDate>", "2026-04-01</cbc:StartDate>"), "InvoicePeriod/EndDate"),
    ],
)
def test_what_is_wrong_is_told_with_its_field(change, field) -> None:
    found = read(invoice().replace(*change))
    assert found.lines == []
    assert field in [one.field for one in found.problems]
    assert all(one.where.startswith("f.xml") for one in found.problems)


def test_a_negative_line_is_read() -> None:
    (line,) = read(invoice(xml_line(amount="-100.00", quantity="-1", price="100"))).lines
    assert line.amount == Decimal(-100)


def test_the_problems_of_a_file_are_bounded_while_it_is_read(monkeypatch) -> None:
    longest = []
    say = peppol.Read.say

    def watched(self, problem) -> None:
        say(self, problem)
        longest.append(len(self.problems))

    monkeypatch.setattr(peppol.Read, "say", watched)
    found = read(invoice(*[xml_line(amount="x", quantity="y", price="z")] * 5_000))

    assert max(longest) == len(found.problems) == peppol.MAX_PROBLEMS
    assert found.problem_count == 15_000
    assert found.lines == []


def test_a_bad_line_after_the_last_listed_problem_is_not_taken_in(monkeypatch) -> None:
    monkeypatch.setattr(peppol, "MAX_PROBLEMS", 1)
    found = read(invoice(xml_line(1, amount="x"), xml_line(2, quantity="y"), xml_line(3)))

    assert [line.line_id for line in found.lines] == ["3"]
    assert len(found.problems) == 1
