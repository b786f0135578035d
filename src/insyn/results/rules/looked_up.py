"""What the registers showed, and what came in as signals. Pure."""

from collections.abc import Sequence

from insyn.monitoring.rules import ALWAYS_ASKED, GUARDED, CheckKind, CheckResult
from insyn.results.rules.coverage import in_force
from insyn.results.rules.facts import SignalFact, YearFacts
from insyn.results.rules.found import table
from insyn.results.rules.tables import Cell, Line, RowKind, Table, count
from insyn.results.rules.words import About, Column, LineWord, TableKey
from insyn.signals.rules import SignalSource, SignalState

_RESULTS = (CheckResult.OK, CheckResult.REMARK, CheckResult.ALARM, CheckResult.UNKNOWN)
_COLUMNS = (
    Column.MADE,
    Column.WITHOUT_REMARK,
    Column.REMARK,
    Column.ALARM,
    Column.UNKNOWN,
    Column.NEVER_CHECKED,
)


def register_checks(facts: YearFacts) -> Table:
    """Return the checks made in the period by kind, and the contracts that lack one."""
    return table(
        TableKey.REGISTER_CHECKS,
        _COLUMNS,
        [_line(kind, facts) for kind in _kinds(facts)],
        About.CHECK,
    )


def _kinds(facts: YearFacts) -> list[CheckKind]:
    """Return the usual kinds and those that there is a check of; never those that name people."""
    made = {row.kind for row in facts.checks}
    return [
        kind for kind in CheckKind if kind not in GUARDED and (kind in ALWAYS_ASKED or kind in made)
    ]


def _line(kind: CheckKind, facts: YearFacts) -> Line:
    of_kind = [row for row in facts.checks if row.kind == kind]
    made = [row for row in of_kind if facts.scope.holds(row.checked_on)]
    looked_at = {row.provider for row in of_kind}
    never = tuple(
        row.key
        for row in facts.contracts
        if in_force(row, facts.scope) and row.provider not in looked_at
    )
    check = RowKind.CHECK
    return Line(
        kind.value,
        kind.label,
        (
            count(check, tuple(row.key for row in made)),
            *(
                count(check, tuple(r.key for r in made if r.result == result))
                for result in _RESULTS
            ),
            count(RowKind.CONTRACT, never),
        ),
    )


_SIGNAL_COLUMNS = (
    Column.CAME_IN,
    Column.LINKED,
    Column.PROPOSED,
    Column.PARKED,
    Column.DISMISSED,
    Column.CLOSED_THERE,
    Column.OPEN,
)
_SETTLED = (
    SignalState.LINKED,
    SignalState.PROPOSED,
    SignalState.PARKED,
    SignalState.DISMISSED,
)


def signals(facts: YearFacts) -> Table:
    """Return the signals that came in during the period, by whom they came from."""
    rows = facts.signals
    everything = (LineWord.ALL.value, LineWord.ALL.label)
    if rows is None:
        nothing = tuple(Cell(None) for _column in _SIGNAL_COLUMNS)
        lines = [Line(*everything, nothing)]
    else:
        sources = [source for source in SignalSource if any(r.source == source for r in rows)]
        lines = [
            Line(one.value, one.label, _became([row for row in rows if row.source == one]))
            for one in sources
        ]
        lines.append(Line(*everything, _became(rows)))
    return table(TableKey.SIGNALS, _SIGNAL_COLUMNS, lines, About.SOURCE)


def _became(rows: Sequence[SignalFact]) -> tuple[Cell, ...]:
    new = [row for row in rows if row.state == SignalState.NEW]
    groups = [
        rows,
        *([row for row in rows if row.state == state] for state in _SETTLED),
        [row for row in new if row.is_closed_there],
        [row for row in new if not row.is_closed_there],
    ]
    return tuple(count(RowKind.SIGNAL, tuple(row.key for row in group)) for group in groups)
