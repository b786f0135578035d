"""What a list would change, whichever kind it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, QuerySet

from insyn.exchange.queries.mixed.plan import MixedPlan
from insyn.exchange.queries.mixed.planner import plan_mixed
from insyn.exchange.queries.scope import Scope
from insyn.exchange.queries.tables.agreements import (
    AgreementsPlanner,
    OptionsPlanner,
    SanctionsPlanner,
)
from insyn.exchange.queries.tables.contracts import ContractsPlanner, PricesPlanner, UsagePlanner
from insyn.exchange.queries.tables.engine import ListPlanner
from insyn.exchange.queries.tables.lots import LotsPlanner
from insyn.exchange.queries.tables.plan import TablePlan
from insyn.exchange.queries.tables.providers import ProvidersPlanner
from insyn.exchange.queries.tables.requirements import RequirementsPlanner
from insyn.exchange.queries.tables.templates import TemplatesPlanner
from insyn.exchange.queries.tables.units import OperationsPlanner, PermitsPlanner, UnitsPlanner
from insyn.exchange.rules.changes import Change, ChangeKind, Difference
from insyn.exchange.rules.kinds import ListKind
from insyn.exchange.rules.preview import Preview, told
from insyn.kernel.access import Access
from insyn.papers.sheets.checking import Problem, Severity
from insyn.platform import clock
from insyn.registry.models import ImportProfile, ImportRun

PLANNERS: Mapping[ListKind, Callable[[Scope, Preview], ListPlanner]] = {
    ListKind.PROVIDERS: ProvidersPlanner,
    ListKind.UNITS: UnitsPlanner,
    ListKind.OPERATIONS: OperationsPlanner,
    ListKind.PERMITS: PermitsPlanner,
    ListKind.AGREEMENTS: AgreementsPlanner,
    ListKind.OPTIONS: OptionsPlanner,
    ListKind.LOTS: LotsPlanner,
    ListKind.SANCTIONS: SanctionsPlanner,
    ListKind.CONTRACTS: ContractsPlanner,
    ListKind.PRICES: PricesPlanner,
    ListKind.USAGE: UsagePlanner,
    ListKind.REQUIREMENTS: RequirementsPlanner,
    ListKind.TEMPLATES: TemplatesPlanner,
}


def plan_list(scope: Scope, seen: Preview) -> MixedPlan | TablePlan:
    """Return what taking in a list would change. To lock, call inside a transaction."""
    if seen.table.kind == ListKind.CONTRACT_LIST:
        return plan_mixed(scope, seen)
    return PLANNERS[seen.table.kind](scope, seen).planned()


@dataclass(frozen=True)
class ShownImport:
    """A file and what it would change, for the page that asks whether to take it in."""

    preview: Preview
    plan: MixedPlan | TablePlan

    @cached_property
    def problems(self) -> list[Problem]:
        """Return what is wrong in the file, and then what is wrong against the database."""
        found = [*self.preview.problems, *self.plan.problems]
        return sorted(found, key=lambda problem: problem.row)

    @cached_property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == Severity.ERROR]

    @cached_property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == Severity.WARNING]

    @property
    def is_fit(self) -> bool:
        return not self.errors

    def changes(self, kind: ChangeKind | None = None) -> list[Change]:
        """Return what is new or changed; what stays as it is only when it is asked for."""
        if kind is not None:
            return [change for change in self.plan.changes if change.kind == kind]
        return [change for change in self.plan.changes if change.kind != ChangeKind.UNCHANGED]

    def told(self, change: Change) -> list[Difference]:
        return told(self.preview, change)


def shown_import(access: Access, run: ImportRun, preview: Preview) -> ShownImport:
    """Return what a waiting file would change. Locks nothing, writes nothing."""
    scope = Scope(access, run.authority, run.agreement, clock.today())
    return ShownImport(preview, plan_list(scope, preview))


def listed_imports(access: Access) -> QuerySet[ImportRun]:
    """Return the files that wait, then those taken in, the latest first; without their content."""
    runs = ImportRun.objects.visible_to(access).defer("content")
    seen = runs.select_related("authority__municipality", "agreement", "started_by")
    waiting_first = F("done_at").desc(nulls_first=True)
    return seen.order_by(waiting_first, "-started_at", "-pk")


def listed_profiles(access: Access) -> QuerySet[ImportProfile]:
    """Return the saved profiles, by kind of list, source system and name."""
    profiles = ImportProfile.objects.visible_to(access).select_related("authority__municipality")
    return profiles.order_by("kind", "source_system", "name", "pk")
