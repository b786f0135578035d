"""The life cycle of an action plan, and what it must say. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine


class PlanState(Choice):
    """Where an action plan is."""

    REQUESTED = "requested", "Begärd"
    SUBMITTED = "submitted", "Inlämnad"
    UNDER_REVIEW = "under_review", "Granskas"
    RETURNED = "returned", "Ej godkänd"
    WARNED = "warned", "Varning om vite"
    APPROVED = "approved", "Godkänd"
    CARRIED_OUT = "carried_out", "Genomförd"
    VERIFIED = "verified", "Effekt kontrollerad"
    CLOSED = "closed", "Avslutad"
    ESCALATED = "escalated", "Lyft till beslutsfattare"


class PlanEvent(Choice):
    """What can happen to an action plan. The label is what the button says."""

    REQUEST = "request", "Begär åtgärdsplan"
    REMIND = "remind", "Påminn"
    SUBMIT = "submit", "Lämna in"
    REVIEW = "review", "Påbörja granskning"
    RETURN = "return", "Godkänn inte"
    ASK_SUPPLEMENT = "ask_supplement", "Begär komplettering"
    WARN = "warn", "Varna om vite"
    APPROVE = "approve", "Godkänn"
    CONTINUE = "continue", "Besluta om fortsatt uppföljning"
    CARRY_OUT = "carry_out", "Markera som genomförd"
    VERIFY = "verify", "Kontrollera effekten"
    CLOSE = "close", "Avsluta"
    ESCALATE = "escalate", "Lyft till beslutsfattare"


_OPEN = (
    PlanState.REQUESTED,
    PlanState.SUBMITTED,
    PlanState.UNDER_REVIEW,
    PlanState.RETURNED,
    PlanState.WARNED,
    PlanState.APPROVED,
    PlanState.CARRIED_OUT,
    PlanState.VERIFIED,
)

PLAN_LIFECYCLE: StateMachine[PlanState, PlanEvent] = StateMachine(
    {
        (PlanState.REQUESTED, PlanEvent.REMIND): PlanState.REQUESTED,
        (PlanState.REQUESTED, PlanEvent.SUBMIT): PlanState.SUBMITTED,
        (PlanState.SUBMITTED, PlanEvent.REVIEW): PlanState.UNDER_REVIEW,
        (PlanState.UNDER_REVIEW, PlanEvent.APPROVE): PlanState.APPROVED,
        (PlanState.UNDER_REVIEW, PlanEvent.RETURN): PlanState.RETURNED,
        (PlanState.RETURNED, PlanEvent.ASK_SUPPLEMENT): PlanState.RETURNED,
        (PlanState.RETURNED, PlanEvent.WARN): PlanState.WARNED,
        (PlanState.RETURNED, PlanEvent.SUBMIT): PlanState.SUBMITTED,
        (PlanState.WARNED, PlanEvent.SUBMIT): PlanState.SUBMITTED,
        (PlanState.APPROVED, PlanEvent.CONTINUE): PlanState.APPROVED,
        (PlanState.APPROVED, PlanEvent.CARRY_OUT): PlanState.CARRIED_OUT,
        (PlanState.CARRIED_OUT, PlanEvent.VERIFY): PlanState.VERIFIED,
        (PlanState.VERIFIED, PlanEvent.CLOSE): PlanState.CLOSED,
        **{(state, PlanEvent.ESCALATE): PlanState.ESCALATED for state in _OPEN},
        (PlanState.ESCALATED, PlanEvent.CLOSE): PlanState.CLOSED,
    }
)

WAITS_FOR_PROVIDER = frozenset({PlanState.REQUESTED, PlanState.RETURNED, PlanState.WARNED})
APPROVED_OR_LATER = frozenset(
    {PlanState.APPROVED, PlanState.CARRIED_OUT, PlanState.VERIFIED, PlanState.CLOSED}
)
DECISIONS = frozenset({PlanEvent.APPROVE, PlanEvent.WARN, PlanEvent.ESCALATE})
"""Moves that need the permission to decide, not only to review."""


class ItemState(Choice):
    """Where the answer to one finding is."""

    AWAITED = "awaited", "Väntar på svar"
    ANSWERED = "answered", "Besvarad"
    ACCEPTED = "accepted", "Godtagen"
    RETURNED = "returned", "Återsänd"


class LetterKind(Choice):
    """The letters of an action plan."""

    REQUEST = "request", "Begäran om åtgärdsplan"
    RETURN = "return", "Begäran om kompletterande åtgärdsplan"
    WARNING = "warning", "Varning om vite"
    APPROVAL = "approval", "Godkännande av åtgärdsplan"


ANSWER_WITHIN = timedelta(weeks=4)
"""How long a provider is given to hand in a plan unless another day is set."""


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the provider has answered to one finding."""

    finding: str
    measure: str
    responsible: str
    done_by: date | None


def gaps(items: Sequence[ItemFacts]) -> list[str]:
    """Return one Swedish sentence per finding that is not yet answered in full.

    A plan may be handed in only when each finding has a measure with a person and a date.
    """
    sentences = []
    for item in items:
        said = {"åtgärd": item.measure, "ansvarig": item.responsible, "slutdatum": item.done_by}
        missing = [what for what, value in said.items() if not value]
        if missing:
            sentences.append(f"”{item.finding}” saknar {' och '.join(missing)}.")
    return sentences
