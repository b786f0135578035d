import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate

from insyn.followups.rules import State
from insyn.invoices.models import InvoiceBatch, InvoiceClaim, InvoiceLine, InvoiceSample
from insyn.invoices.rules import ClaimState, SampleState
from insyn.invoices.services import claim_back, close_sample, suspect_line, take_in
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.conftest import log_in
from tests.factories import FollowupFactory
from tests.invoices.builders import row, workbook
from tests.invoices.conftest import sampled

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"invoices:{name}", args=args)


@pytest.fixture
def as_economist(client, economist):
    return log_in(client, economist)


def test_from_file_to_lines(as_anna, ekby, access: Access, rows) -> None:
    file = SimpleUploadedFile("mars.xlsx", workbook(*rows))
    answer = as_anna.post(url("upload"), {"file": file, "authority": ekby.pk, "name": "Mars"})
    made = InvoiceBatch.objects.visible_to(access).get()
    assert answer.headers["Location"] == url("preview", made.pk)
    page = as_anna.get(url("preview", made.pk)).content.decode()
    assert "Filen kan läsas in" in page
    assert "Kolumner som inte läses: 1" in page
    assert as_anna.get(url("columns", made.pk)).status_code == 200
    as_anna.post(url("take_in", made.pk), {"version": made.version})
    page = as_anna.get(url("batch", made.pk)).content.decode()
    assert "Priset är högre än i kontraktet" in page
    assert as_anna.get(url("preview", made.pk)).status_code == 302


def test_a_file_that_is_no_list_is_refused_on_the_page(as_anna, ekby) -> None:
    for name in ("f.xml", "f.zip", "f.xlsx", "f.csv"):
        file = SimpleUploadedFile(name, b"\x00inget")
        answer = as_anna.post(url("upload"), {"file": file, "authority": ekby.pk})
        assert answer.status_code == 200
        assert "u-errors" in answer.content.decode()


def test_errors_are_shown_and_the_file_thrown_away(as_anna, uploaded, contract, access) -> None:
    made = uploaded(row(contract.provider.org_number, amount=None))
    page = as_anna.get(url("preview", made.pk)).content.decode()
    assert "I2" in page
    assert "Läs in och kontrollera" not in page
    as_anna.post(url("discard", made.pk), {"version": made.version})
    assert not InvoiceBatch.objects.visible_to(access).exists()


def test_columns_are_chosen(as_anna, uploaded, rows, access) -> None:
    made = uploaded(*rows)
    page = as_anna.get(url("columns", made.pk))
    chosen = {
        name: page.context["form"][name].value() or "" for name in page.context["form"].fields
    }
    as_anna.post(url("columns", made.pk), chosen | {"reference": ""})
    columns = InvoiceBatch.objects.visible_to(access).get().columns
    assert columns is not None
    assert columns["reference"] == ""
    twice = as_anna.post(url("columns", made.pk), chosen | {"place": chosen["text"]})
    assert "redan vald" in twice.content.decode()


def test_the_pages_of_a_batch_ask_few_queries(
    as_anna, batch, sample, django_assert_max_num_queries
) -> None:
    for address, most in (
        (url("batch", batch.pk), 15),
        (url("list"), 10),
        (url("samples"), 9),
        (url("sample", sample.pk), 14),
    ):
        with django_assert_max_num_queries(most):
            assert as_anna.get(address).status_code == 200


def test_lines_are_filtered_sorted_and_taken_out(as_anna, batch, contract) -> None:
    page = as_anna.get(url("batch", batch.pk), {"code": "price_above"})
    assert [line.invoice for line in page.context["lines"]] == ["F4"]
    page = as_anna.get(url("batch", batch.pk), {"standing": "deviates", "sort": "amount"})
    assert [line.invoice for line in page.context["lines"]] == ["F4", "F7"]
    page = as_anna.get(url("batch", batch.pk), {"q": "Åkerö"})
    assert page.context["page"].paginator.count == 10
    assert as_anna.get(url("batch", batch.pk), {"fil": "xlsx"}).status_code == 200
    page = as_anna.get(url("of_provider", contract.provider_id), {"kontrakt": contract.pk})
    assert page.context["page"].paginator.count == 10
    page = as_anna.get(url("of_provider", contract.provider_id), {"kontrakt": "1" * 30})
    assert page.status_code == 200


