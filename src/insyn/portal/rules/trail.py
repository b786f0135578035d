"""The words in which people read the trail. Pure.

An event is a noun and a verb with a dot between: ``followup.planned``. A verb that a life
cycle has a word for is shown with that word.
"""

from collections.abc import Mapping

from insyn.followups.rules import Event, Outcome, State
from insyn.kernel.access import Role
from insyn.kernel.choices import Choice
from insyn.measures.rules import PlanEvent, PlanState
from insyn.reports.rules import ReportEvent, ReportState


class Noun(Choice):
    """What an event of the trail is about: the part of its code before the dot."""

    AGREEMENT = "agreement", "Avtal"
    AUTHORITY = "authority", "Nämnd"
    CONTACT = "contact", "Kontaktperson"
    CONTRACT = "contract", "Kontrakt"
    COOPERATION = "cooperation", "Samverkan"
    DOCUMENT = "document", "Handling"
    FOLLOWUP = "followup", "Uppföljning"
    IMPORT = "import", "Import"
    MEMBERSHIP = "membership", "Uppdrag"
    OBSERVATION = "observation", "Iakttagelse"
    PLAN = "plan", "Åtgärdsplan"
    PROVIDER = "provider", "Utförare"
    REGISTER_CHECK = "register_check", "Registerkontroll"
    REPORT = "report", "Rapport"
    SELECTION = "selection", "Urval"
    SHARE = "share", "Åtagande"
    TEMPLATE = "template", "Uppföljningsmall"
    UNIT = "unit", "Verksamhet"
    USER = "user", "Användare"
    VISIT = "visit", "Besök"


class Verb(Choice):
    """What happened: the part of an event's code after the dot."""

    ADDED = "added", "Tillagd"
    ANSWER_JUDGED = "answer_judged", "Svar bedömt"
    ANSWERED = "answered", "Besvarad"
    AREA_ASSESSED = "area_assessed", "Område bedömt"
    AUTHORITY_JOINED = "authority_joined", "Nämnd ansluten"
    AUTHORITY_LEFT = "authority_left", "Nämnd utträdd"
    BASIS_ADDED = "basis_added", "Underlag tillagt"
    BOOKED = "booked", "Bokad"
    CANCELLED = "cancelled", "Inställd"
    CANDIDATES_SET = "candidates_set", "Kandidater angivna"
    CARRIED_OUT = "carried_out", "Genomförd"
    CHANGED = "changed", "Ändrad"
    CLOSED = "closed", "Avslutad"
    CONCLUDED = "concluded", "Sammanfattad"
    CREATED = "created", "Skapad"
    DISCARDED = "discarded", "Kastad"
    DOCUMENT_RECEIVED = "document_received", "Handling mottagen"
    DOCUMENT_REQUESTED = "document_requested", "Handling begärd"
    DOCUMENT_REVIEWED = "document_reviewed", "Handling granskad"
    DRAFT_MADE = "draft_made", "Utkast skapat"
    DRAFT_REMOVED = "draft_removed", "Utkast borttaget"
    ENDED = "ended", "Avslutat"
    EXPLAINED = "explained", "Avvikelse förklarad"
    FIGURES_LOCKED = "figures_locked", "Siffror låsta"
    FINDING_ADDED = "finding_added", "Resultat tillagt"
    FINDING_CHANGED = "finding_changed", "Resultat ändrat"
    FINDING_REMEDIED = "finding_remedied", "Brist avhjälpt"
    FINDING_REMOVED = "finding_removed", "Resultat borttaget"
    FINDING_REOPENED = "finding_reopened", "Brist öppnad igen"
    FOLLOWUPS_STARTED = "followups_started", "Uppföljningar skapade"
    FOUNDED = "founded", "Upplagd"
    FROZEN = "frozen", "Fryst"
    GIVEN = "given", "Givet"
    LEAD_CHOSEN = "lead_chosen", "Sammanhållande nämnd vald"
    LETTER_ISSUED = "letter_issued", "Brev utfärdat"
    LOG_IN_FAILED = "log_in_failed", "Inloggning misslyckades"
    LOGGED_IN = "logged_in", "Inloggad"
    LOGGED_OUT = "logged_out", "Utloggad"
    NOTED = "noted", "Antecknad"
    PASSAGE_WRITTEN = "passage_written", "Avsnitt skrivet"
    PASSWORD_CHANGED = "password_changed", "Lösenord bytt"
    PASSWORD_RENEWED = "password_renewed", "Nytt engångslösenord"
    PLANNED = "planned", "Planerad"
    PROVIDER_NAMED = "provider_named", "Utförarens namn ändrat"
    PUBLISHED = "published", "Publicerad"
    QUESTION_MOVED = "question_moved", "Fråga flyttad"
    QUESTION_REMOVED = "question_removed", "Fråga borttagen"
    QUESTION_SAVED = "question_saved", "Fråga sparad"
    READ = "read", "Fil hämtad"
    REMOVED = "removed", "Borttagen"
    REOPENED = "reopened", "Öppnad igen"
    REQUEST_WITHDRAWN = "request_withdrawn", "Begäran återtagen"
    RESCHEDULED = "rescheduled", "Flyttad till annan dag"
    RESULT_WRITTEN = "result_written", "Resultat skrivet"
    RETIRED = "retired", "Tagen ur bruk"
    REVIEWER_ASSIGNED = "reviewer_assigned", "Uppföljare utsedd"
    REVIEWER_DECLARED = "reviewer_declared", "Jäv prövat"
    REVIEWER_REMOVED = "reviewer_removed", "Uppföljare borttagen"
    SECTION_MOVED = "section_moved", "Område flyttat"
    SECTION_REMOVED = "section_removed", "Område borttaget"
    SECTION_SAVED = "section_saved", "Område sparat"
    SEED_FIXED = "seed_fixed", "Frö fastställt"
    SEEN = "seen", "Uppgifter lästa"
    SPELLING_NOTED = "spelling_noted", "Namnform antecknad"
    SPELLING_REMOVED = "spelling_removed", "Namnform borttagen"
    STARTED = "started", "Påbörjad"
    STORED = "stored", "Sparad"
    UPDATED = "updated", "Ändrad"
    VIEW_ASKED = "view_asked", "Synpunkt begärd"
    VIEW_RECEIVED = "view_received", "Synpunkt mottagen"


