"""Decisions about a plan that the board has left to somebody, where it has."""

from datetime import date

from django.urls import reverse

from insyn.delegations.models import DelegationDecision
from insyn.delegations.rules import Matter
from insyn.delegations.services import DecisionFacts, decide_if_delegated
from insyn.kernel.access import Access, Secrecy
from insyn.measures.models import ActionPlan
from insyn.platform import clock

WORDS = {
    Matter.ACTION_PLAN: "Åtgärdsplanen i uppföljning %s godkänd",
    Matter.WARNING: "Varning om avtalsvite i uppföljning %s",
}
"""What the decision says in the list for the board, in the board's own language."""


def decide_on_plan(
    access: Access,
    plan: ActionPlan,
    matter: Matter,
    *,
    board_reference: str = "",
    decided_on: date | None = None,
) -> DelegationDecision | None:
    """Note the decision; None where the board has delegated nothing in the matter.

    Called inside the transaction of the event. Source: kommunallagen 6 kap. 37 and 40 §§.

    Raises:
        RuleViolation: the asker is not covered by the order of delegation.
    """
    followup = plan.followup
    facts = DecisionFacts(
        authority=followup.authority,
        matter=matter,
        text=WORDS[matter] % followup,
        about=plan,
        leads_to=reverse("measures:followup", args=[followup.pk]),
        contract=followup.contract,
        board_reference=board_reference,
        decided_on=decided_on or clock.today(),
        secrecy=Secrecy(followup.secrecy),
        case_number=followup.contract.agreement.case_number,
    )
    return decide_if_delegated(access, facts)
