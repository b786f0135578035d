"""Which checks there are, which still count, and what they say of a provider."""

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
