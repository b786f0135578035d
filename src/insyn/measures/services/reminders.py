"""Reminders of plans that go out by themselves, in every authority."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from insyn.kernel.access import Access, Mandate, Role
from insyn.kernel.workdays import is_workday
from insyn.measures.models import ActionPlan, PlanStep
from insyn.measures.rules import WAITS_FOR_PROVIDER, PlanEvent
from insyn.measures.rules.reminding import ASKS, LONGEST, Rhythm, reminder_of
from insyn.measures.services.moves import move
from insyn.measures.services.telling import tell_reminder
from insyn.platform.locking import locked_row


def remind_of_plans(today: date) -> int:
    """Remind every provider that is to be reminded today; return how many mails were queued.

    Run any number of times a day: each reminder goes out once. A plan is one transaction.
    """
    rows: QuerySet[ActionPlan] = ActionPlan.objects.unscoped(
        reason="Påminnelser om åtgärdsplaner går ut i alla nämnders uppföljningar."
    )
    near = rows.filter(
        state__in=WAITS_FOR_PROVIDER,
        due_on__lte=today + LONGEST,
        requested_on__lt=today,
    )
    waiting = near.select_related("followup").order_by("pk")
    return sum(_remind(plan, today) for plan in waiting if is_workday(today))


@transaction.atomic
def _remind(plan: ActionPlan, today: date) -> int:
    mandate = Mandate(plan.followup.authority_id, Role.PLAN_OWNER)
    access = Access.system("Insyn", mandates=(mandate,))
    row: ActionPlan = locked_row(ActionPlan.objects.visible_to(access).with_followup(), pk=plan.pk)
    if row.state not in WAITS_FOR_PROVIDER:
        return 0
    rhythm = _due(access, row, today)
    if rhythm is None:
        return 0
    key = rhythm.key(row.due_on)
    move(access, row, PlanEvent.REMIND, note=rhythm.label, key=key)
    return tell_reminder(access, row, key=key, is_late=rhythm != Rhythm.BEFORE)


def _due(access: Access, plan: ActionPlan, today: date) -> Rhythm | None:
    steps = list(PlanStep.objects.visible_to(access).filter(plan=plan))
    asked = [step.happened_on for step in steps if step.event in ASKS and step.happened_on]
    return reminder_of(
        plan.due_on,
        today,
        asked_on=max(asked, default=plan.requested_on),
        done={step.key for step in steps},
    )
