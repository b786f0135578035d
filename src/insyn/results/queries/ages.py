"""What is known of each contract and how old it is: to act on, and per area."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.db.models.functions import Coalesce

from insyn.criteria.rules import Level
from insyn.findings.models import AreaAssessment
from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_SENT
from insyn.kernel.access import Access
from insyn.registry.models import Contract
from insyn.results.queries import facts as fetch
from insyn.results.rules.ages import COLOURS, Age, age_of, months_between
from insyn.results.rules.coverage import in_force
from insyn.results.rules.facts import ContractFact
from insyn.results.rules.scope import Scope


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A contract, when it was latest followed up, and when it will be."""

    contract: Contract
    latest_on: date | None
    age: Age
    areas: tuple[str, ...]
    planned_for: date | None

    @property
    def colour(self) -> str:
        return COLOURS[self.age]


@dataclass(frozen=True, slots=True)
class AreaLine:
    """The latest assessment of one area at one contract, and how old it is."""

    contract: int
    provider: str
    agreement: str
    area: str
    level: Level
    day: date
    followup: int
    age: Age
    months: int

    @property
    def colour(self) -> str:
        return COLOURS[self.age]


def contracts_by_age(
    access: Access, scope: Scope, *, today: date, wanted: Age | None = None
) -> list[ContractFact]:
    """Return the contracts of the period, those never followed up first, then the oldest."""
    contracts = fetch.contracts_of(access, scope)
    places = fetch.areas_of_contracts(contracts)
    rows = [
        row
        for row in fetch.contract_facts(access, contracts, places, scope)
        if in_force(row, scope) and (wanted is None or age_of(row.latest_on, today) == wanted)
    ]
    return sorted(rows, key=lambda row: (row.latest_on or date.min, row.key))


def contract_lines(
    access: Access, rows: Sequence[ContractFact], *, today: date
) -> list[ContractLine]:
    """Return what the list shows of the contracts. Three queries."""
    keys = [row.key for row in rows]
    found = (
        Contract.objects.visible_to(access)
        .filter(pk__in=keys)
        .select_related("provider", "agreement")
        .in_bulk()
    )
    names = fetch.area_names()
    planned = _planned(access, keys)
    return [
        ContractLine(
            contract=found[row.key],
            latest_on=row.latest_on,
            age=age_of(row.latest_on, today),
            areas=tuple(sorted(names[area] for area in row.areas)),
            planned_for=planned.get(row.key),
        )
        for row in rows
        if row.key in found
    ]


def _planned(access: Access, keys: Iterable[int]) -> Mapping[int, date]:
    """Return the nearest day of a follow-up of each contract that has not been reported."""
    rows = Followup.objects.visible_to(access).filter(contract__in=keys, state__in=BEFORE_SENT)
    return dict(rows.order_by().values_list("contract").annotate(first=Min("planned_for")))


def area_lines(
    access: Access, scope: Scope, *, today: date, wanted: Age | None = None
) -> list[AreaLine]:
    """Return the latest assessment of each area at each contract, the oldest first."""
    contracts = fetch.contracts_of(access, scope)
    places = fetch.areas_of_contracts(contracts)
    mine = {
        row.key
        for row in fetch.contract_facts(access, contracts, places, scope)
        if in_force(row, scope)
    }
    told = fetch.reported_followups(access).filter(reported_on__lte=scope.ends_on)
    rows = (
        AreaAssessment.objects.visible_to(access)
        .filter(followup__in=told.values("pk"))
        .exclude(level=Level.NOT_ASSESSED)
        .annotate(day=Coalesce("followup__carried_out_on", "followup__reported_on"))
        .order_by("day", "pk")
        .values_list(
            "followup__contract", "followup__contract__provider__name",
            "followup__contract__agreement__title", "section__name", "level", "day", "followup",
        )
    )  # fmt: skip
    latest = {(row[0], row[3].casefold()): row for row in rows if row[0] in mine}
    found = (
        AreaLine(
            contract, provider, agreement, area, Level(level), day, followup,
            age_of(day, today), months_between(day, today),
        )
        for contract, provider, agreement, area, level, day, followup in latest.values()
    )  # fmt: skip
    lines = [line for line in found if wanted is None or line.age == wanted]
    return sorted(lines, key=lambda line: (line.day, line.provider.casefold(), line.area))
