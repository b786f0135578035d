"""What the pages of a plan share: finding it, and what surrounds a form about it."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, label
from insyn.kernel.access import Permission
from insyn.papers.excel import ColumnKind
from insyn.plans.models import Plan, PlannedActivity
from insyn.plans.rules import OPEN_TO_EDIT, ActivityState, PlanState, Scope
from insyn.platform.answers import FormPage

PER_PAGE = 50
"""Rows of a list that one page shows."""

TICKED = (("ansvarig", __("Byt ansvarig")), ("period", __("Ändra period")))
"""What can be done with the ticked activities: as the address says it, and on the button."""

PLAN_FORM = "plans/plan_form.html"
"""A form about something in a plan; needs ``plan`` in its context."""


def plan_at(request: Request, pk: int, *, to_edit: bool = False) -> Plan:
    """Return the plan of the address, with its board and programme.

    Raises:
        Http404: there is none, or it is not for the asker to see.
        NotAllowed: it is to be changed, by one who may only read it.
    """
    rows = Plan.objects.visible_to(request.access)
    told = rows.select_related("authority__municipality", "programme", "continues")
    plan = get_object_or_404(told, pk=pk)
    if to_edit:
        request.access.require(Permission.EDIT_PLAN, authority_id=plan.authority_id)
    return plan


def may_edit(request: Request, plan: Plan) -> bool:
    """Tell whether the plan's page shall have its buttons: the asker may, and the state does."""
    allowed = request.access.may(Permission.EDIT_PLAN, authority_id=plan.authority_id)
    return allowed and plan.plan_state in OPEN_TO_EDIT


def may_order(request: Request, plan: Plan) -> bool:
    """Tell whether the plan's page shall have buttons that change the order: in a draft only."""
    return may_edit(request, plan) and plan.plan_state is PlanState.DRAFT


def about_plan(
    plan: Plan,
    heading: str,
    *,
    done: str,
    button: str = "",
    back: str = "",
    lead: str | None = None,
) -> FormPage:
    """Return what surrounds a form that leads back to the plan."""
    return FormPage(
        template=PLAN_FORM,
        heading=heading,
        back=back or reverse("plans:detail", args=[plan.pk]),
        done=done,
        button=button or _("Spara"),
        lead=lead if lead is not None else "" if str(plan) in heading else str(plan),
        context={"plan": plan},
    )


def activity_at(request: Request, pk: int, *, to_edit: bool = False) -> PlannedActivity:
    """Return the activity of the address, with its plan and what its page says of it.

    Raises:
        Http404: there is none, or its plan is not for the asker to see.
        NotAllowed: it is to be changed, by one who may only read the plan.
    """
    rows = PlannedActivity.objects.visible_to(request.access).for_views(request.access)
    told = rows.select_related(
        "plan__authority__municipality", "after__form", "carried_over_from__plan", "goal"
    )
    activity = get_object_or_404(told, pk=pk)
    if to_edit:
        owner = activity.plan.authority_id
        request.access.require(Permission.EDIT_PLAN, authority_id=owner)
    return activity


def about_activity(
    activity: PlannedActivity,
    heading: str,
    *,
    done: str,
    button: str = "",
    template: str = "plans/activity_form.html",
    **context: object,
) -> FormPage:
    """Return what surrounds a form that leads back to the activity."""
    return FormPage(
        template=template,
        heading=heading,
        back=reverse("plans:activity", args=[activity.pk]),
        done=done,
        button=button or _("Spara"),
        lead="" if activity.title in heading else activity.title,
        context={"plan": activity.plan, "activity": activity, **context},
    )


ACTIVITY_COLUMNS = (
    ListColumn(__("Form"), lambda row: str(row.activity.form)),
    ListColumn(__("Aktivitet"), lambda row: row.activity.title, width=40),
    ListColumn(__("Omfattning"), lambda row: label(Scope(row.activity.scope))),
    ListColumn(__("Gäller"), lambda row: row.subject, width=40),
    ListColumn(__("Period"), lambda row: ", ".join(row.period_words), width=30),
    ListColumn(__("Periodicitet"), lambda row: str(row.activity.rhythm or "")),
    ListColumn(__("Utförare"), lambda row: ", ".join(map(str, row.targets)), width=40),
    ListColumn(__("Ansvarig nämnd"), lambda row: str(row.activity.responsible_authority)),
    ListColumn(__("Ansvarig person"), lambda row: str(row.activity.responsible or "")),
    ListColumn(__("Uppföljningsmall"), lambda row: str(row.activity.template or "")),
    ListColumn(__("Metoder"), lambda row: ", ".join(map(label, row.methods)), width=30),
    ListColumn(__("Timmar"), lambda row: row.total_hours, ColumnKind.NUMBER, width=12),
    count(__("Tillfällen"), lambda row: row.activity.occasions),
    ListColumn(__("Läge"), lambda row: label(ActivityState(row.activity.state))),
    ListColumn(__("Skäl"), lambda row: row.activity.state_reason, width=40),
)
"""The activities of a plan as a file."""
