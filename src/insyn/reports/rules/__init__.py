"""Rules of reports. Pure."""

from insyn.reports.rules.contradictions import Contradiction, contradictions
from insyn.reports.rules.facts import (
    CheckRemark,
    FindingFacts,
    FollowupFacts,
    LotFacts,
    PlanFacts,
    PlanStepFacts,
    ReportFacts,
    ShareFacts,
    SupplementFacts,
    TemplateArea,
)
from insyn.reports.rules.figures import FIGURE_LABELS, Figure, FigureMap, figures_of
from insyn.reports.rules.states import (
    PROPOSED_BY_FACTS,
    REPORT_LIFECYCLE,
    ReportEvent,
    ReportState,
    ReportText,
    WarningCode,
)

__all__ = [
    "FIGURE_LABELS",
    "PROPOSED_BY_FACTS",
    "REPORT_LIFECYCLE",
    "CheckRemark",
    "Contradiction",
    "Figure",
    "FigureMap",
    "FindingFacts",
    "FollowupFacts",
    "LotFacts",
    "PlanFacts",
    "PlanStepFacts",
    "ReportEvent",
    "ReportFacts",
    "ReportState",
    "ReportText",
    "ShareFacts",
    "SupplementFacts",
    "TemplateArea",
    "WarningCode",
    "contradictions",
    "figures_of",
]