def test_a_batch_tells_nothing_of_what_is_suspected(
    client, reviewer, batch, access, as_anna
) -> None:
    line = InvoiceLine.objects.visible_to(access).get(invoice="F4")
    suspect_line(access, line, reason="Luftfaktura?", is_suspected=True, version=line.version)
    told = {"invoice": "F4", "supplier": line.supplier, "where": "rad 5",
            "before": "Vårddygn, 4400.00 kr", "after": "Vårddygn, 1.00 kr"}  # fmt: skip
    batch.differences, batch.difference_count = [told], 1
    batch.save()

    ours = as_anna.get(url("batch", batch.pk))
    as_reviewer = log_in(client, reviewer)
    theirs = as_reviewer.get(url("batch", batch.pk))
    (listed,) = as_reviewer.get(url("list")).context["page"]

    assert (listed.seen_count, listed.seen_total) == (9, theirs.context["figures"].total)
    assert ours.context["figures"].total - theirs.context["figures"].total == line.amount
    assert "4400.00 kr" in ours.content.decode()
    assert "4400.00 kr" not in theirs.content.decode()


def test_draw_review_finish_and_proof(as_anna, batch, access) -> None:
    bad = as_anna.post(url("draw", batch.pk), {"seed": "x"})
    assert "Ange antingen" in bad.content.decode()
    as_anna.post(url("draw", batch.pk), {"seed": "x", "interval": "4000"})
    made = InvoiceSample.objects.visible_to(access).get()
    for one in sampled(access, made):
        assert as_anna.get(url("review", one.pk)).status_code == 200
        as_anna.post(url("review", one.pk), {"version": one.version, "verdict": "correct"})
    as_anna.post(url("finish", made.pk), {"version": made.version})
    made.refresh_from_db()
    assert made.state == SampleState.FINISHED
    assert "Någon annan" in as_anna.get(url("sample", made.pk)).content.decode()
    proof = as_anna.get(url("proof", made.pk))
    assert "Dragningen stämmer" in proof.content.decode()
    taken = as_anna.get(url("proof", made.pk), {"fil": "csv"})
    assert taken.status_code == 200
    as_anna.post(url("reopen", made.pk), {"version": made.version})
    made.refresh_from_db()
    assert made.state == SampleState.DRAWN
    assert as_anna.get(url("sample", made.pk), {"fil": "xlsx"}).status_code == 200


def test_close_claim_and_credit(as_economist, finished, economist, ekby) -> None:
    access = access_of(economist)
    as_economist.post(url("close", finished.pk), {"version": finished.version})
    finished.refresh_from_db()
    assert finished.state == SampleState.CLOSED
    page = as_economist.get(url("sample", finished.pk)).content.decode()
    assert "Kräv pengar tillbaka" in page
    assert "uppskattning" in page
    due_on = clock.today() + datetime.timedelta(days=9)
    as_economist.post(
        url("claim_back", finished.pk), {"version": finished.version, "due_on": due_on}
    )
    claim = InvoiceClaim.objects.visible_to(access).get()
    page = as_economist.get(url("claim", claim.pk)).content.decode()
    assert "400,00" in page
    assert "väntar på att diarieföras" in page
    assert ".docx" in page
    assert as_economist.get(url("claims")).status_code == 200
    assert as_economist.get(url("claims"), {"state": "late", "sort": "due"}).status_code == 200
    assert as_economist.get(url("claims"), {"fil": "csv"}).status_code == 200
    assert as_economist.get(url("waive", claim.pk)).status_code == 200
    as_economist.post(
        url("credit", claim.pk),
        {"version": claim.version, "settled_on": clock.today(), "credited": "400,00"},
    )
    claim.refresh_from_db()
    assert (claim.state, claim.credited) == (ClaimState.CREDITED, Decimal(400))
    page = as_economist.get(url("claim", claim.pk)).content.decode()
    assert "väntar på att diarieföras" not in page


