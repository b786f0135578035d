"""What is demanded: areas, packs, requirements and their versions, promises in bids."""

from insyn.requirements.models.catalogue import (
    BidPromise,
    OfRequirement,
    QualityArea,
    Requirement,
    RequirementPack,
    RequirementVersion,
)

__all__ = [
    "BidPromise",
    "OfRequirement",
    "QualityArea",
    "Requirement",
    "RequirementPack",
    "RequirementVersion",
]
