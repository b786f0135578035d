"""The focus areas of a plan as the asker sees them."""

from django.db.models import QuerySet

from insyn.kernel.access import Access
from insyn.plans.models import Plan
from insyn.risk.models import FocusArea


def focus_of_plan(access: Access, plan: Plan) -> QuerySet[FocusArea]:
    """Return the focus areas of a plan in order, with what they are about."""
    rows = FocusArea.objects.visible_to(access).filter(plan=plan)
    return rows.select_related("agreement", "service_area", "assessment", "plan")
