"""The legal ground of a survey, by the law of the service. Pure."""

from datetime import date

from insyn.followups.rules.preparation import legal_basis
from insyn.registry.rules import Law


def usual_grounds(asked_on: date) -> tuple[str, str]:
    """Return the grounds that a new round starts with, for SoL and for LSS.

    Source: SoL (2025:400) 15 kap. 9 §, from 1 July 2025; for LSS the agreement's own terms.
    """
    return (legal_basis(Law.SOL, asked_on).label, legal_basis(Law.LSS, asked_on).label)


def ground_said(law: Law | None, *, sol: str, lss: str) -> str:
    """Return the ground for a service under that law.

    A service under both laws, or under one that is not known, is told both.
    """
    if law == Law.SOL:
        return sol
    if law == Law.LSS:
        return lss
    if sol == lss:
        return sol
    return f"Insatser enligt socialtjänstlagen: {sol}. Insatser enligt LSS: {lss}."
