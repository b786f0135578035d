"""Visits and observations as the pages show them."""

from insyn.visits.queries.summary import VisitSummary, summaries, summary_of
from insyn.visits.queries.visits import (
    AreaPage,
    AreaShown,
    QuestionAsked,
    VisitsPage,
    area_page,
    areas_of,
    may_note,
    visits_page,
)

__all__ = [
    "AreaPage",
    "AreaShown",
    "QuestionAsked",
    "VisitSummary",
    "VisitsPage",
    "area_page",
    "areas_of",
    "may_note",
    "summaries",
    "summary_of",
    "visits_page",
]
