"""What waits in action plans for the asker."""

from datetime import date
from functools import partial

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.measures.models import ActionPlan, CorrectiveAction
from insyn.measures.rules import TO_REVIEW, WAITS_FOR_PROVIDER, ItemState, PlanState
from insyn.platform.duties import DutySource, Sources

TO_READ = gettext_noop("Åtgärdsplan att granska")
LATE = gettext_noop("Åtgärdsplan har inte kommit")
TO_DECIDE = gettext_noop("Åtgärdsplan att besluta om")


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits, by source."""
    reviewed_by = access.authorities_where(Permission.REQUEST_MEASURES)
    rows = ActionPlan.objects.visible_to(access).select_related("followup__contract__provider")
    own = rows.filter(followup__authority__in=reviewed_by)
    return {
        "measures.plan_to_review": DutySource(
            own.filter(state__in=TO_REVIEW), None, partial(_of_plan, TO_READ)
        ),
        "measures.plan_late": DutySource(
            own.filter(state__in=WAITS_FOR_PROVIDER, due_on__lt=today),
            F("due_on"),
            partial(_of_plan, LATE),
        ),
        "measures.plan_to_decide": DutySource(
            _to_decide(access, rows), None, partial(_of_plan, TO_DECIDE)
        ),
    }


def _to_decide(access: Access, rows: QuerySet[ActionPlan]) -> QuerySet[ActionPlan]:
    """Return the plans that only want a decision: raised, or with every answer accepted.

    For those who decide but do not review; the others handle the same plans from the start.
    """
    reviewed_by = access.authorities_where(Permission.REQUEST_MEASURES)
    where = access.authorities_where(Permission.DECIDE_MEASURES) - reviewed_by
    unsettled = CorrectiveAction.objects.visible_to(access).filter(plan=OuterRef("pk"))
    is_ready = ~Exists(unsettled.exclude(state=ItemState.ACCEPTED))
    waiting = Q(state=PlanState.ESCALATED) | (Q(state=PlanState.UNDER_REVIEW) & is_ready)
    return rows.filter(waiting, followup__authority__in=where)


def _of_plan(kind: str, row: ActionPlan, today: date) -> Duty:
    del today
    return Duty(
        key=f"action_plan:{row.pk}",
        kind=kind,
        title=str(row.followup),
        detail=PlanState(row.state).label,
        url=reverse("measures:followup", args=[row.followup_id]),
        due_on=row.due_on if kind == LATE else None,
    )
