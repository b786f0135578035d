"""Closed lists and rules of the register. Pure."""

from datetime import date

from insyn.kernel import orgnr
from insyn.registry.rules.lists import (
    AgreementForm,
    ContractStatus,
    EndReason,
    Law,
    LegalForm,
    NameKind,
    OperatingForm,
    PermitKind,
    PermitStatus,
    PriceUnit,
    SanctionKind,
)
from insyn.registry.rules.names import spelling_key

__all__ = [
    "AgreementForm",
    "ContractStatus",
    "EndReason",
    "Law",
    "LegalForm",
    "NameKind",
    "OperatingForm",
    "PermitKind",
    "PermitStatus",
    "PriceUnit",
    "SanctionKind",
    "is_in_force",
    "number_remark",
    "spelling_key",
]


def is_in_force(starts_on: date, ends_on: date | None, on: date) -> bool:
    """Tell whether the day lies within the period; no end means until further notice."""
    return starts_on <= on and (ends_on is None or on <= ends_on)


def number_remark(digits: str) -> str:
    """Return what is odd about an organisation number, or an empty string.

    A failing check digit is a warning and never stops anything: registers hold such numbers.
    """
    if digits and not orgnr.is_valid(digits):
        return f"Organisationsnumret {orgnr.show(digits)} har en kontrollsiffra som inte stämmer."
    return ""
