"""The tables of a period, in the order in which they are read. Pure."""

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
from insyn.results.rules.shown import blank
from insyn.results.rules.tables import Table
from insyn.results.rules.words import TableKey

MAKERS = (
    coverage,
    followups_by_kind,
    followups_by_outcome,
    findings_by_kind,
    findings_by_area,
    findings_by_severity,
    findings_by_service_area,
    findings_by_operating_form,
    deficiencies_remedied,
    plans,
    sanctions,
    signals,
    register_checks,
    clock,
    clock_by_kind,
)


OWN_ONLY = frozenset(
    {
        TableKey.COVERAGE,
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


def tables_of(facts: YearFacts) -> tuple[Table, ...]:
    """Return every table of the period."""
    made = (make(facts) for make in MAKERS)
    return tuple(
        blank(table) if not facts.is_own and is_for_the_board_alone(table) else table
        for table in made
    )
