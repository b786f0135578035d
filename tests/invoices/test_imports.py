import io
import zipfile
from decimal import Decimal

import pytest

from insyn.invoices.models import InvoiceBatch, InvoiceDeviation, InvoiceLine
from insyn.invoices.rules import BatchState, DeviationCode, Standing
from insyn.invoices.services import (
    UploadFacts,
    choose_columns,
    discard_batch,
    preview_of,
    take_in,
    upload,
)
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry.queries import access_of
from tests.factories import AgreementFactory, UsageFactory
from tests.invoices.builders import DAY, FIRST, invoice, row, workbook, xml_line

pytestmark = pytest.mark.django_db


def lines(access):
    return InvoiceLine.objects.visible_to(access).order_by("pk")


def test_a_list_is_looked_at_and_taken_in(batch, access, contract) -> None:
    assert (batch.state, batch.content, batch.line_count) == (BatchState.TAKEN_IN, None, 10)
    assert batch.total == Decimal(55_000 + 400 + 500)
    assert (batch.period_from, batch.period_to) == (FIRST, DAY)
    assert {one.contract_id for one in lines(access)} == {contract.pk}
    found = InvoiceDeviation.objects.visible_to(access).values_list("line__invoice", "code")
    assert set(found) >= {
        ("F4", DeviationCode.PRICE_ABOVE),
        ("F7", DeviationCode.WRONG_SUM),
        ("F1", DeviationCode.ROUNDED),
    }
    assert lines(access).get(invoice="F2").standing == Standing.OK


def test_names_are_left_at_the_door(batch, access) -> None:
    assert batch.dropped == {"column": 1}
    said = "".join(str(one) for one in lines(access).values_list())
    assert "Anna" not in said


def test_personal_numbers_and_names_in_references_are_dropped(uploaded, access, contract) -> None:
    number = contract.provider.org_number
    made = uploaded(
        row(number, text="Vårddygn 19121212-1212"),
        row(number, line_id="2", reference="Bo Bengtsson"),
    )
    taken = take_in(access, made, version=made.version)
    assert taken.dropped == {"column": 1, "personal_number": 1, "reference": 1}
    first, second = lines(access)
    assert first.text == "(texten är borttagen)"
    assert second.reference == ""
    assert first.standing == Standing.UNKNOWN


def test_the_same_file_twice_adds_nothing(batch, uploaded, rows, access) -> None:
    again = uploaded(*rows)
    assert preview_of(access, again).adds_nothing
    with pytest.raises(RuleViolation, match="redan inlästa"):
        take_in(access, again, version=again.version)
    assert lines(access).count() == 10


def test_a_list_without_line_numbers_in_another_order_adds_nothing(
    uploaded, contract, access
) -> None:
    number = contract.provider.org_number
    rows = [row(number, line_id=None, quantity=n) for n in (1, 2, 2)]
    first = uploaded(*rows)
    take_in(access, first, version=first.version)
    assert lines(access).count() == 3
    again = preview_of(access, uploaded(*reversed(rows)))
    assert (again.adds_nothing, again.sorted.known, again.sorted.differences) == (True, 3, ())


def test_a_changed_line_is_listed_and_never_taken_in(batch, uploaded, rows, access) -> None:
    rows[0] |= {"amount": 999, "quantity": 1}
    new = row(rows[0]["supplier"], invoice="F99")
    made = uploaded(*rows, new)
    seen = preview_of(access, made)
    assert (len(seen.sorted.new), seen.sorted.known) == (1, 9)
    taken = take_in(access, made, version=made.version)
    (difference,) = taken.differences
    assert "1000.00 kr" in difference["before"]
    assert "999.00 kr" in difference["after"]
    assert lines(access).get(invoice="F1").amount == 1000


def test_errors_are_told_by_cell_and_nothing_is_taken_in(uploaded, contract, access) -> None:
    number = contract.provider.org_number
    made = uploaded(row(number), row("hej", line_id="2"), row(number, line_id="3", amount=None))
    seen = preview_of(access, made)
    assert {one.where for one in seen.problems} == {"A3", "I4"}
    with pytest.raises(RuleViolation, match="fel"):
        take_in(access, made, version=made.version)
    assert not lines(access).exists()


