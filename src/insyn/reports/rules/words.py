"""The words of the tables that reports count themselves. Pure."""

from insyn.kernel.choices import Choice

_BOARDS_NOTE = (
    "Siffrorna är de låsta siffrorna i årsrapporter som nämnderna har beslutat om. 1 betyder att "
    "rapporten är beslutad. Ett streck betyder att nämnden inte har beslutat om någon årsrapport "
    "för perioden."
)


class Word(Choice):
    """What such tables, their columns and notes are called."""

    FOUND = "found", "Resultat av uppföljningen"
    NUMBER = "number", "Antal"
    KIND = "kind", "Slag"
    FOUND_NOTE = (
        "found_note",
        "Det som uppföljningen visade. Beställarens egna brister räknas inte här.",
    )
    BOARDS = "boards", "Nämndernas årsrapporter"
    BOARD = "board", "Nämnd"
    HAS_REPORTED = "has_reported", "Beslutad årsrapport"
    IN_FORCE = "in_force", "Kontrakt som gällde"
    FOLLOWED_UP = "followed_up", "Uppföljda under perioden"
    FOLLOWUPS = "followups", "Uppföljningar"
    DEFICIENCIES = "deficiencies", "Brister"
    PLANS = "plans", "Begärda åtgärdsplaner"
    BOARDS_NOTE = "boards_note", _BOARDS_NOTE
