"""The contact log and the post of one follow-up, and all that waits for the diary."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from insyn.accounts.models import Authority
from insyn.followups.models import (
    ContactNote,
    Correspondence,
    CorrespondenceQuerySet,
    Followup,
)
from insyn.followups.rules import ENDED, State
from insyn.kernel.access import CLEARANCES, Access, Permission, Secrecy

SORTS: Mapping[str, tuple[str, ...]] = {
    "dated": ("dated_on",),
    "party": ("party",),
    "way": ("way", "dated_on"),
    "authority": ("authority__municipality__name", "authority__name", "dated_on"),
    "case_number": ("case_number", "dated_on"),
    "registered": ("registered_on", "dated_on"),
}
"""How the diary's list can be sorted."""


@dataclass(frozen=True, slots=True)
class ContactShown:
    """A line of the contact log, and whether the asker wrote it and may change it."""

    note: ContactNote
    may_change: bool


@dataclass(frozen=True, slots=True)
class PostOfFollowup:
    """What the tab shows, and which of its buttons."""

    contacts: list[ContactShown]
    posts: list[Correspondence]
    may_note: bool
    may_file: bool


def post_of(access: Access, followup: Followup) -> PostOfFollowup:
    """Return the log and the post of the follow-up, the latest first. Two queries."""
    may = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    may_note = may and State(followup.state) not in ENDED
    notes = ContactNote.objects.visible_to(access).filter(followup=followup)
    posts = Correspondence.objects.visible_to(access).filter(followup=followup)
    return PostOfFollowup(
        contacts=[
            ContactShown(note, may_note and note.noted_by_id == access.user_id)
            for note in notes.select_related("noted_by")
        ],
        posts=list(posts.select_related("document", "registered_by")),
        may_note=may_note,
        may_file=access.may(Permission.KEEP_DIARY, authority_id=followup.authority_id),
    )


def kept_diaries(access: Access) -> QuerySet[Authority]:
    """Return the authorities whose diary the asker keeps."""
    where = access.authorities_where(Permission.KEEP_DIARY)
    return Authority.objects.select_related("municipality").filter(pk__in=where)


def diary_rows(
    access: Access, chosen: Mapping[str, Any], *, sort: str = ""
) -> CorrespondenceQuerySet:
    """Return the post of the diaries that the asker keeps; what waits unless all is asked for."""
    where = access.authorities_where(Permission.KEEP_DIARY)
    rows = Correspondence.objects.visible_to(access).filter(authority__in=where)
    rows = rows.select_related("authority__municipality", "followup", "document", "registered_by")
    if not chosen.get("show"):
        rows = rows.unregistered()
    elif chosen["show"] == "registered":
        rows = rows.exclude(registered_on=None)
    for field in ("authority", "way", "medium"):
        if chosen.get(field):
            rows = rows.filter(**{field: chosen[field]})
    if chosen.get("first_day"):
        rows = rows.filter(dated_on__gte=chosen["first_day"])
    if chosen.get("last_day"):
        rows = rows.filter(dated_on__lte=chosen["last_day"])
    if words := chosen.get("q"):
        rows = rows.filter(
            Q(party__icontains=words)
            | Q(summary__icontains=words)
            | Q(case_number__icontains=words)
        )
    return rows.order_by(*_order(sort))


def _order(sort: str) -> list[OrderBy]:
    """Return a whole order: the oldest first, since it has waited longest."""
    names = (*SORTS.get(sort.removeprefix("-"), ("dated_on",)), "pk")
    if sort.startswith("-"):
        return [F(name).desc(nulls_last=True) for name in names]
    return [F(name).asc(nulls_first=True) for name in names]


def waiting_count(access: Access) -> int:
    """Return how many posts wait for a diary that the asker keeps."""
    return diary_rows(access, {}).order_by().count()


def guards_clients(access: Access, authority_id: int) -> bool:
    """Tell whether the asker may handle documents about single clients in the authority."""
    roles = (m.role for m in access.mandates if m.authority_id == authority_id)
    return any(CLEARANCES[role] >= Secrecy.CLIENT_DOCUMENT for role in roles)
