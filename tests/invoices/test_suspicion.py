"""A line under suspicion is told of by nothing: not by a letter, not by a sum beside the others."""

import datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.followups.models import Correspondence
from insyn.followups.rules import State
from insyn.invoices.models import InvoiceDeviation, InvoiceLine
from insyn.invoices.queries.batches import batch_page
from insyn.invoices.queries.left_out import sums_of
from insyn.invoices.rules import DeviationCode, WhoErred
from insyn.invoices.services import (
    LineFinding,
    claim_back,
    close_sample,
    finish_sample,
    make_finding,
    reopen_sample,
    suspect_line,
)
from insyn.kernel.access import Role, Secrecy
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests import people
from tests.conftest import log_in
from tests.factories import FollowupFactory
from tests.invoices.conftest import sampled

pytestmark = pytest.mark.django_db


def suspect(access, invoice, **facts) -> InvoiceLine:
    line = InvoiceLine.objects.visible_to(access).get(invoice=invoice)
    known = {"reason": "Luftfaktura?", "is_suspected": True} | facts
    return suspect_line(access, line, version=line.version, **known)  # type: ignore[arg-type]


@pytest.fixture
def closed(finished, economist):
    return close_sample(access_of(economist), finished, version=finished.version)


@pytest.fixture
def claim(access, closed):
    due_on = clock.today() + datetime.timedelta(days=30)
    (made,) = claim_back(access, closed, due_on=due_on, version=closed.version)
    return made


def test_a_later_suspicion_guards_the_letters_of_the_claim_and_their_post(
    access, reviewer, bo, claim
) -> None:
    theirs = access_of(reviewer)
    letter = Document.objects.visible_to(theirs).get(pk=claim.letter_id)
    assert Correspondence.objects.visible_to(theirs).filter(document=letter).exists()
    address = reverse("documents:download", args=[letter.pk])

    suspect(access, "F4")

    assert not Document.objects.visible_to(access).filter(secrecy__lt=Secrecy.RESTRICTED).exists()
    registrar = people.member(claim.authority, Role.REGISTRAR, "Registrator")
    papers = (claim.letter_id, claim.letter_word_id)
    for user in (registrar, reviewer, bo):
        assert not Document.objects.visible_to(access_of(user)).filter(pk__in=papers).exists()
        seen = Correspondence.objects.visible_to(access_of(user))
        assert not seen.filter(document__in=papers).exists()
    assert log_in(Client(), registrar).get(address).status_code == 404
    posts = Correspondence.objects.visible_to(access).filter(document=letter)
    assert [one.secrecy for one in posts] == [Secrecy.RESTRICTED]
    assert AuditEvent.objects.visible_to(access).filter(event="invoice_claim.guarded").exists()


def test_letters_of_a_line_that_was_suspected_before_it_was_claimed_are_guarded_too(
    access, reviewer, closed
) -> None:
    suspect(access, "F4")
    due_on = clock.today() + datetime.timedelta(days=30)
    (claim,) = claim_back(access, closed, due_on=due_on, version=closed.version)

    theirs = access_of(reviewer)
    letter = Document.objects.visible_to(access).get(pk=claim.letter_id or 0)
    assert not Document.objects.visible_to(theirs).filter(pk=letter.pk).exists()
    assert not Correspondence.objects.visible_to(theirs).exists()
    assert Correspondence.objects.visible_to(access).exists()


def test_a_claim_of_other_lines_stays_as_it_was(access, claim) -> None:
    suspect(access, "F5")

    claim.refresh_from_db()
    letter = Document.objects.visible_to(access).get(pk=claim.letter_id)
    assert (claim.secrecy, letter.secrecy) == (Secrecy.INTERNAL, Secrecy.INTERNAL)


