"""Who carries out follow-ups in a board, who no longer can, and who may take over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet

from insyn.accounts.models import Authority, Membership, User
from insyn.followups.models import Followup, Reviewer, ReviewerQuerySet
from insyn.followups.rules import BEFORE_SENT, CARRIES_OUT
from insyn.kernel.access import Access
from insyn.platform import clock


def open_places(access: Access) -> ReviewerQuerySet:
    """Return the places of those who take part in follow-ups that are not sent."""
    return Reviewer.objects.visible_to(access).active().filter(followup__state__in=BEFORE_SENT)


def open_places_of(access: Access, authority: Authority, person: User) -> Sequence[Reviewer]:
    """Return the person's places in the authority's open follow-ups, the nearest day first."""
    rows = open_places(access).filter(followup__authority=authority, user=person)
    told = rows.select_related("user", "followup__contract__provider", "followup__form")
    return list(told.order_by("followup__planned_for", "followup__number", "pk"))


def current_roles(today: date) -> QuerySet[Membership]:
    """Return what lets the person of a place carry out follow-ups there, to ask with Exists."""
    return Membership.objects.current(today).filter(
        user=OuterRef("user"),
        authority=OuterRef("followup__authority"),
        role__in=CARRIES_OUT,
        user__is_active=True,
    )


def without_role(rows: ReviewerQuerySet, today: date) -> ReviewerQuerySet:
    """Keep the places of those who may not carry out follow-ups in the authority any longer."""
    return rows.filter(~Exists(current_roles(today)))


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with open follow-ups in a board."""

    person: User
    authority: Authority
    count: int
    has_role: bool


def people_with_open(access: Access, authorities: Sequence[int]) -> list[PersonRow]:
    """Return those with open follow-ups in the boards, those who may not any longer first.

    Four queries.
    """
    open_rows = open_places(access).filter(followup__authority__in=authorities)
    counted = open_rows.order_by().values("user", "followup__authority").annotate(made=Count("pk"))
    found = [(row["user"], row["followup__authority"], row["made"]) for row in counted]
    ended = set(
        without_role(open_rows, clock.today()).values_list("user_id", "followup__authority_id")
    )
    people = User.objects.in_bulk([user for user, _board, _made in found])
    boards = Authority.objects.select_related("municipality").in_bulk(
        [board for _user, board, _made in found]
    )
    rows = [
        PersonRow(people[user], boards[board], made, (user, board) not in ended)
        for user, board, made in found
    ]
    return sorted(rows, key=lambda row: (row.has_role, str(row.authority), str(row.person)))


def people_of(authority: Authority, *, besides: User | None = None) -> QuerySet[User]:
    """Return those who may carry out follow-ups in the authority, by name."""
    members = Membership.objects.current(clock.today()).filter(
        authority=authority, role__in=CARRIES_OUT
    )
    rows = User.objects.filter(is_active=True, pk__in=members.values("user"))
    rows = rows.exclude(pk=besides.pk) if besides else rows
    return rows.order_by("first_name", "last_name", "username")


def reviewers_without_role(access: Access, followup: Followup) -> set[int]:
    """Return the keys of the active reviewers here who may not carry it out any longer."""
    rows = Reviewer.objects.visible_to(access).filter(followup=followup).active()
    return set(without_role(rows, clock.today()).values_list("pk", flat=True))
