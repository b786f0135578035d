"""The next edition of a plan, and what is new in it."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.plans import services
from insyn.plans.forms.plans import NextForm
from insyn.plans.http import plan_at
from insyn.plans.models import Plan
from insyn.plans.queries.editions import news
from insyn.plans.rules.editions import title_of_next
from insyn.plans.rules.periods import Days, usual_next
from insyn.platform.answers import FormPage, answer_form

SAME = "samma"
"""The part of an address that asks for an edition for the same time, ``?tid=samma``."""


@require_http_methods(["GET", "POST"])
def next_year(request: Request, pk: int) -> HttpResponse:
    """Make the next plan from this one."""
    plan = plan_at(request, pk, to_edit=True)
    form = NextForm(request.POST or None, initial=_usual(plan, request.GET.get("tid", "")))
    page = FormPage(
        template="plans/next_form.html",
        heading=_("Ny utgåva av %(name)s") % {"name": plan},
        back=reverse("plans:detail", args=[plan.pk]),
        done=_("Den nya utgåvan är skapad. Se vad som är nytt och vad som är överfört."),
        button=_("Skapa utgåvan"),
        onward=lambda new: reverse("plans:news", args=[new.pk]),
        context={"plan": plan},
    )
    return answer_form(request, form, partial(services.start_next, request.access, plan), page)


def _usual(plan: Plan, time: str) -> dict[str, object]:
    """Return what to propose: the next year, or the same time when the plan must be redone."""
    now = Days(plan.starts_on, plan.ends_on)
    days = now if time == SAME else usual_next(now)
    return {
        "title": title_of_next(plan.title, now, days),
        "starts_on": days.starts_on,
        "ends_on": days.ends_on,
    }


@require_GET
def plan_news(request: Request, pk: int) -> HttpResponse:
    """Show what is new in a plan since the one that it continues."""
    plan = plan_at(request, pk)
    before = get_object_or_404(Plan.objects.visible_to(request.access), pk=plan.continues_id)
    groups = news(request.access, before, plan)
    context = {"plan": plan, "tab": "news", "before": before, "groups": groups}
    return render(request, "plans/news.html", context)
