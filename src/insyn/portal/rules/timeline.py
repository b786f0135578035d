"""Everything about a provider on one line: events in lanes, contracts as bars. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from insyn.kernel.choices import Choice
from insyn.portal.rules.milestones import Milestone, MilestoneKind

FIRST_YEAR = 1950
"""Nothing is drawn before it: an older day is a slip on the keys."""


class Lane(Choice):
    """The lanes of the line, from the top."""

    CONTRACTS = "contracts", "Kontrakt"
    UNITS = "units", "Verksamheter och chefer"
    FOLLOWUPS = "followups", "Uppföljningar och enkäter"
    VISITS = "visits", "Besök"
    FINDINGS = "findings", "Resultat"
    PLANS = "plans", "Åtgärdsplaner"
    SANCTIONS = "sanctions", "Sanktioner och uppsägningar"
    CHECKS = "checks", "Registerkontroller"
    CLAIMS = "claims", "Återkrav"
    SIGNALS = "signals", "Signaler"
    DIALOGUE = "dialogue", "Dialogmöten"
    NAMES = "names", "Namn och sammanföring"


LANE_OF: Mapping[MilestoneKind, Lane] = {
    MilestoneKind.AGREEMENT_BEGUN: Lane.CONTRACTS,
    MilestoneKind.AGREEMENT_ENDED: Lane.CONTRACTS,
    MilestoneKind.INTAKE_STOPPED: Lane.CONTRACTS,
    MilestoneKind.BLOCKED: Lane.CONTRACTS,
    MilestoneKind.UNIT_BEGUN: Lane.UNITS,
    MilestoneKind.UNIT_ENDED: Lane.UNITS,
    MilestoneKind.MANAGER_BEGUN: Lane.UNITS,
    MilestoneKind.SURVEY_HANDED_IN: Lane.FOLLOWUPS,
    MilestoneKind.FOLLOWUP_REPORTED: Lane.FOLLOWUPS,
    MilestoneKind.BOARD_DECIDED: Lane.FOLLOWUPS,
    MilestoneKind.VISITED: Lane.VISITS,
    MilestoneKind.DEFICIENCY_FOUND: Lane.FINDINGS,
    MilestoneKind.DEFICIENCY_REMEDIED: Lane.FINDINGS,
    MilestoneKind.DEVELOPMENT_AREA_SEEN: Lane.FINDINGS,
    MilestoneKind.GOOD_PRACTICE_SEEN: Lane.FINDINGS,
    MilestoneKind.PLAN_REQUESTED: Lane.PLANS,
    MilestoneKind.PLAN_APPROVED: Lane.PLANS,
    MilestoneKind.SANCTION_DECIDED: Lane.SANCTIONS,
    MilestoneKind.NOTICE_GIVEN: Lane.SANCTIONS,
    MilestoneKind.REGISTER_CHECKED: Lane.CHECKS,
    MilestoneKind.SIGNAL_CAME_IN: Lane.SIGNALS,
    MilestoneKind.DIALOGUE_HELD: Lane.DIALOGUE,
    MilestoneKind.MONEY_CLAIMED: Lane.CLAIMS,
    MilestoneKind.MONEY_CREDITED: Lane.CLAIMS,
    MilestoneKind.CLAIM_WAIVED: Lane.CLAIMS,
    MilestoneKind.NAME_CHANGED: Lane.NAMES,
    MilestoneKind.MERGED: Lane.NAMES,
    MilestoneKind.MERGE_UNDONE: Lane.NAMES,
}


@dataclass(frozen=True, slots=True)
class Span:
    """A contract: from its first day to its last, or until further notice."""

    label: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """What has happened up to today, the latest first, and the contracts."""

    events: Sequence[Milestone]
    spans: Sequence[Span]
    today: date

    def years(self) -> list[int]:
        """Return the years from the first event to this one, the latest first."""
        first = min(
            (year for row in self.events if row.on and (year := row.on.year) >= FIRST_YEAR),
            default=self.today.year,
        )
        return list(range(self.today.year, first - 1, -1))

    def seen(self, first: int | None, last: int | None, lane: Lane | None) -> "Timeline":
        """Return the part from the first to the last of those years, of one lane or of all."""
        low, high = first or 0, last or self.today.year
        kept = [
            row
            for row in self.events
            if row.on and low <= row.on.year <= high and lane in {None, LANE_OF[row.kind]}
        ]
        spans = [
            span
            for span in self.spans
            if lane in {None, Lane.CONTRACTS}
            and span.starts_on.year <= high
            and (span.ends_on is None or span.ends_on.year >= low)
        ]
        return Timeline(kept, spans, self.today)

    def lanes(self) -> list[Lane]:
        """Return the lanes with something in them, from the top."""
        used = {LANE_OF[row.kind] for row in self.events}
        if self.spans:
            used.add(Lane.CONTRACTS)
        return [lane for lane in Lane if lane in used]


@dataclass(frozen=True, slots=True)
class YearOfEvents:
    """The events of one year, the latest first."""

    year: int
    events: Sequence[Milestone]


def by_year(events: Iterable[Milestone]) -> list[YearOfEvents]:
    """Return the events in their years, in the order they come."""
    found: dict[int, list[Milestone]] = {}
    for row in events:
        if row.on:
            found.setdefault(row.on.year, []).append(row)
    return [YearOfEvents(year, rows) for year, rows in found.items()]
