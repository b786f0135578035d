"""What the note of a follow-up's visits is made from, in words. Pure."""

from dataclasses import dataclass, field

from insyn.visits.rules.staffing import Staffed


@dataclass(frozen=True, slots=True)
class Themed:
    """A theme of the talks with a group."""

    theme: str
    text: str
    said: str
    area: str


@dataclass(frozen=True, slots=True)
class Talked:
    """The talks with one group, in words and numbers only."""

    people: str
    themes: tuple[Themed, ...]


@dataclass(frozen=True, slots=True)
class Sampled:
    """A sample of files."""

    looked_for: str
    how_many: str
    share: str
    deviations: str
    question: str


@dataclass(frozen=True, slots=True)
class CountedRole:
    """One role at one hour, scheduled and present."""

    at: str
    role: str
    scheduled: int
    present: int
    explanation: str


@dataclass(frozen=True, slots=True)
class Noted:
    """An observation, and the area it was made in."""

    area: str
    text: str


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """Everything that was noted of one visit, in words."""

    heading: str
    facts: tuple[tuple[str, str], ...]
    note: str = ""
    participants: tuple[tuple[str, str, int], ...] = ()
    talks: tuple[Talked, ...] = ()
    samples: tuple[Sampled, ...] = ()
    staffing: tuple[CountedRole, ...] = ()
    staffed: Staffed = field(default_factory=Staffed)
    observations: tuple[Noted, ...] = ()
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What the note is made from."""

    authority: str
    provider: str
    agreement: str
    case_number: str
    followup: str
    visits: tuple[VisitRecord, ...]
    elsewhere: tuple[Noted, ...] = ()
    """Observations that were made on none of the visits."""
