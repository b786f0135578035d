"""What is gravely wrong in a sample becomes a signal, once, and never tells of a suspicion."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.findings.models import FindingSignal
from insyn.followups.rules import State
from insyn.invoices.models import InvoiceLine
from insyn.invoices.rules import Verdict
from insyn.invoices.rules.grave import GraveError, ReviewedLine, grave_errors
from insyn.invoices.services import (
    ReviewFacts,
    close_sample,
    finish_sample,
    review_line,
    suspect_line,
)
from insyn.invoices.services.signalling import signal_errors
from insyn.kernel.access import Secrecy
from insyn.registry.queries import access_of
from insyn.signals.models import Signal
from insyn.signals.rules import Severity, SignalCategory, SignalSource, SignalState
from tests.conftest import log_in
from tests.factories import FollowupFactory
from tests.invoices.conftest import sampled
from tests.results.factories import FindingFactory
from tests.signals.factories import SignalFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 4, 2)
SIGNALS = "Testet ser efter i databasen."


def line(amount: int, right: int | None, **known) -> ReviewedLine:
    facts: dict[str, Any] = {
        "provider": 1, "contract": 7, "amount": Decimal(amount), "verdict": Verdict.WRONG,
        "right_amount": None if right is None else Decimal(right), "reviewed_on": DAY,
    }  # fmt: skip
    return ReviewedLine(**(facts | known))


@pytest.mark.parametrize(
    ("amount", "right", "is_grave"),
    [
        (100_000, 90_000, True),
        (100_000, 90_001, False),
        (2_000, 1_000, True),
        (2_000, 1_001, False),
        (900, 0, False),
        (1_000, 0, True),
        (4_400, 4_000, False),
        (1_000, 90_000, False),
        (1_000, None, False),
    ],
)
def test_when_a_line_is_grave(amount: int, right: int | None, is_grave: bool) -> None:  # noqa: FBT001
    assert line(amount, right).is_grave is is_grave


def test_only_a_wrong_line_is_grave() -> None:
    assert not line(50_000, 0, verdict=Verdict.UNDECIDABLE).is_grave


def test_the_grave_lines_of_a_provider_stand_together_without_the_suspected() -> None:
    later = DAY + datetime.timedelta(days=1)
    rows = [
        line(20_000, 5_000),
        line(30_000, 10_000, reviewed_on=later, contract=8),
        line(90_000, 0, is_suspected=True),
        line(9_000, 0, provider=2),
        line(9_000, 0, provider=None),
    ]

    assert grave_errors(rows) == [
        GraveError(1, None, 2, Decimal(35_000), later),
        GraveError(2, 7, 1, Decimal(9_000), DAY),
    ]


def signals() -> list[Signal]:
    return list(Signal.objects.unscoped(reason=SIGNALS))


@pytest.fixture
def grave(access, sample):
    """Reviewed by Anna: F10 was never carried out."""
    for one in sampled(access, sample):
        facts = ReviewFacts(Verdict.CORRECT)
        if one.line.invoice == "F10":
            facts = ReviewFacts(Verdict.WRONG, Decimal(0), "Ingen närvaro.")
        review_line(access, one, facts=facts, version=one.version)
    return finish_sample(access, sample, version=sample.version)


def line_of(invoice: str) -> InvoiceLine:
    return InvoiceLine.objects.unscoped(reason=SIGNALS).get(invoice=invoice)


def f10() -> InvoiceLine:
    return line_of("F10")


def test_a_closed_sample_tells_of_a_grave_error_once(grave, economist, contract) -> None:
    by = access_of(economist)
    assert signals() == []
    row = close_sample(by, grave, version=grave.version)
    assert signal_errors(by, row) == 1  # asked again

    (told,) = signals()

    assert (told.source, told.category) == (SignalSource.INVOICE_CHECK, SignalCategory.INVOICING)
    assert (told.severity, told.state) == (Severity.SERIOUS, SignalState.NEW)
    assert told.text == "Ett fakturastickprov visade 1 rad med stort fel, 10 000 kr för mycket."
    assert (told.provider, told.contract) == (contract.provider, contract)
    assert (told.secrecy, told.reporter) == (Secrecy.INTERNAL, None)
    noted = AuditEvent.objects.unscoped(reason=SIGNALS).filter(event="signal.noted")
    assert noted.count() == 1


def test_a_small_error_tells_nobody(finished, economist) -> None:
    close_sample(access_of(economist), finished, version=finished.version)

    assert signals() == []


def test_a_suspected_line_becomes_no_signal(access, grave, economist) -> None:
    held = f10()
    suspect_line(access, held, reason="Luftfaktura?", is_suspected=True, version=held.version)

    close_sample(access_of(economist), grave, version=grave.version)

    assert signals() == []


def suspect(access, line: InvoiceLine, *, is_suspected: bool = True) -> InvoiceLine:
    return suspect_line(
        access, line, reason="Luftfaktura?", is_suspected=is_suspected, version=line.version
    )


def test_a_signal_is_guarded_when_its_line_falls_under_suspicion(access, grave, economist) -> None:
    close_sample(access_of(economist), grave, version=grave.version)

    suspect(access, f10())

    (told,) = signals()
    assert told.secrecy == Secrecy.RESTRICTED
    event = AuditEvent.objects.unscoped(reason=SIGNALS).get(event="signal.guarded")
    assert event.secrecy == Secrecy.RESTRICTED
    assert "Luft" not in told.text + str(event.facts)


def test_one_who_sees_no_red_flags_reads_no_guarded_signal_of_an_invoice(
    access, grave, economist, reviewer, client, ekby, contract
) -> None:
    close_sample(access_of(economist), grave, version=grave.version)
    (told,) = signals()
    followup = FollowupFactory.create(authority=ekby, contract=contract, state=State.ONGOING)
    finding = FindingFactory.create(followup=followup)
    FindingSignal.objects.create(finding=finding, signal=told)
    theirs = access_of(reviewer)
    assert theirs.mandates[0].clearance > Secrecy.RESTRICTED
    assert FindingSignal.objects.visible_to(theirs).exists()

    suspect(access, f10())

    as_reviewer = log_in(client, reviewer)
    assert as_reviewer.get(reverse("signals:detail", args=[told.pk])).status_code == 404
    for address in (
        reverse("signals:list"),
        f"{reverse('signals:list')}?fil=csv",
        reverse("signals:of_provider", args=[contract.provider_id]),
        reverse("portal:start"),
    ):
        assert "10 000" not in as_reviewer.get(address).content.decode().replace("\xa0", " ")
    assert not Signal.objects.visible_to(theirs).exists()
    assert not FindingSignal.objects.visible_to(theirs).exists()
    for one in (access, access_of(economist)):
        assert Signal.objects.visible_to(one).exists()


def test_other_guarded_signals_are_read_by_clearance(reviewer, ekby) -> None:
    SignalFactory.create(
        authority=ekby, secrecy=Secrecy.RESTRICTED, source=SignalSource.SOCIAL_WORKER
    )

    assert Signal.objects.visible_to(access_of(reviewer)).exists()


def test_a_signal_is_read_by_all_again_when_no_line_behind_it_is_suspected(
    access, grave, economist, reviewer
) -> None:
    close_sample(access_of(economist), grave, version=grave.version)
    suspect(access, f10())
    suspect(access, line_of("F9"))

    suspect(access, f10(), is_suspected=False)
    assert signals()[0].secrecy == Secrecy.RESTRICTED
    suspect(access, line_of("F9"), is_suspected=False)

    assert [one.secrecy for one in signals()] == [Secrecy.INTERNAL]
    assert Signal.objects.visible_to(access_of(reviewer)).exists()
    event = AuditEvent.objects.unscoped(reason=SIGNALS).get(event="signal.unguarded")
    assert event.secrecy == Secrecy.RESTRICTED


def test_what_was_left_out_as_suspected_is_told_when_it_no_longer_is(
    access, grave, economist
) -> None:
    held = suspect(access, f10())
    close_sample(access_of(economist), grave, version=grave.version)
    assert signals() == []

    suspect(access, held, is_suspected=False)

    assert [one.text for one in signals()] == [
        "Ett fakturastickprov visade 1 rad med stort fel, 10 000 kr för mycket."
    ]


def test_a_suspicion_taken_back_while_the_sample_is_open_tells_nobody(access, grave) -> None:
    suspect(access, suspect(access, f10()), is_suspected=False)

    assert signals() == []


def test_the_sample_and_the_signal_lead_to_each_other(
    as_anna, grave, economist, reviewer, client, bo
) -> None:
    close_sample(access_of(economist), grave, version=grave.version)
    (told,) = signals()
    sample_page = reverse("invoices:sample", args=[grave.pk])
    signal_page = reverse("signals:detail", args=[told.pk])

    assert signal_page in as_anna.get(sample_page).content.decode()
    assert sample_page in as_anna.get(signal_page).content.decode()
    handling = log_in(client, reviewer)
    assert sample_page in handling.get(signal_page).content.decode()
    assert handling.get(sample_page).status_code == 200
    reading = log_in(client, bo)
    assert signal_page not in reading.get(sample_page).content.decode()
    assert reading.get(signal_page).status_code == 404
