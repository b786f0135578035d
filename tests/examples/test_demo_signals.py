"""What the demonstration shows of signals, invoices, registers and what comes of them."""

import pytest
from django.test import Client
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.coordination.models import LocalTemplate
from insyn.examples.demonstration import signals_at_once as stories
from insyn.examples.demonstration.town import Town
from insyn.findings.models import Finding, FindingSignal
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup, FollowupProposal
from insyn.followups.rules import Kind, State
from insyn.invoices.models import InvoiceClaim, InvoiceLine, SampledLine
from insyn.invoices.rules import ClaimState
from insyn.kernel.access import Secrecy
from insyn.monitoring.models import KoladaFigure, RegisterAnswer
from insyn.monitoring.rules import CheckResult
from insyn.reports.models import Report
from insyn.reports.rules import ReportKind
from insyn.signals.models import Signal, SignalRule
from insyn.signals.rules import Severity, SignalSource, SignalState
from insyn.signals.rules.patterns import ShippedRule
from tests import ready

pytestmark = pytest.mark.django_db


def rows(model):
    return model._base_manager.all()


@pytest.fixture
def page_of(town: Town):
    """Return what the page with that name says to somebody with that username."""

    def read(username: str, name: str, *args: int, **query: str | list[str]) -> str:
        client = Client()
        client.force_login(town.users[username])
        answer = client.get(reverse(name, args=args), query)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def test_many_signals_of_the_same_kind_wait_at_one_provider(town: Town, page_of) -> None:
    late = town.providers[stories.LATE]
    waiting = rows(Signal).filter(provider=late, state=SignalState.NEW, closed_on=None)
    alike = waiting.filter(category="carrying_out", source=SignalSource.DEVIATION_SYSTEM)

    assert alike.count() >= 6
    ticked = [f"{row.pk}.{row.version}" for row in alike]
    asked = page_of("uppfoljare1", "signals:many", rad=ticked, vad="skriv-av")
    assert asked.count(str(late)) >= 6


def test_small_deviations_alone_propose_nothing(town: Town) -> None:
    rule = rows(SignalRule).get(name=ShippedRule.THREE.label)

    assert rule.severity == Severity.MEDIUM
    late = rows(Signal).filter(provider=town.providers[stories.LATE], text__contains="minuter sent")
    assert set(late.values_list("severity", "state")) == {(Severity.LOW, SignalState.NEW)}


def test_some_were_written_off_together_and_the_trail_says_why(town: Town) -> None:
    written_off = rows(Signal).filter(state=SignalState.DISMISSED, reason=stories.WHY)
    told = rows(AuditEvent).filter(event="signal.dismissed")

    assert written_off.count() >= 5
    assert sum(event.facts.get("reason") == stories.WHY for event in told) == written_off.count()
    assert {row.provider for row in written_off} == {town.providers[stories.WRITTEN_OFF]}


def test_a_finding_names_its_signals_and_they_name_it(town: Town, page_of) -> None:
    links = rows(FindingSignal).filter(finding__area=stories.AREA)
    finding: Finding = links[0].finding
    signals = [link.signal for link in links]

    assert len(signals) == 4
    assert {signal.followup for signal in signals} == {finding.followup}
    shown = page_of("uppfoljare1", "findings:followup", finding.followup_id)
    assert all(reverse("signals:detail", args=[signal.pk]) in shown for signal in signals)
    back = reverse("findings:followup", args=[finding.followup_id])
    signal_page = page_of("uppfoljare1", "signals:detail", signals[0].pk)
    assert f'href="{back}">{finding.area}</a>' in signal_page


def test_a_closed_sample_gave_a_signal_which_is_followed_up(town: Town) -> None:
    signal = rows(Signal).get(source=SignalSource.INVOICE_CHECK)
    followup: Followup = signal.followup
    found = rows(Finding).filter(followup=followup)

    assert (signal.state, followup.kind, followup.state) == (
        SignalState.LINKED, Kind.EVENT, State.DRAFT
    )  # fmt: skip
    assert {row.kind for row in found} == {
        FindingKind.DEFICIENCY, FindingKind.COMMISSIONER_SHORTCOMING
    }  # fmt: skip
    assert rows(FindingSignal).filter(signal=signal).count() == found.count()
    line = rows(SampledLine).get(finding__in=found)
    assert line.own_finding in found


def test_one_claim_is_paid_and_another_is_late(town: Town) -> None:
    claims = rows(InvoiceClaim)

    assert claims.filter(state=ClaimState.CREDITED).count() == 1
    assert claims.filter(state=ClaimState.CLAIMED, due_on__lt=ready.TODAY).count() == 1


def test_a_suspected_line_is_kept_from_those_who_do_not_see_red_flags(town: Town) -> None:
    line = rows(InvoiceLine).exclude(suspicion="").get()

    assert line.secrecy == Secrecy.RESTRICTED
    assert line in InvoiceLine.objects.visible_to(town.access("ekonom"))
    assert line not in InvoiceLine.objects.visible_to(town.access("uppfoljare1"))


def test_a_large_change_in_cost_proposes_a_follow_up(town: Town) -> None:
    reasons = rows(FollowupProposal).values_list("reason", flat=True)

    assert any(reason.startswith(ShippedRule.COST.label) for reason in reasons)


def test_the_registers_have_answered_and_one_answer_has_changed(town: Town) -> None:
    answers = rows(RegisterAnswer)

    assert {row.result for row in answers} >= {
        CheckResult.OK, CheckResult.REMARK, CheckResult.UNKNOWN
    }  # fmt: skip
    assert not answers.filter(is_answered=False, result=CheckResult.OK).exists()
    changed = rows(Signal).filter(source=SignalSource.REGISTER_CHECK, text__contains="Fusion")
    assert changed.count() == 1
    assert rows(KoladaFigure).exists()


def test_a_district_asks_more_than_the_least_and_another_less(town: Town) -> None:
    checked = rows(LocalTemplate)

    assert any(row.own_questions and not row.missing for row in checked)
    assert any(row.missing for row in checked)


@pytest.mark.parametrize("kind", list(ReportKind))
def test_there_is_a_report_of_every_kind(town: Town, kind: ReportKind) -> None:
    assert rows(Report).filter(kind=kind).exists()
