"""What a list from a deviation system would do, compared with what is known."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar, cast

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.papers.sheets.checking import CheckedRow, Problem
from insyn.papers.sheets.checking import Severity as Weight
from insyn.registry.models import Provider, Unit
from insyn.registry.rules.names import sort_key
from insyn.signals.models import DeviationImport, DeviationImportQuerySet, Signal
from insyn.signals.rules import Severity, SignalCategory
from insyn.signals.rules.deviations import (
    Reading,
    category_of,
    error,
    remark,
    severity_of,
    text_of,
)

T = TypeVar("T")
AT_A_TIME = 500
"""Numbers that are asked for in one query."""
LISTED_AT_MOST = 500
MANY_NAMED_SO = "Flera utförare heter så. Skriv organisationsnumret."
NONE_NAMED_SO = (
    "Ingen utförare i registret heter så. Skriv organisationsnumret, eller rätta namnet."
)


@dataclass(frozen=True, slots=True)
class NewDeviation:
    """A row that is not known."""

    number: int
    external_id: str
    provider_id: int
    unit_id: int | None
    happened_on: date
    category: SignalCategory
    severity: Severity
    text: str
    status: str
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class ChangedDeviation:
    """A known signal whose state in the system is another now."""

    pk: int
    external_id: str
    status: str
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class DeviationPlan:
    """What the list would add and change."""

    new: Sequence[NewDeviation] = field(repr=False)
    changed: Sequence[ChangedDeviation] = field(repr=False)
    same: int
    problems: Sequence[Problem]

    @property
    def errors(self) -> list[Problem]:
        return [one for one in self.problems if one.severity == Weight.ERROR]

    @property
    def is_fit(self) -> bool:
        return not self.errors

    @property
    def changes_nothing(self) -> bool:
        return not self.new and not self.changed


def plan_import(
    access: Access, authority: Authority, system: str, reading: Reading
) -> DeviationPlan:
    """Return what the list would do. A query for each five hundred rows, and three."""
    found = _Places(access, reading.rows)
    known = _known(access, authority, system, reading.rows)
    new: list[NewDeviation] = []
    changed: list[ChangedDeviation] = []
    same = 0
    seen: dict[str, int] = {}
    for row in reading.rows:
        key = str(row.values["external_id"])
        if key in seen:
            found.say(
                error(
                    row.number,
                    "Nummer",
                    key,
                    f"Numret står också på rad {seen[key]}. Ett nummer får stå en gång.",
                )
            )
            continue  # fmt: skip
        seen[key] = row.number
        status, closed_on = str(row.values["status"] or ""), row.values["closed_on"]
        closed = closed_on if isinstance(closed_on, date) else None
        if key in known:
            pk, *before = known[key]
            if before == [status, closed]:
                same += 1
            else:
                changed.append(ChangedDeviation(pk, key, status, closed))
        elif (provider := found.provider(row)) is not None:
            new.append(_new(row, key, provider, found.unit(row, provider), status, closed))
    problems = sorted([*reading.problems, *found.problems], key=lambda one: one.row)
    return DeviationPlan(new, changed, same, problems)


def _new(
    row: CheckedRow, key: str, provider: int, unit: int | None, status: str, closed: date | None
) -> NewDeviation:
    values = row.values
    return NewDeviation(
        number=row.number,
        external_id=key,
        provider_id=provider,
        unit_id=unit,
        happened_on=cast("date", values["happened_on"]),
        category=category_of(values["category"]),
        severity=severity_of(values["severity"]),
        text=text_of(values),
        status=status,
        closed_on=closed,
    )


def _known(
    access: Access, authority: Authority, system: str, rows: Sequence[CheckedRow]
) -> dict[str, tuple[int, str, date | None]]:
    ours = Signal.objects.visible_to(access).filter(authority=authority, system=system).order_by()
    found: dict[str, tuple[int, str, date | None]] = {}
    for some in pieces((str(row.values["external_id"]) for row in rows), AT_A_TIME):
        lines = ours.filter(external_id__in=some).values_list(
            "external_id", "pk", "external_status", "closed_on"
        )
        found |= {key: (pk, status, closed) for key, pk, status, closed in lines}
    return found


def pieces(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the rows so many at a time."""
    left = iter(rows)
    while some := list(itertools.islice(left, size)):
        yield some


class _Places:
    """Which provider and unit a row means, and what is wrong when there is none."""

    def __init__(self, access: Access, rows: Sequence[CheckedRow]) -> None:
        del access  # providers and units are public facts, shared by all
        self.problems: list[Problem] = []
        numbers = {str(row.values["org_number"]) for row in rows if row.values["org_number"]}
        names = {sort_key(str(row.values["provider"])) for row in rows if row.values["provider"]}
        self._by_number: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = {}
        for some in pieces(sorted(numbers), AT_A_TIME):
            self._by_number |= dict(
                Provider.objects.standing()
                .filter(org_number__in=some)
                .values_list("org_number", "pk")
            )
        for some in pieces(sorted(names), AT_A_TIME):
            lines = Provider.objects.standing().filter(sort_key__in=some)
            for key, pk in lines.values_list("sort_key", "pk"):
                self._by_name.setdefault(key, []).append(pk)
        owners = {*self._by_number.values(), *itertools.chain(*self._by_name.values())}
        self._units: dict[tuple[int, str], int] = {}
        for mine in pieces(sorted(owners), AT_A_TIME):
            units = Unit.objects.filter(provider__in=mine).order_by("-pk")
            for owner, key, pk in units.values_list("provider", "sort_key", "pk"):
                self._units[owner, key] = pk

    def say(self, problem: Problem) -> None:
        if len(self.problems) < LISTED_AT_MOST or problem.severity == Weight.ERROR:
            self.problems.append(problem)

    def provider(self, row: CheckedRow) -> int | None:
        number, name = row.values["org_number"], str(row.values["provider"] or "")
        if number:
            pk = self._by_number.get(str(number))
            if pk is None:
                self.say(error(row.number, "Organisationsnummer", str(number),
                               "Ingen utförare i registret har numret. Lägg in utföraren först, "
                               "eller rätta numret."))  # fmt: skip
            return pk
        found = self._by_name.get(sort_key(name), [])
        if len(found) == 1:
            return found[0]
        why = MANY_NAMED_SO if found else NONE_NAMED_SO
        self.say(error(row.number, "Utförare", name, why))
        return None

    def unit(self, row: CheckedRow, provider: int) -> int | None:
        name = str(row.values["unit"] or "")
        if not name:
            return None
        pk = self._units.get((provider, sort_key(name)))
        if pk is None:
            self.say(remark(row.number, "Verksamhet", name,
                            "Utföraren har ingen verksamhet som heter så. Signalen förs till "
                            "utföraren."))  # fmt: skip
        return pk


def imports_seen(access: Access) -> DeviationImportQuerySet:
    """Return the lists that the asker may read of, the latest first; never their content."""
    rows = DeviationImport.objects.visible_to(access).defer("content")
    return rows.select_related("authority__municipality", "started_by")
