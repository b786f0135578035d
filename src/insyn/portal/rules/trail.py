"""The words in which people read the trail. Pure.

An event is a noun and a verb with a dot between: ``followup.planned``. A verb that a life
cycle has a word for is shown with that word.
"""

from collections.abc import Mapping

from insyn.criteria.rules import Level
from insyn.findings.rules import FindingKind, Severity
from insyn.followups.rules import BasisKind, Event, Outcome, RequestState, State
from insyn.kernel.access import Role
from insyn.kernel.choices import Choice
from insyn.measures.rules import ItemState, LetterKind, PlanEvent, PlanState
from insyn.monitoring.rules import CheckResult
from insyn.registry.rules import AgreementForm, ContractStatus, OperatingForm
from insyn.reports.rules import ReportEvent, ReportState, ReportText
from insyn.visits.rules import VisitKind


class Noun(Choice):
    """What an event of the trail is about: the part of its code before the dot."""

    AGREEMENT = "agreement", "Avtal"
    AUTHORITY = "authority", "Nämnd"
    CONTACT = "contact", "Kontaktperson"
    CONTRACT = "contract", "Kontrakt"
    COOPERATION = "cooperation", "Samverkan"
    DEMONSTRATION = "demonstration", "Demonstration"
    DOCUMENT = "document", "Handling"
    FOLLOWUP = "followup", "Uppföljning"
    IMPORT = "import", "Import"
    IMPORT_PROFILE = "import_profile", "Importmall"
    LOT = "lot", "Avtalsområde"
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
    AGREEMENT = "agreement", "avtal"
    AGREEMENTS = "agreements", "avtal"
    AREA = "area", "område"
    AREAS = "areas", "områden"
    AUTHORITY = "authority", "nämnd"
    BEFORE = "before", "före"
    CANDIDATES = "candidates", "kandidater"
    CASE_NUMBER = "case_number", "diarienummer"
    CHARACTERS = "characters", "antal tecken"
    CHECKED_ON = "checked_on", "kontrollerad den"
    CONTRACTS = "contracts", "kontrakt"
    COUNT = "count", "antal"
    CREATED = "created", "nya"
    DATED_ON = "dated_on", "datum"
    DIGEST = "digest", "kontrollsumma"
    DOCUMENT = "document", "handling"
    DUE_ON = "due_on", "senast"
    EMAIL = "email", "e-post"
    ENDS_ON = "ends_on", "slutar"
    FILES = "files", "antal filer"
    FINDINGS = "findings", "antal resultat"
    FOLLOWUPS = "followups", "antal uppföljningar"
    FORM = "form", "form"
    FROM_VERSION = "from_version", "från version"
    GROUP = "group", "koncern"
    HAPPENED_ON = "happened_on", "datum"
    HAS_INSIGHT_CLAUSE = "has_insight_clause", "villkor om insyn"
    HAS_NO_CONFLICT = "has_no_conflict", "jäv finns inte"
    HAS_PROOF = "has_proof", "bevis bifogat"
    HAS_ROLE = "has_role", "arbetar åt en nämnd"
    IS_LOCKED = "is_locked", "spärrad"
    ISSUED_ON = "issued_on", "utfärdat den"
    KIND = "kind", "slag"
    LAST_DAY = "last_day", "sista dag"
    LEFT_OUT = "left_out", "utelämnade"
    LOTS = "lots", "avtalsområden"
    NAME = "name", "namn"
    ON = "on", "datum"
    OPERATING_FORM = "operating_form", "driftsform"
    ORG_NUMBER = "org_number", "organisationsnummer"
    ORIGIN = "origin", "ursprung"
    PHONE = "phone", "telefon"
    PLACE = "place", "avsnitt"
    PLACES = "places", "platser"
    PLANNED_FOR = "planned_for", "planerad till"
    PLANNED_ON = "planned_on", "bokat till"
    POOL_DIGEST = "pool_digest", "kandidaternas kontrollsumma"
    PROMISED = "promised", "utlovade"
    QUESTION = "question", "fråga"
    QUOTA = "quota", "antal att välja"
    RANK = "rank", "rangordning"
    REASON = "reason", "skäl"
    RESULT = "result", "utfall"
    REVIEWER = "reviewer", "uppföljare"
    ROLE = "role", "roll"
    SEED = "seed", "frö"
    SHA256 = "sha256", "kontrollsumma"
    SOURCE = "source", "källa"
    STARTS_ON = "starts_on", "börjar"
    STATUS = "status", "läge"
    STATUS_REASON = "status_reason", "skäl till läget"
    TEMPLATE = "template", "uppföljningsmall"
    TEXT = "text", "texten"
    TITLE = "title", "titel"
    UNCHANGED = "unchanged", "oförändrade"
    UNIT = "unit", "enhet"
    UNITS = "units", "verksamheter"
    UPDATED = "updated", "ändrade"
    USED = "used", "anlitade"
    WISHED = "wished", "önskade"
    YEAR = "year", "år"


_NOUNS: Mapping[str, str] = {noun.value: noun.label for noun in Noun}
_VERBS: Mapping[str, str] = {
    word.value: word.label for kind in (Event, PlanEvent, ReportEvent, Verb) for word in kind
}
_VALUES: Mapping[str, str] = {
    word.value: word.label
    for kind in (
        VisitKind,
        RequestState,
        ItemState,
        Level,
        Severity,
        LetterKind,
        AgreementForm,
        BasisKind,
        CheckResult,
        ContractStatus,
        FindingKind,
        OperatingForm,
        Outcome,
        PlanState,
        ReportState,
        ReportText,
        Role,
        State,
    )
    for word in kind
}
_KEYS = frozenset(
    {
        "agreement",
        "authority",
        "cooperation",
        "finding",
        "followup",
        "letter",
        "municipality",
        "observation",
        "parent",
        "position",
        "provider",
        "request",
        "service_area",
        "user",
        "visit",
    }
)
"""Facts that may be keys of rows, which say nothing to a reader."""
_FACTS: Mapping[str, str] = {fact.value: fact.label for fact in FactName}


def words_of(event: str) -> tuple[str, str]:
    """Return what an event is about and what happened; a word without Swedish as it stands."""
    noun, _dot, verb = event.partition(".")
    return _NOUNS.get(noun, noun), _VERBS.get(verb, verb.replace("_", " "))


def value_word(value: str) -> str:
    """Return the word for a code of a life cycle, an outcome or a role; other text as it is."""
    return _VALUES.get(value, value)


def fact_word(name: str) -> tuple[str, str]:
    """Return the word for a fact, and ”före” or ”efter” when it is one side of a change.

    A fact without Swedish is said as it stands; the second word is empty when there is no side.
    """
    for side in (FactName.BEFORE, FactName.AFTER):
        stem = name.removesuffix(f"_{side.value}")
        if stem != name:
            return _FACTS.get(stem, stem.replace("_", " ")), side.label
    return _FACTS.get(name, name.replace("_", " ")), ""


def is_for_readers(name: str, value: object) -> bool:
    """Return whether a fact says something to a reader, and is not only the key of a row."""
    return name not in _KEYS or (isinstance(value, str) and not value.isdecimal())
