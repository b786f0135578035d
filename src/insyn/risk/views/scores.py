"""Pages about scores: why each is what it is, the matrix, and what people judge."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.kernel.errors import RuleViolation
from insyn.platform.answers import FormPage, answer_form
from insyn.risk.forms import assessments as forms
from insyn.risk.forms.risk_models import SensitivityForm
from insyn.risk.http import assessment_at, may_assess, score_at
from insyn.risk.models import RiskAssessment, RiskScore
from insyn.risk.queries import assessments as queries
from insyn.risk.queries.risk_models import model_facts
from insyn.risk.rules.factors import FactorFacts, ModelFacts
from insyn.risk.rules.kinds import RiskBand
from insyn.risk.rules.sensitivity import Sensitivity, reweighed, sensitivity
from insyn.risk.services import judging as services
from insyn.risk.views.assessments import address

ROWS_TO_JUDGE = 100


@require_GET
def score_detail(request: Request, pk: int) -> HttpResponse:
    """Show why a score is what it is, as two sums."""
    score = score_at(request, pk)
    model = model_facts(request.access, score.assessment.model_version)
    context = {
        "score": score,
        "assessment": score.assessment,
        "parts": queries.reasons_of(score, model),
        "computed": RiskBand(score.band),
        "model": model,
        "may_assess": may_assess(request, score.assessment),
    }
    return render(request, "risk/score.html", context)


def _about(score: RiskScore, heading: str, done: str, **context: Any) -> FormPage:
    return FormPage(
        template="risk/score_form.html",
        heading=heading,
        back=reverse("risk:score", args=[score.pk]),
        done=done,
        button=_("Spara"),
        context={"score": score, "assessment": score.assessment, **context},
    )


@require_http_methods(["GET", "POST"])
def score_judge(request: Request, pk: int) -> HttpResponse:
    """Give one score the levels that people judge."""
    score = score_at(request, pk, to_edit=True)
    model = model_facts(request.access, score.assessment.model_version)
    initial = {"version": score.version}
    form = forms.JudgeForm(model, score, request.POST or None, initial=initial)
    page = _about(score, _("Bedöm"), _("Bedömningen är sparad."))
    return answer_form(request, form, partial(_judge, request, score, form), page)


def _judge(
    request: Request, score: RiskScore, form: forms.JudgeForm, *, version: int, **_said: Any
) -> int:
    return services.judge(
        request.access,
        score.assessment,
        scores=[score],
        judgements=form.judgements(),
        version=version,
    )


@require_http_methods(["GET", "POST"])
def score_override(request: Request, pk: int) -> HttpResponse:
    """Let another class than the computed one stand."""
    score = score_at(request, pk, to_edit=True)
    initial = {
        "version": score.version, "band": score.override, "reason": score.override_reason,
    }  # fmt: skip
    form = forms.OverrideForm(score, request.POST or None, initial=initial)
    page = _about(score, _("Ändra riskklassen"), _("Riskklassen är sparad."))
    act = partial(services.override_band, request.access, score)
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def assessment_judge(request: Request, pk: int, code: str) -> HttpResponse:
    """Give many scores the same level of one judged factor."""
    assessment = assessment_at(request, pk, to_edit=True)
    model = model_facts(request.access, assessment.model_version)
    place, factor = _judged_factor(model, code)
    form = forms.JudgeManyForm(
        factor,
        model.scale_size,
        queries.scores_of(request.access, assessment),
        request.POST or None,
    )
    if form.is_valid():
        try:
            changed = _judge_many(request, assessment, code, form)
        except RuleViolation as no:
            form.refuse(no)
        else:
            said = ngettext("%(n)s rad är bedömd.", "%(n)s rader är bedömda.", changed)
            messages.success(request, said % {"n": changed})
            return redirect(request.get_full_path())
    filters = forms.UnjudgedFilter(request.GET)
    rows = queries.rows_to_judge(request.access, assessment, place, filters.chosen)
    page = Paginator(rows, ROWS_TO_JUDGE).get_page(request.GET.get("page"))
    context = {
        "assessment": assessment,
        "factor": factor,
        "form": form,
        "ticked": set(form["scores"].value() or ()),
        "filters": filters,
        "page": page,
        "lines": [_line(row, place, factor) for row in page],
    }
    return render(request, "risk/assessment_judge.html", context)


def _judged_factor(model: ModelFacts, code: str) -> tuple[int, FactorFacts]:
    for place, factor in enumerate(model.factors):
        if factor.code == code and factor.measure is None:
            return place, factor
    raise Http404


def _line(row: RiskScore, place: int, factor: FactorFacts) -> dict[str, Any]:
    level = row.measured[place]
    text = factor.text_of(level) if level else ""
    return {"score": row, "level": level, "text": text, "note": row.notes.get(factor.code, "")}


def _judge_many(
    request: Request, assessment: RiskAssessment, code: str, form: forms.JudgeManyForm
) -> int:
    told = form.cleaned_data
    judgement = services.Judgement(code, told["level"], told["note"])
    return services.judge(
        request.access, assessment, scores=list(told["scores"]), judgements=[judgement]
    )


@require_GET
def matrix(request: Request, pk: int) -> HttpResponse:
    """Show how many lie in each cell of the matrix, as a picture and as a table."""
    assessment = assessment_at(request, pk)
    model = model_facts(request.access, assessment.model_version)
    cells = queries.matrix_of(request.access, assessment, model)
    context = {
        "assessment": assessment,
        "cells": cells,
        "levels": range(1, model.scale_size + 1),
        "bands": list(zip(list(RiskBand)[1:], model.bands, strict=True)),
        "total": sum(cell.count for row in cells for cell in row),
        "address": address(assessment),
    }
    return render(request, "risk/matrix.html", context)


@require_GET
def sensitivity_page(request: Request, pk: int) -> HttpResponse:
    """Show what would change if a factor weighed something else; nothing is stored."""
    assessment = assessment_at(request, pk)
    model = model_facts(request.access, assessment.model_version)
    form = SensitivityForm(model, request.GET)
    code, weight = form.chosen["factor"], form.chosen["weight"]
    found = _sensitivity(request, assessment, model, code, weight) if code and weight else None
    keys = [near.key for near in found.nearest] if found else []
    rows = {row.pk: row for row in queries.told_scores(request.access).filter(pk__in=keys)}
    context = {
        "assessment": assessment,
        "form": form,
        "factor": next((each for each in model.factors if each.code == code), None),
        "weight": weight,
        "found": found,
        "nearest": [(rows[near.key], near) for near in found.nearest] if found else [],
        "is_wrong": bool(request.GET) and found is None,
    }
    return render(request, "risk/sensitivity.html", context)


def _sensitivity(
    request: Request, assessment: RiskAssessment, model: ModelFacts, code: str, weight: int
) -> Sensitivity:
    rows = queries.signatures(request.access, assessment)
    return sensitivity(model, reweighed(model, code, weight), rows)
