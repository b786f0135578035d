"""What is known of each contract and how old it is: to act on, and per area."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Min, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber

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


class AreaFact(NamedTuple):
    """The latest assessment of one area at one contract: the answer of the database, by name."""

    contract: int
    provider: str
    agreement: str
    area: str
    level: str
    day: date
    followup: int


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


def areas_by_age(
    access: Access, scope: Scope, *, today: date, wanted: Age | None = None
) -> list[AreaFact]:
    """Return the latest assessment of each area at each contract, the oldest first.

    The database chooses the latest of each section: there is one to every follow-up there was.
    """
    contracts = fetch.contracts_of(access, scope)
    places = fetch.areas_of_contracts(contracts)
    mine = {
        row.key
        for row in fetch.contract_facts(access, contracts, places, scope)
        if in_force(row, scope)
    }
    names = contracts.order_by().values_list("pk", "provider__name", "agreement__title")
    named = {key: (provider, agreement) for key, provider, agreement in names}
    latest: dict[tuple[int, str], AreaFact] = {}
    for contract, area, *known in _latest(access, scope):
        if contract in mine:
            latest[contract, area.casefold()] = AreaFact(contract, *named[contract], area, *known)
    ages = {day: age_of(day, today) for day in {row.day for row in latest.values()}}
    rows = [row for row in latest.values() if wanted is None or ages[row.day] == wanted]
    return sorted(rows, key=lambda row: (row.day, row.provider.casefold(), row.area))


def _latest(access: Access, scope: Scope) -> QuerySet[AreaAssessment, Any]:
    """Return the latest assessment of each section at each contract, the oldest first."""
    told = fetch.reported_followups(access).filter(reported_on__lte=scope.ends_on)
    rows = (
        AreaAssessment.objects.visible_to(access)
        .filter(followup__in=told.order_by().values("pk"))
        .exclude(level=Level.NOT_ASSESSED)
        .annotate(day=Coalesce("followup__carried_out_on", "followup__reported_on"))
    )
    place = Window(
        RowNumber(),
        partition_by=[F("followup__contract"), F("section")],
        order_by=[F("day").desc(), F("pk").desc()],
    )
    chosen = rows.annotate(place=place).filter(place=1).order_by("day", "pk")
    latest: QuerySet[AreaAssessment, Any] = chosen.values_list(
        "followup__contract", "section__name", "level", "day", "followup"
    )
    return latest


def area_lines(rows: Sequence[AreaFact], *, today: date) -> list[AreaLine]:
    """Return what the list shows of the assessments."""
    return [
        AreaLine(
            contract=row.contract,
            provider=row.provider,
            agreement=row.agreement,
            area=row.area,
            level=Level(row.level),
            day=row.day,
            followup=row.followup,
            age=age_of(row.day, today),
            months=months_between(row.day, today),
        )
        for row in rows
    ]
