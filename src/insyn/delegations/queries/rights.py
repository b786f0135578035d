"""Who may decide in the board's name."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from insyn.delegations.models import Delegation
from insyn.delegations.rules import Grant, Matter, holds, reaches
from insyn.kernel.access import Access, Role


def who_may(access: Access, authority_id: int, matter: Matter, *, on: date) -> list[Delegation]:
    """Return the rights in the matter that are valid that day, the smallest amount first."""
    rows = Delegation.objects.visible_to(access).valid(on).filter(
        authority_id=authority_id, matter=matter
    )  # fmt: skip
    found = list(rows.select_related("user"))
    return sorted(found, key=lambda row: (row.most is None, row.most or 0, row.pk))


def may_decide(
    access: Access, authority_id: int, matter: Matter, *, amount: Decimal | None, on: date
) -> bool:
    """Tell whether the asker holds a right in the matter that is enough for the amount."""
    return right_of(access, who_may(access, authority_id, matter, on=on), amount) is not None


def right_of(access: Access, rights: list[Delegation], amount: Decimal | None) -> Delegation | None:
    """Return the first of the rights that is the asker's and is enough, or None."""
    for row in rights:
        grant = grant_of(row)
        if holds(grant, access, row.authority_id) and reaches(grant, amount):
            return row
    return None


def grant_of(row: Delegation) -> Grant:
    """Return the right as the rules want it."""
    return Grant(row.role, row.user_id, row.most, holder_of(row), row.clause)


def holder_of(row: Delegation) -> str:
    """Return what the role or the person that holds the right is called."""
    return _(Role(row.role).label) if row.role else str(row.user)
