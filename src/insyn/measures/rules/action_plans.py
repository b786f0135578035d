"""The life cycle of an action plan, and what it must say. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.kernel.access import Permission
from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.kernel.sentences import Words, sentence
from insyn.kernel.states import StateMachine
from insyn.registry.rules import AgreementForm


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


HAPPENED: Mapping[PlanEvent, str] = {
    PlanEvent.REQUEST: "Åtgärdsplan begärdes",
    PlanEvent.REMIND: "Påminnelse skickades",
    PlanEvent.SUBMIT: "Åtgärdsplan kom in",
    PlanEvent.REVIEW: "Granskningen påbörjades",
    PlanEvent.RETURN: "Åtgärdsplanen godkändes inte",
    PlanEvent.ASK_SUPPLEMENT: "Kompletterande åtgärdsplan begärdes",
    PlanEvent.WARN: "Varning om vite skickades",
    PlanEvent.APPROVE: "Åtgärdsplanen godkändes",
    PlanEvent.CONTINUE: "Beslut om fortsatt uppföljning av att kraven uppfylls",
    PlanEvent.CARRY_OUT: "Åtgärderna är genomförda",
    PlanEvent.VERIFY: "Effekten av åtgärderna är kontrollerad",
    PlanEvent.CLOSE: "Åtgärdsplanen är avslutad",
    PlanEvent.ESCALATE: "Ärendet lyftes till beslutsfattare",
}
"""What each event is called once it has happened; a time line never speaks in commands."""

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
        (PlanState.RETURNED, PlanEvent.REMIND): PlanState.RETURNED,
        (PlanState.RETURNED, PlanEvent.ASK_SUPPLEMENT): PlanState.RETURNED,
        (PlanState.RETURNED, PlanEvent.WARN): PlanState.WARNED,
        (PlanState.RETURNED, PlanEvent.SUBMIT): PlanState.SUBMITTED,
        (PlanState.WARNED, PlanEvent.REMIND): PlanState.WARNED,
        (PlanState.WARNED, PlanEvent.SUBMIT): PlanState.SUBMITTED,
        (PlanState.APPROVED, PlanEvent.CONTINUE): PlanState.APPROVED,
        (PlanState.APPROVED, PlanEvent.CARRY_OUT): PlanState.CARRIED_OUT,
        (PlanState.CARRIED_OUT, PlanEvent.VERIFY): PlanState.VERIFIED,
        (PlanState.CARRIED_OUT, PlanEvent.RETURN): PlanState.RETURNED,  # a measure had no effect
        (PlanState.VERIFIED, PlanEvent.CLOSE): PlanState.CLOSED,
        **{(state, PlanEvent.ESCALATE): PlanState.ESCALATED for state in _OPEN},
        (PlanState.ESCALATED, PlanEvent.CLOSE): PlanState.CLOSED,
    }
)

WAITS_FOR_PROVIDER = frozenset({PlanState.REQUESTED, PlanState.RETURNED, PlanState.WARNED})
TO_REVIEW = frozenset({PlanState.SUBMITTED, PlanState.UNDER_REVIEW})
"""Where the authority has a plan to read."""
ALL_TO_REVIEW = "to_review"
"""What a filter calls the states of TO_REVIEW together."""

ATTENTION: Sequence[frozenset[PlanState]] = (
    TO_REVIEW | {PlanState.ESCALATED},
    frozenset({PlanState.CARRIED_OUT, PlanState.VERIFIED}),
    WAITS_FOR_PROVIDER,
    frozenset({PlanState.APPROVED}),
    frozenset({PlanState.CLOSED}),
)
"""The states in the order that a list shows them: what waits for us first, what is over last.

A plan that is late stands among the first, for then the next move is ours.
"""
APPROVED_OR_LATER = frozenset(
    {PlanState.APPROVED, PlanState.CARRIED_OUT, PlanState.VERIFIED, PlanState.CLOSED}
)
DECISIONS = frozenset({PlanEvent.APPROVE, PlanEvent.WARN, PlanEvent.ESCALATE})
"""Moves that need the permission to decide, not only to review."""


MOVED_BY_NOTE = frozenset(
    {
        PlanEvent.REMIND,
        PlanEvent.REVIEW,
        PlanEvent.CONTINUE,
        PlanEvent.CARRY_OUT,
        PlanEvent.ESCALATE,
        PlanEvent.CLOSE,
    }
)
"""Events without facts of their own but a note; the others have a service each."""


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


def permission_for(event: PlanEvent) -> Permission:
    """Return what one must be allowed to do in the authority for the event to happen."""
    return Permission.DECIDE_MEASURES if event in DECISIONS else Permission.REQUEST_MEASURES


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the provider has answered to one finding, and where the answer is."""

    finding: str
    measure: str
    responsible: str
    done_by: date | None
    state: ItemState = ItemState.AWAITED

    def missing(self) -> list[str]:
        """Return what a full answer still lacks, as Swedish nouns."""
        said = {"åtgärd": self.measure, "ansvarig": self.responsible, "slutdatum": self.done_by}
        return [what for what, value in said.items() if not value]


