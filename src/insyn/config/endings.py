"""Who knows whether a contract is being brought to an end; the contract's page tells of it."""

from collections.abc import Callable

from insyn.kernel.access import Access
from insyn.measures.queries.ending_of_contract import ending_of_contract
from insyn.registry.models import Contract
from insyn.registry.rules.endings import ContractEnding

ENDING_OF_CONTRACT: Callable[[Access, Contract], ContractEnding] = ending_of_contract
