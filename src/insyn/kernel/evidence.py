"""What is known about a requirement before it is assessed: who said what, and when. Pure.

Each app says in ``queries/evidence.py`` what it knows of a follow-up's questions;
``insyn.findings`` puts it beside the requirements.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from insyn.kernel.choices import Choice


class EvidenceKind(Choice):
    """What kind of thing is known (underlag)."""

    ANSWER = "answer", "Svar i årets enkät"
    EARLIER_ANSWER = "earlier_answer", "Svar i förra årets enkät"
    DOCUMENT = "document", "Handling"
    OBSERVATION = "observation", "Iakttagelse"
    VISIT_ANSWER = "visit_answer", "Svar vid besök"
    SAMPLE = "sample", "Aktstickprov"
    STAFFING = "staffing", "Bemanning"
    INTERVIEW = "interview", "Intervju"
    PHOTO = "photo", "Foto"
    REGISTER = "register", "Registerkontroll"
    CALLING_VIEW = "calling_view", "Synpunkt från avropande enhet"
    EARLIER_FINDING = "earlier_finding", "Tidigare resultat"
    AGREED = "agreed", "Överenskommelse"
    SIGNAL = "signal", "Signal"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that is known. ``said_by`` is in the reader's language, and never a client.

    ``is_provider`` tells that it is what the provider says of itself. ``section_id`` is of the
    area it concerns when it concerns no single question. ``worth`` is what an answer counts
    as: 1 is met, 0 is not, None says nothing of it.
    """

    kind: EvidenceKind
    text: str
    said_by: str
    on: date | None = None
    url: str = ""
    is_provider: bool = False
    section_id: int | None = None
    worth: Fraction | None = None
