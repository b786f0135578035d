"""What each table is counted from, so that one table by itself asks for no more. Pure."""

from collections.abc import Collection, Mapping
from enum import Enum, auto

from insyn.results.rules.words import TableKey


class Need(Enum):
    """Rows that tables are counted from, by their names in ``YearFacts``."""

    CONTRACTS = auto()
    FOLLOWUPS = auto()
    FINDINGS = auto()
    EARLIER = auto()
    PLANS = auto()
    SANCTIONS = auto()
    SIGNALS = auto()
    CHECKS = auto()


EVERYTHING = frozenset(Need)
_OF_FINDINGS = frozenset({Need.FOLLOWUPS, Need.FINDINGS})

NEEDS: Mapping[TableKey, frozenset[Need]] = {
    TableKey.COVERAGE: frozenset({Need.CONTRACTS}),
    TableKey.RHYTHM_BY_SERVICE_AREA: frozenset({Need.CONTRACTS}),
    TableKey.RHYTHM_BY_OPERATING_FORM: frozenset({Need.CONTRACTS}),
    TableKey.FOLLOWUPS_BY_KIND: frozenset({Need.FOLLOWUPS}),
    TableKey.FOLLOWUPS_BY_OUTCOME: frozenset({Need.FOLLOWUPS}),
    TableKey.FINDINGS_BY_KIND: _OF_FINDINGS,
    TableKey.FINDINGS_BY_AREA: _OF_FINDINGS,
    TableKey.FINDINGS_BY_SEVERITY: _OF_FINDINGS,
    TableKey.FINDINGS_BY_SERVICE_AREA: _OF_FINDINGS,
    TableKey.FINDINGS_BY_OPERATING_FORM: _OF_FINDINGS,
    TableKey.DEFICIENCIES_REMEDIED: _OF_FINDINGS | {Need.EARLIER},
    TableKey.PLANS: frozenset({Need.PLANS}),
    TableKey.SANCTIONS: frozenset({Need.SANCTIONS}),
    TableKey.SIGNALS: frozenset({Need.SIGNALS}),
    TableKey.REGISTER_CHECKS: frozenset({Need.CONTRACTS, Need.CHECKS}),
    TableKey.CLOCK: frozenset({Need.FOLLOWUPS, Need.PLANS}),
    TableKey.CLOCK_BY_KIND: frozenset({Need.FOLLOWUPS}),
}


def needed_for(keys: Collection[TableKey]) -> frozenset[Need]:
    """Return what those tables are counted from; a table that is not known here needs all."""
    return frozenset().union(*(NEEDS.get(key, EVERYTHING) for key in keys))
