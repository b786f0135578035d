"""What became of what was found: deficiencies, action plans and sanctions. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from insyn.results.rules.facts import FindingFact, PlanFact, SanctionFact, YearFacts
from insyn.results.rules.found import all_of, counted_of, table
from insyn.results.rules.tables import Cell, Line, Measure, RowKind, Table, count
from insyn.results.rules.words import (
    About,
    Column,
    PlanLine,
    Remedy,
    SanctionLine,
    TableKey,
)


def remedy_of(row: FindingFact, as_of: date) -> Remedy:
    """Return how it went with a deficiency by that day: each is one of these, and only one."""
    if row.remedied_on is not None and row.remedied_on <= as_of:
        if row.due_on is None:
            return Remedy.WITHOUT_DAY
        return Remedy.IN_TIME if row.remedied_on <= row.due_on else Remedy.AFTERWARDS
    is_over = row.due_on is not None and row.due_on < as_of
    return Remedy.OVERDUE if is_over else Remedy.OPEN


def repeated(rows: Iterable[FindingFact], earlier: Iterable[FindingFact]) -> tuple[int, ...]:
    """Return the deficiencies of the same demand in the same place as one of an earlier year.

    One look at each row: the earliest year of every demand in every place is found first.
    """
    asked = list(rows)
    first: dict[tuple[str, str], int] = {}
    for row in (*asked, *earlier):
        for pair in _pairs(row):
            first[pair] = min(row.year, first.get(pair, row.year))
    return tuple(row.key for row in asked if any(first[pair] < row.year for pair in _pairs(row)))


def _pairs(row: FindingFact) -> Iterable[tuple[str, str]]:
    return ((root, place) for root in row.roots for place in row.places)


def deficiencies_remedied(facts: YearFacts) -> Table:
    """Return how it went with the deficiencies of the period, and which are repeated."""
    rows = facts.deficiencies()
    went: dict[Remedy, list[int]] = {remedy: [] for remedy in Remedy}
    for row in rows:
        went[remedy_of(row, facts.as_of)].append(row.key)
    went[Remedy.REPEATED] = list(repeated(rows, facts.earlier))
    kind = RowKind.FINDING
    lines = [
        Line(remedy.value, remedy.label, counted_of(kind, tuple(went[remedy]), len(rows)))
        for remedy in Remedy
    ]
    lines.append(all_of(kind, tuple(row.key for row in rows)))
    key = TableKey.DEFICIENCIES_REMEDIED
    return table(key, (Column.COUNT, Column.SHARE), lines, About.STATE)


def plan_line(plan: PlanFact, as_of: date) -> PlanLine:
    """Return how it went with a plan by that day: each is one of these, and only one."""
    if plan.approved_on is not None and plan.approved_on <= as_of:
        return PlanLine.AFTER_RETURN if plan.is_returned else PlanLine.AT_ONCE
    return PlanLine.CLOSED if plan.is_closed and plan.approved_on is None else PlanLine.OPEN


def plans(facts: YearFacts) -> Table:
    """Return how it went with the action plans that were requested in the period."""
    went: dict[PlanLine, list[int]] = {line: [] for line in PlanLine}
    for plan in facts.plans:
        went[PlanLine.REQUESTED].append(plan.key)
        went[plan_line(plan, facts.as_of)].append(plan.key)
        if plan.is_verified:
            went[PlanLine.VERIFIED].append(plan.key)
    lines = [
        Line(word.value, word.label, counted_of(RowKind.PLAN, tuple(keys), len(facts.plans)))
        for word, keys in went.items()
    ]
    return table(TableKey.PLANS, (Column.COUNT, Column.SHARE), lines, About.STATE)


def sanctions(facts: YearFacts) -> Table:
    """Return what happened to sanctions in the period, and what those decided in it come to."""
    rows = facts.sanctions
    cells = {word: Cell(None) for word in SanctionLine} if rows is None else _happened(facts, rows)
    lines = [Line(word.value, word.label, (cell,)) for word, cell in cells.items()]
    return table(TableKey.SANCTIONS, (Column.VALUE,), lines, About.STATE)


def _happened(facts: YearFacts, rows: Sequence[SanctionFact]) -> dict[SanctionLine, Cell]:
    decided = [row for row in rows if _within(facts, row.decided_on)]
    return {
        SanctionLine.PROPOSED: _when(facts, [(row.key, row.proposed_on) for row in rows]),
        SanctionLine.DECIDED: _when(facts, [(row.key, row.decided_on) for row in rows]),
        SanctionLine.CONTESTED: _when(facts, [(row.key, row.contested_on) for row in rows]),
        SanctionLine.CARRIED_OUT: _when(facts, [(row.key, row.carried_out_on) for row in rows]),
        SanctionLine.AMOUNT: _sum([(row.key, row.decided) for row in decided]),
        SanctionLine.SETTLED: _sum([(row.key, row.settled) for row in decided]),
    }


def _within(facts: YearFacts, day: date | None) -> bool:
    return facts.scope.holds(day) and day is not None and day <= facts.as_of


def _when(facts: YearFacts, days: Iterable[tuple[int, date | None]]) -> Cell:
    return count(RowKind.SANCTION, tuple(key for key, day in days if _within(facts, day)))


def _sum(amounts: Iterable[tuple[int, Decimal | None]]) -> Cell:
    known = [(key, amount) for key, amount in amounts if amount is not None]
    return Cell(
        value=float(sum((amount for _key, amount in known), Decimal(0))),
        measure=Measure.MONEY,
        row_kind=RowKind.SANCTION,
        rows=tuple(key for key, _amount in known),
    )
