"""Pages about plans: the list, a new one, and the head and overview of one."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.documents.http import ListColumn, count, day, label, list_file
from insyn.kernel.access import Access, Permission
from insyn.plans import services
from insyn.plans.forms import plans as forms
from insyn.plans.http import PER_PAGE, about_plan, may_edit, may_order, plan_at
from insyn.plans.models import Plan
from insyn.plans.queries.plans import (
    listed_plans,
    overview_of,
    parties_of,
    seen_next,
    seen_previous,
    sent_back,
)
from insyn.plans.rules.changes import needs_new_decision
from insyn.plans.rules.overview import next_step, steps_of
from insyn.plans.rules.shipped_forms import Beginning
from insyn.platform.answers import FormPage, answer_form

COLUMNS = (
    ListColumn(__("Plan"), str, width=50),
    ListColumn(__("Nämnd"), lambda plan: plan.authority, width=36),
    ListColumn(__("Läge"), lambda plan: label(plan.plan_state)),
    day(__("Gäller från"), lambda plan: plan.starts_on),
    day(__("Gäller till"), lambda plan: plan.ends_on),
    count(__("Utgåva"), lambda plan: plan.edition),
    ListColumn(__("Diarienummer"), lambda plan: plan.case_number),
    day(__("Beslutad"), lambda plan: plan.decided_on),
    ListColumn(__("Beslutsparagraf"), lambda plan: plan.decision),
)


@require_GET
def plan_list(request: Request) -> HttpResponseBase:
    """List the plans that the asker may see."""
    filters = forms.PlanFilter(request.access, request.GET)
    sort = request.GET.get("sort", "")
    rows = listed_plans(request.access, chosen=filters.chosen, sort=sort)
    if file := list_file(request, COLUMNS, rows, _("Planer")):
        return file
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    boards = parties_of(page.object_list)
    context = {
        "page": page,
        "rows": [(plan, boards[plan.pk]) for plan in page],
        "filters": filters,
        "sort": sort,
        "may_create": request.access.may_somewhere(Permission.EDIT_PLAN),
    }
    return render(request, "plans/plans.html", context)


@require_http_methods(["GET", "POST"])
def plan_create(request: Request) -> HttpResponse:
    """Make a plan, from a beginning or from an earlier plan."""
    request.access.require_somewhere(Permission.EDIT_PLAN)
    form = forms.CreateForm(request.access, request.POST or None)
    page = FormPage(
        template="plans/plan_form.html",
        heading=_("Ny plan"),
        back=reverse("plans:list"),
        done=_("Planen är skapad. Skriv nu texterna och gå igenom formerna."),
        button=_("Skapa planen"),
        onward=lambda plan: reverse("plans:detail", args=[plan.pk]),
    )
    return answer_form(request, form, partial(_create, request.access), page)


def _create(
    access: Access, *, version: int | None, beginning: str, source: Plan | None = None, **facts: Any
) -> Plan:
    del version
    chosen = Beginning.EMPTY if source else Beginning(beginning)
    told = services.PlanFacts(**facts)
    return services.create_plan(access, facts=told, beginning=chosen, source=source)


@require_GET
def plan_detail(request: Request, pk: int) -> HttpResponse:
    """Show a plan: where it is, what it holds and what the board has decided."""
    plan, access = plan_at(request, pk), request.access
    overview = overview_of(access, plan)
    following = seen_next(access, plan)
    context = {
        "plan": plan,
        "tab": "overview",
        "overview": overview,
        "parties": parties_of([plan])[plan.pk],
        "steps": steps_of(plan.plan_state),
        "next_step": next_step(plan.plan_state, overview.forms, overview.activities),
        "following": following,
        "may_redo": following is None or following.starts_on > plan.ends_on,
        "previous": seen_previous(access, plan),
        "sent_back": sent_back(access, plan),
        "needs_decision": needs_new_decision(overview.changes, plan.new_decision_after),
        "may_edit": may_edit(request, plan),
        "may_remove": may_order(request, plan),
        "may_plan": access.may(Permission.EDIT_PLAN, authority_id=plan.authority_id),
        "may_decide": access.may(Permission.DECIDE_PLAN, authority_id=plan.authority_id),
    }
    return render(request, "plans/plan.html", context)


@require_http_methods(["GET", "POST"])
def plan_edit(request: Request, pk: int) -> HttpResponse:
    """Change the head of a plan."""
    plan = plan_at(request, pk, to_edit=True)
    boards = [party.authority for party in parties_of([plan])[plan.pk]]
    others = [board for board in boards if board.pk != plan.authority_id]
    names = ("version", *services.PlanFacts.__slots__)
    initial = {name: getattr(plan, name) for name in names if name != "parties"}
    form = forms.PlanHeadForm(
        request.access, plan, request.POST or None, initial={**initial, "parties": others}
    )
    page = about_plan(
        plan,
        _("Ändra %(name)s") % {"name": plan},
        done=_("Planen är ändrad."),
        button=_("Spara ändringarna"),
    )
    return answer_form(request, form, partial(_save, request.access, plan, others), page)


def _save(
    access: Access,
    plan: Plan,
    others: list[Authority],
    *,
    version: int | None,
    reason: str = "",
    **facts: Any,
) -> Plan:
    """Save the head. What the form left out is as it was."""
    kept = {
        "authority": plan.authority,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "parties": others,
    }
    told = services.PlanFacts(**{**kept, **facts})
    return services.save_plan(access, plan, facts=told, reason=reason, version=version)


@require_http_methods(["GET", "POST"])
def plan_remove(request: Request, pk: int) -> HttpResponse:
    """Ask, and take a draft away."""
    plan = plan_at(request, pk, to_edit=True)
    form = forms.RemoveForm(plan, request.POST if request.method == "POST" else None)
    page = FormPage(
        template="plans/plan_form.html",
        heading=_("Ta bort %(name)s") % {"name": plan},
        back=reverse("plans:detail", args=[plan.pk]),
        done=_("Planen är borttagen."),
        button=_("Ta bort planen"),
        lead=_(
            "Texter, former och aktiviteter i utkastet försvinner och går inte att få tillbaka."
        ),
        onward=lambda _gone: reverse("plans:list"),
        context={"plan": plan},
    )
    return answer_form(request, form, partial(_remove, request.access, plan), page)


def _remove(access: Access, plan: Plan, *, reason: str = "") -> None:
    del reason
    services.remove_plan(access, plan)
