"""What was agreed, over all meetings."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, Q

from insyn.dialogues.models import AgreedPoint, AgreedPointQuerySet
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.kernel.choices import Choice
from insyn.registry.rules.names import sort_key


class PointState(Choice):
    """How far something agreed has come."""

    OPEN = "open", "Öppen"
    LATE = "late", "Försenad"
    DONE = "done", "Klar"


SORTS: Mapping[str, tuple[str, ...]] = {
    "due": ("due_on",),
    "provider": ("meeting__contract__provider__sort_key", "due_on"),
    "done": ("done_on", "due_on"),
}


def points_seen(access: Access) -> AgreedPointQuerySet:
    """Return the points that the asker may read, with what a list says of them."""
    return AgreedPoint.objects.visible_to(access).select_related(
        "meeting__authority__municipality",
        "meeting__contract__provider",
        "meeting__contract__agreement",
    )


def listed_points(
    access: Access, chosen: Mapping[str, Any], *, sort: str, today: date
) -> AgreedPointQuerySet:
    """Return the points of the list: the open ones first, by their last day."""
    rows = points_seen(access)
    if state := chosen.get("state"):
        rows = rows.filter(_in_state(state, today))
    if chosen.get("done_by"):
        rows = rows.filter(done_by=chosen["done_by"])
    if chosen.get("authority"):
        rows = rows.filter(meeting__authority=chosen["authority"])
    if words := chosen.get("q"):
        rows = rows.filter(
            Q(text__icontains=words)
            | Q(meeting__contract__provider__sort_key__contains=sort_key(words))
        )
    names = SORTS.get(sort.removeprefix("-"))
    if names is None:
        return rows.order_by(F("done_on").desc(nulls_first=True), "due_on", "pk")
    if sort.startswith("-"):
        return rows.order_by(*(F(name).desc(nulls_last=True) for name in (*names, "pk")))
    return rows.order_by(*(F(name).asc(nulls_first=True) for name in (*names, "pk")))


def _in_state(state: str, today: date) -> Q:
    if state == PointState.DONE:
        return Q(done_on__isnull=False)
    if state == PointState.LATE:
        return Q(done_on=None, due_on__lt=today)
    return Q(done_on=None)


def state_of(point: AgreedPoint, today: date) -> PointState:
    """Return how far it has come."""
    if point.done_on:
        return PointState.DONE
    return PointState.LATE if point.is_late(today) else PointState.OPEN


def points_for_followup(access: Access, followup: Followup) -> AgreedPointQuerySet:
    """Return what the authority and the provider of a follow-up have agreed, the last day first."""
    return points_seen(access).filter(
        meeting__authority=followup.authority_id,
        meeting__contract__provider=followup.contract.provider_id,
    )
