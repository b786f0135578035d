"""What the page of a contract says of its end."""

from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.kernel.access import Access
from insyn.measures.queries.terminations import may_start, running_termination
from insyn.registry.models import Contract
from insyn.registry.rules.endings import ContractEnding


def ending_of_contract(access: Access, contract: Contract) -> ContractEnding:
    """Return the end that is under way, or where the asker may begin one. One query."""
    running = running_termination(access, contract)
    if running is not None:
        return ContractEnding(
            said=f"{_(running.shown_kind.label)}: {_(running.shown_state.label)}",
            url=reverse("measures:termination", args=[running.pk]),
            ends_on=running.ends_on,
        )
    if not may_start(access, contract):
        return ContractEnding()
    return ContractEnding(start_url=reverse("measures:termination_start", args=[contract.pk]))
