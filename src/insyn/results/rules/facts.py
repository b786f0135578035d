"""What the figures are counted from: rows as plain facts. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insyn.findings.rules import FindingKind
from insyn.results.rules.scope import Scope


@dataclass(frozen=True, slots=True)
class ContractFact:
    """A contract, and the day of the latest reported follow-up of it up to the period's end.

    ``ends_on`` is the first of the days on which the contract or its agreement ends.
    """

    key: int
    provider: int
    operating_form: str
    areas: frozenset[int]
    starts_on: date
    ends_on: date | None
    latest_on: date | None = None


@dataclass(frozen=True, slots=True)
class FollowupFact:
    """A follow-up that was reported in the period. ``area`` is None when it cannot be told."""

    key: int
    contract: int
    kind: str
    outcome: str
    operating_form: str
    area: int | None
    carried_out_on: date | None
    reported_on: date
    fact_check_on: date | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class FindingFact:
    """A finding of a follow-up that has been reported.

    ``roots`` are the names of the demand it stands on: two deficiencies that share one are of
    the same demand. ``places`` are where it was seen: the unit, the provider and its group.
    """

    key: int
    followup: int
    kind: FindingKind
    severity: str
    area: str
    due_on: date | None
    remedied_on: date | None
    year: int
    roots: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanFact:
    """An action plan that was requested in the period."""

    key: int
    followup: int
    reported_on: date | None
    requested_on: date
    approved_on: date | None
    is_returned: bool
    is_verified: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class SanctionFact:
    """A sanction, and what its lines come to."""

    key: int
    contract: int
    operating_form: str
    proposed_on: date
    decided_on: date | None
    contested_on: date | None
    carried_out_on: date | None
    decided: Decimal | None
    settled: Decimal | None


@dataclass(frozen=True, slots=True)
class CheckFact:
    """A look into an outside register, made up to the period's end."""

    key: int
    provider: int
    kind: str
    checked_on: date
    result: str


@dataclass(frozen=True, slots=True)
class SignalFact:
    """A signal that came in during the period, and what became of it."""

    key: int
    source: str
    state: str
    is_closed_there: bool = False


@dataclass(frozen=True, slots=True)
class YearFacts:
    """Everything that the tables of a period are counted from, all of it within the scope.

    ``as_of`` is the last day of the period, or today while the period goes on: what was done
    later is not counted. ``findings`` are those of the follow-ups of the period, and
    ``earlier`` the deficiencies of the years before. ``sanctions`` and ``signals`` are None
    when the asker does not see them: then nothing is said of them. ``is_own`` is False when
    some board of the scope only reports to the asker's: its register, plans and checks are not
    seen, and nothing is said of them either.
    """

    scope: Scope
    as_of: date
    contracts: Sequence[ContractFact] = ()
    followups: Sequence[FollowupFact] = ()
    findings: Sequence[FindingFact] = ()
    earlier: Sequence[FindingFact] = ()
    plans: Sequence[PlanFact] = ()
    sanctions: Sequence[SanctionFact] | None = None
    checks: Sequence[CheckFact] = ()
    signals: Sequence[SignalFact] | None = None
    is_own: bool = True
    area_names: Mapping[int, str] | None = None

    def deficiencies(self) -> list[FindingFact]:
        """Return the deficiencies of the follow-ups of the period."""
        return [row for row in self.findings if row.kind == FindingKind.DEFICIENCY]
