"""After the approval: the verified effect, and closing the follow-up."""

from datetime import date

from django.db import transaction

from insyn.followups.models import Followup
from insyn.followups.rules import Event
from insyn.followups.services import apply_event
from insyn.kernel.access import Access, Permission
from insyn.measures.models import ActionPlan
from insyn.measures.queries.verifying import checked_items
from insyn.measures.rules import PlanEvent, PlanState, check_closing
from insyn.measures.rules.verifying import verify_gaps
from insyn.measures.services.moves import locked_plan, move, refuse
from insyn.platform.locking import locked_row


@transaction.atomic
def verify_effect(
    access: Access,
    plan: ActionPlan,
    *,
    note: str = "",
    version: int | None = None,
    happened_on: date | None = None,
) -> ActionPlan:
    """Note that the effect of every measure has been seen, whatever it was.

    A deficiency whose measure had full effect is remedied since that was noted.

    Raises:
        RuleViolation: the effect of some measure is not noted; each one is named.
    """
    row = locked_plan(access, plan, PlanEvent.VERIFY, version=version)
    refuse(verify_gaps(checked_items(access, row)))
    return move(access, row, PlanEvent.VERIFY, happened_on=happened_on, note=note)


@transaction.atomic
def close_followup(
    access: Access,
    followup: Followup,
    *,
    version: int | None = None,
    happened_on: date | None = None,
) -> Followup:
    """Close the follow-up; with a plan only once that is approved or closed.

    Raises:
        RuleViolation: the plan is still being worked on, or the follow-up has not been sent.
        Outdated: somebody else changed the follow-up first.
    """
    access.require(Permission.REQUEST_MEASURES, authority_id=followup.authority_id)
    plan = ActionPlan.objects.visible_to(access).filter(followup=followup).first()
    if plan is not None:
        plan = locked_row(ActionPlan.objects.visible_to(access), pk=plan.pk)
    check_closing(PlanState(plan.state) if plan is not None else None)
    return apply_event(access, followup, Event.CLOSE, version=version, happened_on=happened_on)
