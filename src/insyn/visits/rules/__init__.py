"""Closed lists and rules of visits. Pure."""

from insyn.visits.rules.visits import (
    VisitKind,
    basis_of,
    dates_disagree,
)

__all__ = [
    "VisitKind",
    "basis_of",
    "dates_disagree",
]
