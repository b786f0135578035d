"""What happens to a plan as a whole: proposed, taken back, sent back, adopted."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Access, Permission
from insyn.plans import services
from insyn.plans.forms.plans import AdoptForm, ProposeForm, SendBackForm
from insyn.plans.http import about_plan, plan_at
from insyn.plans.models import Plan
from insyn.platform import clock
from insyn.platform.answers import answer_button, answer_form
from insyn.registry.forms.providers import VersionedForm


@require_http_methods(["GET", "POST"])
def propose(request: Request, pk: int) -> HttpResponse:
    """Lay the plan before the board."""
    plan = plan_at(request, pk, to_edit=True)
    initial = {
        "version": plan.version,
        "proposed_on": clock.today(),
        "dated_on": plan.dated_on,
    }
    form = ProposeForm(request.POST or None, initial=initial)
    page = about_plan(
        plan,
        _("Föreslå planen för nämnden"),
        done=_("Planen är föreslagen. Den ändras inte så länge den ligger hos nämnden."),
        button=_("Föreslå planen"),
    )
    act = partial(services.propose_plan, request.access, plan)
    return answer_form(request, form, act, replace(page, template="plans/propose.html"))


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take the plan back from the board."""
    plan = plan_at(request, pk, to_edit=True)
    form = VersionedForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    act = partial(services.withdraw_plan, request.access, plan, version=version or 0)
    back = reverse("plans:detail", args=[plan.pk])
    return answer_button(request, act, back=back, done=_("Planen är ett utkast igen."))


def _to_decide(request: Request, pk: int) -> Plan:
    plan = plan_at(request, pk)
    request.access.require(Permission.DECIDE_PLAN, authority_id=plan.authority_id)
    return plan


@require_http_methods(["GET", "POST"])
def send_back(request: Request, pk: int) -> HttpResponse:
    """Say that the board wants the plan reworked."""
    plan = _to_decide(request, pk)
    initial = {"version": plan.version, "decided_on": clock.today()}
    form = SendBackForm(request.POST or None, initial=initial)
    page = about_plan(
        plan,
        _("Återremittera planen"),
        done=_("Planen är återremitterad och går att ändra igen."),
        button=_("Återremittera"),
    )
    return answer_form(request, form, partial(services.send_back, request.access, plan), page)


@require_http_methods(["GET", "POST"])
def adopt(request: Request, pk: int) -> HttpResponse:
    """Register that the board has adopted the plan."""
    plan = _to_decide(request, pk)
    initial = {"version": plan.version, "decided_on": clock.today()}
    form = AdoptForm(request.POST or None, initial=initial)
    page = about_plan(
        plan,
        _("Registrera att nämnden antagit planen"),
        done=_("Planen är antagen. Ändringar kräver nu ett skäl."),
        button=_("Registrera beslutet"),
    )
    return answer_form(request, form, partial(_adopt, request.access, plan), page)


def _adopt(access: Access, plan: Plan, *, version: int | None, **facts: Any) -> Plan:
    told = services.DecisionFacts(**facts)
    return services.adopt_plan(access, plan, facts=told, version=version)
