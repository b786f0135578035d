"""What the papers of a matter know: the rows as values, read once and then pure."""

from dataclasses import dataclass
from datetime import date

from insyn.board.rules.kinds import PassageKind

UNANNOUNCED = "Oannonserat"
"""What a paper says instead of when: it is public, and read by those who are visited."""


@dataclass(frozen=True, slots=True)
class PassageFacts:
    """A heading of the memo and its text."""

    kind: PassageKind
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class KnownWarning:
    """A warning of the plan checks that has been accepted, and why."""

    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class MemoFacts:
    """A matter as its memo tells it. ``references`` are (case number, title)."""

    paper_name: str
    title: str
    board: str
    administration: str
    municipality: str
    case_number: str
    dated_on: date
    recipient: str
    handled_by: str
    passages: tuple[PassageFacts, ...]
    proposals: tuple[str, ...]
    appendices: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    signatories: tuple[str, ...]
    warnings: tuple[KnownWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class FocusFacts:
    """An area in focus and why."""

    name: str
    motivation: str
    source: str


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """How risk was judged: when, by which roles, from what, and what it came to."""

    occasions: tuple[str, ...]
    participants: tuple[str, ...]
    inputs: tuple[str, ...]
    conclusion: str


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """An activity as the plan prints it. ``hours`` are of all its occasions; empty is unknown.

    ``note`` says what is looked at, one thing a line.
    """

    title: str
    covers: str
    providers: tuple[str, ...]
    when: str
    responsible: str
    hours: str
    state: str
    note: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormFacts:
    """A form of follow-up with its process card: (label, text) in the order of the card."""

    name: str
    is_outside: bool
    card: tuple[tuple[str, str], ...]
    checks: tuple[str, ...]
    triggers: tuple[str, ...]
    stages: tuple[tuple[str, str], ...]
    activities: tuple[ActivityFacts, ...]


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """A change after the board adopted the plan."""

    made_on: date
    subject: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan as its paper tells it. ``sections`` are (heading, text)."""

    title: str
    boards: tuple[str, ...]
    organisation: str
    municipality: str
    case_number: str
    dated_on: date
    starts_on: date
    ends_on: date
    edition: int
    programme: str
    decision: str
    conditions: str
    sections: tuple[tuple[str, str], ...]
    focus: tuple[FocusFacts, ...]
    forms: tuple[FormFacts, ...]
    changes: tuple[ChangeFacts, ...]
    assessments: tuple[AssessmentFacts, ...] = ()
