"""What a plan tells, in one shape whatever its source is called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from insyn.plans.rules import FormKind, Scope, StageKind

DASH = "- "
"""What begins a line of a list in the texts of a plan."""


def listed(lines: Sequence[str], *, lead: str = "") -> str:
    """Return the lines as a list in a text of the plan, after the line that leads in to it."""
    items = [f"{DASH}{line}" for line in lines]
    return "\n".join([lead, *items] if lead else items)


def items_of(text: str) -> list[str]:
    """Return the lines of the list in the text."""
    return [line.removeprefix(DASH) for line in text.splitlines() if line.startswith(DASH)]


@dataclass(frozen=True, slots=True)
class ToldBoard:
    """A board and its administration."""

    municipality: str
    name: str
    administration: str
    case_series: str = ""


@dataclass(frozen=True, slots=True)
class ToldAgreement:
    """An agreement. Without a first day, nobody has told its period."""

    title: str
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class ToldForm:
    """A form of follow-up. ``card`` holds the texts of its process card by field name."""

    kind: FormKind
    name: str
    card: Mapping[str, str] = field(default_factory=dict)
    stages: Sequence[tuple[StageKind, str, str]] = ()
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class ToldPeriod:
    """When something is done; ``label`` is what the source prints."""

    starts_on: date
    ends_on: date
    label: str
    stage: str = ""


@dataclass(frozen=True, slots=True)
class ToldActivity:
    """Something that is planned. ``service`` is the code of a service area of the product."""

    form: str
    title: str
    scope: Scope
    agreement: str = ""
    service: str = ""
    theme: str = ""
    rhythm: str = ""
    periods: Sequence[ToldPeriod] = ()
    providers: Sequence[str] = ()
    methods: Sequence[str] = ()
    is_unannounced: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class ToldFocus:
    """What is in focus, an agreement or a theme, and why."""

    subject: str
    why: str
    is_agreement: bool = True


@dataclass(frozen=True, slots=True)
class ToldAssessment:
    """How risk was judged: when in words, by which roles, from what."""

    when: str
    roles: Sequence[str]
    inputs: Sequence[str]
    focus: Sequence[ToldFocus]


@dataclass(frozen=True, slots=True)
class ToldMemo:
    """The memo that proposes the plan.

    Without proposals of its own it has those of the layout; ``appendix`` is what it calls the
    plan, when that is another name than the plan's. ``texts`` are those that the layout leaves
    to the board's own people, by heading.
    """

    layout: str
    dated_on: date
    case_number: str = ""
    proposals: Sequence[str] = ()
    headings: Sequence[str] = ()
    references: Sequence[tuple[str, str]] = ()
    appendix: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToldPlan:
    """The whole plan, in the order it is built."""

    name: str
    boards: Sequence[ToldBoard]
    title: str
    starts_on: date
    ends_on: date
    memo: ToldMemo
    dated_on: date | None = None
    sections: Sequence[tuple[str, str]] = ()
    agreements: Sequence[ToldAgreement] = ()
    forms: Sequence[ToldForm] = ()
    assessment: ToldAssessment | None = None
    activities: Sequence[ToldActivity] = ()
