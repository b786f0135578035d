"""What a provider is shown, and how long its clients' documents are kept. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.kernel.access import Secrecy
from insyn.measures.rules import (
    APPROVED_OR_LATER,
    WAITS_FOR_PROVIDER,
    ItemState,
    PlanEvent,
    PlanState,
)

CLIENT_DOCUMENT_KEPT = timedelta(days=365)
"""How long a copy of a document about a client is kept: until the follow-up has long been
reported. The original stays in the provider's own file. Source: dataskyddsförordningen 5.1 e."""


def retain_until(secrecy: Secrecy, received_on: date) -> date | None:
    """Return the day when what is handed in is thrown away; None unless it is about a client."""
    return received_on + CLIENT_DOCUMENT_KEPT if secrecy == Secrecy.CLIENT_DOCUMENT else None


_TOLD = WAITS_FOR_PROVIDER | APPROVED_OR_LATER


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the provider may know of how an answer was judged."""

    state: ItemState
    comment: str


def verdict_shown(plan: PlanState, item: ItemState, comment: str) -> Verdict:
    """Return the answer's state and the reviewer's words as far as they have been sent.

    While the authority reviews, a judgement may still change: until the plan is returned or
    approved the provider sees only that the answer has been given.
    """
    if plan in _TOLD:
        return Verdict(item, comment)
    is_judged = item in {ItemState.ACCEPTED, ItemState.RETURNED}
    return Verdict(ItemState.ANSWERED if is_judged else item, "")


FIRST_SHOWN = (ItemState.RETURNED, ItemState.AWAITED, ItemState.ANSWERED, ItemState.ACCEPTED)
"""In which order a provider meets the findings: what came back first, what is settled last."""

WHY: Mapping[PlanState, str] = {
    PlanState.REQUESTED: "Uppföljningen visade brister. Svara på hur ni åtgärdar dem.",
    PlanState.SUBMITTED: "Planen är inlämnad. Nämnden ska granska den.",
    PlanState.UNDER_REVIEW: "Nämnden granskar planen. Du behöver inte göra något nu.",
    PlanState.RETURNED: "Planen räcker inte. Ändra de svar som har kommit tillbaka.",
    PlanState.WARNED: "Nämnden har varnat för avtalsvite. Ändra de svar som har kommit tillbaka.",
    PlanState.APPROVED: "Planen är godkänd. Genomför åtgärderna och anteckna när de är klara.",
    PlanState.CARRIED_OUT: "Åtgärderna är genomförda. Nämnden kontrollerar effekten.",
    PlanState.VERIFIED: "Nämnden har kontrollerat att åtgärderna har fått effekt.",
    PlanState.CLOSED: "Åtgärdsplanen är avslutad.",
    PlanState.ESCALATED: "Nämnden tar ställning till nästa steg.",
}
"""What each state of a plan means to the provider, and what to do."""

INSIDE = frozenset({PlanEvent.REVIEW, PlanEvent.ESCALATE})
"""Steps inside the authority, which the provider's time line leaves out."""
