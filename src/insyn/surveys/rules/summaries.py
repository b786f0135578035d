"""What the summary of a round to the board says, as plain values. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HIDDEN_TEXT = "döljs"
NONE_TEXT = "–"
MOST_QUESTIONS = 10
"""Questions that are named as those that fewest meet."""


@dataclass(frozen=True, slots=True)
class ShareFacts:
    """The share met of a group, in whole per cent. Hidden when the group is too small."""

    per_cent: int | None
    number: int = 0
    is_hidden: bool = False

    @property
    def text(self) -> str:
        if self.is_hidden:
            return HIDDEN_TEXT
        return NONE_TEXT if self.per_cent is None else f"{self.per_cent} %"


@dataclass(frozen=True, slots=True)
class RowFacts:
    """One area: share met in all, in-house and others, the time before, and who handed in."""

    name: str
    total: ShareFacts
    own: ShareFacts
    others: ShareFacts
    points: int | None = None
    asked: int = 0
    handed_in: int = 0


@dataclass(frozen=True, slots=True)
class DeviationFacts:
    """A question on which deficiencies were found, and how many of them led to measures."""

    question: str
    deficiencies: int
    with_measures: int


@dataclass(frozen=True, slots=True)
class SummaryFacts:
    """What the summary says. ``findings`` are pairs of kind and number."""

    title: str
    board: str
    organisation: str
    dated_on: date
    concerns_from: date
    concerns_to: date
    is_running: bool
    asked: int
    handed_in: int
    total: ShareFacts
    before: int | None
    earlier: str
    sections: Sequence[RowFacts]
    areas: Sequence[RowFacts]
    grid: Sequence[tuple[str, Sequence[ShareFacts]]]
    weakest: Sequence[RowFacts]
    findings: Sequence[tuple[str, int]]
    deviations: Sequence[DeviationFacts]
    hides_something: bool
