"""Making follow-ups of an activity in a plan."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from insyn.accounts.http import Request
from insyn.followups import forms, services
from insyn.followups.models import Followup
from insyn.followups.queries.from_plan import (
    Start,
    Startables,
    forms_for,
    proposed_form,
    start_of,
    startables,
    versions_for,
    who_can_carry_out,
)
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import ActivityPeriod, PlannedActivity
from insyn.platform import clock

FILL = "fyll"
"""The button that fills in the ticked rows and makes nothing."""


@require_http_methods(["GET", "POST"])
def start_activity(request: Request, pk: int) -> HttpResponse:
    """Propose a follow-up of each contract with day and reviewers, and make those ticked."""
    activity = _planned_activity(request, pk)
    start = start_of(request.access, activity, request.GET.get("period", ""), today=clock.today())
    context = {"activity": activity, "plan": activity.plan, "tab": "progress", "start": start}
    if start.refusal or start.period is None:
        return render(request, "followups/start_activity.html", context)
    found = startables(request.access, activity, start.period, start.periods)
    form = _form(request, activity, found, start.period)
    if request.method == "POST" and FILL not in request.POST and form.is_valid():
        try:
            made = services.start_activity(request.access, activity, facts=form.facts())
        except RuleViolation as no:
            form.refuse(no)
        else:
            return _made(request, activity, start, made)
    page = {**context, "found": found, "form": form}
    return render(request, "followups/start_activity.html", page)


def _planned_activity(request: Request, pk: int) -> PlannedActivity:
    rows = PlannedActivity.objects.visible_to(request.access).select_related(
        "plan__authority__municipality", "form", "responsible_authority__municipality", "lot",
        "agreement",
    )  # fmt: skip
    activity = get_object_or_404(rows, pk=pk)
    board = activity.responsible_authority_id
    request.access.require(Permission.PLAN_FOLLOWUP, authority_id=board)
    return activity


def _form(
    request: Request, activity: PlannedActivity, found: Startables, period: ActivityPeriod
) -> forms.StartForm:
    followup_forms = forms_for(request.access, activity)
    offered = forms.Offered(
        rows=found.rows,
        period=period,
        versions=list(versions_for(request.access, activity)),
        people=list(who_can_carry_out(activity.responsible_authority_id)),
        responsible_id=activity.responsible_id,
        followup_forms=followup_forms,
        proposed_form=proposed_form(activity, period, followup_forms),
    )
    form = forms.StartForm(offered, request.POST or None, today=clock.today())
    if FILL not in request.POST:
        return form
    return forms.StartForm(offered, initial=form.filled_in(), today=clock.today())


def _made(
    request: Request, activity: PlannedActivity, start: Start, made: list[Followup]
) -> HttpResponse:
    if made:
        said = ngettext(
            "%(n)s uppföljning är planerad.", "%(n)s uppföljningar är planerade.", len(made)
        )
        messages.success(request, said % {"n": len(made)})
    else:
        messages.info(request, _("Uppföljningarna fanns redan. Inget nytt skapades."))
    here = reverse("followups:start_activity", args=[activity.pk])
    return redirect(f"{here}?period={start.period.pk}" if start.period else here)
