"""Assessments, findings and what belongs to them."""

from insyn.findings.models.around import InspectorateQuestion, SharedExample
from insyn.findings.models.assessing import RequirementAssessment, SecondReader, SecondReading
from insyn.findings.models.depth import DepthDecision
from insyn.findings.models.fact_checks import (
    FactCheck,
    FactCheckComment,
    FactCheckPassage,
    FactCheckQuerySet,
    OfFactCheck,
    OfPassage,
)
from insyn.findings.models.findings import AreaAssessment, Finding, FindingQuerySet
from insyn.findings.models.signals import FindingSignal

__all__ = [
    "AreaAssessment",
    "DepthDecision",
    "FactCheck",
    "FactCheckComment",
    "FactCheckPassage",
    "FactCheckQuerySet",
    "Finding",
    "FindingQuerySet",
    "FindingSignal",
    "InspectorateQuestion",
    "OfFactCheck",
    "OfPassage",
    "RequirementAssessment",
    "SecondReader",
    "SecondReading",
    "SharedExample",
]
