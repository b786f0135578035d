"""Closed lists and rules of visits. Pure."""

from datetime import date

from insyn.kernel.choices import Choice


class VisitKind(Choice):
    """Where the reviewers and the provider met."""

    VISIT = "visit", "Besök i verksamheten"
    MEETING = "meeting", "Möte"
    DIGITAL = "digital", "Digitalt möte"


def dates_disagree(carried_out_on: date | None, visited_on: list[date]) -> bool:
    """Tell whether the follow-up is dated on a day when no visit or meeting took place."""
    return carried_out_on is not None and bool(visited_on) and carried_out_on not in visited_on
