"""Closed lists and life cycle of reports. Pure."""

from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine


class ReportKind(Choice):
    """What a report is for."""

    SINGLE = "single", "Enskild uppföljning"
    YEARLY = "yearly", "Årsrapport"
    JOINT = "joint", "Samordnad rapport"
    THEMATIC = "thematic", "Tematisk granskning till nämnden"
    INTERIM_SECTION = "interim", "Avsnitt till delårsrapport"
    QUALITY_SECTION = "quality", "Avsnitt till kvalitetsberättelse"
    COUNCIL = "council", "Kommunstyrelsens rapport till fullmäktige"
    CITY = "city", "Samordnarens årsrapport"


class ReportState(Choice):
    """Where a report is."""

    DRAFT = "draft", "Utkast"
    REVIEWED = "reviewed", "Granskad"
    PROPOSED = "proposed", "Föreslagen"
    DECIDED = "decided", "Beslutad"
    PUBLISHED = "published", "Publicerad"


class ReportEvent(Choice):
    """What can happen to a report. The label is what the button says."""

    REVIEW = "review", "Markera som granskad"
    REOPEN = "reopen", "Öppna för ändring"
    PROPOSE = "propose", "Föreslå för nämnden"
    TAKE_BACK = "take_back", "Ta tillbaka för ändring"
    DECIDE = "decide", "Registrera beslut"
    PUBLISH = "publish", "Markera som publicerad"


REPORT_LIFECYCLE: StateMachine[ReportState, ReportEvent] = StateMachine(
    {
        (ReportState.DRAFT, ReportEvent.REVIEW): ReportState.REVIEWED,
        (ReportState.REVIEWED, ReportEvent.PROPOSE): ReportState.PROPOSED,
        (ReportState.REVIEWED, ReportEvent.REOPEN): ReportState.DRAFT,
        (ReportState.PROPOSED, ReportEvent.DECIDE): ReportState.DECIDED,
        (ReportState.PROPOSED, ReportEvent.TAKE_BACK): ReportState.DRAFT,
        (ReportState.DECIDED, ReportEvent.PUBLISH): ReportState.PUBLISHED,
    }
)

DONE = frozenset({ReportState.DECIDED, ReportState.PUBLISHED})
"""The board has decided: nothing in the report is changed any more."""


class ReportText(Choice):
    """The places of free text in reports; the first seven are those of a joint report."""

    BACKGROUND = "background", "Bakgrund"
    PLANNING = "planning", "Planering"
    CARRYING_OUT = "carrying_out", "Genomförande"
    REPORTING = "reporting", "Redovisning"
    FINANCIAL_CHECK = "financial_check", "Ekonomisk och skattemässig kontroll"
    ANALYSIS = "analysis", "Analys och slutsats"
    NEXT_YEAR = "next_year", "Fortsatt uppföljning"
    SUMMARY = "summary", "Sammanfattning"
    METHOD = "method", "Så har vi följt upp"
    COVERAGE = "coverage", "Vad som har följts upp"
    OUTCOME = "outcome", "Resultat"
    COMPARISON = "comparison", "Privata utförare och egen regi"
    MEASURES = "measures", "Åtgärder och sanktioner"
    CHECKS = "checks", "Signaler och registerkontroller"
    TIMES = "times", "Handläggningstider"
    BOARDS = "boards", "Nämnderna"
    CITY_PRIVATE = "city_private", "Privata utförare"
    CITY_CONTRACTED_OUT = "city_contracted_out", "Entreprenad"
    CITY_IN_HOUSE = "city_in_house", "Egen regi"
    CITY_SCHOOL = "city_school", "Verksamhet i skola"


JOINT_TEXTS = tuple(ReportText)[:7]
"""The free texts of a joint report, in the order they stand."""


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