def gaps(items: Sequence[ItemFacts]) -> list[str]:
    """Return one Swedish sentence per finding that is not yet answered in full.

    A plan may be handed in only when each finding has a measure with a person and a date, and
    every answer that came back has been saved anew.
    """
    sentences: list[str] = []
    for item in items:
        missing = item.missing()
        if missing:
            sentences.append(
                sentence(
                    "”%(finding)s” saknar %(what)s.", finding=item.finding, what=Words(*missing)
                )
            )
        elif item.state == ItemState.RETURNED:
            sentences.append(
                sentence(
                    "Svaret på ”%(finding)s” är återsänt och har inte sparats på nytt.",
                    finding=item.finding,
                )
            )
    return sentences


def answered_state(item: ItemFacts) -> ItemState:
    """Return where an answer is once it has been saved: answered only when it is full."""
    if item.missing():
        return ItemState.RETURNED if item.state == ItemState.RETURNED else ItemState.AWAITED
    return ItemState.ANSWERED


def check_answerable(plan: PlanState, item: ItemState) -> None:
    """Demand that the plan waits for the provider and that this answer is not settled.

    Raises:
        RuleViolation: the plan is with the authority, or the answer has been accepted.
    """
    if plan not in WAITS_FOR_PROVIDER:
        raise RuleViolation(
            sentence(
                "Åtgärdsplanens läge är ”%(state)s”. Svaren går att ändra först om nämnden begär "
                "en komplettering.",
                state=Words(plan.label),
            )
        )
    if item == ItemState.ACCEPTED:
        raise RuleViolation(
            sentence("Svaret är godtaget. Ändra bara de svar som har kommit tillbaka.")
        )


def check_approval(items: Sequence[ItemFacts]) -> None:
    """Demand that every answer has been accepted before the plan is approved.

    Raises:
        RuleViolation: some are not; each finding is named.
    """
    left = [item.finding for item in items if item.state != ItemState.ACCEPTED]
    if left:
        raise RuleViolation(
            sentence(
                "Planen går inte att godkänna. Inte godtaget: %(findings)s.",
                findings=_quoted(left),
            )
        )


def check_return(items: Sequence[ItemFacts]) -> None:
    """Demand that every answer is judged, and at least one returned, before the plan is.

    Raises:
        RuleViolation: an answer is not judged, or all of them were accepted.
    """
    left = [item.finding for item in items if item.state == ItemState.ANSWERED]
    if left:
        raise RuleViolation(
            sentence("Bedöm först varje svar. Inte bedömt: %(findings)s.", findings=_quoted(left))
        )
    if all(item.state == ItemState.ACCEPTED for item in items):
        raise RuleViolation(
            sentence(
                "Alla svar är godtagna. Godkänn planen, eller återsänd först det svar som inte "
                "räcker."
            )
        )


def _quoted(findings: Sequence[str]) -> Words:
    return Words(*(f"”{finding}”" for finding in findings))


def check_due(due_on: date, *, asked_on: date) -> None:
    """Demand that the last day to answer is not before the day of asking.

    Raises:
        RuleViolation: it is.
    """
    if due_on < asked_on:
        raise RuleViolation(
            sentence("Sista dagen att svara kan inte ligga före dagen då svaret begärs.")
        )


def answer_due(asked_on: date) -> date:
    """Return the last day to hand in a plan when none is chosen; a weekend moves it to Monday."""
    due = asked_on + ANSWER_WITHIN
    return due + timedelta(days={6: 2, 7: 1}.get(due.isoweekday(), 0))


def check_penalty(form: AgreementForm) -> None:
    """Demand a contract to stand on: an in-house mission knows no contract penalty.

    Raises:
        RuleViolation: the service is run by the municipality itself.
    """
    if form == AgreementForm.MISSION:
        raise RuleViolation(
            sentence(
                "Ett uppdrag i egen regi har inget avtalsvite. Lyft frågan till beslutsfattare."
            )
        )


def check_closing(plan: PlanState | None) -> None:
    """Demand an approved plan, if there is one, before the follow-up is closed.

    Raises:
        RuleViolation: the plan is still being worked on.
    """
    if plan is not None and plan not in APPROVED_OR_LATER:
        raise RuleViolation(
            sentence(
                "Åtgärdsplanens läge är ”%(state)s”. Uppföljningen avslutas när planen är godkänd "
                "eller avslutad.",
                state=Words(plan.label),
            )
        )
