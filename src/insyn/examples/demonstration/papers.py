"""The papers that the made-up providers send. Each says of itself that it is made up."""

from datetime import date, timedelta

from insyn.documents.services import Paper
from insyn.followups.models import DocumentRequest
from insyn.followups.services import receive_document
from insyn.kernel.access import Access, Secrecy

KEPT_FOR = timedelta(days=5 * 365)
"""How long a paper about somebody is kept: five years after it came in."""

CLIENT_PAPER = """PÅHITTAD HANDLING FÖR DEMONSTRATION

Genomförandeplan för ”Person A”. Personen finns inte.

Mål: Person A lagar middag själv två kvällar i veckan.
Så gör vi: Kontaktpersonen planerar inköp tillsammans med Person A varje måndag.
Uppföljning: efter tre månader.
"""

OTHER_PAPER = """PÅHITTAD HANDLING FÖR DEMONSTRATION

{title}
Utförare: {provider}

1. Syfte. Rutinen gäller alla som arbetar i verksamheten.
2. Ansvar. Verksamhetschefen ansvarar för att rutinen är känd och följs.
3. Så gör vi. Den som ser något skriver samma dag. Chefen tar emot, utreder och återkopplar.
4. Uppföljning. Rutinen gås igenom varje år i januari.
"""


def hand_in(access: Access, request: DocumentRequest, *, today: date) -> None:
    """Hand in one made-up file for the request; one about a person is guarded and retained."""
    is_about_somebody = request.secrecy == Secrecy.CLIENT_DOCUMENT
    text = CLIENT_PAPER if is_about_somebody else OTHER_PAPER
    said = text.format(title=request.title, provider=request.followup.contract.provider)
    paper = Paper(
        title="Påhittad genomförandeplan" if is_about_somebody else request.title,
        file_name="handling.txt",
        content=said.encode(),
        secrecy=Secrecy(request.secrecy),
        retain_until=today + KEPT_FOR if is_about_somebody else None,
    )
    receive_document(access, request, papers=[paper])
