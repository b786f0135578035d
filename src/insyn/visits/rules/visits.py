"""Closed lists and rules of visits. Pure."""

from insyn.followups.rules import BasisKind, dates_disagree
from insyn.kernel.choices import Choice

__all__ = ["VisitKind", "basis_of", "dates_disagree"]


class VisitKind(Choice):
    """Where the reviewers and the provider met."""

    VISIT = "visit", "Besök i verksamheten"
    MEETING = "meeting", "Möte"
    DIGITAL = "digital", "Digitalt möte"


def basis_of(kind: VisitKind) -> BasisKind:
    """Return what a carried-out visit counts as among what the assessment stands on."""
    return BasisKind.VISIT if kind == VisitKind.VISIT else BasisKind.MEETING
