"""From an overview to a follow-up in depth: who may propose it, of what, and when. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from insyn.findings.rules.findings import FindingKind
from insyn.findings.rules.lists import DepthState
from insyn.followups.rules.forms import Depth
from insyn.followups.rules.states import BEFORE_START, ENDED, State

PROPOSED_IN = frozenset(set(State) - BEFORE_START - ENDED)
"""An overview leads further from when it has begun until it is closed."""


@dataclass(frozen=True, slots=True)
class ScopeFinding:
    """A finding as the scope is designed from it."""

    key: int
    kind: FindingKind
    section: int | None
    requirement: int | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which areas, requirements and findings a follow-up in depth takes up, by their keys."""

    sections: frozenset[int] = frozenset()
    requirements: frozenset[int] = frozenset()
    findings: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not (self.sections or self.requirements or self.findings)


def proposed_scope(findings: Iterable[ScopeFinding]) -> Scope:
    """Return what is ticked beforehand: every deficiency, its area and its requirement."""
    lacking = [one for one in findings if one.kind == FindingKind.DEFICIENCY]
    return Scope(
        sections=frozenset(one.section for one in lacking if one.section is not None),
        requirements=frozenset(one.requirement for one in lacking if one.requirement is not None),
        findings=frozenset(one.key for one in lacking),
    )


def proposing_refusal(depth: Depth, state: State, decided: DepthState | None) -> str:
    """Return why a follow-up in depth cannot be proposed; empty when it can."""
    if depth != Depth.OVERVIEW:
        return "Bara en översiktlig uppföljning leder till ett beslut om fördjupning."
    if decided not in {None, DepthState.PROPOSED}:
        return "Frågan om fördjupning är redan avgjord."
    if state in BEFORE_START:
        return (
            "Påbörja den översiktliga uppföljningen först. Fördjupningen bygger på vad den visar."
        )
    return "" if state in PROPOSED_IN else "Uppföljningen är avslutad eller inställd."


def scope_refusal(scope: Scope, planned_for: date | None, today: date) -> str:
    """Return what a proposal lacks; empty when it may be made."""
    if scope.is_empty:
        return "Välj minst ett område, ett krav eller ett resultat som fördjupningen ska ta upp."
    if planned_for is not None and planned_for < today:
        return "Fördjupningen kan inte planeras till en dag som har varit."
    return ""


def deciding_refusal(state: DepthState, reasons: str) -> str:
    """Return why it cannot be decided; empty when it can."""
    if state != DepthState.PROPOSED:
        return "Frågan om fördjupning är redan avgjord."
    return "" if reasons.strip() else "Skriv skälen för beslutet."
