"""The register: what is followed up, who provides it, and under which terms."""

from insyn.registry.models.agreements import (
    Agreement,
    AgreementOption,
    Lot,
    OfAgreement,
    SanctionStep,
)
from insyn.registry.models.contracts import Contract, ContractPrice, OfContract, Usage
from insyn.registry.models.imports import ImportProfile, ImportRun
from insyn.registry.models.providers import (
    Provider,
    ProviderContact,
    ProviderGroup,
    ProviderMerge,
    ProviderName,
)
from insyn.registry.models.units import Permit, ServiceArea, Unit, UnitOperation
from insyn.registry.models.watch import WatchFeed

__all__ = [
    "Agreement",
    "AgreementOption",
    "Contract",
    "ContractPrice",
    "ImportProfile",
    "ImportRun",
    "Lot",
    "OfAgreement",
    "OfContract",
    "Permit",
    "Provider",
    "ProviderContact",
    "ProviderGroup",
    "ProviderMerge",
    "ProviderName",
    "SanctionStep",
    "ServiceArea",
    "Unit",
    "UnitOperation",
    "Usage",
    "WatchFeed",
]
