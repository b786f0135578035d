"""What using an option would change."""

from insyn.kernel.access import Access
from insyn.registry.models import Agreement, Contract
from insyn.registry.models.contracts import ContractQuerySet


def followers(access: Access, agreement: Agreement) -> ContractQuerySet:
    """Return the contracts that end with the agreement, and so are extended with it."""
    rows = Contract.objects.visible_to(access).usable()
    ending = rows.filter(agreement=agreement, ends_on=agreement.ends_on)
    return ending.select_related("agreement", "provider")
