"""What a follow-up may do, and when. Pure: facts in, answers out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.kernel.access import Permission
from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine
from insyn.registry.rules import Law, is_in_force


class Kind(Choice):
    """How a follow-up is done (uppföljningsform)."""

    VISIT = "visit", "Besök eller möte"
    DESK = "desk", "Skrivbordsgranskning"
    EVENT = "event", "Händelsestyrd"
    THEME = "theme", "Tema"


class Reason(Choice):
    """Why a follow-up is made (anledning)."""

    SELECTION = "selection", "Urval"
    SIGNAL = "signal", "Signal"
    DECISION = "decision", "Beslut"


class State(Choice):
    """Where a follow-up is (läge)."""

    PLANNED = "planned", "Planerad"
    PREPARED = "prepared", "Förberedd"
    ONGOING = "ongoing", "Pågår"
    DRAFT = "draft", "Utkast"
    FACT_CHECK = "fact_check", "Faktagranskning"
    ASSESSED = "assessed", "Bedömd"
    SENT = "sent", "Skickad"
    MEASURES = "measures", "Åtgärder pågår"
    CLOSED = "closed", "Avslutad"
    CANCELLED = "cancelled", "Inställd"


class Event(Choice):
    """What can happen to a follow-up. The label is what the button says."""

    PREPARE = "prepare", "Markera som förberedd"
    START = "start", "Påbörja"
    WRITE = "write", "Skriv utkast"
    SEND_FOR_FACT_CHECK = "send_for_fact_check", "Skicka för faktagranskning"
    ASSESS = "assess", "Fastställ bedömningen"
    SEND = "send", "Skicka till utföraren och rapportera"
    REQUEST_MEASURES = "request_measures", "Begär åtgärdsplan"
    CLOSE = "close", "Avsluta"
    CANCEL = "cancel", "Ställ in"


LIFECYCLE: StateMachine[State, Event] = StateMachine(
    {
        (State.PLANNED, Event.PREPARE): State.PREPARED,
        (State.PLANNED, Event.CANCEL): State.CANCELLED,
        (State.PREPARED, Event.START): State.ONGOING,
        (State.ONGOING, Event.WRITE): State.DRAFT,
        (State.DRAFT, Event.SEND_FOR_FACT_CHECK): State.FACT_CHECK,
        (State.DRAFT, Event.ASSESS): State.ASSESSED,  # a form without fact check
        (State.FACT_CHECK, Event.ASSESS): State.ASSESSED,
        (State.ASSESSED, Event.SEND): State.SENT,
        (State.SENT, Event.REQUEST_MEASURES): State.MEASURES,
        (State.SENT, Event.CLOSE): State.CLOSED,
        (State.MEASURES, Event.CLOSE): State.CLOSED,
    }
)

MAIN_PATH = (
    State.PLANNED,
    State.PREPARED,
    State.ONGOING,
    State.DRAFT,
    State.FACT_CHECK,
    State.ASSESSED,
    State.SENT,
    State.MEASURES,
    State.CLOSED,
)
"""The order in which the step line shows the states."""

OPTIONAL = frozenset({State.FACT_CHECK, State.MEASURES})
"""States that a follow-up may pass by."""

PERMISSIONS: Mapping[Event, Permission] = {
    Event.PREPARE: Permission.CARRY_OUT_FOLLOWUP,
    Event.START: Permission.CARRY_OUT_FOLLOWUP,
    Event.WRITE: Permission.CARRY_OUT_FOLLOWUP,
    Event.SEND_FOR_FACT_CHECK: Permission.CARRY_OUT_FOLLOWUP,
    Event.ASSESS: Permission.CARRY_OUT_FOLLOWUP,
    Event.SEND: Permission.CARRY_OUT_FOLLOWUP,
    Event.REQUEST_MEASURES: Permission.REQUEST_MEASURES,
    Event.CLOSE: Permission.CARRY_OUT_FOLLOWUP,
    Event.CANCEL: Permission.PLAN_FOLLOWUP,
}
"""What the asker must be allowed to do for each event."""

MOVED_HERE = frozenset(
    {Event.PREPARE, Event.START, Event.WRITE, Event.SEND_FOR_FACT_CHECK, Event.CANCEL}
)
"""Events without facts of their own; the others happen where their facts are gathered."""

BEFORE_START = frozenset({State.PLANNED, State.PREPARED})
WRITING = frozenset({State.DRAFT, State.FACT_CHECK})
ENDED = frozenset({State.CLOSED, State.CANCELLED})
BEFORE_SENT = frozenset(
    {State.PLANNED, State.PREPARED, State.ONGOING, State.DRAFT, State.FACT_CHECK, State.ASSESSED}
)
REPORTED = frozenset({State.SENT, State.MEASURES, State.CLOSED})


class BasisKind(Choice):
    """What an assessment stands on (underlag)."""

    MEETING = "meeting", "Möte"
    VISIT = "visit", "Besök"
    DOCUMENTS = "documents", "Inskickade dokument"
    ACTION_PLAN = "action_plan", "Inlämnad åtgärdsplan"
    SOCIAL_WORKERS = "social_workers", "Information från socialsekreterare"


class Outcome(Choice):
    """What the follow-up found as a whole (utfall)."""

    COMPLIES = "complies", "Följer kraven"
    COMPLIES_AFTER_ACTION_PLAN = "complies_after_action_plan", "Följer kraven efter åtgärdsplan"
    DOES_NOT_COMPLY = "does_not_comply", "Följer inte kraven"


class RequestState(Choice):
    """Where a requested document is."""

    REQUESTED = "requested", "Begärd"
    RECEIVED = "received", "Mottagen"
    REVIEWED = "reviewed", "Granskad"


REVIEWERS_AT_VISIT = 2
"""Visits are always made by two. Source: the coordinated follow-up of 2017, section 2.2."""

DOCUMENTS_WITHIN = timedelta(weeks=2)
"""How long a provider is given to hand in documents unless another day is set."""

DAYS_TO_MONDAY = {6: 2, 7: 1}
"""ISO weekday → days left to Monday, for Saturday and Sunday."""

DUTY_TO_GIVE_DATA_FROM = date(2025, 7, 1)
"""When socialtjänstlagen (2025:400), and with it 15 kap. 9 §, came into force."""


def documents_due(asked_on: date) -> date:
    """Return the last day to hand in documents; a weekend moves it to Monday."""
    due = asked_on + DOCUMENTS_WITHIN
    return due + timedelta(days=DAYS_TO_MONDAY.get(due.isoweekday(), 0))


class LegalBasis(Choice):
    """On what ground a document is requested (rättslig grund)."""

    SOL = "sol", "Socialtjänstlagen (2025:400) 15 kap. 9 §"
    AGREEMENT = "agreement", "Avtalets villkor om insyn och uppföljning"
    BOTH = "both", "SoL (2025:400) 15 kap. 9 § och, för LSS, avtalets villkor om insyn"


def legal_basis(law: Law | None, asked_on: date) -> LegalBasis:
    """Return the ground on which a provider of such a service is asked for documents.

    LSS has no duty of its own to hand over data, nor had the older socialtjänstlag: there it
    stands on the agreement. An unknown law is taken as the more careful, the agreement.
    Source: SoL (2025:400) 15 kap. 9 §; kommunallagen 10 kap. 9 §.
    """
    if asked_on < DUTY_TO_GIVE_DATA_FROM or law in {None, Law.LSS}:
        return LegalBasis.AGREEMENT
    return LegalBasis.SOL if law == Law.SOL else LegalBasis.BOTH


@dataclass(frozen=True, slots=True)
class UsualDocument:
    """A document that is asked for before nearly every visit."""

    title: str
    is_about_clients: bool = False


USUAL_DOCUMENTS = (
    UsualDocument("Rutiner för lex Sarah"),
    UsualDocument("Klagomålsrutiner"),
    UsualDocument("CV för verksamhetschef och dennes ersättare"),
    UsualDocument("Genomförandeplaner i den egna kommunens ärenden", is_about_clients=True),
)
"""Source: the coordinated follow-up of 2017, section 2.1. Only the own cases: OSL 26 kap. 1 §."""


def next_number(year: int, last: str | None) -> str:
    """Return the number after ``last`` in the year's series: 2026-001, 2026-002 … 2026-1000."""
    reached = int(last.rpartition("-")[2]) if last else 0
    return f"{year}-{reached + 1:03d}"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a follow-up has come, in the facts that decide what may happen next."""

    state: State
    kind: Kind = Kind.VISIT
    reviewers: int = 0
    declared: int = 0
    open_requests: int = 0
    unreviewed_requests: int = 0
    is_carried_out: bool = False
    has_result: bool = False
    has_outcome: bool = False


class Lack(Choice):
    """Something that is still missing (det som saknas)."""

    REVIEWER = "reviewer", "minst en uppföljare"
    TWO_REVIEWERS = "two_reviewers", "två uppföljare, eftersom besök alltid görs av två"
    DECLARATIONS = "declarations", "intyg från varje uppföljare om att jäv inte finns"
    DOCUMENTS = "documents", "handlingar som utföraren inte har skickat in"
    REVIEWS = "reviews", "granskning av handlingar som har kommit in"
    DATE = "date", "datum då uppföljningen gjordes"
    RESULT = "result", "text under Resultat av uppföljning"
    OUTCOME = "outcome", "utfall och sammanfattande bedömning"


def lacks_before(event: Event, progress: Progress) -> list[Lack]:
    """Return what stops the event; empty when nothing does.

    Source: the coordinated follow-up of 2017, section 2.2; förvaltningslagen 16–18 §§ on bias.
    """
    if event not in {Event.PREPARE, Event.START}:
        return []
    lacks = []
    if progress.kind == Kind.VISIT and progress.reviewers < REVIEWERS_AT_VISIT:
        lacks.append(Lack.TWO_REVIEWERS)
    elif not progress.reviewers:
        lacks.append(Lack.REVIEWER)
    if progress.declared < progress.reviewers:
        lacks.append(Lack.DECLARATIONS)
    return lacks


class Turn(Choice):
    """Whose turn it is."""

    REVIEWERS = "reviewers", "Uppföljarna"
    PROVIDER = "provider", "Utföraren"
    NOBODY = "nobody", "Ingen"


class Step(Choice):
    """What is to be done in each state. The code is the state's own."""

    PLANNED = "planned", "Utse uppföljare, begär handlingar och fråga de avropande enheterna."
    PREPARED = "prepared", "Granska handlingarna, boka besöket och påbörja uppföljningen."
    ONGOING = "ongoing", "Gör besöket, anteckna iakttagelser och skriv sedan ett utkast."
    DRAFT = "draft", "Bedöm varje område och skriv resultatet."
    FACT_CHECK = "fact_check", "Utföraren läser utkastet och pekar ut sakfel."
    ASSESSED = "assessed", "Skicka uppföljningen till utföraren och rapportera den."
    SENT = "sent", "Begär en åtgärdsplan för bristerna eller avsluta uppföljningen."
    MEASURES = "measures", "Åtgärdsplanen pågår. Följ den under fliken Åtgärdsplan."
    CLOSED = "closed", "Uppföljningen är avslutad."
    CANCELLED = "cancelled", "Uppföljningen är inställd."


