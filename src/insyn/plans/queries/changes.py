"""Questions about what was changed in an adopted plan."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from insyn.kernel.access import Access
from insyn.plans.models import Plan, PlanChange

SORTS: Mapping[str, tuple[str, ...]] = {
    "made_at": ("made_at", "pk"),
    "-made_at": ("-made_at", "-pk"),
    "subject": ("subject", "-made_at", "-pk"),
    "-subject": ("-subject", "-made_at", "-pk"),
}


def listed_changes(
    access: Access, plan: Plan, *, chosen: Mapping[str, Any], sort: str
) -> QuerySet[PlanChange]:
    """Return the changes that the filters keep, latest first unless sorted otherwise."""
    rows = PlanChange.objects.visible_to(access).filter(plan=plan).select_related("made_by")
    if chosen["q"]:
        rows = rows.filter(Q(subject__icontains=chosen["q"]) | Q(reason__icontains=chosen["q"]))
    if chosen["kind"]:
        rows = rows.filter(kind=chosen["kind"])
    return rows.order_by(*SORTS.get(sort, SORTS["-made_at"]))
