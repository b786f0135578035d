"""The texts of a plan."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Access
from insyn.plans import services
from insyn.plans.forms.parts import SectionForm
from insyn.plans.forms.plans import RemoveForm
from insyn.plans.http import about_plan, may_edit, may_order, plan_at
from insyn.plans.models import Plan, PlanSection
from insyn.platform.answers import answer_button, answer_form


@require_GET
def texts(request: Request, pk: int) -> HttpResponse:
    """Show the texts of a plan, in order."""
    plan = plan_at(request, pk)
    context = {
        "plan": plan,
        "tab": "texts",
        "sections": PlanSection.objects.visible_to(request.access).filter(plan=plan),
        "may_edit": may_edit(request, plan),
        "may_order": may_order(request, plan),
    }
    return render(request, "plans/texts.html", context)


def _texts(plan_id: int) -> str:
    return reverse("plans:texts", args=[plan_id])


def _section(request: Request, pk: int) -> PlanSection:
    """Return the section to one who may edit its plan."""
    rows = PlanSection.objects.visible_to(request.access)
    section = get_object_or_404(rows, pk=pk)
    section.plan = plan_at(request, section.plan_id, to_edit=True)
    return section


@require_http_methods(["GET", "POST"])
def section_add(request: Request, pk: int) -> HttpResponse:
    """Add a section to a plan."""
    plan = plan_at(request, pk, to_edit=True)
    form = SectionForm(plan, request.POST or None)
    page = about_plan(
        plan, _("Lägg till avsnitt"), done=_("Avsnittet är tillagt."), back=_texts(plan.pk)
    )
    return answer_form(request, form, partial(_add, request.access, plan), page)


def _add(
    access: Access, plan: Plan, *, version: int | None, reason: str = "", **facts: Any
) -> PlanSection:
    del version
    told = services.SectionFacts(**facts)
    return services.add_section(access, plan, facts=told, reason=reason)


@require_http_methods(["GET", "POST"])
def section_edit(request: Request, pk: int) -> HttpResponse:
    """Change a section."""
    section = _section(request, pk)
    initial = {name: getattr(section, name) for name in ("heading", "text", "version")}
    form = SectionForm(section.plan, request.POST or None, initial=initial)
    page = about_plan(
        section.plan,
        _("Ändra %(name)s") % {"name": section},
        done=_("Avsnittet är ändrat."),
        back=_texts(section.plan_id),
    )
    return answer_form(request, form, partial(_save, request.access, section), page)


def _save(
    access: Access, section: PlanSection, *, version: int | None, reason: str = "", **facts: Any
) -> PlanSection:
    told = services.SectionFacts(**facts)
    return services.save_section(access, section, facts=told, reason=reason, version=version)


@require_POST
def section_move(request: Request, pk: int) -> HttpResponse:
    """Move a section one step."""
    section = _section(request, pk)
    is_up = request.POST.get("way") == "up"
    act = partial(services.move_section, request.access, section, is_up=is_up)
    back = _texts(section.plan_id)
    return answer_button(request, act, back=back, done=_("Avsnittet är flyttat."))


@require_http_methods(["GET", "POST"])
def section_remove(request: Request, pk: int) -> HttpResponse:
    """Ask, and take a section away."""
    section = _section(request, pk)
    form = RemoveForm(section.plan, request.POST if request.method == "POST" else None)
    page = about_plan(
        section.plan,
        _("Ta bort %(name)s") % {"name": section},
        done=_("Avsnittet är borttaget."),
        button=_("Ta bort avsnittet"),
        back=_texts(section.plan_id),
        lead=_("Rubriken och texten under den försvinner ur planen."),
    )
    act = partial(services.remove_section, request.access, section)
    return answer_form(request, form, act, page)