def test_a_line_number_twice_on_an_invoice_is_an_error(uploaded, contract, access) -> None:
    number = contract.provider.org_number
    made = uploaded(row(number), row(number, quantity=2))
    assert [one.field for one in preview_of(access, made).problems] == ["Radnummer"]


def test_columns_are_chosen_and_remembered(uploaded, contract, access) -> None:
    number = contract.provider.org_number
    content = workbook(row(number)).replace(b"x", b"x")
    made = uploaded(content=content)
    seen = preview_of(access, made)
    assert seen.sheet is not None
    names = {key: seen.sheet.headings[at] for key, at in seen.sheet.mapping.items()}
    chosen = choose_columns(access, made, columns={**names, "reference": ""}, version=made.version)
    with pytest.raises(Outdated):
        choose_columns(access, made, columns={}, version=made.version)
    taken = take_in(access, chosen, version=chosen.version)
    assert lines(access).get().reference == ""
    later = uploaded(row(number, invoice="F2"))
    assert later.columns == taken.columns


def test_electronic_invoices_are_kept_only_as_screened_lines(uploaded, access, contract) -> None:
    number = contract.provider.org_number
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("1.xml", invoice(supplier=number))
        package.writestr("2.xml", invoice(
            xml_line(price="1100.00", amount="34100.00"), number="F2", supplier=number,
            reference="Anna Andersson",
        ))  # fmt: skip
    made = uploaded(content=packed.getvalue(), name="mars.zip")
    assert b"Anna" not in bytes(made.content)
    taken = take_in(access, made, version=made.version)
    assert taken.dropped == {"note": 4, "contact": 2, "description": 2, "reference": 1}
    first, second = lines(access)
    assert first.standing == Standing.OK
    (found,) = InvoiceDeviation.objects.visible_to(access).filter(line=second)
    assert found.code == DeviationCode.PRICE_ABOVE
    assert found.difference == 3100


def test_what_was_charged_is_held_against_usage(uploaded, contract, access) -> None:
    UsageFactory.create(
        contract=contract, period_start=FIRST, period_end=DAY, clients=1, amount=Decimal(31000)
    )
    number = contract.provider.org_number
    made = uploaded(row(number), row(number, line_id="2", reference="4712"))
    taken = take_in(access, made, version=made.version)
    found = InvoiceDeviation.objects.visible_to(access).filter(batch=taken, line=None)
    assert {one.code for one in found} == {DeviationCode.OVER_DAYS, DeviationCode.OVER_USAGE}


def test_a_double_in_an_earlier_batch_is_found(batch, uploaded, rows, access) -> None:
    again = uploaded({**rows[1], "invoice": "F77"})
    take_in(access, again, version=again.version)
    (found,) = InvoiceDeviation.objects.visible_to(access).filter(line__invoice="F77",
                                                                  code="double")  # fmt: skip
    assert found.found == "F2"


def test_only_one_agreement_when_it_is_chosen(uploaded, access, ekby, rows) -> None:
    other = AgreementFactory.create(authority=ekby)
    made = uploaded(*rows, agreement=other)
    take_in(access, made, version=made.version)
    assert set(lines(access).values_list("standing", flat=True)) == {Standing.DEVIATES}


def test_who_may_not_is_refused(ekby, norrby, access, bo, uploaded, cilla, rows) -> None:
    facts = UploadFacts("f.xlsx", workbook(*rows))
    for person, authority in ((bo, ekby), (cilla, ekby)):
        with pytest.raises(NotAllowed):
            upload(access_of(person), authority, facts=facts)
    elsewhere = AgreementFactory.create(authority=norrby)
    with pytest.raises(RuleViolation, match="annan nämnd"):
        uploaded(*rows, agreement=elsewhere)
    made = uploaded(*rows)
    with pytest.raises(Outdated):
        take_in(access, made, version=made.version + 1)
    discard_batch(access, made, version=made.version)
    assert not InvoiceBatch.objects.visible_to(access).exists()


def test_a_batch_that_is_taken_in_stays(batch, access) -> None:
    for act in (discard_batch, take_in):
        with pytest.raises(RuleViolation, match="redan inläst"):
            act(access, batch, version=batch.version)
    with pytest.raises(RuleViolation, match="redan inläst"):
        choose_columns(access, batch, columns={}, version=batch.version)
