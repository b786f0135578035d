"""What may be published, how it is guarded, and the life of a publication. Pure."""

from insyn.publication.rules.states import (
    LICENCE_ADDRESSES,
    ONCE_OUT,
    PUBLICATION_LIFECYCLE,
    Check,
    LeftOut,
    Licence,
    PlanTold,
    PublicationEvent,
    PublicationState,
    Refusal,
)

__all__ = [
    "LICENCE_ADDRESSES",
    "ONCE_OUT",
    "PUBLICATION_LIFECYCLE",
    "Check",
    "LeftOut",
    "Licence",
    "PlanTold",
    "PublicationEvent",
    "PublicationState",
    "Refusal",
]
