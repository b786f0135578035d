"""The forms of follow-up in a plan, their process cards and their stages."""

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
from insyn.plans.forms.parts import CardForm, StageForm
from insyn.plans.forms.plans import RemoveForm
from insyn.plans.http import about_plan, may_edit, may_order, plan_at
from insyn.plans.models import FormStage, Plan, PlanForm
from insyn.plans.queries.plans import forms_with_stages
from insyn.platform.answers import answer_button, answer_form


@require_GET
def forms(request: Request, pk: int) -> HttpResponse:
    """Show the forms of a plan with their process cards."""
    plan = plan_at(request, pk)
    context = {
        "plan": plan,
        "tab": "forms",
        "forms": forms_with_stages(request.access, plan),
        "may_edit": may_edit(request, plan),
        "may_order": may_order(request, plan),
    }
    return render(request, "plans/forms.html", context)


def _forms(plan_id: int) -> str:
    return reverse("plans:forms", args=[plan_id])


def _form(request: Request, pk: int) -> PlanForm:
    """Return the form to one who may edit its plan."""
    form = get_object_or_404(PlanForm.objects.visible_to(request.access), pk=pk)
    form.plan = plan_at(request, form.plan_id, to_edit=True)
    return form


def _stage(request: Request, pk: int) -> FormStage:
    """Return the stage to one who may edit its plan."""
    stage = get_object_or_404(FormStage.objects.visible_to(request.access), pk=pk)
    stage.form = _form(request, stage.form_id)
    return stage


@require_http_methods(["GET", "POST"])
def form_add(request: Request, pk: int) -> HttpResponse:
    """Add a form of follow-up to a plan."""
    plan = plan_at(request, pk, to_edit=True)
    asked = CardForm(plan, request.POST or None)
    page = about_plan(
        plan, _("Lägg till uppföljningsform"), done=_("Formen är tillagd."), back=_forms(plan.pk)
    )
    return answer_form(request, asked, partial(_add_form, request.access, plan), page)


def _add_form(
    access: Access, plan: Plan, *, version: int | None, reason: str = "", **facts: Any
) -> PlanForm:
    del version
    return services.add_form(access, plan, facts=services.FormFacts(**facts), reason=reason)


@require_http_methods(["GET", "POST"])
def form_edit(request: Request, pk: int) -> HttpResponse:
    """Change a form's name, kind or process card."""
    form = _form(request, pk)
    names = ("version", *services.FormFacts.__slots__)
    initial = {name: getattr(form, name) for name in names}
    asked = CardForm(form.plan, request.POST or None, initial=initial)
    page = about_plan(
        form.plan,
        _("Ändra %(name)s") % {"name": form},
        done=_("Formen är ändrad."),
        back=_forms(form.plan_id),
    )
    return answer_form(request, asked, partial(_save_form, request.access, form), page)


def _save_form(
    access: Access, form: PlanForm, *, version: int | None, reason: str = "", **facts: Any
) -> PlanForm:
    told = services.FormFacts(**facts)
    return services.save_form(access, form, facts=told, reason=reason, version=version)


@require_POST
def form_move(request: Request, pk: int) -> HttpResponse:
    """Move a form one step."""
    form = _form(request, pk)
    is_up = request.POST.get("way") == "up"
    act = partial(services.move_form, request.access, form, is_up=is_up)
    return answer_button(request, act, back=_forms(form.plan_id), done=_("Formen är flyttad."))


@require_http_methods(["GET", "POST"])
def form_remove(request: Request, pk: int) -> HttpResponse:
    """Ask, and take a form away."""
    form = _form(request, pk)
    asked = RemoveForm(form.plan, request.POST if request.method == "POST" else None)
    page = about_plan(
        form.plan,
        _("Ta bort %(name)s") % {"name": form},
        done=_("Formen är borttagen."),
        button=_("Ta bort formen"),
        back=_forms(form.plan_id),
        lead=_("Formen, dess processkort och dess steg försvinner ur planen."),
    )
    act = partial(services.remove_form, request.access, form)
    return answer_form(request, asked, act, page)


@require_http_methods(["GET", "POST"])
def stage_add(request: Request, pk: int) -> HttpResponse:
    """Add a stage to a form."""
    form = _form(request, pk)
    asked = StageForm(form.plan, request.POST or None)
    page = about_plan(
        form.plan,
        _("Lägg till steg i %(name)s") % {"name": form},
        done=_("Steget är tillagt."),
        back=_forms(form.plan_id),
    )
    return answer_form(request, asked, partial(_add_stage, request.access, form), page)


def _add_stage(
    access: Access, form: PlanForm, *, version: int | None, reason: str = "", **facts: Any
) -> FormStage:
    del version
    return services.add_stage(access, form, facts=services.StageFacts(**facts), reason=reason)


@require_http_methods(["GET", "POST"])
def stage_edit(request: Request, pk: int) -> HttpResponse:
    """Change a stage."""
    stage = _stage(request, pk)
    initial = {name: getattr(stage, name) for name in ("name", "kind", "methods", "version")}
    asked = StageForm(stage.form.plan, request.POST or None, initial=initial)
    page = about_plan(
        stage.form.plan,
        _("Ändra %(name)s") % {"name": stage},
        done=_("Steget är ändrat."),
        back=_forms(stage.form.plan_id),
    )
    return answer_form(request, asked, partial(_save_stage, request.access, stage), page)


def _save_stage(
    access: Access, stage: FormStage, *, version: int | None, reason: str = "", **facts: Any
) -> FormStage:
    told = services.StageFacts(**facts)
    return services.save_stage(access, stage, facts=told, reason=reason, version=version)


@require_POST
def stage_move(request: Request, pk: int) -> HttpResponse:
    """Move a stage one step."""
    stage = _stage(request, pk)
    is_up = request.POST.get("way") == "up"
    act = partial(services.move_stage, request.access, stage, is_up=is_up)
    back = _forms(stage.form.plan_id)
    return answer_button(request, act, back=back, done=_("Steget är flyttat."))


@require_http_methods(["GET", "POST"])
def stage_remove(request: Request, pk: int) -> HttpResponse:
    """Ask, and take a stage away."""
    stage = _stage(request, pk)
    plan = stage.form.plan
    asked = RemoveForm(plan, request.POST if request.method == "POST" else None)
    page = about_plan(
        plan,
        _("Ta bort %(name)s") % {"name": stage},
        done=_("Steget är borttaget."),
        button=_("Ta bort steget"),
        back=_forms(plan.pk),
        lead=_("Steget försvinner ur formen %(name)s.") % {"name": stage.form},
    )
    act = partial(services.remove_stage, request.access, stage)
    return answer_form(request, asked, act, page)
