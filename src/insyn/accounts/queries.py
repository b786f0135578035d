"""Reading who somebody is."""

from collections import defaultdict
from datetime import date

from django.db import models
from django.db.models import Q

from insyn.accounts.models import (
    Authority,
    CooperationMember,
    Membership,
    MembershipQuerySet,
    User,
)
from insyn.kernel.access import Access, Mandate, Permission, Role


def mandates_of(user: User, *, today: date) -> tuple[Mandate, ...]:
    """Return the user's roles that are in force on the day, with their cooperations.

    Two queries, or one when the user has no role.
    """
    rows = list(Membership.objects.filter(user=user).current(today))
    if not user.is_active or not rows:
        return ()
    cooperations = cooperations_of({row.authority_id for row in rows}, today=today)
    return tuple(
        Mandate(row.authority_id, Role(row.role), cooperations.get(row.authority_id, frozenset()))
        for row in rows
    )


def cooperations_of(authority_ids: set[int], *, today: date) -> dict[int, frozenset[int]]:
    """Return the cooperations in which each authority takes part on the day."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for place in CooperationMember.objects.filter(authority_id__in=authority_ids):
        if (place.valid_from is None or place.valid_from <= today) and (
            place.valid_to is None or today <= place.valid_to
        ):
            found[place.authority_id].add(place.cooperation_id)
    return {authority_id: frozenset(ids) for authority_id, ids in found.items()}


def managed_members(access: Access) -> MembershipQuerySet:
    """Return the memberships that the asker manages, of past and present."""
    managed = access.authorities_where(Permission.MANAGE_MEMBERS)
    rows = Membership.objects.filter(authority_id__in=managed)
    return rows.select_related("user", "authority__municipality")


def managed_authorities(access: Access) -> models.QuerySet[Authority]:
    """Return the authorities whose members the asker manages."""
    managed = access.authorities_where(Permission.MANAGE_MEMBERS)
    return Authority.objects.select_related("municipality").filter(pk__in=managed)


def people_matching(rows: MembershipQuerySet, text: str) -> MembershipQuerySet:
    """Keep the memberships of people whose name or user name has each word in it."""
    for word in text.split():
        rows = rows.filter(
            Q(user__first_name__icontains=word)
            | Q(user__last_name__icontains=word)
            | Q(user__username__icontains=word)
        )
    return rows
