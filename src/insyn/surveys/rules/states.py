"""Closed lists and the life cycles of a survey round and of a survey response. Pure."""

from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine


class ScopeKind(Choice):
    """Whom a round asks (omfattning)."""

    ALL = "all", "Alla verksamheter i valda områden"
    SELECTION = "selection", "De utvalda i ett urval"
    CHOSEN = "chosen", "Verksamheter som väljs en och en"


class RoundState(Choice):
    """Where a round is (läge)."""

    DRAFT = "draft", "Förbereds"
    OPEN = "open", "Pågår"
    CLOSED = "closed", "Stängd"


class RoundEvent(Choice):
    """What can happen to a round. The label is what the button says."""

    SEND = "send", "Skicka enkäten"
    CLOSE = "close", "Stäng omgången"
    REOPEN = "reopen", "Öppna igen"


ROUND_LIFECYCLE: StateMachine[RoundState, RoundEvent] = StateMachine(
    {
        (RoundState.DRAFT, RoundEvent.SEND): RoundState.OPEN,
        (RoundState.OPEN, RoundEvent.CLOSE): RoundState.CLOSED,
        (RoundState.CLOSED, RoundEvent.REOPEN): RoundState.OPEN,
    }
)


class ResponseState(Choice):
    """Where a survey response is (läge)."""

    WAITING = "waiting", "Inte skickad"
    INVITED = "invited", "Inbjuden"
    OPENED = "opened", "Öppnad"
    SAVED = "saved", "Påbörjad"
    SUBMITTED = "submitted", "Inlämnad"
    RETURNED = "returned", "Frågor i retur"
    ACCEPTED = "accepted", "Godtagen"


class ResponseEvent(Choice):
    """What can happen to a survey response. The label is what the button says."""

    INVITE = "invite", "Bjud in"
    OPEN = "open", "Öppna"
    SAVE = "save", "Spara"
    SUBMIT = "submit", "Lämna in"
    RETURN = "return", "Skicka tillbaka frågor"
    WITHDRAW = "withdraw", "Ta tillbaka returen"
    ACCEPT = "accept", "Godta svaren"
    REOPEN = "reopen", "Öppna ett godtaget svar"


RESPONSE_LIFECYCLE: StateMachine[ResponseState, ResponseEvent] = StateMachine(
    {
        (ResponseState.WAITING, ResponseEvent.INVITE): ResponseState.INVITED,
        (ResponseState.INVITED, ResponseEvent.OPEN): ResponseState.OPENED,
        (ResponseState.INVITED, ResponseEvent.SAVE): ResponseState.SAVED,
        (ResponseState.OPENED, ResponseEvent.SAVE): ResponseState.SAVED,
        (ResponseState.SAVED, ResponseEvent.SAVE): ResponseState.SAVED,
        (ResponseState.SAVED, ResponseEvent.SUBMIT): ResponseState.SUBMITTED,
        (ResponseState.SUBMITTED, ResponseEvent.RETURN): ResponseState.RETURNED,
        (ResponseState.SUBMITTED, ResponseEvent.ACCEPT): ResponseState.ACCEPTED,
        (ResponseState.RETURNED, ResponseEvent.SAVE): ResponseState.RETURNED,
        (ResponseState.RETURNED, ResponseEvent.SUBMIT): ResponseState.SUBMITTED,
        (ResponseState.RETURNED, ResponseEvent.WITHDRAW): ResponseState.SUBMITTED,
        (ResponseState.ACCEPTED, ResponseEvent.REOPEN): ResponseState.SUBMITTED,
    }
)

AWAITED = frozenset(
    {ResponseState.INVITED, ResponseState.OPENED, ResponseState.SAVED, ResponseState.RETURNED}
)
"""States in which the provider has something to do."""
HANDED_IN = frozenset({ResponseState.SUBMITTED, ResponseState.RETURNED, ResponseState.ACCEPTED})
"""States in which there is a submission to count in the results."""


class AnswerState(Choice):
    """Where one answer is (läge).

    What was taken over from last year counts as unanswered until somebody has confirmed it;
    what came back counts as unanswered until it has been answered anew. *Unanswered* is what
    was taken away again, or commented on and not yet answered.
    """

    UNANSWERED = "unanswered", "Obesvarad"
    PREFILLED = "prefilled", "Från förra året"
    ANSWERED = "answered", "Besvarad"
    RETURNED = "returned", "I retur"


class OperationKind(Choice):
    """What a provider did with a question."""

    SET = "set", "Svarade"
    CONFIRM = "confirm", "Bekräftade"
    CLEAR = "clear", "Tog bort svaret"


class OperationOutcome(Choice):
    """What came of it."""

    APPLIED = "applied", "Sparat"
    CONFLICT = "conflict", "Någon annan hann före"
    REFUSED = "refused", "Gick inte att spara"


class ProposalState(Choice):
    """What a person has made of a proposed finding."""

    PROPOSED = "proposed", "Föreslagen"
    ACCEPTED = "accepted", "Godtagen"
    REJECTED = "rejected", "Avvisad"
    WITHDRAWN = "withdrawn", "Svaret har ändrats"
