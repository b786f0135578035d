"""Pages about an agreement's sanction ladder."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Access
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.registry import services
from insyn.registry.forms import ladders as forms
from insyn.registry.http import about_agreement, agreement_at, may_edit
from insyn.registry.models import Agreement, SanctionStep
from insyn.registry.queries.agreements import agreements_to_copy_from


@require_GET
def ladder(request: Request, pk: int) -> HttpResponse:
    """Show the sanction ladder of an agreement."""
    agreement = agreement_at(request, pk)
    steps = list(SanctionStep.objects.visible_to(request.access).filter(agreement=agreement))
    context = {
        "agreement": agreement,
        "steps": steps,
        "without_clause": sum(not step.clause for step in steps),
        "may_edit": may_edit(request, agreement),
        "can_copy": not steps and agreements_to_copy_from(request.access, agreement).exists(),
    }
    return render(request, "registry/agreement_ladder.html", context)


def _address(agreement: Agreement) -> str:
    return reverse("registry:agreement_ladder", args=[agreement.pk])


def _about(agreement: Agreement, heading: str, *, done: str, button: str = "") -> FormPage:
    page = about_agreement(agreement, heading, done=done, button=button)
    return replace(page, back=_address(agreement), template="registry/agreement_ladder_form.html")


@require_http_methods(["GET", "POST"])
def step_add(request: Request, pk: int) -> HttpResponse:
    """Add a step last in the ladder."""
    agreement = agreement_at(request, pk, to_edit=True)
    form = forms.StepForm(agreement, request.POST or None)
    page = _about(agreement, _("Lägg till steg"), done=_("Steget är tillagt."))
    return answer_form(request, form, partial(_save, request.access, agreement, None), page)


def _save(
    access: Access, agreement: Agreement, step: SanctionStep | None, **facts: Any
) -> SanctionStep:
    return services.save_step(access, step=step, facts=services.StepFacts(agreement, **facts))


@require_http_methods(["GET", "POST"])
def step_edit(request: Request, pk: int) -> HttpResponse:
    """Change a step: its clause, deadline and who may decide."""
    step, agreement = _step(request, pk)
    names = ("kind", "clause", "deadline_days", "decided_by", "note")
    initial = {name: getattr(step, name) for name in names}
    form = forms.StepForm(agreement, request.POST or None, initial=initial)
    heading = _("Ändra steg %(number)s") % {"number": step.number}
    page = _about(agreement, heading, done=_("Steget är ändrat."))
    return answer_form(request, form, partial(_save, request.access, agreement, step), page)


def _step(request: Request, pk: int) -> tuple[SanctionStep, Agreement]:
    rows = SanctionStep.objects.visible_to(request.access).select_related("agreement")
    step = get_object_or_404(rows, pk=pk)
    return step, agreement_at(request, step.agreement_id, to_edit=True)


@require_POST
def step_move(request: Request, pk: int) -> HttpResponse:
    """Move a step up or down in the ladder."""
    step, agreement = _step(request, pk)
    act = partial(services.move_step, request.access, step, is_up=request.POST.get("way") == "up")
    return answer_button(request, act, back=_address(agreement), done=_("Steget är flyttat."))


@require_POST
def step_remove(request: Request, pk: int) -> HttpResponse:
    """Take a step out of the ladder."""
    step, agreement = _step(request, pk)
    act = partial(services.remove_step, request.access, step)
    return answer_button(request, act, back=_address(agreement), done=_("Steget är borttaget."))


@require_POST
def ladder_begin(request: Request, pk: int) -> HttpResponse:
    """Lay out the customary steps to begin with."""
    agreement = agreement_at(request, pk, to_edit=True)
    act = partial(services.begin_ladder, request.access, agreement)
    done = _("Stegen är utlagda. Skriv nu vilken klausul i avtalet som ger vart och ett.")
    return answer_button(request, act, back=_address(agreement), done=done)


@require_http_methods(["GET", "POST"])
def ladder_copy(request: Request, pk: int) -> HttpResponse:
    """Copy the ladder of another agreement."""
    agreement = agreement_at(request, pk, to_edit=True)
    form = forms.CopyForm(request.access, agreement, request.POST or None)
    page = _about(
        agreement,
        _("Kopiera sanktionstrappa"),
        done=_("Stegen är kopierade. Kontrollera klausulerna mot det här avtalet."),
        button=_("Kopiera stegen"),
    )
    return answer_form(
        request, form, partial(services.copy_ladder, request.access, agreement), page
    )
