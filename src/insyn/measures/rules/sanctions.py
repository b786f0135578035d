"""The life of a sanction and its amounts. Pure."""

from collections.abc import Mapping

from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine


class SanctionState(Choice):
    """Where a sanction is."""

    PROPOSED = "proposed", "Föreslagen"
    DECIDED = "decided", "Beslutad"
    NOTIFIED = "notified", "Delgiven"
    CONTESTED = "contested", "Bestridd"
    UPHELD = "upheld", "Kvarstår"
    REDUCED = "reduced", "Nedsatt"
    WITHDRAWN = "withdrawn", "Återkallad"
    CARRIED_OUT = "carried_out", "Verkställd"
    CLOSED = "closed", "Avslutad"


class SanctionEvent(Choice):
    """What can happen to a sanction. The label is what the button says."""

    PROPOSE = "propose", "Föreslå"
    CHANGE = "change", "Ändra förslaget"
    DECIDE = "decide", "Besluta"
    REJECT = "reject", "Avslå förslaget"
    NOTIFY = "notify", "Delge utföraren"
    CONTEST = "contest", "Anteckna bestridande"
    UPHOLD = "uphold", "Vidhåll"
    REDUCE = "reduce", "Sätt ned"
    WITHDRAW = "withdraw", "Återkalla"
    CARRY_OUT = "carry_out", "Verkställ"
    CLOSE = "close", "Avsluta"


SANCTION_HAPPENED: Mapping[SanctionEvent, str] = {
    SanctionEvent.PROPOSE: "Åtgärden föreslogs",
    SanctionEvent.CHANGE: "Förslaget ändrades",
    SanctionEvent.DECIDE: "Beslut fattades",
    SanctionEvent.REJECT: "Förslaget avslogs",
    SanctionEvent.NOTIFY: "Utföraren delgavs beslutet",
    SanctionEvent.CONTEST: "Utföraren bestred beslutet",
    SanctionEvent.UPHOLD: "Nämnden vidhöll beslutet",
    SanctionEvent.REDUCE: "Beloppet sattes ned",
    SanctionEvent.WITHDRAW: "Beslutet återkallades",
    SanctionEvent.CARRY_OUT: "Beslutet verkställdes",
    SanctionEvent.CLOSE: "Ärendet avslutades",
}
"""What each event is called once it has happened."""

SANCTION_LETTERS: Mapping[SanctionEvent, str] = {
    SanctionEvent.NOTIFY: "Brev om beslutet",
    SanctionEvent.UPHOLD: "Svar: beslutet kvarstår",
    SanctionEvent.REDUCE: "Svar: beloppet är nedsatt",
    SanctionEvent.WITHDRAW: "Svar: beslutet är återkallat",
}
"""What the letter of each event is called in a list."""

SANCTION_LIFECYCLE: StateMachine[SanctionState, SanctionEvent] = StateMachine(
    {
        (SanctionState.PROPOSED, SanctionEvent.CHANGE): SanctionState.PROPOSED,
        (SanctionState.PROPOSED, SanctionEvent.DECIDE): SanctionState.DECIDED,
        (SanctionState.PROPOSED, SanctionEvent.REJECT): SanctionState.WITHDRAWN,
        (SanctionState.DECIDED, SanctionEvent.NOTIFY): SanctionState.NOTIFIED,
        (SanctionState.NOTIFIED, SanctionEvent.CONTEST): SanctionState.CONTESTED,
        (SanctionState.NOTIFIED, SanctionEvent.CARRY_OUT): SanctionState.CARRIED_OUT,
        (SanctionState.CONTESTED, SanctionEvent.UPHOLD): SanctionState.UPHELD,
        (SanctionState.CONTESTED, SanctionEvent.REDUCE): SanctionState.REDUCED,
        (SanctionState.CONTESTED, SanctionEvent.WITHDRAW): SanctionState.WITHDRAWN,
        (SanctionState.UPHELD, SanctionEvent.CARRY_OUT): SanctionState.CARRIED_OUT,
        (SanctionState.REDUCED, SanctionEvent.CARRY_OUT): SanctionState.CARRIED_OUT,
        (SanctionState.CARRIED_OUT, SanctionEvent.CLOSE): SanctionState.CLOSED,
        (SanctionState.WITHDRAWN, SanctionEvent.CLOSE): SanctionState.CLOSED,
    }
)


class Delivery(Choice):
    """How it is proved that the provider got the letter (delgivning)."""

    RECEIPT = "receipt", "Mottagningsbevis"
    REGISTERED = "registered", "Rekommenderat brev"
    EMAIL = "email", "E-post med bekräftelse"
    PORTAL = "portal", "Öppnat i Insyn"
    MEETING = "meeting", "Överlämnat vid möte"
