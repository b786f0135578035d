"""What is demanded: areas, packs, requirements and their versions, promises in bids."""

from insyn.requirements.models.catalogue import (
    FOLLOWABLE,
    NOT_FOLLOWABLE,
    TESTED,
    BidPromise,
    OfRequirement,
    QualityArea,
    Requirement,
    RequirementPack,
    RequirementQuerySet,
    RequirementVersion,
    RequirementVersionQuerySet,
)

__all__ = [
    "FOLLOWABLE",
    "NOT_FOLLOWABLE",
    "TESTED",
    "BidPromise",
    "OfRequirement",
    "QualityArea",
    "Requirement",
    "RequirementPack",
    "RequirementQuerySet",
    "RequirementVersion",
    "RequirementVersionQuerySet",
]
