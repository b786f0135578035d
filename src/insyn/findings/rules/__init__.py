"""What a finding is and what it must say. Pure."""

from insyn.findings.rules.findings import (
    CONCLUDED_IN,
    DAYS_TO_REMEDY,
    REMEDIABLE,
    BasisFacts,
    DeficiencyFacts,
    FindingKind,
    Readiness,
    Severity,
    check_due,
    check_outcome,
    check_remedy,
    listed,
    missing_in,
    overall_sentence,
    proposed_due,
)

__all__ = [
    "CONCLUDED_IN",
    "DAYS_TO_REMEDY",
    "REMEDIABLE",
    "BasisFacts",
    "DeficiencyFacts",
    "FindingKind",
    "Readiness",
    "Severity",
    "check_due",
    "check_outcome",
    "check_remedy",
    "listed",
    "missing_in",
    "overall_sentence",
    "proposed_due",
]
