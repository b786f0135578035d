"""Tells what follows when it is not put right: penalties, a stop, a measure without effect."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, SOCIAL, Town
from insyn.kernel.access import Access
from insyn.measures.models import ActionPlan, CorrectiveAction, Sanction, SanctionLine
from insyn.measures.rules import PlanState
from insyn.measures.rules.amounts import Claim
from insyn.measures.rules.sanctions import Delivery, SanctionEvent
from insyn.measures.rules.verifying import Effect, VerifiedBy
from insyn.measures.services import Seen, note_effect, plan_verification
from insyn.measures.services.intake import StopFacts
from insyn.measures.services.sanction_moves import Ruling, decide_sanction, settle_sanction
from insyn.measures.services.sanction_notices import (
    ContestFacts,
    Handover,
    contest_sanction,
    notify_provider,
)
from insyn.measures.services.sanctions import LineFacts, ProposalFacts, grounds_of, propose_sanction
from insyn.platform import clock
from insyn.registry.models import Contract, SanctionStep
from insyn.registry.rules import SanctionKind

PENALTY_DAY = -40
NIGHTS = 7
PER_NIGHT = Decimal(8_000)
REDUCED_TO = Decimal(40_000)
PENALTY_REASONS = (
    "Två i personalen i stället för tre vid det oanmälda kvällsbesöket. Utföraren visar själv i "
    "sina scheman att det var så sju kvällar."
)
PROPORTIONATE = "Bemanningen är en grund för de boendes trygghet och bristen är upprepad."
CONTEST = (
    "Två av kvällarna fanns en tredje person på plats, men hen stod på en annan enhets schema."
)
SETTLED = "Schemat för den andra enheten styrker två av kvällarna. Vitet tas ut för fem."
STOP_DAY = -14
STOP_REASON = "Inga nya placeringar förrän handlingar om enskilda förvaras säkert"
PROPOSED_DAY = -2


def tell_penalty(town: Town) -> Story:
    """Take out a penalty for a period; the provider contests it and it is reduced."""
    yield PENALTY_DAY
    contract = town.contracts["home_care", "bjorkdungen"]
    last = clock.today() - timedelta(days=60)
    claim = Claim(
        "Underbemanning kvällstid", last - timedelta(days=NIGHTS - 1), last,
        quantity=Decimal(NIGHTS), rate=PER_NIGHT,
    )  # fmt: skip
    row = propose(town, contract, SanctionKind.PENALTY, [claim], PENALTY_REASONS)
    yield PENALTY_DAY + 5
    row = decide_sanction(decider(town), row, ruling=Ruling({}))
    yield PENALTY_DAY + 6
    handover = Handover(Delivery.PORTAL, delivery_note="Utföraren öppnade brevet samma dag.")
    row = notify_provider(town.access(EDITOR), row, handover=handover).sanction
    yield PENALTY_DAY + 20
    row = contest_sanction(town.access("utforare2"), row, facts=ContestFacts(CONTEST))
    yield PENALTY_DAY + 33
    lines = SanctionLine.objects.visible_to(decider(town)).filter(sanction=row)
    ruling = Ruling({line.pk: REDUCED_TO for line in lines}, text=SETTLED)
    settle_sanction(decider(town), row, SanctionEvent.REDUCE, ruling=ruling)


def decider(town: Town) -> Access:
    """Return who decides on delegation."""
    return town.access("beslutsfattare")


def propose(
    town: Town,
    contract: Contract,
    kind: SanctionKind,
    claims: Sequence[Claim] = (),
    reasons: str = "",
) -> Sanction:
    """Propose the step of the ladder on the latest deficiency that has been sent.

    Without ``reasons`` they are what was seen.
    """
    access = town.access(EDITOR)
    agreement = contract.agreement
    finding = grounds_of(access, contract, agreement.authority_id)[0]
    facts = ProposalFacts(
        SanctionStep.objects.visible_to(access).get(agreement=agreement, kind=kind),
        reasons or finding.text,
        PROPORTIONATE,
        findings=[finding],
        lines=[LineFacts(claim, finding=finding) for claim in claims],
    )
    return propose_sanction(
        access, contract, authority=agreement.authority, facts=facts, followup=finding.followup
    )


def tell_intake_stop(town: Town) -> Story:
    """Stop the intake at a provider: decided, told, and in force today."""
    yield STOP_DAY
    contract = town.contracts["children", "angshog_hvb"]
    row = propose(town, contract, SanctionKind.INTAKE_STOP)
    yield STOP_DAY + 2
    row = decide_sanction(decider(town), row, ruling=Ruling({}))
    yield STOP_DAY + 3
    stop = StopFacts(clock.today(), STOP_REASON)
    handover = Handover(Delivery.REGISTERED, stop=stop)
    notify_provider(town.access(EDITOR), row, handover=handover)


def tell_proposed(town: Town) -> Story:
    """Leave a warning proposed, for the decision maker to decide."""
    yield PROPOSED_DAY
    propose(town, town.contracts["respite", "sjobodan"], SanctionKind.WARNING)


WITHOUT_EFFECT_DAY = -55
WITHOUT_EFFECT = "Nytt besök. Rutinen finns men fyra av sex i personalen kände inte till den."


def tell_no_effect(town: Town) -> Story:
    """See that a measure that was carried out made no difference, and plan to look again."""
    yield WITHOUT_EFFECT_DAY
    access = town.access("uppfoljare1")
    plans = ActionPlan.objects.visible_to(access).filter(
        state=PlanState.CARRIED_OUT, followup__authority=town.authorities[SOCIAL]
    )
    rows = CorrectiveAction.objects.visible_to(access).filter(plan=plans.order_by("pk")[0])
    action = rows.select_related("plan__followup__contract", "finding")[0]
    today = clock.today()
    check = plan_verification(access, action, method=VerifiedBy.VISIT, due_on=today)
    note_effect(access, check, seen=Seen(Effect.NONE, today, WITHOUT_EFFECT))
    again = today + timedelta(days=90)
    plan_verification(access, action, method=VerifiedBy.VISIT, due_on=again)
