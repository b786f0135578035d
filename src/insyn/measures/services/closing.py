"""After the approval: the verified effect, and closing the follow-up."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.findings.models import Finding
from insyn.findings.services import remedy_finding
from insyn.followups.models import Followup
from insyn.followups.rules import Event
from insyn.followups.services import apply_event
from insyn.kernel.access import Access, Permission
from insyn.measures.models import ActionPlan
from insyn.measures.rules import PlanEvent, PlanState, check_closing
from insyn.measures.services.moves import demanded, locked_plan, move
from insyn.platform import clock
from insyn.platform.locking import locked_row

REMEDY_NOTE_LENGTH = 300
"""Characters; what a finding's own note holds."""


@transaction.atomic
def verify_effect(
    access: Access,
    plan: ActionPlan,
    *,
    note: str,
    version: int | None = None,
    happened_on: date | None = None,
) -> ActionPlan:
    """Note that the measures have had effect, and how that was seen.

    Every deficiency of the plan that was still open is thereby remedied, on the same day.
    """
    row = locked_plan(access, plan, PlanEvent.VERIFY, version=version)
    how = demanded(note, _("Skriv hur effekten kontrollerades."))
    day = happened_on or clock.today()
    findings = Finding.objects.visible_to(access).unremedied().filter(actions__plan=row)
    for finding in findings:
        remedy_finding(access, finding, remedied_on=day, note=how[:REMEDY_NOTE_LENGTH])
    return move(access, row, PlanEvent.VERIFY, happened_on=happened_on, note=how)


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
