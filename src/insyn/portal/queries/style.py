"""What the style guide shows: made-up rows, and every list of states."""

from dataclasses import dataclass
from datetime import date

from insyn.criteria.rules import Level, TemplateState
from insyn.findings.rules import FindingKind, Severity
from insyn.followups.rules import Outcome, RequestState, State
from insyn.kernel.choices import Choice
from insyn.measures.rules import ItemState, PlanState
from insyn.monitoring.rules import CheckResult, Standing
from insyn.registry.rules import ContractStatus
from insyn.reports.rules import ReportState
from insyn.risk.rules.states import SelectionState

KINDS_OF_STATE: tuple[type[Choice], ...] = (
    State,
    Outcome,
    RequestState,
    PlanState,
    ItemState,
    ReportState,
    SelectionState,
    TemplateState,
    ContractStatus,
    CheckResult,
    Standing,
    FindingKind,
    Severity,
    Level,
)
"""Every list of states that a page shows as a badge."""


@dataclass(frozen=True, slots=True)
class Row:
    """A provider."""

    name: str
    org_number: str
    service: str
    state: State
    risk: tuple[str, str]
    findings: int
    visited_on: date


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a step line."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab."""

    label: str
    url: str
    count: int = 0
    current: bool = False


ROWS = [
    Row(
        "Åkerö Omsorg och Hälsa i Östra Härjedalen AB", "5566778899", "Särskilt boende för äldre",
        State.ONGOING, ("high", "Hög"), 12, date(2026, 3, 4),
    ),
    Row(
        "Björkliden Hemtjänst AB", "5582577955", "Hemtjänst",
        State.CLOSED, ("low", "Låg"), 0, date(2026, 4, 3),
    ),
    Row(
        "Ängsgårdens ekonomiska förening", "7696001234", "Daglig verksamhet",
        State.MEASURES, ("mid", "Medel"), 3, date(2026, 9, 12),
    ),
] * 9  # fmt: skip
STEPS = [
    Step(State.PLANNED.label, "done"),
    Step(State.PREPARED.label, "done"),
    Step(State.ONGOING.label, "now"),
    Step(State.ASSESSED.label, "next"),
]
TABS = [
    Tab("Sammanfattning", "#formular", current=True),
    Tab("Avtal", "#tabell", 2),
    Tab("Uppföljningar", "#diagram", 12),
]
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
TYPED = {"name": "Ängsgårdens ekonomiska förening", "starts_on": date(2026, 11, 21)}
MISTYPED = {"starts_on": "i våras", "places": "många", "email": "anna"}
