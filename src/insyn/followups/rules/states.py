"""Closed lists and the life cycle of follow-ups. Pure."""

from collections.abc import Mapping

from insyn.kernel.access import GRANTS, Permission, Role
from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine


class Kind(Choice):
    """How a follow-up is done (uppföljningsform)."""

    VISIT = "visit", "Besök eller möte"
    DESK = "desk", "Skrivbordsgranskning"
    EVENT = "event", "Händelsestyrd"
    THEME = "theme", "Tema"
    SURVEY = "survey", "Enkät"
    CHECK = "check", "Kontroll"


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
    TAKE_BACK = "take_back", "Ta tillbaka bedömningen"
    SEND = "send", "Skicka till utföraren och rapportera"
    REQUEST_MEASURES = "request_measures", "Begär åtgärdsplan"
    CLOSE = "close", "Avsluta"
    CANCEL = "cancel", "Ställ in"
    ABANDON = "abandon", "Avbryt med skäl"
    END_UNANSWERED = "end_unanswered", "Avsluta som obesvarad"
    RESUME = "resume", "Ta upp igen"


LIFECYCLE: StateMachine[State, Event] = StateMachine(
    {
        (State.PLANNED, Event.PREPARE): State.PREPARED,
        (State.PLANNED, Event.START): State.ONGOING,  # a form without preparation
        (State.PLANNED, Event.CANCEL): State.CANCELLED,
        (State.PREPARED, Event.START): State.ONGOING,
        (State.ONGOING, Event.WRITE): State.DRAFT,
        (State.DRAFT, Event.SEND_FOR_FACT_CHECK): State.FACT_CHECK,
        (State.DRAFT, Event.ASSESS): State.ASSESSED,  # a form without fact check
        (State.FACT_CHECK, Event.SEND_FOR_FACT_CHECK): State.FACT_CHECK,  # changed, read again
        (State.FACT_CHECK, Event.ASSESS): State.ASSESSED,
        (State.ASSESSED, Event.TAKE_BACK): State.DRAFT,  # when answers are opened again
        (State.ASSESSED, Event.SEND): State.SENT,
        (State.ONGOING, Event.END_UNANSWERED): State.CANCELLED,  # when a survey is closed
        (State.CANCELLED, Event.RESUME): State.ONGOING,  # when it is opened again
        (State.SENT, Event.REQUEST_MEASURES): State.MEASURES,
        (State.SENT, Event.CLOSE): State.CLOSED,
        (State.MEASURES, Event.CLOSE): State.CLOSED,
        (State.PREPARED, Event.ABANDON): State.CANCELLED,  # what has been found is kept
        (State.ONGOING, Event.ABANDON): State.CANCELLED,
        (State.DRAFT, Event.ABANDON): State.CANCELLED,
        (State.FACT_CHECK, Event.ABANDON): State.CANCELLED,
        (State.ASSESSED, Event.ABANDON): State.CANCELLED,
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
    Event.TAKE_BACK: Permission.CARRY_OUT_FOLLOWUP,
    Event.SEND: Permission.CARRY_OUT_FOLLOWUP,
    Event.REQUEST_MEASURES: Permission.REQUEST_MEASURES,
    Event.CLOSE: Permission.CARRY_OUT_FOLLOWUP,
    Event.CANCEL: Permission.PLAN_FOLLOWUP,
    Event.ABANDON: Permission.CARRY_OUT_FOLLOWUP,
    Event.END_UNANSWERED: Permission.SEND_SURVEY,
    Event.RESUME: Permission.SEND_SURVEY,
}
"""What the asker must be allowed to do for each event."""

CARRIES_OUT = tuple(role for role in Role if Permission.CARRY_OUT_FOLLOWUP in GRANTS[role])
"""The roles that may be reviewers of a follow-up."""

MOVED_HERE = frozenset(
    {
        Event.PREPARE,
        Event.START,
        Event.WRITE,
        Event.CANCEL,
        Event.ABANDON,
    }
)
"""Events without facts of their own; the others happen where their facts are gathered."""

STOPS = frozenset({Event.CANCEL, Event.ABANDON})
"""Events that end a follow-up with a reason, before it is sent."""

OF_SURVEYS = frozenset({Event.END_UNANSWERED, Event.RESUME})
"""Events that happen to the follow-ups of a whole survey, when it is closed or opened again."""

BEFORE_START = frozenset({State.PLANNED, State.PREPARED})
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
    REGISTERS = "registers", "Registerkontroller"


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
