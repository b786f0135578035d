"""What the report of a thematic review and the summary tell of. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.criteria.rules import Level
from insyn.findings.rules import FindingKind
from insyn.themes.rules.patterns import ShownPattern, is_small

FEW = "färre än fem"
LEVELS = (Level.MET, Level.PARTLY, Level.NOT_MET)
FOUND = (
    (FindingKind.DEFICIENCY, "Brist"),
    (FindingKind.DEVELOPMENT_AREA, "Utvecklingsområde"),
    (FindingKind.GOOD_PRACTICE, "Gott exempel"),
)


@dataclass(frozen=True, slots=True)
class SourceSaid:
    """A source as the report lists it."""

    kind: str
    text: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class CauseSaid:
    """A cause with what it stands on."""

    text: str
    strength: str
    basis: str
    sources: Sequence[str]
    services: int | None


@dataclass(frozen=True, slots=True)
class RecommendationSaid:
    """A recommendation, to whom and because of what."""

    text: str
    receiver: str
    cause: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """All that the report says. No service is named; small figures are already held back."""

    title: str
    theme: str
    organisation: str
    board: str
    area: str
    starts_on: date
    ends_on: date
    question: str
    method: str
    sample_text: str
    results: str
    discussion: str
    limits: str
    sources: Sequence[SourceSaid]
    sample: int
    assessed: int
    areas: Sequence[tuple[str, int | None]]
    levels: Sequence[ShownPattern]
    found: Sequence[ShownPattern]
    requirements: Sequence[ShownPattern]
    causes: Sequence[CauseSaid]
    recommendations: Sequence[RecommendationSaid]


@dataclass(frozen=True, slots=True)
class ReviewSaid:
    """A review as the summary tells of it. ``pk`` leads to its page."""

    pk: int
    title: str
    question: str
    results: str
    decided: str
    causes: Sequence[CauseSaid]
    recommendations: Sequence[RecommendationSaid]


@dataclass(frozen=True, slots=True)
class SummaryFacts:
    """The reviews of a year by service area."""

    year: int
    organisation: str
    areas: Sequence[tuple[str, Sequence[ReviewSaid]]]


def in_words(services: int) -> str:
    """Return the figure, or that it is under five."""
    return FEW if is_small(services) else str(services)
