"""The tables of a period, in the order in which they are read. Pure."""

from collections.abc import Callable, Collection, Mapping

from insyn.results.rules.clock import clock, clock_by_kind
from insyn.results.rules.coverage import coverage
from insyn.results.rules.facts import YearFacts
from insyn.results.rules.found import (
    findings_by_area,
    findings_by_kind,
    findings_by_operating_form,
    findings_by_service_area,
    findings_by_severity,
    followups_by_kind,
    followups_by_outcome,
)
from insyn.results.rules.looked_up import register_checks, signals
from insyn.results.rules.remedies import deficiencies_remedied, plans, sanctions
from insyn.results.rules.rhythm import rhythm_by_operating_form, rhythm_by_service_area
from insyn.results.rules.shown import blank
from insyn.results.rules.tables import Table
from insyn.results.rules.words import TableKey

MAKERS: Mapping[TableKey, Callable[[YearFacts], Table]] = {
    TableKey.COVERAGE: coverage,
    TableKey.RHYTHM_BY_SERVICE_AREA: rhythm_by_service_area,
    TableKey.RHYTHM_BY_OPERATING_FORM: rhythm_by_operating_form,
    TableKey.FOLLOWUPS_BY_KIND: followups_by_kind,
    TableKey.FOLLOWUPS_BY_OUTCOME: followups_by_outcome,
    TableKey.FINDINGS_BY_KIND: findings_by_kind,
    TableKey.FINDINGS_BY_AREA: findings_by_area,
    TableKey.FINDINGS_BY_SEVERITY: findings_by_severity,
    TableKey.FINDINGS_BY_SERVICE_AREA: findings_by_service_area,
    TableKey.FINDINGS_BY_OPERATING_FORM: findings_by_operating_form,
    TableKey.DEFICIENCIES_REMEDIED: deficiencies_remedied,
    TableKey.PLANS: plans,
    TableKey.SANCTIONS: sanctions,
    TableKey.SIGNALS: signals,
    TableKey.REGISTER_CHECKS: register_checks,
    TableKey.CLOCK: clock,
    TableKey.CLOCK_BY_KIND: clock_by_kind,
}


OWN_ONLY = frozenset(
    {
        TableKey.COVERAGE,
        TableKey.RHYTHM_BY_SERVICE_AREA,
        TableKey.RHYTHM_BY_OPERATING_FORM,
        TableKey.PLANS,
        TableKey.SANCTIONS,
        TableKey.SIGNALS,
        TableKey.REGISTER_CHECKS,
        TableKey.CLOCK,
    }
)
"""Tables of what a board keeps to itself: one that it reports to is told nothing by them."""


def is_for_the_board_alone(table: Table) -> bool:
    """Tell whether one who only receives the board's reports is told nothing of the table."""
    return table.key in {key.value for key in OWN_ONLY}


def tables_of(facts: YearFacts, keys: Collection[TableKey] = tuple(TableKey)) -> tuple[Table, ...]:
    """Return those tables of the period, in the order in which they are read."""
    made = (make(facts) for key, make in MAKERS.items() if key in keys)
    return tuple(
        blank(table) if not facts.is_own and is_for_the_board_alone(table) else table
        for table in made
    )
