"""What waits after the approval of a plan, and plans that are to be lifted."""

from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.measures.models import (
    ActionPlan,
    ActionPlanQuerySet,
    CorrectiveAction,
    PlanStep,
    Verification,
)
from insyn.measures.rules import WAITS_FOR_PROVIDER, PlanEvent
from insyn.measures.rules.reminding import ASKS, ESCALATE_AFTER, REMINDERS_BEFORE
from insyn.measures.rules.verifying import BEING_DONE, BEING_VERIFIED, Effect
from insyn.platform.duties import DutySource, Sources

TO_LIFT = gettext_noop("Åtgärdsplan att lyfta")
TO_CARRY_OUT = gettext_noop("Åtgärd som skulle ha genomförts")
TO_VERIFY = gettext_noop("Effekt att kontrollera")
SHOWN = 120
"""Characters of a measure that a line tells."""


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits, by source."""
    measurers = access.authorities_where(Permission.REQUEST_MEASURES)
    actions = CorrectiveAction.objects.visible_to(access).filter(
        plan__followup__authority__in=measurers
    )
    checks = Verification.objects.visible_to(access).filter(
        action__plan__followup__authority__in=measurers
    )
    return {
        "measures.plan_to_lift": DutySource(_to_lift(access, today), F("due_on"), _of_plan),
        "measures.to_carry_out": DutySource(
            actions.filter(
                plan__state__in=BEING_DONE, carried_out_on=None, done_by__lt=today
            ).select_related("finding", "plan__followup__contract__provider"),
            F("done_by"),
            _of_action,
        ),
        "measures.to_verify": DutySource(
            checks.filter(
                effect=Effect.AWAITED, action__plan__state__in=BEING_VERIFIED
            ).select_related("action__finding", "action__plan__followup__contract__provider"),
            F("due_on"),
            _of_check,
        ),
    }


def _to_lift(access: Access, today: date) -> ActionPlanQuerySet:
    """Return the plans that a decision maker is to take over.

    Reminders are counted of the late plans that have had some: most late ones have had none.
    """
    deciders = access.authorities_where(Permission.DECIDE_MEASURES)
    steps = PlanStep.objects.visible_to(access).filter(plan=OuterRef("pk"))
    asked = steps.filter(event__in=ASKS).order_by("-pk").values("pk")[:1]
    rows = ActionPlan.objects.visible_to(access).filter(
        Exists(steps.filter(event=PlanEvent.REMIND)),
        followup__authority__in=deciders,
        state__in=WAITS_FOR_PROVIDER,
        due_on__lte=today - ESCALATE_AFTER,
    )
    since = Q(steps__event=PlanEvent.REMIND, steps__pk__gt=F("asked_at"))
    counted = rows.annotate(asked_at=Coalesce(Subquery(asked), 0)).annotate(
        reminder_count=Count("steps", filter=since)
    )
    late = counted.filter(reminder_count__gte=REMINDERS_BEFORE)
    return ActionPlan.objects.visible_to(access).filter(pk__in=late.values("pk")).with_followup()


def _of_plan(row: ActionPlan, today: date) -> Duty:
    del today
    return Duty(
        key=f"action_plan:{row.pk}",
        kind=TO_LIFT,
        title=str(row.followup),
        detail=row.followup.contract.provider.name,
        url=reverse("measures:followup", args=[row.followup_id]),
        due_on=row.due_on,
    )


def _of_action(row: CorrectiveAction, today: date) -> Duty:
    del today
    return Duty(
        key=f"corrective_action:{row.pk}",
        kind=TO_CARRY_OUT,
        title=str(row.plan.followup),
        detail=row.measure[:SHOWN],
        url=reverse("measures:followup", args=[row.plan.followup_id]),
        due_on=row.done_by,
    )


def _of_check(row: Verification, today: date) -> Duty:
    del today
    return Duty(
        key=f"verification:{row.pk}",
        kind=TO_VERIFY,
        title=str(row.action.plan.followup),
        detail=row.action.finding.text[:SHOWN],
        url=reverse("measures:followup", args=[row.action.plan.followup_id]),
        due_on=row.due_on,
    )
