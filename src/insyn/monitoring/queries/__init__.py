"""Which checks there are, which still count, what they say of a provider, and what is to come."""

from insyn.monitoring.queries.checks import (
    SORTS,
    CheckLine,
    KindLine,
    Summary,
    check_lines,
    checks,
    filtered,
    of_standing,
    providers_named,
    providers_of,
    summary,
    summary_of,
)

__all__ = [
    "SORTS",
    "CheckLine",
    "KindLine",
    "Summary",
    "check_lines",
    "checks",
    "filtered",
    "of_standing",
    "providers_named",
    "providers_of",
    "summary",
    "summary_of",
]
