"""Pages about the focus areas of a plan."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, list_file
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.http import may_edit, plan_at
from insyn.plans.models import Plan
from insyn.plans.rules import PlanState
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.risk.forms.focus import FocusForm, FromAssessmentForm, ReasonForm
from insyn.risk.http import assessment_at
from insyn.risk.models import FocusArea, RiskAssessment
from insyn.risk.queries.assessments import AgreementRisk, agreement_risks, assessments_of_plan
from insyn.risk.queries.focus import focus_of_plan
from insyn.risk.queries.risk_models import model_facts
from insyn.risk.rules.scoring import risk_words
from insyn.risk.services import focus as services

COLUMNS = (
    count(__("Nr"), lambda row: row.position + 1),
    ListColumn(__("Fokusområde"), str, width=40),
    ListColumn(__("Varför det är i fokus"), lambda row: row.motivation, width=60),
    ListColumn(__("Källa"), lambda row: row.source, width=40),
)


@require_GET
def focus(request: Request, pk: int) -> HttpResponseBase:
    """Show the focus areas of a plan."""
    plan = plan_at(request, pk)
    rows = focus_of_plan(request.access, plan)
    if file := list_file(request, COLUMNS, rows, _("Fokusområden")):
        return file
    context = {
        "plan": plan,
        "tab": "focus",
        "rows": rows,
        "assessments": assessments_of_plan(request.access, plan),
        "may_edit": may_edit(request, plan),
        "may_move": may_edit(request, plan) and plan.plan_state is PlanState.DRAFT,
    }
    return render(request, "risk/focus.html", context)


def _back(plan: Plan) -> str:
    return reverse("risk:focus", args=[plan.pk])


def _about(plan: Plan, heading: str, done: str, button: str = "") -> FormPage:
    return FormPage(
        template="risk/focus_form.html",
        heading=heading,
        back=_back(plan),
        done=done,
        button=button or _("Spara"),
        context={"plan": plan},
    )


@require_http_methods(["GET", "POST"])
def focus_add(request: Request, pk: int) -> HttpResponse:
    """Add a focus area by hand."""
    plan = plan_at(request, pk, to_edit=True)
    form = FocusForm(request.access, plan, request.POST or None)
    page = _about(
        plan, _("Lägg till fokusområde"), _("Fokusområdet är tillagt."), _("Lägg till fokusområdet")
    )
    return answer_form(request, form, partial(_save, request, plan, None), page)


def _save(
    request: Request,
    plan: Plan,
    row: FocusArea | None,
    *,
    version: int | None,
    reason: str = "",
    **said: Any,
) -> FocusArea:
    return services.save_focus(
        request.access,
        plan,
        facts=services.FocusFacts(**said),
        focus=row,
        reason=reason,
        version=version or 0,
    )


@require_http_methods(["GET", "POST"])
def focus_edit(request: Request, pk: int) -> HttpResponse:
    """Change a focus area."""
    row = _row(request, pk)
    initial = FocusForm.initial_of(row)
    form = FocusForm(request.access, row.plan, request.POST or None, initial=initial)
    page = _about(row.plan, _("Ändra fokusområde"), _("Fokusområdet är ändrat."))
    return answer_form(request, form, partial(_save, request, row.plan, row), page)


def _row(request: Request, pk: int) -> FocusArea:
    rows = FocusArea.objects.visible_to(request.access).select_related("plan")
    row = get_object_or_404(rows, pk=pk)
    request.access.require(Permission.EDIT_PLAN, authority_id=row.plan.authority_id)
    return row


@require_POST
def focus_move(request: Request, pk: int) -> HttpResponse:
    """Move a focus area one step."""
    row = _row(request, pk)
    act = partial(services.move_focus, request.access, row, is_up=request.POST.get("way") == "up")
    return answer_button(request, act, back=_back(row.plan), done=_("Fokusområdet är flyttat."))


@require_http_methods(["GET", "POST"])
def focus_remove(request: Request, pk: int) -> HttpResponse:
    """Take a focus area away, after asking, and for a reason once the plan is adopted."""
    row = _row(request, pk)
    form = ReasonForm(row.plan, request.POST if request.method == "POST" else None)
    page = _about(
        row.plan,
        _("Ta bort fokusområdet %(name)s") % {"name": row},
        _("Fokusområdet är borttaget."),
        _("Ta bort fokusområdet"),
    )
    act = partial(services.remove_focus, request.access, row)
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def focus_from_assessment(request: Request, pk: int, assessment_pk: int) -> HttpResponse:
    """Let the asker tick which agreements of an assessment are to be in focus."""
    plan = plan_at(request, pk, to_edit=True)
    assessment = assessment_at(request, assessment_pk)
    model = model_facts(request.access, assessment.model_version)
    risks = agreement_risks(request.access, assessment, model)
    keys = [risk.agreement.pk for risk in risks]
    sent = request.POST if request.method == "POST" else None
    form = FromAssessmentForm(request.access, plan, keys, sent)
    if form.is_valid():
        try:
            added = _add(request, plan, assessment, risks, form)
        except RuleViolation as no:
            form.refuse(no)
        else:
            said = ngettext(
                "%(n)s fokusområde är tillagt.", "%(n)s fokusområden är tillagda.", added
            )
            messages.success(request, said % {"n": added})
            return redirect(_back(plan))
    there = set(focus_of_plan(request.access, plan).values_list("agreement", flat=True))
    context = {
        "plan": plan,
        "assessment": assessment,
        "form": form,
        "risks": risks,
        "there": there,
        "ticked": _ticked(form, risks, there),
        "back": _back(plan),
    }
    return render(request, "risk/focus_from.html", context)


def _ticked(form: FromAssessmentForm, risks: list[AgreementRisk], there: set[int]) -> set[int]:
    """Return what is ticked: what was sent, or at first the agreements with a high risk."""
    if form.is_bound:
        return {int(key) for key in form["agreements"].value() or () if str(key).isdecimal()}
    return {risk.agreement.pk for risk in risks if risk.high} - there


def _add(
    request: Request,
    plan: Plan,
    assessment: RiskAssessment,
    risks: list[AgreementRisk],
    form: FromAssessmentForm,
) -> int:
    chosen = {agreement.pk for agreement in form.cleaned_data["agreements"]}
    source = _("%(title)s, per den %(day)s") % {
        "title": assessment.title,
        "day": assessment.as_of.isoformat(),
    }
    found = [
        services.FocusFacts(
            motivation=risk_words(risk.reasons, risk.worst.score, risk.worst.standing_band),
            agreement=risk.agreement,
            source=source[:300],
            assessment=assessment,
        )
        for risk in risks
        if risk.agreement.pk in chosen
    ]
    reason = form.cleaned_data.get("reason", "")
    return services.add_from_assessment(
        request.access, plan, assessment, found=found, reason=reason
    )
