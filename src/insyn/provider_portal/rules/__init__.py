"""What a provider is shown. Pure."""

from insyn.provider_portal.rules.plans import (
    CLIENT_DOCUMENT_KEPT,
    FIRST_SHOWN,
    INSIDE,
    WHY,
    Verdict,
    retain_until,
    verdict_shown,
)

__all__ = [
    "CLIENT_DOCUMENT_KEPT",
    "FIRST_SHOWN",
    "INSIDE",
    "WHY",
    "Verdict",
    "retain_until",
    "verdict_shown",
]
