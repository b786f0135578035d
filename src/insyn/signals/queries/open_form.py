"""What the open form of a board shows."""

from django.db.models import QuerySet

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Mandate, Role
from insyn.registry.models import Contract, Provider
from insyn.signals.models import OpenForm


def open_form_of(authority: Authority) -> OpenForm | None:
    """Return the board's form when it is open; else None, as if there were no such page."""
    rows = OpenForm.objects.visible_to(_board(authority))
    return rows.filter(authority=authority, is_on=True).first()


def providers_of(authority: Authority) -> QuerySet[Provider]:
    """Return the providers that the board has agreements with: public facts, nothing else."""
    contracts = Contract.objects.visible_to(_board(authority)).usable()
    under = contracts.filter(agreement__authority=authority).order_by().values("provider")
    return Provider.objects.standing().filter(pk__in=under).order_by("sort_key", "pk")


def _board(authority: Authority) -> Access:
    return Access.system("Öppet formulär", mandates=(Mandate(authority.pk, Role.PLAN_OWNER),))
