"""How far a plan has come."""

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.followups import forms
from insyn.followups.http import PROGRESS_COLUMNS
from insyn.followups.queries.of_plan import (
    by_form,
    narrowed,
    progress_of_plans,
    sum_of_progress,
    with_periods,
)
from insyn.kernel.access import Permission
from insyn.plans.http import plan_at
from insyn.plans.rules import PlanState
from insyn.platform import clock

ROWS_PER_PAGE = 50


@require_GET
def of_plan(request: Request, pk: int) -> HttpResponseBase:
    """Show each form and activity of the plan beside the follow-ups that were made of it."""
    access, plan = request.access, plan_at(request, pk)
    filters = forms.ProgressFilter(access, plan, request.GET)
    rows = progress_of_plans(access, [plan], today=clock.today(), year=filters.of_year)
    shown = narrowed(rows, filters.chosen)
    if file := list_file(
        request, PROGRESS_COLUMNS, lambda: with_periods(access, shown), _("Framdrift")
    ):
        return file
    page = Paginator(shown, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "tab": "progress",
        "filters": filters,
        "forms": by_form(rows),
        "sum": sum_of_progress(rows),
        "page": page,
        "rows": with_periods(access, list(page)),
        "can_start": plan.plan_state is PlanState.ADOPTED,
        "plans_for": access.authorities_where(Permission.PLAN_FOLLOWUP),
    }
    return render(request, "followups/of_plan.html", context)
