"""Closed lists of signals, and how a signal lives. Pure."""

from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine


class SignalSource(Choice):
    """Where a signal comes from."""

    CLIENT = "client", "Klient"
    RELATIVE = "relative", "Anhörig"
    STAFF = "staff", "Personal hos utföraren"
    SOCIAL_WORKER = "social_worker", "Socialsekreterare"
    INSPECTORATE = "inspectorate", "IVO"
    LEX_SARAH = "lex_sarah", "Lex Sarah-underrättelse"
    TAX_AGENCY = "tax_agency", "Skatteverket"
    MEDIA = "media", "Medier"
    PROVIDER = "provider", "Utföraren själv"
    OTHER_MUNICIPALITY = "other_municipality", "Annan kommun"
    DEVIATION_SYSTEM = "deviation_system", "Avvikelsesystem"
    REGISTER_CHECK = "register_check", "Registerkontroll"
    INVOICE_CHECK = "invoice_check", "Fakturakontroll"
    OPEN_FORM = "open_form", "Öppet formulär"


TOLD_BY_PEOPLE = tuple(
    source
    for source in SignalSource
    if source
    not in {
        SignalSource.LEX_SARAH,
        SignalSource.DEVIATION_SYSTEM,
        SignalSource.REGISTER_CHECK,
        SignalSource.INVOICE_CHECK,
        SignalSource.OPEN_FORM,
    }
)
"""The sources that a person chooses among; the rest are set by what notes the signal."""


class SignalCategory(Choice):
    """What a signal is about."""

    STAFFING = "staffing", "Bemanning och kompetens"
    SAFETY = "safety", "Trygghet och säkerhet"
    TREATMENT = "treatment", "Bemötande och delaktighet"
    CARRYING_OUT = "carrying_out", "Insatsen utförs inte som beslutat"
    DOCUMENTATION = "documentation", "Dokumentation"
    HEALTH = "health", "Hälsa och läkemedel"
    PREMISES = "premises", "Lokaler och miljö"
    MANAGEMENT = "management", "Ledning och egenkontroll"
    COST = "cost", "Kostnad"
    GOALS = "goals", "Måluppfyllelse"
    INVOICING = "invoicing", "Fakturering"
    FRAUD = "fraud", "Misstänkt oegentlighet"
    REGISTER = "register", "Uppgift i register ändrad"
    OTHER = "other", "Annat"


class Severity(Choice):
    """How serious a signal is, from least to most."""

    LOW = "low", "Mindre"
    MEDIUM = "medium", "Måttlig"
    SERIOUS = "serious", "Allvarlig"
    CRITICAL = "critical", "Kritisk"

    @property
    def weight(self) -> int:
        """Return 1 for the least serious and 4 for the most."""
        return tuple(Severity).index(self) + 1


def at_least(severity: Severity) -> list[str]:
    """Return the codes of that severity and of those above it."""
    return [str(one.value) for one in Severity if one.weight >= severity.weight]


class SignalState(Choice):
    """Where a signal is."""

    NEW = "new", "Ny"
    LINKED = "linked", "Kopplad till uppföljning"
    PARKED = "parked", "Parkerad"
    DISMISSED = "dismissed", "Avskriven"
    PROPOSED = "proposed", "Gav förslag om uppföljning"


class SignalEvent(Choice):
    """What can happen to a signal."""

    LINK = "link", "Koppla till uppföljning"
    PARK = "park", "Parkera"
    DISMISS = "dismiss", "Skriv av"
    PROPOSE = "propose", "Föreslå uppföljning"
    REOPEN = "reopen", "Öppna igen"


LIFECYCLE: StateMachine[SignalState, SignalEvent] = StateMachine(
    {
        (SignalState.NEW, SignalEvent.LINK): SignalState.LINKED,
        (SignalState.NEW, SignalEvent.PROPOSE): SignalState.PROPOSED,
        (SignalState.NEW, SignalEvent.PARK): SignalState.PARKED,
        (SignalState.NEW, SignalEvent.DISMISS): SignalState.DISMISSED,
        (SignalState.PARKED, SignalEvent.LINK): SignalState.LINKED,
        (SignalState.PARKED, SignalEvent.PROPOSE): SignalState.PROPOSED,
        (SignalState.PARKED, SignalEvent.PARK): SignalState.PARKED,
        (SignalState.PARKED, SignalEvent.DISMISS): SignalState.DISMISSED,
        (SignalState.PARKED, SignalEvent.REOPEN): SignalState.NEW,
        (SignalState.PROPOSED, SignalEvent.LINK): SignalState.LINKED,
        (SignalState.PROPOSED, SignalEvent.REOPEN): SignalState.NEW,
        (SignalState.LINKED, SignalEvent.REOPEN): SignalState.NEW,
        (SignalState.DISMISSED, SignalEvent.REOPEN): SignalState.NEW,
    }
)
WAITING = frozenset({SignalState.NEW, SignalState.PARKED})
"""The states in which somebody has still to decide what becomes of the signal."""
