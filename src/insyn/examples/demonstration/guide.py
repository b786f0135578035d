"""What the command tells when the demonstration stands: where to go, as whom, to see what."""

from collections.abc import Sequence

from insyn.examples.demonstration import PASSWORD
from insyn.examples.demonstration.people import PEOPLE, shown_role

HOW_TO_SERVE = "Starta webbservern med: insyn demo --keep --serve"
ROW = "  {:<25}{:<42}{}"

OF_SOURCES: Sequence[tuple[str, str, str]] = (
    ("jarfalla.ansvarig", "Uppföljningsansvarig",
     "Samordnad uppföljning 2017: 17 uppföljningar och den gemensamma rapporten"),
    ("sigtuna.ansvarig", "Uppföljningsansvarig",
     "Samma år från en annan kommun: handlingar om enskilda syns inte"),
    ("ramavtal.ansvarig", "Uppföljningsansvarig",
     "Ramavtalen i planerna för 2020 och 2024, inlästa ur en lista, med datum att bevaka"),
    ("plan.2020.ansvarig", "Uppföljningsansvarig",
     "En nämnds plan för 2020: riskbedömning, fokus, tre steg med månader"),
    ("plan.2022.2024.ansvarig", "Uppföljningsansvarig",
     "Två nämnders rullande plan för 2022–2024: processkort och matriser"),
    ("plan.2024.ansvarig", "Uppföljningsansvarig",
     "En nämnds plan för 2024: avtal och år, och två varningar som källan inte såg"),
)  # fmt: skip
"""Who can log in to what is built of public sources."""


def guide(address: str = "") -> str:
    """Return what is printed: the address or how to get one, and the table of log-ins."""
    rows = [(person.username, shown_role(person), person.is_shown) for person in PEOPLE]
    lines = [
        "",
        f"Insyn visas på {address}" if address else HOW_TO_SERVE,
        f"Lösenord för alla: {PASSWORD}",
        "",
        ROW.format("Användarnamn", "Roll", "Titta först på"),
        *(ROW.format(*row) for row in rows),
        "",
        "  Byggt ur offentliga källor",
        *(ROW.format(*row) for row in OF_SOURCES),
        "",
        "Det här är en demonstration. Exempelstad, Grannby, deras utförare och alla personer är",
        "påhittade, och lösenordet är känt av alla. Lägg inte in riktiga uppgifter här.",
        "",
    ]
    return "\n".join(lines)