@dataclass(frozen=True, slots=True)
class NextStep:
    """Whose turn it is, what to do, and what is missing."""

    turn: Turn
    step: Step
    lacks: tuple[Lack, ...]


def next_step(progress: Progress) -> NextStep:
    """Return the next step of a follow-up, for the box on its first page."""
    state = progress.state
    turn = Turn.PROVIDER if state == State.FACT_CHECK else Turn.REVIEWERS
    turn = Turn.NOBODY if state in ENDED else turn
    return NextStep(turn, Step(state.value), tuple(_lacks_now(progress)))


def _lacks_now(progress: Progress) -> list[Lack]:
    state = progress.state
    if state not in BEFORE_SENT:
        return []
    lacks = lacks_before(Event.START, progress) if state in BEFORE_START else []
    noted = (
        (Lack.DOCUMENTS, progress.open_requests > 0),
        (Lack.REVIEWS, progress.unreviewed_requests > 0),
        (Lack.DATE, state not in BEFORE_START and not progress.is_carried_out),
        (Lack.RESULT, state in WRITING and not progress.has_result),
        (Lack.OUTCOME, state in WRITING and not progress.has_outcome),
    )
    return lacks + [lack for lack, is_missing in noted if is_missing]


class Passage(Choice):
    """Where a state stands in relation to now."""

    DONE = "done", "Klart"
    NOW = "now", "Pågår nu"
    NEXT = "next", "Återstår"
    IF_NEEDED = "if_needed", "Vid behov"


def step_line(state: State, passed: Collection[State] = ()) -> list[tuple[State, Passage]]:
    """Return the states in order with what is done, now and next.

    ``passed`` are the states known to have been visited. The optional states (fact check,
    measures) are shown behind only when they are among them, so that nothing is claimed.
    """
    if state == State.CANCELLED:
        return [(State.PLANNED, Passage.DONE), (State.CANCELLED, Passage.NOW)]
    here = MAIN_PATH.index(state)
    line = []
    for place, step in enumerate(MAIN_PATH):
        if place < here and (step not in OPTIONAL or step in passed):
            line.append((step, Passage.DONE))
        elif place == here:
            line.append((step, Passage.NOW))
        elif place > here:
            line.append((step, Passage.IF_NEEDED if step in OPTIONAL else Passage.NEXT))
    return line


def is_planned_outside(planned_for: date, starts_on: date, ends_on: date | None) -> bool:
    """Tell whether the follow-up is planned for a day on which the contract is not in force."""
    return not is_in_force(starts_on, ends_on, planned_for)
