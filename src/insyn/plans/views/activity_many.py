"""Changing several activities at once: ticked in the list, asked about on their own page."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from insyn.accounts.http import Request
from insyn.plans.forms.activity_changes import PeriodsOfManyForm, ResponsibleForm
from insyn.plans.http import plan_at
from insyn.plans.models import Plan, PlannedActivity
from insyn.plans.queries.activities import chosen_activities
from insyn.plans.services.activities import assign_many, set_periods_of_many
from insyn.platform.answers import FormPage, answer_form


@require_http_methods(["GET", "POST"])
def activities_change(request: Request, pk: int) -> HttpResponse:
    """Ask who is responsible for the ticked activities, or when they are done."""
    plan = plan_at(request, pk, to_edit=True)
    back = reverse("plans:activities", args=[plan.pk])
    rows = chosen_activities(request.access, plan, request.GET.getlist("rad"))
    if not rows:
        messages.error(request, _("Kryssa först för de aktiviteter som du vill ändra."))
        return redirect(back)
    ask = _ask_responsible if request.GET.get("vad") == "ansvarig" else _ask_periods
    return ask(request, plan, rows, back)


def _ask_responsible(
    request: Request, plan: Plan, rows: list[PlannedActivity], back: str
) -> HttpResponse:
    form = ResponsibleForm(plan, request.POST or None)
    page = _about(plan, rows, _("Byt ansvarig"), done=_("Ansvarig är ändrad."), back=back)
    act = partial(assign_many, request.access, plan, activities=rows)
    return answer_form(request, form, act, page)


def _ask_periods(
    request: Request, plan: Plan, rows: list[PlannedActivity], back: str
) -> HttpResponse:
    form = PeriodsOfManyForm(plan, request.POST or None)
    page = _about(plan, rows, _("Ändra period"), done=_("Perioden är ändrad."), back=back)
    act = partial(set_periods_of_many, request.access, plan, activities=rows)
    return answer_form(request, form, act, page)


def _about(
    plan: Plan, rows: list[PlannedActivity], heading: str, *, done: str, back: str
) -> FormPage:
    return FormPage(
        template="plans/activities_change.html",
        heading=heading,
        back=back,
        done=done,
        button=_("Spara"),
        lead=str(plan),
        context={"plan": plan, "rows": rows},
    )
