"""What is asked for before a visit, when and on what ground. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from insyn.kernel.choices import Choice
from insyn.registry.rules import Law

DOCUMENTS_WITHIN = timedelta(weeks=2)
"""How long a provider is given to hand in documents unless another day is set."""

DAYS_TO_MONDAY = {6: 2, 7: 1}
"""ISO weekday → days left to Monday, for Saturday and Sunday."""

DUTY_TO_GIVE_DATA_FROM = date(2025, 7, 1)
"""When socialtjänstlagen (2025:400), and with it 15 kap. 9 §, came into force."""


def documents_due(asked_on: date) -> date:
    """Return the last day to hand in documents; a weekend moves it to Monday."""
    due = asked_on + DOCUMENTS_WITHIN
    return due + timedelta(days=DAYS_TO_MONDAY.get(due.isoweekday(), 0))


class LegalBasis(Choice):
    """On what ground a document is requested (rättslig grund)."""

    SOL = "sol", "Socialtjänstlagen (2025:400) 15 kap. 9 §"
    AGREEMENT = "agreement", "Avtalets villkor om insyn och uppföljning"
    BOTH = "both", "SoL (2025:400) 15 kap. 9 § och, för LSS, avtalets villkor om insyn"


def legal_basis(law: Law | None, asked_on: date) -> LegalBasis:
    """Return the ground on which a provider of such a service is asked for documents.

    LSS has no duty of its own to hand over data, nor had the older socialtjänstlag: there it
    stands on the agreement. An unknown law is taken as the more careful, the agreement.
    Source: SoL (2025:400) 15 kap. 9 §; kommunallagen 10 kap. 9 §.
    """
    if asked_on < DUTY_TO_GIVE_DATA_FROM or law in {None, Law.LSS}:
        return LegalBasis.AGREEMENT
    return LegalBasis.SOL if law == Law.SOL else LegalBasis.BOTH


@dataclass(frozen=True, slots=True)
class UsualDocument:
    """A document that is asked for before nearly every visit."""

    title: str
    is_about_clients: bool = False


USUAL_DOCUMENTS = (
    UsualDocument("Rutiner för lex Sarah"),
    UsualDocument("Klagomålsrutiner"),
    UsualDocument("CV för verksamhetschef och dennes ersättare"),
    UsualDocument("Genomförandeplaner i den egna kommunens ärenden", is_about_clients=True),
)
"""Source: the coordinated follow-up of 2017, section 2.1. Only the own cases: OSL 26 kap. 1 §."""


def next_number(year: int, last: str | None, *, prefix: str = "", digits: int = 3) -> str:
    """Return the number after ``last`` in the year's series: 2026-001, 2026-002 … 2026-1000.

    A series of the board's own begins with its prefix: HVB-2026-001.
    """
    reached = int(last.rpartition("-")[2]) if last else 0
    return f"{number_start(year, prefix)}{reached + 1:0{digits}d}"


def number_start(year: int, prefix: str = "") -> str:
    """Return how the numbers of the year begin in a series; without a prefix the common one."""
    return f"{prefix}-{year}-" if prefix else f"{year}-"
