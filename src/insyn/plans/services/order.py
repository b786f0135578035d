"""The order of sections, forms, stages and other rows that have a position."""

from typing import TypeVar

from django.db import models
from django.db.models import Max

from insyn.platform.scoping import Scoped

M = TypeVar("M", bound=models.Model)


def next_position(rows: Scoped[M]) -> int:
    """Return the position of a row that is put last."""
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def swap(rows: Scoped[M], row: M, *, is_up: bool) -> bool:
    """Let the row change places with the one before it, or after it; at the end, stay.

    ``rows`` are in order, and what they stand in is locked. Returns whether it moved.
    """
    ordered = list(rows)
    at = next((place for place, one in enumerate(ordered) if one.pk == row.pk), -1)
    to = at - 1 if is_up else at + 1
    if at < 0 or not 0 <= to < len(ordered):
        return False
    ordered[at], ordered[to] = ordered[to], ordered[at]
    moved = [one for place, one in enumerate(ordered) if one.position != place]  # type: ignore[attr-defined]
    for place, one in enumerate(ordered):
        one.position = place  # type: ignore[attr-defined]
    rows.bulk_update(moved, ["position"])
    return True
