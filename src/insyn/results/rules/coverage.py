"""How much has been followed up. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.registry.rules import OperatingForm
from insyn.results.rules.facts import ContractFact, YearFacts
from insyn.results.rules.scope import Scope, years_before
from insyn.results.rules.tables import Line, RowKind, Table, count, share
from insyn.results.rules.words import NOTES, About, Column, LineWord, TableKey
from insyn.risk.rules.checks.agreements import LONGEST_GAP

RECENT = 2
"""Years. A result that is older than this is no longer a recent one."""

COLUMNS = (
    Column.IN_FORCE,
    Column.FOLLOWED_UP,
    Column.FOLLOWED_UP_SHARE,
    Column.LAST_TWO_YEARS,
    Column.NEVER,
    Column.TOO_LONG_AGO,
)


@dataclass(frozen=True, slots=True)
class Covered:
    """The contracts in force, and which of them have been followed up when; keys."""

    in_force: tuple[int, ...]
    in_period: tuple[int, ...]
    recently: tuple[int, ...]
    never: tuple[int, ...]
    too_long_ago: tuple[int, ...]


def in_force(contract: ContractFact, scope: Scope) -> bool:
    """Tell whether the contract was in force on some day of the period."""
    begun = contract.starts_on <= scope.ends_on
    return begun and (contract.ends_on is None or contract.ends_on >= scope.starts_on)


def is_too_long_ago(latest_on: date, as_of: date) -> bool:
    """Tell whether more than ``LONGEST_GAP`` years have gone since the latest follow-up."""
    return latest_on < years_before(as_of, LONGEST_GAP)


def covered(contracts: Sequence[ContractFact], scope: Scope, as_of: date) -> Covered:
    """Return which contracts in force have been followed up in the period, lately, never."""
    rows = [row for row in contracts if in_force(row, scope)]
    seen = [(row.key, row.latest_on) for row in rows if row.latest_on is not None]
    recent = years_before(as_of, RECENT)
    return Covered(
        in_force=tuple(row.key for row in rows),
        in_period=tuple(key for key, day in seen if day >= scope.starts_on),
        recently=tuple(key for key, day in seen if day > recent),
        never=tuple(row.key for row in rows if row.latest_on is None),
        too_long_ago=tuple(key for key, day in seen if is_too_long_ago(day, as_of)),
    )


def coverage(facts: YearFacts) -> Table:
    """Return the contracts in force per form of operation, and how they are followed up."""
    lines = [
        _line(form.value, form.label, [c for c in facts.contracts if c.operating_form == form],
              facts)
        for form in OperatingForm
    ]  # fmt: skip
    lines = [line for line in lines if line.cells[0].rows]
    lines.append(_line(LineWord.ALL.value, LineWord.ALL.label, facts.contracts, facts))
    return Table(
        key=TableKey.COVERAGE.value,
        title=TableKey.COVERAGE.label,
        columns=tuple(column.label for column in COLUMNS),
        lines=tuple(lines),
        note=NOTES[TableKey.COVERAGE],
        row_label=About.FORM.label,
    )


def _line(key: str, label: str, contracts: Sequence[ContractFact], facts: YearFacts) -> Line:
    found = covered(contracts, facts.scope, facts.as_of)
    kind = RowKind.CONTRACT
    return Line(
        key,
        label,
        (
            count(kind, found.in_force),
            count(kind, found.in_period),
            share(kind, found.in_period, len(found.in_force)),
            count(kind, found.recently),
            count(kind, found.never),
            count(kind, found.too_long_ago),
        ),
    )
