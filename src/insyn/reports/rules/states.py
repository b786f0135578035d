"""Closed lists and life cycle of reports. Pure."""

from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine


class ReportState(Choice):
    """Where a report is."""

    DRAFT = "draft", "Utkast"
    REVIEWED = "reviewed", "Granskad"
    PROPOSED = "proposed", "Föreslagen"
    DECIDED = "decided", "Beslutad"


class ReportEvent(Choice):
    """What can happen to a report. The label is what the button says."""

    REVIEW = "review", "Markera som granskad"
    REOPEN = "reopen", "Öppna för ändring"
    PROPOSE = "propose", "Föreslå för nämnden"
    DECIDE = "decide", "Registrera beslut"


REPORT_LIFECYCLE: StateMachine[ReportState, ReportEvent] = StateMachine(
    {
        (ReportState.DRAFT, ReportEvent.REVIEW): ReportState.REVIEWED,
        (ReportState.REVIEWED, ReportEvent.REOPEN): ReportState.DRAFT,
        (ReportState.REVIEWED, ReportEvent.PROPOSE): ReportState.PROPOSED,
        (ReportState.PROPOSED, ReportEvent.DECIDE): ReportState.DECIDED,
    }
)


class ReportText(Choice):
    """The free texts of a joint report, in the order they stand."""

    BACKGROUND = "background", "Bakgrund"
    PLANNING = "planning", "Planering"
    CARRYING_OUT = "carrying_out", "Genomförande"
    REPORTING = "reporting", "Redovisning"
    FINANCIAL_CHECK = "financial_check", "Ekonomisk och skattemässig kontroll"
    ANALYSIS = "analysis", "Analys och slutsats"
    NEXT_YEAR = "next_year", "Fortsatt uppföljning"


PROPOSED_BY_FACTS = (
    ReportText.BACKGROUND,
    ReportText.PLANNING,
    ReportText.CARRYING_OUT,
    ReportText.REPORTING,
    ReportText.FINANCIAL_CHECK,
    ReportText.ANALYSIS,
)
"""The texts that the system proposes from the facts; the author changes them at will."""


class WarningCode(Choice):
    """What the sources contradict. Shown, never a stop."""

    CHECK_DIGIT = "check_digit", "Kontrollsiffran i organisationsnumret stämmer inte"
    TWO_DATES = "two_dates", "Uppföljningen och besöket har olika datum"
    TWO_SPELLINGS = "two_spellings", "Utföraren står under två namn"
    PROMISED_NOT_DONE = "promised_not_done", "Färre uppföljningar gjorda än utlovade"
