"""Closed lists and rules of visits. Pure."""

from collections.abc import Collection
from datetime import date

from insyn.followups.rules import BasisKind
from insyn.kernel.choices import Choice


class VisitKind(Choice):
    """Where the reviewers and the provider met."""

    VISIT = "visit", "Besök i verksamheten"
    MEETING = "meeting", "Möte"
    DIGITAL = "digital", "Digitalt möte"


def basis_of(kind: VisitKind) -> BasisKind:
    """Return what a carried-out visit counts as among what the assessment stands on."""
    return BasisKind.VISIT if kind == VisitKind.VISIT else BasisKind.MEETING


def dates_disagree(carried_out_on: date | None, visited_on: Collection[date]) -> bool:
    """Tell whether the follow-up is dated on a day when no visit or meeting took place."""
    return carried_out_on is not None and bool(visited_on) and carried_out_on not in visited_on
