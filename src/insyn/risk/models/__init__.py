"""Risk models and assessments, focus areas, accepted warnings, and selections."""

from insyn.risk.models.acceptances import AcceptedWarning
from insyn.risk.models.assessments import (
    AssessmentOccasion,
    AssessmentParticipant,
    OfAssessment,
    RiskAssessment,
    RiskScore,
)
from insyn.risk.models.factors import RiskFactor, RiskModel, RiskModelVersion
from insyn.risk.models.focus import FocusArea
from insyn.risk.models.selections import (
    Candidate,
    CandidateQuerySet,
    OfSelection,
    Selection,
    SelectionQuerySet,
    Share,
    ShareQuerySet,
)

__all__ = [
    "AcceptedWarning",
    "AssessmentOccasion",
    "AssessmentParticipant",
    "Candidate",
    "CandidateQuerySet",
    "FocusArea",
    "OfAssessment",
    "OfSelection",
    "RiskAssessment",
    "RiskFactor",
    "RiskModel",
    "RiskModelVersion",
    "RiskScore",
    "Selection",
    "SelectionQuerySet",
    "Share",
    "ShareQuerySet",
]
