"""How long it takes: medians and ninetieth percentiles of days. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import median

from insyn.followups.rules import Kind
from insyn.results.rules.facts import FollowupFact, YearFacts
from insyn.results.rules.found import table
from insyn.results.rules.tables import Cell, Line, Measure, RowKind, Table, count
from insyn.results.rules.words import About, Column, LineWord, Step, TableKey

NINE_OF_TEN = 0.9
Spans = Sequence[tuple[int, date | None, date | None]]
"""Rows, each with the day that it is measured from and the day to."""

_COLUMNS = (Column.MEASURED, Column.MEDIAN, Column.NINE_OF_TEN)


def percentile(days: Sequence[int], part: float) -> int | None:
    """Return the smallest of the values that at least that part of them are at most.

    Nearest rank: always a value that was measured. None when nothing was.
    """
    ordered = sorted(days)
    return ordered[max(math.ceil(part * len(ordered)) - 1, 0)] if ordered else None


def cells_of(
    kind: RowKind, spans: Iterable[tuple[int, date | None, date | None]]
) -> tuple[Cell, ...]:
    """Return how many were measured, and the median and ninetieth percentile of their days.

    A row with a day missing, or with its days in the wrong order, is left out.
    """
    measured = [
        (key, (end - start).days)
        for key, start, end in spans
        if start is not None and end is not None and end >= start
    ]
    rows = tuple(key for key, _days in measured)
    days = [days for _key, days in measured]
    middle = median(days) if days else None
    return (
        count(kind, rows),
        Cell(middle, Measure.DAYS, kind, rows),
        Cell(percentile(days, NINE_OF_TEN), Measure.DAYS, kind, rows),
    )


def clock(facts: YearFacts) -> Table:
    """Return how long each step takes, from the visit to the board's decision and the plan."""
    of_followups = facts.followups
    plans = facts.plans
    spans: Mapping[Step, Spans] = {
        Step.TO_FACT_CHECK: [(r.key, r.carried_out_on, r.fact_check_on) for r in of_followups],
        Step.TO_REPORTED: [(r.key, r.fact_check_on, r.reported_on) for r in of_followups],
        Step.WHOLE: whole(of_followups),
        Step.TO_DECIDED: [
            (r.key, r.reported_on, _by(r.decided_on, facts.as_of)) for r in of_followups
        ],
    }
    after: Mapping[Step, Spans] = {
        Step.TO_PLAN: [(p.key, p.reported_on, p.requested_on) for p in plans],
        Step.TO_APPROVED: [(p.key, p.requested_on, _by(p.approved_on, facts.as_of)) for p in plans],
    }
    lines = [
        *(Line(step.value, step.label, cells_of(RowKind.FOLLOWUP, s)) for step, s in spans.items()),
        *(Line(step.value, step.label, cells_of(RowKind.PLAN, s)) for step, s in after.items()),
    ]
    return table(TableKey.CLOCK, _COLUMNS, lines, About.STEP)


def _by(day: date | None, as_of: date) -> date | None:
    return day if day is not None and day <= as_of else None


def whole(rows: Iterable[FollowupFact]) -> list[tuple[int, date | None, date | None]]:
    """Return the days from when each follow-up was carried out to when it was reported."""
    return [(row.key, row.carried_out_on, row.reported_on) for row in rows]


def clock_by_kind(facts: YearFacts) -> Table:
    """Return how long it takes from the visit to the report, by the kind of follow-up."""
    lines = [
        Line(
            kind.value,
            kind.label,
            cells_of(RowKind.FOLLOWUP, whole(r for r in facts.followups if r.kind == kind)),
        )
        for kind in Kind
    ]
    lines = [line for line in lines if line.cells[0].rows]
    everything = cells_of(RowKind.FOLLOWUP, whole(facts.followups))
    lines.append(Line(LineWord.ALL.value, LineWord.ALL.label, everything))
    return table(TableKey.CLOCK_BY_KIND, _COLUMNS, lines, About.KIND)
