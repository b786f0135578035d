"""Tells of what a sample of invoices leads to: a signal, a follow-up of it, and its findings."""

from insyn.criteria.models import Section
from insyn.criteria.rules import Level
from insyn.examples.demonstration.against_requirements import staff
from insyn.examples.demonstration.cases import NINE
from insyn.examples.demonstration.instruments import on_scale
from insyn.examples.demonstration.invoiced import AGAIN_DAY, EXTRA
from insyn.examples.demonstration.signals import HOST
from insyn.examples.demonstration.team import team_of
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import BUYER, EDITOR, SOCIAL, Town
from insyn.findings.rules import Severity, proposed_due
from insyn.findings.services import assess_area
from insyn.findings.services.signals import stand_on_signals
from insyn.followups.models import Followup
from insyn.followups.rules import Event, Kind, Reason
from insyn.followups.services import move_followup, plan_followup, write_result
from insyn.invoices.models import InvoiceLine, SampledLine
from insyn.invoices.rules import DeviationCode, WhoErred
from insyn.invoices.services import LineFinding, make_finding, suspect_line
from insyn.platform import clock
from insyn.signals.models import Signal
from insyn.signals.rules import SignalSource
from insyn.signals.services import link_signal

PLANNED_DAY, BEGUN_DAY, WRITTEN_DAY = -7, -5, -2
REASON = "Fakturastickprovet visade samma vecka på två fakturor"
RESULT = (
    "Utföraren fakturerade en vecka två gånger. Rutinen för fakturering säger inte vem som "
    "kontrollerar underlaget. Kommunen betalade båda fakturorna."
)
NOT_ABOUT = "Uppföljningen gäller bara fakturorna."
OUR_OWN = "Attesten jämför fakturan med beslutet, men inte med fakturor som redan är betalda."
SUSPECTED = "Insatsen finns varken i beslut, genomförandeplan eller journal."


def tell_followed_up(town: Town) -> Story:
    """Follow up what the closed sample told; both who charged and who paid have fallen short."""
    yield PLANNED_DAY
    planner = town.access(EDITOR)
    signal = _signal(town)
    followup = plan_followup(
        planner,
        authority=town.authorities[SOCIAL],
        contract=signal.contract or town.contracts["children", "oppna_spar"],
        lot=None,
        template_version=town.templates[NINE],
        planned_for=town.day(WRITTEN_DAY),
        kind=Kind.EVENT,
        reason=Reason.SIGNAL,
        reason_note=REASON,
    )
    link_signal(town.access(HOST), signal, followup=followup, version=signal.version)
    team = team_of(town, followup)
    staff(followup, team)
    yield BEGUN_DAY
    move_followup(team.first, followup, Event.PREPARE)
    move_followup(team.first, followup, Event.START)
    yield WRITTEN_DAY
    move_followup(team.first, followup, Event.WRITE)
    write_result(team.first, followup, result_text=RESULT, version=None)
    for section in Section.objects.visible_to(team.first).filter(version=followup.template_version):
        level = on_scale(team.second, followup, Level.NOT_ASSESSED)
        assess_area(team.second, followup, section=section, level=level, note=NOT_ABOUT)
    _write_findings(town, followup, signal)


def _signal(town: Town) -> Signal:
    rows = Signal.objects.visible_to(town.access(HOST)).filter(
        authority=town.authorities[SOCIAL], source=SignalSource.INVOICE_CHECK
    )
    return rows.select_related("provider", "contract").order_by("pk")[0]


def _write_findings(town: Town, followup: Followup, signal: Signal) -> None:
    """Write the line down as a finding on the provider, and as one on the board that paid."""
    access = town.access(EDITOR)
    rows = SampledLine.objects.visible_to(access).filter(
        line__provider=signal.provider_id, line__deviations__code=DeviationCode.DOUBLE
    )
    about = rows.select_related("sample", "line")
    due_on = proposed_due(Severity.MINOR, clock.today())
    theirs = LineFinding(WhoErred.PROVIDER, responsible="Verksamhetschef", due_on=due_on)
    ours = LineFinding(
        WhoErred.COMMISSIONER, text=OUR_OWN, responsible="Ekonomienheten", due_on=due_on
    )
    for facts in (theirs, ours):
        row = about.order_by("pk")[0]
        finding = make_finding(access, row, followup, facts=facts, version=row.version)
        stand_on_signals(access, finding, signals=[signal], version=finding.version)


def tell_suspected(town: Town) -> Story:
    """Mark a line as suspected: only those who may see red flags read it from then on."""
    yield AGAIN_DAY
    access = town.access(BUYER)
    rows = InvoiceLine.objects.visible_to(access).filter(
        authority=town.authorities[SOCIAL], unit_price=EXTRA, amount=EXTRA
    )
    line = rows.order_by("pk")[0]
    suspect_line(access, line, reason=SUSPECTED, is_suspected=True, version=line.version)
