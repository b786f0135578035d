"""Registering what the board decided."""

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import record
from insyn.board.models import BoardItem
from insyn.board.rules import ITEM_LIFECYCLE, ItemEvent, ItemState, Outcome
from insyn.board.rules.refusals import Decision, check_decision, check_outcome
from insyn.board.services.items import locked_item, place_of
from insyn.board.services.subjects import subject
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import Plan
from insyn.plans.rules import PlanState
from insyn.plans.services.life import DecisionFacts, adopt_plan, send_back
from insyn.platform import clock


@transaction.atomic
def register_decision(
    access: Access, item: BoardItem, *, facts: Decision, version: int | None = None
) -> BoardItem:
    """Say what the board decided: the plan is adopted, or goes back to those who write it.

    So does what else the matter is about, which is asked itself.

    Raises:
        RuleViolation: the matter is not issued, the decision lacks something or its day cannot
            be right, or the plan cannot be adopted.
    """
    access.require(Permission.DECIDE_PLAN, authority_id=item.authority_id)
    row = locked_item(access, item, version)
    state = ITEM_LIFECYCLE.after(ItemState(row.state), ItemEvent.DECIDE)
    check_decision(facts, issued_on=row.issued_on or facts.decided_on, today=clock.today())
    check_outcome(facts.outcome, is_plan=row.plan_id is not None)
    if row.plan is None:
        subject().decided(access, row, facts)
    else:
        _tell_plan(access, row.plan, facts)
    row.state, row.outcome, row.decided_on = state, facts.outcome, facts.decided_on
    row.decision = facts.decision.strip()
    row.reason = facts.reason.strip() if facts.outcome == Outcome.SENT_BACK else ""
    row.version += 1
    row.full_clean()
    row.save()
    said = {"outcome": str(facts.outcome), "decision": row.decision}
    record(access, "board_item.decided", row, place=place_of(row), facts=said)
    return row


def _tell_plan(access: Access, plan: Plan, facts: Decision) -> None:
    paragraph = facts.decision.strip()
    if facts.outcome == Outcome.SENT_BACK:
        send_back(
            access, plan, reason=facts.reason, decided_on=facts.decided_on, decision=paragraph
        )
    elif plan.plan_state == PlanState.ADOPTED:
        _check_same(plan, facts)
    else:
        adopt_plan(
            access,
            plan,
            facts=DecisionFacts(
                decided_on=facts.decided_on,
                decision=paragraph,
                conditions=facts.conditions,
                reservations=facts.reservations,
            ),
        )


def _check_same(plan: Plan, facts: Decision) -> None:
    """The decision is already registered on the plan itself: the matter must say the same."""
    if (plan.decided_on, plan.decision) != (facts.decided_on, facts.decision.strip()):
        raise RuleViolation(
            _(
                "Planen är redan antagen %(day)s, %(paragraph)s. Skriv samma dag och paragraf "
                "här, så hör ärendet till det beslutet."
            )
            % {"day": plan.decided_on, "paragraph": plan.decision or "–"}
        )