class FactName(Choice):
    """What a fact of an event says."""

    AFTER = "after", "efter"
    AUTHORITY = "authority", "nämnd"
    BEFORE = "before", "före"
    HAS_ROLE = "has_role", "arbetar åt en nämnd"
    IS_LOCKED = "is_locked", "spärrad"
    LAST_DAY = "last_day", "sista dag"
    NAME = "name", "namn"
    ROLE = "role", "roll"
    TEXT_AFTER = "text_after", "texten efter"
    TEXT_BEFORE = "text_before", "texten före"


_NOUNS: Mapping[str, str] = {noun.value: noun.label for noun in Noun}
_VERBS: Mapping[str, str] = {
    word.value: word.label for kind in (Event, PlanEvent, ReportEvent, Verb) for word in kind
}
_VALUES: Mapping[str, str] = {
    word.value: word.label
    for kind in (State, PlanState, ReportState, Outcome, Role)
    for word in kind
}
HIDDEN_FACTS = frozenset({"user", "followup"})
"""Facts that are keys of rows: the event already names the row."""
_FACTS: Mapping[str, str] = {fact.value: fact.label for fact in FactName}


def words_of(event: str) -> tuple[str, str]:
    """Return what an event is about and what happened; a word without Swedish as it stands."""
    noun, _dot, verb = event.partition(".")
    return _NOUNS.get(noun, noun), _VERBS.get(verb, verb.replace("_", " "))


def value_word(value: str) -> str:
    """Return the word for a code of a life cycle, an outcome or a role; other text as it is."""
    return _VALUES.get(value, value)


def fact_word(name: str) -> str:
    """Return the word for a fact; one without Swedish as it stands."""
    return _FACTS.get(name, name.replace("_", " "))
