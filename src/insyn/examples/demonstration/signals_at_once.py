"""Tells of lists with a month's deviations: settled many at once, and what a finding stands on."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import QuerySet

from insyn.examples.demonstration.signals import HOST, SYSTEM, deviation_list
from insyn.examples.demonstration.team import team_of
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ELDERLY, Town
from insyn.findings.models import Finding
from insyn.findings.services.signals import stand_on_signals
from insyn.followups.models import Followup
from insyn.followups.rules import Kind
from insyn.platform import clock
from insyn.signals.models import Signal, SignalRule
from insyn.signals.rules import Severity, SignalState
from insyn.signals.rules.patterns import PatternScope, ShippedRule
from insyn.signals.services import Ticked, dismiss_many, link_many
from insyn.signals.services.imports import finish_import, start_import
from insyn.signals.services.settings import RuleFacts, change_rule, start_rules

RULES_DAY, LINKED_DAY, WRITTEN_OFF_DAY, WAITING_DAY = -40, -26, -15, -3
VISIT_DAY = -18
"""The visit of the follow-up that the first list's signals are linked to; see ``cases``."""
FOUND_DAY = VISIT_DAY + 8
"""The day after its findings are written, before its facts are checked."""

Row = tuple[int, str, str, str, str]
"""Days before the list, provider, category, severity, and what it is called."""

LINKED, AREA = "akero", "Kompetens och introduktion"
ALONE = "Vikarie gick ensam första dagen"
LAST_MONTH: Sequence[Row] = (
    (31, LINKED, "Bemanning", "Låg", ALONE),
    (27, LINKED, "Bemanning", "Låg", "Vikarie utan introduktion"),
    (24, "bjorkdungen", "Dokumentation", "Låg", "Anteckning saknas"),
    (19, LINKED, "Bemanning", "Låg", "Vikarie utan introduktion"),
    (12, LINKED, "Bemanning", "Låg", ALONE),
    (9, "egen_regi", "Bemötande", "Låg", "Klagomål på tonen"),
)

LATE = "norrsken"
THIS_MONTH: Sequence[Row] = (
    (26, LATE, "Utförande", "Låg", "Morgonbesöket kom en timme sent"),
    (24, LATE, "Utförande", "Låg", "Kvällsbesöket kom 50 minuter sent"),
    (22, "bjorkdungen", "Dokumentation", "Låg", "Anteckning saknas"),
    (21, LATE, "Utförande", "Låg", "Kvällsbesöket kom en timme sent"),
    (18, LATE, "Utförande", "Låg", "Lunchbesöket kom 40 minuter sent"),
    (15, LATE, "Utförande", "Låg", "Kvällsbesöket kom 45 minuter sent"),
    (12, LATE, "Utförande", "Låg", "Morgonbesöket kom 50 minuter sent"),
    (10, LATE, "Utförande", "Låg", "Kvällsbesöket kom en timme sent"),
    (8, LATE, "Utförande", "Låg", "Kvällsbesöket kom 40 minuter sent"),
)

WRITTEN_OFF = "egen_regi"
WHY = "Avslutade i avvikelsesystemet och rättade. Inget liknande har kommit sedan dess."


def tell_rules(town: Town) -> Story:
    """Let the board decide that small deviations alone give no proposal, however many they are."""
    yield RULES_DAY
    access = town.access(EDITOR)
    start_rules(access, town.authorities[ELDERLY])
    rules = SignalRule.objects.visible_to(access).filter(authority=town.authorities[ELDERLY])
    rule = rules.get(name=ShippedRule.THREE.label)
    facts = RuleFacts(
        rule.name, rule.signals, rule.days, PatternScope(rule.scope), Severity.MEDIUM
    )  # fmt: skip
    change_rule(access, rule, facts=facts, version=rule.version)


def tell_linked(town: Town) -> Story:
    """Link a month's signals to the follow-up that is prepared; a finding then stands on them."""
    yield LINKED_DAY
    numbers = _take_in(town, 200, LAST_MONTH)
    access = town.access(HOST)
    followup = Followup.objects.visible_to(access).get(
        contract=town.contracts["home_care", LINKED],
        planned_for=town.day(VISIT_DAY),
        kind=Kind.VISIT,
    )
    signals = list(_new(town, LINKED).filter(external_id__in=numbers))
    link_many(access, _ticked(signals), followup=followup)
    yield FOUND_DAY
    writer = team_of(town, followup).first
    finding = Finding.objects.visible_to(writer).get(followup=followup, area=AREA)
    stand_on_signals(writer, finding, signals=signals, version=finding.version)


def tell_written_off(town: Town) -> Story:
    """Write off what has waited for long at one provider, with one reason."""
    yield WRITTEN_OFF_DAY
    before = clock.today() - timedelta(days=90)
    rows = _new(town, WRITTEN_OFF).filter(happened_on__lt=before)
    dismiss_many(town.access(HOST), _ticked(rows), reason=WHY)


def tell_waiting(town: Town) -> Story:
    """Take in the month in which one provider came late again and again; nobody has looked."""
    yield WAITING_DAY
    _take_in(town, 300, THIS_MONTH)


def _take_in(town: Town, first: int, rows: Sequence[Row]) -> list[str]:
    """Take in a list of the rows, numbered from ``first``; return their numbers."""
    access, today = town.access(HOST), clock.today()
    numbers = [f"AV-{first + place}" for place in range(len(rows))]
    lines = [
        f"{number};{today - timedelta(days=days)};{town.providers[key].org_number};"
        f"{kind};{severity};{heading};Pågår;"
        for number, (days, key, kind, severity, heading) in zip(numbers, rows, strict=True)
    ]
    run = start_import(
        access, authority=town.authorities[ELDERLY], system=SYSTEM,
        file_name=f"avvikelser-hemtjanst-{today:%Y-%m}.csv", content=deviation_list(lines),
    )  # fmt: skip
    finish_import(access, run, version=run.version)
    return numbers


def _new(town: Town, key: str) -> QuerySet[Signal]:
    """Return what nobody has settled of a provider's deviations from the lists."""
    rows = Signal.objects.visible_to(town.access(HOST)).filter(
        authority=town.authorities[ELDERLY],
        provider=town.providers[key],
        system=SYSTEM,
        state=SignalState.NEW,
    )
    return rows.select_related("provider").order_by("pk")


def _ticked(signals: Iterable[Signal]) -> list[Ticked]:
    return [Ticked(signal, signal.version) for signal in signals]
