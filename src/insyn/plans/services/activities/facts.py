"""What is said of an activity when it is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Self

from insyn.accounts.models import Authority, User
from insyn.criteria.models import ReviewTemplate
from insyn.plans.models import FormStage, PlanForm, PlannedActivity, ProgrammeGoal, Rhythm
from insyn.plans.rules import Scope
from insyn.registry.models import Agreement, Lot, Provider, ServiceArea, Unit


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """When an activity, or one stage of it, is done. Both days are included.

    ``label`` is what the plan prints instead of the days, such as ”Mars–maj”.
    """

    starts_on: date
    ends_on: date
    label: str = ""
    stage: FormStage | None = None


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """A provider, or one of its units, that an activity is about.

    Without a provider in the register, ``listed_as`` is what the plan calls it.
    """

    provider: Provider | None = None
    unit: Unit | None = None
    listed_as: str = ""


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """Everything that is said of an activity.

    What the scope does not speak of is left out: a lot only when the scope is a lot. Without
    ``responsible_authority`` the plan's own board answers for it. ``periods`` and ``targets``
    are left as they are when they are None, and replaced otherwise.
    """

    form: PlanForm
    title: str
    scope: Scope
    agreement: Agreement | None = None
    lot: Lot | None = None
    service_area: ServiceArea | None = None
    theme: str = ""
    goal: ProgrammeGoal | None = None
    responsible_authority: Authority | None = None
    responsible: User | None = None
    template: ReviewTemplate | None = None
    rhythm: Rhythm | None = None
    methods: Sequence[str] = ()
    hours: Decimal | None = None
    occasions: int = 1
    outlook_years: Sequence[int] = ()
    is_unannounced: bool = False
    after: PlannedActivity | None = None
    note: str = ""
    periods: Sequence[PeriodFacts] | None = None
    targets: Sequence[TargetFacts] | None = None

    def in_scope(self) -> Self:
        """Return the facts without what the scope does not speak of.

        A lot brings its agreement with it.
        """
        scope, lot = self.scope, self.lot
        agreement = self.agreement
        if scope == Scope.LOT and agreement is None and lot is not None:
            agreement = lot.agreement
        return replace(
            self,
            agreement=None if scope == Scope.SERVICE_AREA else agreement,
            lot=lot if scope == Scope.LOT else None,
            service_area=None if scope in {Scope.AGREEMENT, Scope.LOT} else self.service_area,
        )
