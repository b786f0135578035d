"""What the command tells when the demonstration stands: where to go, as whom, to see what."""

from collections.abc import Sequence

from django.conf import settings

from insyn.examples.demonstration import PASSWORD
from insyn.examples.demonstration.districts import CONTACTS, DISTRICTS
from insyn.examples.demonstration.people import PEOPLE, shown_role
from insyn.examples.demonstration.surveyed import COLLEAGUE

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
    ("likstalld.ansvarig", "Uppföljningsansvarig",
     "En stad 2021: anvisning till stadsdelar, rapportering in och ansvarslista"),
)  # fmt: skip
"""Who can log in to what is built of public sources."""

DISTRICT = "Uppföljningsansvarig i stadsdel"
OF_DISTRICTS: Sequence[tuple[str, str, str]] = (
    (DISTRICTS[0][1], DISTRICT,
     "Exempelstads anvisning: hela urvalet är inrapporterat med arbetsbok"),
    (DISTRICTS[1][1], DISTRICT,
     "Samma anvisning: en enhet är inrapporterad med länk, resten är sent"),
)  # fmt: skip
"""Who can log in to the boards that the board of Exempelstad coordinates."""

BY_LINK = (
    (COLLEAGUE[1], "Ett område av enkäten, som en kollega har delat"),
    ("kontakt@fyrbaken.example", "En fråga i retur, med skälet"),
    ("kontakt@lillsjon.example", "Återkoppling och en åtgärdsplan att svara på"),
    (CONTACTS[1], "En stadsdels del av anvisningen, att rapportera in"),
)
"""Who comes in by a personal link, and what is worth looking at."""


def guide(address: str = "") -> str:
    """Return what is printed: the address or how to get one, and the table of log-ins."""
    rows = [(person.username, shown_role(person), person.is_shown) for person in PEOPLE]
    lines = [
        "",
        f"Insyn visas på {address}" if address else HOW_TO_SERVE,
        f"Lösenord för alla: {PASSWORD}",
        "",
        ROW.format("Användarnamn", "Roll", "Titta först på"),
        *(ROW.format(*row) for row in (*rows, *OF_DISTRICTS)),
        "",
        "  Byggt ur offentliga källor",
        *(ROW.format(*row) for row in OF_SOURCES),
        "",
        *_by_link(),
        "",
        "  Utan att logga in: /offentligt/ visar vad nämnderna har publicerat, /oppna-data/",
        "  detsamma som data, och var och en kan lämna en signal i det öppna formuläret.",
        "",
        f"Mejl skickas inte. Varje mejl läggs i stället som en fil i {settings.EMAIL_FILE_PATH},",
        "och där står den personliga länken och koden för den som svarar på en enkät.",
        "",
        "Det här är en demonstration. Exempelstad, Grannby, deras utförare och alla personer är",
        "påhittade, och lösenordet är känt av alla. Lägg inte in riktiga uppgifter här.",
        "",
    ]
    return "\n".join(lines)


def _by_link() -> list[str]:
    """Return how somebody without an account comes in, by the link in a mail."""
    return [
        "  Kom in med personlig länk, utan konto",
        "  Öppna det senaste mejlet till en av adresserna, följ länken, be om en kod och öppna",
        "  nästa mejl. Där står koden.",
        *(f"    {to:<42}{shown}" for to, shown in BY_LINK),
    ]
