"""The warnings about a plan, and which of them somebody has accepted."""

from insyn.risk.queries.checks.warnings import (
    AcceptedBefore,
    Told,
    accepted_before,
    in_readers_language,
    shown_in_memo,
    told_of,
    warnings_of,
)

__all__ = [
    "AcceptedBefore",
    "Told",
    "accepted_before",
    "in_readers_language",
    "shown_in_memo",
    "told_of",
    "warnings_of",
]
