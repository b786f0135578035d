"""Whether a contract is being brought to an end."""

from django.conf import settings
from django.utils.module_loading import import_string

from insyn.kernel.access import Access
from insyn.registry.models import Contract
from insyn.registry.rules.endings import ContractEnding


def ending_of(access: Access, contract: Contract) -> ContractEnding:
    """Return what the page says of the end; asked of what ``ENDING_OF_CONTRACT`` names."""
    found: ContractEnding = import_string(settings.ENDING_OF_CONTRACT)(access, contract)
    return found
