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
    DONE,
    JOINT_TEXTS,
    PROPOSED_BY_FACTS,
    REPORT_LIFECYCLE,
    ReportEvent,
    ReportKind,
    ReportState,
    ReportText,
    WarningCode,
)

__all__ = [
    "DONE",
    "FIGURE_LABELS",
    "JOINT_TEXTS",
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
    "ReportKind",
    "ReportState",
    "ReportText",
    "ShareFacts",
    "SupplementFacts",
    "TemplateArea",
    "WarningCode",
    "contradictions",
    "figures_of",
]
