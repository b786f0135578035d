"""Reading the year that a report tells of."""

from insyn.reports.queries.reports import (
    SELECTION_ORDER,
    TOLD,
    gather,
    locked_figures,
    reported_followups,
    texts_of,
)

__all__ = [
    "SELECTION_ORDER",
    "TOLD",
    "gather",
    "locked_figures",
    "reported_followups",
    "texts_of",
]
