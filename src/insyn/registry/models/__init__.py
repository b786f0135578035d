"""The register: what is followed up, who provides it, and under which terms."""

from insyn.registry.models.agreements import Agreement, Contract, Lot
from insyn.registry.models.imports import ImportProfile, ImportRun
from insyn.registry.models.providers import (
    Provider,
    ProviderContact,
    ProviderName,
    ServiceArea,
    Unit,
)

__all__ = [
    "Agreement",
    "Contract",
    "ImportProfile",
    "ImportRun",
    "Lot",
    "Provider",
    "ProviderContact",
    "ProviderName",
    "ServiceArea",
    "Unit",
]
