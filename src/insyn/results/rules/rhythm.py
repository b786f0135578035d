"""What is followed up within the rhythm: in time, too long ago or never. Pure."""

from collections.abc import Mapping, Sequence

from insyn.registry.rules import OperatingForm
from insyn.results.rules.coverage import covered
from insyn.results.rules.facts import ContractFact, YearFacts
from insyn.results.rules.found import table
from insyn.results.rules.tables import Line, RowKind, Table, count, share
from insyn.results.rules.words import About, Column, LineWord, TableKey

COLUMNS = (
    Column.IN_FORCE,
    Column.IN_TIME,
    Column.IN_TIME_SHARE,
    Column.LONG_AGO,
    Column.NOT_EVER,
)


def rhythm_by_service_area(facts: YearFacts) -> Table:
    """Return the contracts in force by kind of service; one of several kinds is in several."""
    names: Mapping[int, str] = facts.area_names or {}
    areas = {area for row in facts.contracts for area in row.areas}
    if facts.scope.service_area_id is not None:
        areas &= {facts.scope.service_area_id}
    lines = [
        _line(
            str(area), names.get(area, ""), [r for r in facts.contracts if area in r.areas], facts
        )
        for area in sorted(areas, key=lambda area: (names.get(area, ""), area))
    ]
    word = LineWord.NO_SERVICE_AREA
    lines.append(_line(word.value, word.label, [r for r in facts.contracts if not r.areas], facts))
    return _table(TableKey.RHYTHM_BY_SERVICE_AREA, lines, facts, About.SERVICE_AREA)


def rhythm_by_operating_form(facts: YearFacts) -> Table:
    """Return the contracts in force by form of operation."""
    lines = [
        _line(form.value, form.label, [r for r in facts.contracts if r.operating_form == form],
              facts)
        for form in OperatingForm
    ]  # fmt: skip
    return _table(TableKey.RHYTHM_BY_OPERATING_FORM, lines, facts, About.FORM)


def _table(key: TableKey, lines: Sequence[Line], facts: YearFacts, about: About) -> Table:
    found = [line for line in lines if line.cells[0].rows]
    found.append(_line(LineWord.ALL.value, LineWord.ALL.label, facts.contracts, facts))
    return table(key, COLUMNS, found, about)


def _line(key: str, label: str, contracts: Sequence[ContractFact], facts: YearFacts) -> Line:
    found = covered(contracts, facts.scope, facts.as_of)
    behind = {*found.never, *found.too_long_ago}
    in_time = tuple(row for row in found.in_force if row not in behind)
    kind = RowKind.CONTRACT
    return Line(
        key,
        label,
        (
            count(kind, found.in_force),
            count(kind, in_time),
            share(kind, in_time, len(found.in_force)),
            count(kind, found.too_long_ago),
            count(kind, found.never),
        ),
    )
