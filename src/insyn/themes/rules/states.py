"""Closed lists and the life cycle of thematic reviews. Pure."""

from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine


class ThemeState(Choice):
    """Where a thematic review is."""

    PLANNED = "planned", "Planerad"
    ONGOING = "ongoing", "Pågår"
    WRITTEN = "written", "Rapport skriven"
    DECIDED = "decided", "Behandlad av nämnden"
    CANCELLED = "cancelled", "Inställd"


class ThemeEvent(Choice):
    """What can happen to a thematic review. The label is what the button says."""

    START = "start", "Påbörja"
    WRITE = "write", "Lämna rapporten"
    REOPEN = "reopen", "Öppna igen"
    DECIDE = "decide", "Anteckna nämndens behandling"
    CANCEL = "cancel", "Ställ in"


THEME_LIFECYCLE: StateMachine[ThemeState, ThemeEvent] = StateMachine(
    {
        (ThemeState.PLANNED, ThemeEvent.START): ThemeState.ONGOING,
        (ThemeState.PLANNED, ThemeEvent.CANCEL): ThemeState.CANCELLED,
        (ThemeState.ONGOING, ThemeEvent.WRITE): ThemeState.WRITTEN,
        (ThemeState.ONGOING, ThemeEvent.CANCEL): ThemeState.CANCELLED,
        (ThemeState.WRITTEN, ThemeEvent.REOPEN): ThemeState.ONGOING,
        (ThemeState.WRITTEN, ThemeEvent.DECIDE): ThemeState.DECIDED,
    }
)


class SourceKind(Choice):
    """Where the knowledge of a thematic review comes from."""

    DOCUMENTS = "documents", "Handlingar"
    SURVEY = "survey", "Enkät"
    VISITS = "visits", "Besök"
    INTERVIEWS = "interviews", "Intervjuer"
    FILES = "files", "Akter"
    STATISTICS = "statistics", "Statistik"
    RESEARCH = "research", "Forskning"
    OTHER = "other", "Annat"


class Strength(Choice):
    """How well founded a cause is (styrka)."""

    STRONG = "strong", "Stark"
    MODERATE = "moderate", "Måttlig"
    WEAK = "weak", "Svag"


class Receiver(Choice):
    """To whom a recommendation is made."""

    BOARD = "board", "Nämnden"
    ADMINISTRATION = "administration", "Förvaltningen"
    PROVIDERS = "providers", "Utförarna"
    PROCUREMENT = "procurement", "Upphandlingen"
    OTHER = "other", "Andra"
