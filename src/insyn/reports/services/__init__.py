"""Everything that changes a report."""

from insyn.reports.services.common import require_draft
from insyn.reports.services.life import (
    NEEDS_DECIDER,
    Decided,
    lock_figures,
    move_report,
)
from insyn.reports.services.making import (
    ReportHead,
    ReportScope,
    create_period_report,
    create_report,
    create_single_report,
    create_thematic_report,
)
from insyn.reports.services.matters import propose_to_board
from insyn.reports.services.writing import propose_passage, restore_passage, write_passage

__all__ = [
    "NEEDS_DECIDER",
    "Decided",
    "ReportHead",
    "ReportScope",
    "create_period_report",
    "create_report",
    "create_single_report",
    "create_thematic_report",
    "lock_figures",
    "move_report",
    "propose_passage",
    "propose_to_board",
    "require_draft",
    "restore_passage",
    "write_passage",
]
