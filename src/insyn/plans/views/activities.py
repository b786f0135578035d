"""The activities of a plan: the list, one of them, and the forms that write them."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.plans.forms.activities import ActivityForm, ActivityStartForm, Start
from insyn.plans.forms.activity_changes import ActivityFilter
from insyn.plans.http import (
    ACTIVITY_COLUMNS,
    TICKED,
    about_activity,
    activity_at,
    may_edit,
    may_order,
    plan_at,
)
from insyn.plans.models import Plan, PlanForm, PlannedActivity
from insyn.plans.queries.activities import ActivityRow, activities_for_list, rows_of
from insyn.plans.rules import ActivityState, PlanState, Scope
from insyn.plans.rules.activities import ACTIVITY_LIFECYCLE, OPEN_ACTIVITIES
from insyn.plans.services.activities import move_activity, remove_activity, save_activity
from insyn.platform.answers import FormPage, answer_button, answer_form

PER_PAGE = 100
FORM = "plans/activity_form.html"
DIRECTIONS = {"upp": True, "ned": False}
"""What the last part of an address says, and whether it means up."""


@require_GET
def activities(request: Request, pk: int) -> HttpResponseBase:
    """List the plan's activities, form by form."""
    plan = plan_at(request, pk)
    filters = ActivityFilter(request.access, plan, request.GET)
    rows = activities_for_list(request.access, plan, filters.chosen)
    name = _("Aktiviteter")
    if file := list_file(request, ACTIVITY_COLUMNS, lambda: rows_of(list(rows)), name):
        return file
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "tab": "activities",
        "filters": filters,
        "page": page,
        "rows": rows_of(page.object_list),
        "may_edit": may_edit(request, plan),
        "is_all": "alla" in request.GET,
        "deeds": TICKED,
        "may_move": may_order(request, plan) and not filters.chips,
    }
    return render(request, "plans/activities.html", context)


@require_GET
def activity(request: Request, pk: int) -> HttpResponse:
    """Show what the plan says of one activity, and what can happen to it."""
    row = activity_at(request, pk)
    is_open = may_edit(request, row.plan)
    is_adopted = row.plan.plan_state is PlanState.ADOPTED
    events = ACTIVITY_LIFECYCLE.events_from(ActivityState(row.state))
    context = {
        "plan": row.plan,
        "tab": "activities",
        "activity": row,
        "row": ActivityRow(row),
        "may_edit": is_open,
        "may_start": is_adopted and ActivityState(row.state) in OPEN_ACTIVITIES,
        "may_remove": is_open and row.plan.plan_state is PlanState.DRAFT,
        "events": events if is_open and is_adopted else [],
    }
    return render(request, "plans/activity.html", context)


@require_http_methods(["GET", "POST"])
def activity_add(request: Request, pk: int) -> HttpResponse:
    """Ask what an activity is about, then for the rest, and add it."""
    plan = plan_at(request, pk, to_edit=True)
    chosen = ActivityStartForm(request.access, plan, request.GET or None)
    if not (request.GET and chosen.is_valid()):
        return _first_step(request, plan, chosen, None)
    start = Start(**chosen.cleaned_data)
    form = ActivityForm(request.access, plan, start, None, request.POST or None)
    act = partial(save_activity, request.access, plan)
    return answer_form(request, form, act, _about_new(plan, start))


def _about_new(plan: Plan, start: Start) -> FormPage:
    return FormPage(
        template=FORM,
        heading=_("Lägg till en aktivitet"),
        back=reverse("plans:activities", args=[plan.pk]),
        done=_("Aktiviteten är tillagd."),
        button=_("Lägg till"),
        lead=str(plan),
        onward=_after_adding,
        context={
            "plan": plan,
            "start": start,
            "first_step": reverse("plans:activity_add", args=[plan.pk]),
        },
    )


def _first_step(
    request: Request, plan: Plan, form: ActivityStartForm, row: PlannedActivity | None
) -> HttpResponse:
    has_forms = PlanForm.objects.visible_to(request.access).filter(plan=plan).exists()
    back = reverse("plans:activities", args=[plan.pk])
    if row:
        back = reverse("plans:activity", args=[row.pk])
    context = {"plan": plan, "activity": row, "form": form, "has_forms": has_forms, "back": back}
    return render(request, "plans/activity_start.html", context)


def _after_adding(row: PlannedActivity) -> str:
    """Return the page that chooses the units when the scope is units, else the activity's own."""
    address = "plans:activity_targets" if row.scope == Scope.UNITS else "plans:activity"
    return reverse(address, args=[row.pk])


@require_http_methods(["GET", "POST"])
def activity_edit(request: Request, pk: int) -> HttpResponse:
    """Change an activity; what it is about is changed in a first step of its own."""
    row = activity_at(request, pk, to_edit=True)
    known = {"form": row.form_id, "scope": row.scope, "agreement": row.agreement_id}
    chosen = ActivityStartForm(request.access, row.plan, request.GET or None, initial=known)
    if request.GET and ("byt" in request.GET or not chosen.is_valid()):
        again = ActivityStartForm(request.access, row.plan, initial=known)
        return _first_step(request, row.plan, again if "byt" in request.GET else chosen, row)
    start = Start(row.form, Scope(row.scope), row.agreement)
    if request.GET:
        start = Start(**chosen.cleaned_data)
    form = ActivityForm(request.access, row.plan, start, row, request.POST or None)
    page = about_activity(
        row,
        _("Ändra aktiviteten"),
        done=_("Aktiviteten är ändrad."),
        start=start,
        first_step=f"{reverse('plans:activity_edit', args=[pk])}?byt=1",
    )
    act = partial(save_activity, request.access, row.plan, activity=row)
    return answer_form(request, form, act, page)


@require_POST
def activity_move(request: Request, pk: int, direction: str) -> HttpResponse:
    """Move an activity up or down in its form."""
    row = activity_at(request, pk, to_edit=True)
    if direction not in DIRECTIONS:
        raise Http404
    act = partial(move_activity, request.access, row, is_up=DIRECTIONS[direction])
    back = f"{reverse('plans:activities', args=[row.plan_id])}#aktivitet-{row.pk}"
    return answer_button(request, act, back=back, done=_("Aktiviteten är flyttad."))


@require_POST
def activity_remove(request: Request, pk: int) -> HttpResponse:
    """Take an activity out of a draft."""
    row = activity_at(request, pk, to_edit=True)
    act = partial(remove_activity, request.access, row)
    back = reverse("plans:activities", args=[row.plan_id])
    return answer_button(request, act, back=back, done=_("Aktiviteten är borttagen."))
