"""Asking the provider for an action plan."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.findings.models import Finding
from insyn.followups.models import Followup
from insyn.followups.rules import Event
from insyn.followups.services import apply_event, trail
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.measures.letters import request_letter
from insyn.measures.models import ActionPlan, CorrectiveAction
from insyn.measures.rules import LetterKind, PlanEvent, answer_due, check_due
from insyn.measures.services.issuing import facts_of, issue
from insyn.measures.services.moves import add_step
from insyn.measures.services.telling import tell_of_move
from insyn.platform import clock


@transaction.atomic
def request_plan(
    access: Access,
    followup: Followup,
    *,
    due_on: date | None = None,
    requested_on: date | None = None,
    version: int | None = None,
    tells: bool = True,
) -> ActionPlan:
    """Ask the provider how each unremedied deficiency will be remedied, and issue the letter.

    Without ``due_on`` the provider has four weeks. ``version`` is the follow-up's. ``tells`` is
    false when the provider is mailed about the plan together with something else.

    Raises:
        RuleViolation: there is no deficiency left, the follow-up has not been sent or has a
            plan, or the last day lies before the request.
    """
    access.require(Permission.REQUEST_MEASURES, authority_id=followup.authority_id)
    day = requested_on or clock.today()
    due = due_on or answer_due(day)
    check_due(due, asked_on=day)
    row = apply_event(access, followup, Event.REQUEST_MEASURES, version=version, happened_on=day)
    findings = list(Finding.objects.visible_to(access).unremedied().filter(followup=row))
    if not findings:
        raise RuleViolation(
            _("Det finns ingen brist som inte är avhjälpt. Då behövs ingen åtgärdsplan.")
        )
    plan = ActionPlan(followup=row, due_on=due, requested_on=day)
    plan.save()
    for finding in findings:
        CorrectiveAction(plan=plan, finding=finding).save()
    add_step(access, plan, PlanEvent.REQUEST, happened_on=requested_on or clock.known_today())
    facts: Facts = {"due_on": due.isoformat(), "findings": len(findings)}
    trail.note(access, "plan.request", row, facts)
    said = facts_of(access, plan, Permission.REQUEST_MEASURES)
    letter = request_letter(said, due_on=due, issued_on=day)
    issue(access, plan, LetterKind.REQUEST, letter)
    if tells:
        tell_of_move(access, plan, PlanEvent.REQUEST)
    return plan
