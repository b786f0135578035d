"""What the start page and the search show, and where things stand on the year. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.followups.rules import BEFORE_START, ENDED, REPORTED, State
from insyn.kernel.access import READS_ONLY_REPORTED, Role
from insyn.kernel.choices import Choice

ENDED_WITHIN = timedelta(days=30)
"""How long before and after its end a role is shown to those who manage members."""

ASK_HOW_MUCH = frozenset({Role.READER, Role.DECISION_MAKER})
"""Roles that first of all ask how much has been followed up; the others make it."""

CHECKS_MONEY = frozenset({Role.FINANCE_CONTROLLER})
"""Roles whose own work the invoices are; others who may check them find them in the menu."""

OF_THE_BOARD = frozenset({Role.READER, Role.DECISION_MAKER, Role.REGISTRAR})
"""Roles that ask what comes next for the board."""

SHORTEST_SEARCH = 2
"""How many characters a search needs."""

ROLE_WORK: Mapping[Role, str] = {
    Role.PLAN_OWNER: (
        "Planerar urval och uppföljningar, läser in register, beslutar om åtgärdsplaner och "
        "skriver rapporter."
    ),
    Role.REVIEWER: "Begär handlingar, besöker, bedömer och granskar åtgärdsplaner.",
    Role.FINANCE_CONTROLLER: "Sköter avtal och kontrakt och antecknar registerkontroller.",
    Role.CASE_WORKER: "Läser register, registerkontroller och det som har rapporterats.",
    Role.DECISION_MAKER: "Beslutar om åtgärdsplaner, varningar och rapporter.",
    Role.REGISTRAR: "Registrerar nämndens beslut om rapporter.",
    Role.READER: "Läser uppföljningar och rapporter när de är klara.",
    Role.AUTHORITY_ADMIN: "Ger och avslutar uppdrag i nämnden, sköter mallar och läser spåret.",
    Role.SYSTEM_ADMIN: "Driver installationen. Ser inget innehåll i uppföljningar.",
}
"""What each role does, for the help page."""

_CHAIN = (
    "Här visas dina uppföljningar, handlingar som inte har kommit, enkätsvar och åtgärdsplaner att "
    "granska."
)
TURNS_OF: Mapping[Role, str] = {
    Role.PLAN_OWNER: _CHAIN,
    Role.REVIEWER: _CHAIN,
    Role.FINANCE_CONTROLLER: "Här visas registerkontroller som behöver göras om.",
    Role.DECISION_MAKER: (
        "Här visas åtgärdsplaner som väntar på ditt beslut eller har lyfts till dig och rapporter "
        "att besluta om."
    ),
    Role.REGISTRAR: "Här visas rapporter som väntar på nämndens beslut.",
}
"""What comes up as each role's turn, said while nothing does.

Administrators have a part of their own on the page.
"""

READS = "Din roll läser. Inget i Insyn väntar på att du gör något."
"""Said to one whose every role is in READS_ONLY_REPORTED."""

WEEKS_SHOWN = 52
SHORTEST_BAR = 3
"""How many weeks the shortest bar covers, so that there is room to read and to point."""


class HitKind(Choice):
    """What the search finds."""

    PROVIDERS = "providers", "Utförare"
    AGREEMENTS = "agreements", "Avtal"
    PLANS = "plans", "Planer"
    FOLLOWUPS = "followups", "Uppföljningar"
    SURVEYS = "surveys", "Enkäter"
    REPORTS = "reports", "Rapporter"


def turns_said(roles: Collection[Role]) -> list[str]:
    """Return what comes up as the turn of one with these roles, each sentence once.

    Nothing for one who only administers.
    """
    said = [sentence for role, sentence in TURNS_OF.items() if role in roles]
    if not said and READS_ONLY_REPORTED.intersection(roles):
        return [READS]
    return list(dict.fromkeys(said))


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar on the line of the year: first week (1–52), length in weeks, and how it looks."""

    column: int
    width: int
    look: str


def bar_of(*, starts: date, ends: date | None, state: State, year: int) -> Bar:
    """Return where a follow-up stands on the line of the year.

    From the day it is planned for, or was carried out if that was earlier, to the day it was
    reported. What lies outside the year is cut at its ends.
    """
    first, last = week_column(starts, year), week_column(max(starts, ends or starts), year)
    width = max(last - first + 1, SHORTEST_BAR)
    column = min(first, WEEKS_SHOWN - width + 1)
    return Bar(column, width, _look(state))


def week_column(day: date, year: int) -> int:
    """Return the column (1–52) of a day; days outside the year stand at its nearest end."""
    first = date(year, 1, 1)
    return max(1, min(WEEKS_SHOWN, (day - first).days // 7 + 1))


def _look(state: State) -> str:
    if state in REPORTED or state in ENDED:
        return "done"
    return "next" if state in BEFORE_START else "now"
