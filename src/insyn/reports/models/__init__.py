"""Reports, their texts with every wording, their locked tables, and their way to the board."""

from insyn.reports.models.parts import LockedTable, PassageVersion, ReportItem, ReportStep
from insyn.reports.models.reports import Report, ReportPassage

__all__ = [
    "LockedTable",
    "PassageVersion",
    "Report",
    "ReportItem",
    "ReportPassage",
    "ReportStep",
]