def test_a_finding_and_a_suspicion_from_the_page(as_anna, finished, access, contract, ekby) -> None:
    followup = FollowupFactory.create(authority=ekby, contract=contract, state=State.ONGOING)
    one = next(row for row in sampled(access, finished) if row.line.invoice == "F4")
    answer = as_anna.post(
        url("finding", one.pk),
        {"version": one.version, "followup": followup.pk, "who": "commissioner",
         "severity": "minor"},
    )  # fmt: skip
    assert answer.status_code == 302
    assert followup.number in as_anna.get(url("sample", finished.pk)).content.decode()
    as_anna.post(
        url("suspect", one.line_id),
        {"version": 1, "is_suspected": "on", "reason": "Luftfaktura"},
    )
    assert "Luftfaktura" in as_anna.get(url("line", one.line_id)).content.decode()


def test_a_line_is_pointed_out_from_its_page(as_anna, sample, access) -> None:
    outside = InvoiceLine.objects.visible_to(access).exclude(sampled__sample=sample)[0]
    assert "Granska mot verifikat" in as_anna.get(url("line", outside.pk)).content.decode()
    for name in ("point_out", "suspect"):
        assert f": {outside.invoice}" in as_anna.get(url(name, outside.pk)).content.decode()
    as_anna.post(url("point_out", outside.pk), {"sample": sample.pk})
    assert outside.pk in {one.line_id for one in sampled(access, sample)}


def test_a_reader_sees_only_the_sums_of_closed_samples(
    as_bo, finished, economist, access, batch
) -> None:
    assert as_bo.get(url("sample", finished.pk)).status_code == 404
    row = close_sample(access_of(economist), finished, version=finished.version)
    claim_back(access, row, due_on=clock.today(), version=row.version)
    page = as_bo.get(url("sample", finished.pk)).content.decode()
    assert "400,00" in page
    assert ">F4<" not in page
    assert "Åkerö" not in page
    taken = as_bo.get(url("sample", finished.pk), {"fil": "csv"})
    assert b"F4" not in taken.content
    assert as_bo.get(url("batch", batch.pk)).status_code == 404
    assert as_bo.get(url("proof", finished.pk)).status_code == 403


def test_the_letter_of_a_claim_and_empty_lists(as_cilla) -> None:
    for name in ("list", "samples", "claims"):
        page = as_cilla.get(url(name)).content.decode()
        assert " än</p>" in page


def told(client, address) -> str:
    """Return where an empty form leads that cannot be sent now, and what is said there."""
    answer = client.get(address, follow=True)
    assert answer.redirect_chain
    return str(answer.content.decode())


def test_a_form_that_cannot_be_sent_says_why_instead(
    as_anna, access, uploaded, rows, finished, economist, sample
) -> None:
    right, wrong = (
        next(one for one in sampled(access, sample) if one.line.invoice == name)
        for name in ("F5", "F4")
    )
    assert "inte längre att ändra" in told(as_anna, url("review", right.pk))
    assert "Raden avviker inte" in told(as_anna, url("finding", right.pk))
    assert as_anna.get(url("finding", wrong.pk)).status_code == 200
    assert "inte inläst än" in told(as_anna, url("draw", uploaded(*rows).pk))
    assert "ska vara stängt" in told(as_anna, url("claim_back", sample.pk))
    row = close_sample(access_of(economist), finished, version=finished.version)
    (claim,) = claim_back(access, row, due_on=clock.today(), version=row.version)
    assert as_anna.get(url("credit", claim.pk)).status_code == 200
    InvoiceClaim.objects.visible_to(access).update(
        state=ClaimState.WAIVED, settled_on=clock.today(), reason="Ringa belopp."
    )
    for name in ("credit", "waive"):
        assert "redan avgjort" in told(as_anna, url(name, claim.pk))


def test_a_batch_says_who_took_it_in_and_what_was_known(
    as_anna, access, anna, uploaded, rows, batch
) -> None:
    more = row(rows[0]["supplier"], invoice="F99")
    made = uploaded(*rows, more, name="april.xlsx")
    made = take_in(access, made, version=made.version)

    page = as_anna.get(url("batch", made.pk)).content.decode()

    said = " ".join(page.split())
    assert f"Inläst {localdate(made.taken_in_at)}" in said
    assert f", {anna}. 10 rader i filen var redan inlästa och lästes inte in igen." in said
