"""The start page's part about people: who has not come in yet, and whose role ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.accounts.models import Membership
from insyn.accounts.queries import managed_members
from insyn.kernel.access import Access
from insyn.portal.rules import ENDED_WITHIN

MOST_MEMBERS = 6


@dataclass(frozen=True, slots=True)
class People:
    """The members that one who manages them should know about."""

    waiting: Sequence[Membership]
    waiting_count: int
    ending: Sequence[Membership]


def people(access: Access, *, today: date) -> People:
    """Return those who have not come in, and the roles that lately ended or soon will.

    Counts what the list of members shows when it is filtered. Three queries.
    """
    rows = managed_members(access)
    waiting = rows.not_ended(today).not_yet_in()
    near = rows.filter(valid_to__gte=today - ENDED_WITHIN, valid_to__lte=today + ENDED_WITHIN)
    return People(
        waiting=list(waiting.order_by("valid_from", "pk")[:MOST_MEMBERS]),
        waiting_count=waiting.count(),
        ending=list(near.order_by("-valid_to", "pk")[:MOST_MEMBERS]),
    )
