"""Pages about risk assessments."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.documents.http import ListColumn, count, day, label, list_file
from insyn.kernel.access import Permission
from insyn.papers.excel import ColumnKind
from insyn.plans.http import plan_at
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.platform.paging import LongList
from insyn.risk.forms import assessments as forms
from insyn.risk.http import assessment_at, may_assess
from insyn.risk.models import RiskAssessment, RiskScore
from insyn.risk.queries import assessments as queries
from insyn.risk.queries.risk_models import model_facts, usable_versions
from insyn.risk.rules.bands import HUNDREDTHS
from insyn.risk.rules.kinds import AssessmentScope, AssessmentState, RiskBand
from insyn.risk.services import assessments as services

PER_PAGE = 50
FORM = "risk/assessment_form.html"
LIST_COLUMNS = (
    ListColumn(__("Riskbedömning"), lambda row: row.title, width=40),
    ListColumn(__("Nämnd"), lambda row: str(row.authority)),
    day(__("Per den"), lambda row: row.as_of),
    ListColumn(__("Omfattning"), lambda row: label(AssessmentScope(row.scope))),
    ListColumn(__("Riskmodell"), lambda row: str(row.model_version)),
    count(__("Bedömda"), lambda row: row.score_count),
    count(__("Hög eller mycket hög"), lambda row: row.high_count),
    ListColumn(__("Läge"), lambda row: label(AssessmentState(row.state))),
    day(__("Fryst"), lambda row: row.frozen_on),
)


def _points(heading: Any, name: str) -> ListColumn:
    """Return a column of hundredths, written as the number they are of."""
    return ListColumn(
        heading, lambda row: getattr(row, name) / HUNDREDTHS, ColumnKind.NUMBER, width=14
    )


SCORE_COLUMNS = (
    ListColumn(__("Utförare"), lambda row: str(row.contract.provider) if row.contract else ""),
    ListColumn(__("Avtal"), lambda row: str(row.agreement), width=40),
    _points(__("Sannolikhet"), "likelihood"),
    _points(__("Konsekvens"), "consequence"),
    _points(__("Riskvärde"), "score"),
    ListColumn(__("Riskklass"), lambda row: label(row.standing_band)),
    ListColumn(__("Beräknad riskklass"), lambda row: label(RiskBand(row.band))),
    ListColumn(__("Motiv till ändringen"), lambda row: row.override_reason),
    count(__("Uppgifter som saknas"), lambda row: row.missing),
)


@require_GET
def assessment_list(request: Request) -> HttpResponseBase:
    """List the risk assessments that the asker may see."""
    filters = forms.AssessmentFilter(request.GET)
    sort = request.GET.get("sort", "")
    rows = queries.assessments_for_list(request.access, filters.chosen, sort)
    if file := list_file(request, LIST_COLUMNS, rows, _("Riskbedömningar")):
        return file
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "sort": sort,
        "may_assess": request.access.may_somewhere(Permission.ASSESS_RISK),
        "may_model": request.access.may_somewhere(Permission.EDIT_PLAN),
        "has_models": usable_versions(request.access).exists(),
    }
    return render(request, "risk/assessments.html", context)


@require_http_methods(["GET", "POST"])
def assessment_create(request: Request) -> HttpResponse:
    """Start a risk assessment, on its own or for a plan."""
    request.access.require_somewhere(Permission.ASSESS_RISK)
    told = request.GET.get("plan", "")
    initial = {"plan": int(told)} if told.isdecimal() and len(told) < 10 else {}  # noqa: PLR2004
    form = forms.AssessmentForm(request.access, None, request.POST or None, initial=initial)
    page = FormPage(
        template=FORM,
        heading=_("Ny riskbedömning"),
        back=reverse("risk:assessments"),
        done=_("Bedömningen är skapad och det som Insyn kan mäta är mätt. Bedöm nu resten."),
        button=_("Skapa bedömningen"),
        onward=address,
        context={
            "has_models": usable_versions(request.access).exists(),
            "may_model": request.access.may_somewhere(Permission.EDIT_PLAN),
        },
    )
    return answer_form(request, form, partial(_create, request), page)


def _create(
    request: Request, *, authority: Authority, version: int | None, **said: Any
) -> RiskAssessment:
    del version
    facts = services.AssessmentFacts(**said)
    return services.create_assessment(request.access, authority, facts=facts)


def address(assessment: RiskAssessment) -> str:
    """Return where the assessment is read."""
    return reverse("risk:assessment", args=[assessment.pk])


@require_GET
def assessment_detail(request: Request, pk: int) -> HttpResponseBase:
    """Show an assessment: what it stands on, and its scores, the highest first."""
    assessment, access = assessment_at(request, pk), request.access
    filters = forms.ScoreFilter(access, assessment, request.GET)
    sort = request.GET.get("sort", "")
    rows = queries.scores_for_list(access, assessment, filters.chosen, sort)
    told = queries.told_scores(access)
    if file := list_file(request, SCORE_COLUMNS, _with_names(rows), assessment.title):
        return file
    model = model_facts(access, assessment.model_version)
    may_edit = may_assess(request, assessment)
    context = {
        "assessment": assessment,
        "state": AssessmentState(assessment.state),
        "page": LongList(rows, PER_PAGE, shown=told).get_page(request.GET.get("page")),
        "filters": filters,
        "sort": sort,
        "bands": queries.band_counts(access, assessment),
        "judged": queries.judged_factors(access, assessment, model) if may_edit else [],
        "agreements": queries.agreements_in(access, assessment),
        "occasions": assessment.occasions.visible_to(access),
        "participants": assessment.participants.visible_to(access),
        "may_assess": may_edit,
    }
    return render(request, "risk/assessment.html", context)


def _with_names(rows: QuerySet[RiskScore]) -> QuerySet[RiskScore]:
    return rows.select_related("contract__provider", "agreement")


def about(assessment: RiskAssessment, heading: str, done: str, button: str = "") -> FormPage:
    """Return what surrounds a form that leads back to the assessment."""
    return FormPage(
        template=FORM,
        heading=heading,
        back=address(assessment),
        done=done,
        button=button or _("Spara"),
        context={"assessment": assessment, "has_models": True},
    )


@require_http_methods(["GET", "POST"])
def assessment_edit(request: Request, pk: int) -> HttpResponse:
    """Change what an assessment is of, or what is said in it."""
    assessment = assessment_at(request, pk, to_edit=True)
    initial = forms.AssessmentForm.initial_of(request.access, assessment)
    form = forms.AssessmentForm(request.access, assessment, request.POST or None, initial=initial)
    page = about(assessment, _("Ändra riskbedömningen"), _("Riskbedömningen är ändrad."))
    return answer_form(request, form, partial(_change, request, assessment), page)


def _change(
    request: Request, assessment: RiskAssessment, *, version: int | None, **said: Any
) -> RiskAssessment:
    facts = services.AssessmentFacts(**said)
    return services.change_assessment(request.access, assessment, facts=facts, version=version or 0)


def _read(request: Request) -> int:
    """Return which version of the row the page showed; none that exists when it says nothing."""
    told = request.POST.get("read", "")
    return int(told) if told.isdecimal() and len(told) < 10 else 0  # noqa: PLR2004  a whole number


@require_POST
def assessment_compute(request: Request, pk: int) -> HttpResponse:
    """Measure anew."""
    assessment = assessment_at(request, pk, to_edit=True)
    act = partial(services.compute_assessment, request.access, assessment, version=_read(request))
    return answer_button(
        request, act, back=address(assessment), done=_("Bedömningen är beräknad på nytt.")
    )


@require_POST
def assessment_freeze(request: Request, pk: int) -> HttpResponse:
    """Close the assessment for good."""
    assessment = assessment_at(request, pk, to_edit=True)
    act = partial(services.freeze_assessment, request.access, assessment, version=_read(request))
    return answer_button(request, act, back=address(assessment), done=_("Bedömningen är fryst."))


@require_POST
def assessment_remove(request: Request, pk: int) -> HttpResponse:
    """Throw an assessment away."""
    assessment = assessment_at(request, pk, to_edit=True)
    removed: list[RiskAssessment] = []

    def act() -> None:
        services.remove_assessment(request.access, assessment, version=_read(request))
        removed.append(assessment)

    answer = answer_button(request, act, back=address(assessment), done=_("Bedömningen är borta."))
    if removed:
        answer.headers["Location"] = reverse("risk:assessments")
    return answer


@require_GET
def of_plan(request: Request, pk: int) -> HttpResponseBase:
    """Show the risk assessments that a plan builds on."""
    plan = plan_at(request, pk)
    rows = queries.assessments_of_plan(request.access, plan)
    if file := list_file(request, LIST_COLUMNS, rows, _("Riskbedömningar")):
        return file
    may_edit = request.access.may_somewhere(Permission.ASSESS_RISK)
    context = {"plan": plan, "tab": "risk", "rows": rows, "may_assess": may_edit}
    return render(request, "risk/of_plan.html", context)
