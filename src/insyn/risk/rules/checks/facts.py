"""What the checks read: a plan, its activities, and what the register says. Pure.

Numbers named ``key`` are those of the rows; the checks never look further than these facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from insyn.plans.rules.kinds import ActivityState, FormKind
from insyn.risk.rules.checks.warnings import Span

NOT_PLANNED = frozenset({FormKind.EVENT_DRIVEN, FormKind.INDIVIDUAL})
"""Forms that wait for something to happen, or that others do: they cover no agreement."""


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity of the plan. ``hours`` counts the work of one occasion."""

    key: int
    title: str
    form: FormKind = FormKind.PERIODIC
    is_outside: bool = False
    state: ActivityState = ActivityState.PLANNED
    periods: tuple[Span, ...] = ()
    agreement: int | None = None
    area: int | None = None
    providers: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    has_responsible: bool = True
    hours: Decimal | None = None
    occasions: int = 1
    outlook: tuple[Span, ...] = ()
    """Years outside the plan in which the same is done."""

    @property
    def stands(self) -> bool:
        """Tell whether it will be, or has been, done."""
        return self.state is not ActivityState.CANCELLED

    @property
    def waits(self) -> bool:
        """Tell whether something remains to be done."""
        return self.state in {ActivityState.PLANNED, ActivityState.POSTPONED}

    @property
    def covers(self) -> bool:
        """Tell whether what it is about counts as followed up by it."""
        return self.stands and not self.is_outside and self.form not in NOT_PLANNED


@dataclass(frozen=True, slots=True)
class Option:
    """A right to extend an agreement that is neither used nor declined."""

    extends_to: date


@dataclass(frozen=True, slots=True)
class Terms:
    """An agreement. ``ends_on`` is None when it has no end, or nobody knows it.

    ``is_of_plan`` is true of those of the plan's own boards; the others are only named in it.
    ``lacks_clause`` says that nothing lets the municipality look in, though the law wants it to.
    """

    key: int
    title: str
    starts_on: date
    ends_on: date | None = None
    is_of_plan: bool = True
    lacks_clause: bool = False
    open_options: tuple[Option, ...] = ()
    areas: frozenset[int] = frozenset()
    providers: frozenset[int] = frozenset()
    last_followed_up_on: date | None = None
    tested: int = 0
    not_followable: int = 0

    def touches(self, span: Span) -> bool:
        """Tell whether it is in force some day of the time."""
        return self.starts_on <= span.ends_on and (
            self.ends_on is None or self.ends_on >= span.starts_on
        )

    def extension_reaching(self, day: date) -> date | None:
        """Return how far an open option would extend it, if that is far enough; else None."""
        ends = [option.extends_to for option in self.open_options if option.extends_to >= day]
        return min(ends, default=None)


@dataclass(frozen=True, slots=True)
class ContractEnd:
    """When one provider's place in an agreement ends before the agreement does."""

    agreement: int
    provider: int
    provider_name: str
    ends_on: date


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that gives care under the plan's agreements.

    ``needs_permit`` says whether IVO must have said yes; ``permitted_to`` is the last day of
    its permit counted from the day of the check: None that it has none, ``date.max`` that it
    lasts until further notice. ``agreements`` are those that it gives care under.
    """

    key: int
    name: str
    provider: int
    provider_name: str
    first_client_on: date | None = None
    needs_permit: bool = False
    permitted_to: date | None = None
    agreements: frozenset[int] = frozenset()
    followed_up: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a year, in whole hours rounded up, and how many the board has."""

    year: int
    hours: int
    capacity: int | None


@dataclass(frozen=True, slots=True)
class HighRisk:
    """An agreement that an assessment of the plan found at high risk."""

    assessment: int
    agreement: int
    title: str
    areas: frozenset[int]
    contracts: int
    is_very_high: bool


@dataclass(frozen=True, slots=True)
class AssessmentDate:
    """An assessment that the plan stands on, and the day that it is of."""

    key: int
    title: str
    as_of: date


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """All that the checks need to know of a plan.

    ``checked_on`` is the day for which permits were looked up. ``others_at`` counts, for a
    provider in a month, how many other boards are there: never which, nor why.
    """

    key: int
    time: Span
    dated_on: date | None = None
    decided_on: date | None = None
    memo_dates: tuple[date, ...] = ()
    checked_on: date | None = None
    activities: tuple[Activity, ...] = ()
    agreements: tuple[Terms, ...] = ()
    contract_ends: tuple[ContractEnd, ...] = ()
    units: tuple[Unit, ...] = ()
    hours: tuple[Hours, ...] = ()
    high_risks: tuple[HighRisk, ...] = ()
    focus_agreements: frozenset[int] = frozenset()
    focus_areas: frozenset[int] = frozenset()
    assessments: tuple[AssessmentDate, ...] = ()
    provider_names: Mapping[int, str] = field(default_factory=dict)
    others_at: Mapping[tuple[int, int, int], int] = field(default_factory=dict)
    """Keyed by provider, year and month."""
