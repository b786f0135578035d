"""What the commissioner itself lacks, over all follow-ups."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, Q

from insyn.findings.models import Finding, FindingQuerySet
from insyn.findings.rules import FindingKind
from insyn.followups.rules import State
from insyn.kernel.access import Access
from insyn.kernel.choices import Choice


class ShortcomingState(Choice):
    """How far a shortcoming of the commissioner has come."""

    OPEN = "open", "Inte avhjälpt"
    LATE = "late", "Försenad"
    DONE = "done", "Avhjälpt"


SORTS: Mapping[str, tuple[Any, ...]] = {
    "due": (F("due_on").asc(nulls_last=True), "pk"),
    "-due": (F("due_on").desc(nulls_last=True), "-pk"),
    "responsible": ("responsible", "pk"),
    "-responsible": ("-responsible", "-pk"),
    "seen": (F("seen_on").asc(nulls_last=True), "pk"),
    "-seen": (F("seen_on").desc(nulls_last=True), "-pk"),
}


def shortcomings(access: Access) -> FindingQuerySet:
    """Return the shortcomings of the asker's own authorities; another's are its own matter."""
    rows = Finding.objects.visible_to(access).filter(
        kind=FindingKind.COMMISSIONER_SHORTCOMING, followup__authority__in=access.authority_ids
    )
    return rows.exclude(followup__state=State.CANCELLED)


def shortcoming_list(
    access: Access, chosen: Mapping[str, Any], *, sort: str, today: date
) -> FindingQuerySet:
    """Return the list page's rows: what is open first, by its last day."""
    rows = shortcomings(access)
    if chosen.get("q"):
        said = chosen["q"]
        rows = rows.filter(
            Q(text__icontains=said) | Q(area__icontains=said) | Q(responsible__icontains=said)
        )
    if state := chosen.get("state"):
        rows = rows.filter(_state(state, today))
    if chosen.get("authority"):
        rows = rows.filter(followup__authority=chosen["authority"])
    related = rows.select_related(
        "followup__contract__provider", "followup__authority__municipality"
    )
    usual = (F("remedied_on").desc(nulls_first=True), *SORTS["due"])
    return related.order_by(*SORTS.get(sort, usual))


def _state(state: str, today: date) -> Q:
    if state == ShortcomingState.DONE:
        return Q(remedied_on__isnull=False)
    is_open = Q(remedied_on=None)
    return is_open & Q(due_on__lt=today) if state == ShortcomingState.LATE else is_open


def state_of(row: Finding, today: date) -> ShortcomingState:
    """Return how far the shortcoming has come."""
    if row.remedied_on:
        return ShortcomingState.DONE
    is_late = row.due_on is not None and row.due_on < today
    return ShortcomingState.LATE if is_late else ShortcomingState.OPEN
