"""What was changed in a plan after the board adopted it."""

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, day, label, list_file
from insyn.plans.forms.plans import ChangeFilter
from insyn.plans.http import PER_PAGE, plan_at
from insyn.plans.queries.changes import listed_changes
from insyn.plans.queries.plans import counted_changes
from insyn.plans.rules import ChangeKind
from insyn.plans.rules.changes import needs_new_decision

COLUMNS = (
    day(__("Dag"), lambda change: timezone.localdate(change.made_at)),
    ListColumn(__("Slag"), lambda change: label(ChangeKind(change.kind)), width=14),
    ListColumn(__("Vad som ändrades"), lambda change: change.subject, width=40),
    ListColumn(__("Före"), lambda change: change.before, width=40),
    ListColumn(__("Efter"), lambda change: change.after, width=40),
    ListColumn(__("Skäl"), lambda change: change.reason, width=40),
    ListColumn(__("Ändrad av"), lambda change: change.made_by or ""),
)


@require_GET
def changes(request: Request, pk: int) -> HttpResponseBase:
    """List what was changed in a plan, and say whether the board must decide anew."""
    plan, filters = plan_at(request, pk), ChangeFilter(request.GET)
    sort = request.GET.get("sort", "")
    rows = listed_changes(request.access, plan, chosen=filters.chosen, sort=sort)
    if file := list_file(request, COLUMNS, rows, _("Ändringar i planen")):
        return file
    count = counted_changes(request.access, plan)
    context = {
        "plan": plan,
        "tab": "changes",
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "sort": sort,
        "count": count,
        "needs_decision": needs_new_decision(count, plan.new_decision_after),
    }
    return render(request, "plans/changes.html", context)