def test_a_finding_that_more_people_read_is_named_on_the_page(
    access, as_anna, finished, contract, ekby
) -> None:
    followup = FollowupFactory.create(authority=ekby, contract=contract, state=State.ONGOING)
    row = next(one for one in sampled(access, finished) if one.line.invoice == "F4")
    make_finding(access, row, followup, facts=LineFinding(WhoErred.PROVIDER), version=row.version)
    page = as_anna.get(reverse("invoices:suspect", args=[row.line_id]))
    assert f"redan ett resultat som fler läser: {followup}" in page.content.decode()

    line = suspect(access, "F4")

    page = as_anna.get(reverse("invoices:line", args=[line.pk])).content.decode()
    assert "Fler läser det, här" in page
    assert reverse("followups:detail", args=[followup.pk]) in page
    followup.secrecy = Secrecy.RESTRICTED
    followup.save()
    assert (
        "Fler läser det"
        not in as_anna.get(reverse("invoices:line", args=[line.pk])).content.decode()
    )


def test_no_sum_beside_the_other_lines_tells_of_the_suspected_one(
    access, reviewer, bo, closed
) -> None:
    whole = sums_of(access_of(reviewer), [closed])[closed.pk]
    assert (whole.population_total, whole.wrong) == (Decimal(55_900), Decimal(400))
    assert not whole.is_partial

    suspect(access, "F4")

    for user in (reviewer, bo):
        told = sums_of(access_of(user), [closed])[closed.pk]
        assert (told.population_count, told.population_total) == (9, Decimal(51_500))
        assert (told.wrong, told.projected, told.is_partial) == (Decimal(0), None, True)
        assert told.reviewed == (whole.reviewed or Decimal()) - 4400
    assert sums_of(access, [closed])[closed.pk] == whole


def test_the_pages_leave_it_out_and_say_so(access, reviewer, bo, as_anna, closed) -> None:
    suspect(access, "F4")
    address, listing = reverse("invoices:sample", args=[closed.pk]), reverse("invoices:samples")

    for user in (reviewer, bo):
        theirs = log_in(Client(), user)
        page, found = theirs.get(address), theirs.get(listing)
        for text in (page.content.decode(), found.content.decode()):
            assert "Alla rader är inte med" in text
            assert "400,00" not in text.replace(" ", " ")
        assert "55 900" not in page.content.decode().replace(" ", " ")
        assert "Intervall, kronor" not in page.content.decode()
    ours = as_anna.get(address).content.decode()
    assert "Alla rader är inte med" not in ours
    assert "Intervall, kronor" in ours


def test_the_list_of_samples_asks_few_queries_also_then(
    access, client, reviewer, closed, django_assert_max_num_queries
) -> None:
    suspect(access, "F4")
    as_reviewer = log_in(client, reviewer)

    with django_assert_max_num_queries(12):
        as_reviewer.get(reverse("invoices:samples"))


def test_the_sum_of_a_whole_contract_is_left_out_too(access, reviewer, batch, contract) -> None:
    InvoiceDeviation.objects.create(
        batch=batch, contract=contract, code=DeviationCode.OVER_USAGE,
        expected="1 kr", found="55 900 kr", difference=Decimal(55_899),
    )  # fmt: skip
    theirs = access_of(reviewer)
    assert len(batch_page(theirs, batch).of_contracts) == 1

    suspect(access, "F4")

    figures = batch_page(theirs, batch)
    assert figures.of_contracts == []
    assert DeviationCode.OVER_USAGE not in {one.code for one in figures.codes}
    assert len(batch_page(access, batch).of_contracts) == 1


def test_the_trail_of_a_closed_sample_is_as_guarded_as_its_lines(
    access, economist, finished
) -> None:
    row = reopen_sample(access, finished, version=finished.version)
    suspect(access, "F4")
    row = finish_sample(access, row, version=row.version)
    close_sample(access_of(economist), row, version=row.version)

    event = AuditEvent.objects.visible_to(access).get(event="invoice_sample.closed")
    assert event.secrecy == Secrecy.RESTRICTED
