"""How it is checked that a measure was carried out and had effect. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.kernel.sentences import Words, sentence
from insyn.measures.rules.action_plans import PlanEvent, PlanState
from insyn.papers.wording import swedish_date


class VerifiedBy(Choice):
    """What shows whether a measure had effect."""

    DOCUMENT = "document", "Handling"
    VISIT = "visit", "Besök"
    SURVEY = "survey", "Nästa enkät"
    TALK = "talk", "Samtal"


class Effect(Choice):
    """Whether a measure had effect."""

    AWAITED = "awaited", "Ska kontrolleras"
    FULL = "full", "Full effekt"
    PARTLY = "partly", "Viss effekt"
    NONE = "none", "Ingen effekt"


NOTED = (Effect.FULL, Effect.PARTLY, Effect.NONE)
LACKING = frozenset({Effect.PARTLY, Effect.NONE})
"""Effects that leave the deficiency open: a new measure, or a sanction."""

BEING_DONE = frozenset({PlanState.APPROVED})
"""When it is noted that a measure has been carried out."""
BEING_VERIFIED = frozenset({PlanState.APPROVED, PlanState.CARRIED_OUT})
"""When it is planned how the effect is to be seen, and noted what was seen."""


@dataclass(frozen=True, slots=True)
class CheckedFacts:
    """What is known of one measure after the approval; ``effects`` are those of its answer now."""

    finding: str
    carried_out_on: date | None
    effects: tuple[Effect, ...] = ()

    @property
    def effect(self) -> Effect:
        """Return the latest effect that was noted; one that waits leaves the measure waiting."""
        noted = [effect for effect in self.effects if effect != Effect.AWAITED]
        return noted[-1] if noted and Effect.AWAITED not in self.effects else Effect.AWAITED


def carry_out_gaps(items: Sequence[CheckedFacts]) -> str:
    """Return why the plan does not count as carried out; empty when every measure has been."""
    left = [item.finding for item in items if item.carried_out_on is None]
    if not left:
        return ""
    return sentence(
        "Anteckna först när åtgärden genomfördes för %(findings)s.", findings=_quoted(left)
    )


def verify_gaps(items: Sequence[CheckedFacts]) -> str:
    """Return why the plan does not count as verified; empty when each effect is noted."""
    left = [item.finding for item in items if item.effect == Effect.AWAITED]
    if not left:
        return ""
    return sentence(
        "Anteckna först vilken effekt åtgärden fick för %(findings)s.", findings=_quoted(left)
    )


def check_lacking(items: Sequence[CheckedFacts]) -> None:
    """Demand a measure without full effect before a carried-out plan goes back.

    Raises:
        RuleViolation: an effect is not noted, or all measures had full effect.
    """
    if gaps := verify_gaps(items):
        raise RuleViolation(gaps)
    if all(item.effect == Effect.FULL for item in items):
        raise RuleViolation(
            sentence("Alla åtgärder har fått full effekt. Då finns det inget att återsända.")
        )


def gaps_at(state: PlanState, items: Sequence[CheckedFacts]) -> str:
    """Return what is to be noted of the measures before the plan can go on; empty when nothing."""
    if state in BEING_DONE:
        return carry_out_gaps(items)
    return verify_gaps(items) if state in BEING_VERIFIED else ""


def closed_events(state: PlanState, items: Sequence[CheckedFacts]) -> frozenset[PlanEvent]:
    """Return the events that the measures would refuse as they stand, after the approval."""
    gaps = gaps_at(state, items)
    if state in BEING_DONE:
        return frozenset({PlanEvent.CARRY_OUT} if gaps else ())
    if state not in BEING_VERIFIED:
        return frozenset()
    if gaps:
        return frozenset({PlanEvent.VERIFY, PlanEvent.RETURN})
    is_full = all(item.effect == Effect.FULL for item in items)
    return frozenset({PlanEvent.RETURN} if is_full else ())


def _quoted(findings: Sequence[str]) -> Words:
    return Words(*(f"”{finding.rstrip('.')}”" for finding in findings))


def carried_out_refusal(plan: PlanState, *, on: date, today: date, how: str) -> str:
    """Return why a measure cannot be noted as carried out; empty when it can.

    A measure may be carried out before the plan is approved, but not noted as such.
    """
    if plan not in BEING_DONE:
        return sentence(
            "Åtgärdsplanens läge är ”%(state)s”. När åtgärderna genomfördes antecknas när planen "
            "är godkänd.",
            state=Words(plan.label),
        )
    if on > today:
        return sentence("Åtgärden kan inte vara genomförd en dag som inte har varit.")
    return "" if how.strip() else sentence("Skriv hur åtgärden genomfördes.")


def plan_check_refusal(plan: PlanState, *, due_on: date, today: date) -> str:
    """Return why a check of the effect cannot be planned; empty when it can."""
    if plan not in BEING_VERIFIED:
        return sentence(
            "Åtgärdsplanens läge är ”%(state)s”. Effekten kontrolleras när planen är godkänd.",
            state=Words(plan.label),
        )
    has_been = sentence("Kontrollen kan inte planeras till en dag som har varit.")
    return has_been if due_on < today else ""


def effect_refusal(
    plan: PlanState, *, carried_out_on: date | None, checked_on: date, today: date, note: str
) -> str:
    """Return why an effect cannot be noted; empty when it can."""
    if plan not in BEING_VERIFIED:
        return sentence(
            "Åtgärdsplanens läge är ”%(state)s”. Effekten antecknas när planen är godkänd.",
            state=Words(plan.label),
        )
    if carried_out_on is None:
        return sentence("Anteckna först när åtgärden genomfördes.")
    if checked_on > today:
        return sentence("Effekten kan inte vara kontrollerad en dag som inte har varit.")
    if checked_on < carried_out_on:
        return sentence(
            "Åtgärden genomfördes den %(day)s. Effekten kan inte ha kontrollerats dessförinnan.",
            day=swedish_date(carried_out_on),
        )
    return "" if note.strip() else sentence("Skriv vad kontrollen visade.")
