"""Closed lists and rules of the register. Pure."""

from datetime import date

from insyn.kernel import orgnr
from insyn.kernel.choices import Choice
from insyn.registry.rules.names import spelling_key

__all__ = [
    "AgreementForm",
    "ContractStatus",
    "Law",
    "OperatingForm",
    "is_in_force",
    "number_remark",
    "spelling_key",
]


class Law(Choice):
    """Under which law a service is given."""

    SOL = "sol", "SoL"
    LSS = "lss", "LSS"
    BOTH = "both", "SoL och LSS"


class OperatingForm(Choice):
    """Who runs the service (driftform). Source: kommunallagen 10 kap. 1 och 7 §§."""

    PRIVATE = "private", "Privat"
    NON_PROFIT = "non_profit", "Idéburen"
    IN_HOUSE = "in_house", "Egen regi"
    MUNICIPAL_COMPANY = "municipal_company", "Kommunalt bolag"
    OTHER_MUNICIPALITY = "other_municipality", "Annan kommun"
    REGION = "region", "Region"
    STATE = "state", "Staten"


class AgreementForm(Choice):
    """How the service was bought (avtalsform)."""

    FRAMEWORK = "framework", "Ramavtal (LOU)"
    CHOICE_SYSTEM = "choice_system", "Valfrihetssystem (LOV)"
    OUTSOURCED = "outsourced", "Entreprenad"
    DIRECT_AWARD = "direct_award", "Direktupphandling"
    PARTNERSHIP = "partnership", "Idéburet offentligt partnerskap"
    MISSION = "mission", "Uppdragsbeskrivning (egen regi)"


class ContractStatus(Choice):
    """Whether a contract may be used."""

    ACTIVE = "active", "Aktivt"
    INTAKE_STOP = "intake_stop", "Intagsstopp"
    UNDER_INVESTIGATION = "under_investigation", "Under utredning"
    BLOCKED = "blocked", "Spärrat"
    ENDED = "ended", "Avslutat"


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
