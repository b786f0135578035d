"""Addresses of the pages of risk and selection."""

from django.urls import path

from insyn.risk.views import (
    assessments,
    backtest,
    checks,
    factors,
    focus,
    meetings,
    risk_models,
    scores,
    selection_rules,
    selections,
)

app_name = "risk"
urlpatterns = [
    path("riskmodeller/", risk_models.model_list, name="models"),
    path("riskmodeller/ny/", risk_models.model_add, name="model_add"),
    path("riskmodeller/<int:pk>/", risk_models.model_version, name="model_version"),
    path("riskmodeller/<int:pk>/andra/", risk_models.model_edit, name="model_edit"),
    path("riskmodeller/<int:pk>/kopiera/", risk_models.model_copy, name="model_copy"),
    path("riskmodeller/<int:pk>/publicera/", risk_models.model_publish, name="model_publish"),
    path("riskmodeller/<int:pk>/ur-bruk/", risk_models.model_retire, name="model_retire"),
    path("riskmodeller/<int:pk>/utkast/", risk_models.model_draft, name="model_draft"),
    path("riskmodeller/<int:pk>/ta-bort/", risk_models.model_remove, name="model_remove"),
    path("riskmodeller/<int:pk>/faktorer/ny/", factors.factor_add, name="factor_add"),
    path("riskmodeller/faktorer/<int:pk>/", factors.factor_edit, name="factor_edit"),
    path("riskmodeller/faktorer/<int:pk>/flytta/", factors.factor_move, name="factor_move"),
    path("riskmodeller/faktorer/<int:pk>/ta-bort/", factors.factor_remove, name="factor_remove"),
    path("riskbedomningar/", assessments.assessment_list, name="assessments"),
    path("riskbedomningar/ny/", assessments.assessment_create, name="assessment_create"),
    path("riskbedomningar/<int:pk>/", assessments.assessment_detail, name="assessment"),
    path("riskbedomningar/<int:pk>/andra/", assessments.assessment_edit, name="assessment_edit"),
    path(
        "riskbedomningar/<int:pk>/berakna/",
        assessments.assessment_compute,
        name="assessment_compute",
    ),
    path(
        "riskbedomningar/<int:pk>/frys/", assessments.assessment_freeze, name="assessment_freeze"
    ),
    path(
        "riskbedomningar/<int:pk>/ta-bort/", assessments.assessment_remove, name="assessment_remove"
    ),
    path(
        "riskbedomningar/<int:pk>/bedom/<slug:code>/",
        scores.assessment_judge,
        name="assessment_judge",
    ),
    path(
        "riskbedomningar/<int:pk>/tillfallen/ny/",
        meetings.occasion_add,
        name="assessment_occasion_add",
    ),
    path(
        "riskbedomningar/tillfallen/<int:pk>/ta-bort/",
        meetings.occasion_remove,
        name="assessment_occasion_remove",
    ),
    path(
        "riskbedomningar/<int:pk>/deltagare/ny/",
        meetings.participant_add,
        name="assessment_participant_add",
    ),
    path(
        "riskbedomningar/deltagare/<int:pk>/ta-bort/",
        meetings.participant_remove,
        name="assessment_participant_remove",
    ),
    path("riskbedomningar/<int:pk>/matris/", scores.matrix, name="matrix"),
    path("riskbedomningar/<int:pk>/vikter/", scores.sensitivity_page, name="sensitivity"),
    path("riskvarden/<int:pk>/", scores.score_detail, name="score"),
    path("riskvarden/<int:pk>/bedom/", scores.score_judge, name="score_judge"),
    path("riskvarden/<int:pk>/riskklass/", scores.score_override, name="score_override"),
    path("planer/<int:pk>/riskbedomning/", assessments.of_plan, name="of_plan"),
    path("planer/<int:pk>/fokus/", focus.focus, name="focus"),
    path("planer/<int:pk>/fokus/nytt/", focus.focus_add, name="focus_add"),
    path(
        "planer/<int:pk>/fokus/fran-bedomning/<int:assessment_pk>/",
        focus.focus_from_assessment,
        name="focus_from_assessment",
    ),
    path("planer/fokus/<int:pk>/", focus.focus_edit, name="focus_edit"),
    path("planer/fokus/<int:pk>/flytta/", focus.focus_move, name="focus_move"),
    path("planer/fokus/<int:pk>/ta-bort/", focus.focus_remove, name="focus_remove"),
    path("planer/<int:pk>/kontroller/", checks.checks, name="checks"),
    path("planer/<int:pk>/kontroller/acceptera/", checks.check_accept, name="check_accept"),
    path("planer/kontroller/<int:pk>/ta-tillbaka/", checks.check_take_back, name="check_take_back"),
    path("riskbedomningar/<int:pk>/traffsakerhet/", backtest.backtest, name="backtest"),
    path("urval/", selections.selection_list, name="selections"),
    path("urval/nytt/", selections.selection_create, name="create"),
    path("urval/<int:pk>/", selections.selection_detail, name="detail"),
    path("urval/<int:pk>/kandidater/", selections.selection_candidates, name="candidates"),
    path("urval/<int:pk>/fro/", selections.selection_seed, name="seed"),
    path("urval/<int:pk>/lotta/", selections.selection_draw, name="draw"),
    path("urval/<int:pk>/pa-annat-hall/", selections.selection_elsewhere, name="elsewhere"),
    path("urval/<int:pk>/bevis/", selections.selection_proof, name="proof"),
    path("urval/<int:pk>/bevis.json", selections.selection_record, name="record"),
    path("urval/<int:pk>/uppfoljningar/", selections.selection_start, name="start"),
    path("urval/nytt/regel/", selection_rules.selection_create, name="create_by_steps"),
    path("urval/<int:pk>/andra/", selection_rules.selection_edit, name="edit"),
    path("urval/<int:pk>/kandidatlista/", selection_rules.selection_pool, name="pool"),
    path("urval/<int:pk>/kandidatlista/hamta/", selection_rules.selection_fetch, name="fetch"),
    path("urval/<int:pk>/regel/", selection_rules.selection_steps, name="steps"),
    path("urval/<int:pk>/regel/ny/<slug:kind>/", selection_rules.step_add, name="step_add"),
    path("urval/<int:pk>/regel/<int:place>/", selection_rules.step_edit, name="step_edit"),
    path("urval/<int:pk>/regel/<int:place>/flytta/", selection_rules.step_move, name="step_move"),
    path(
        "urval/<int:pk>/regel/<int:place>/ta-bort/", selection_rules.step_remove, name="step_remove"
    ),
    path("urval/<int:pk>/prov/", selection_rules.selection_trial, name="trial"),
    path("urval/<int:pk>/resultat/", selection_rules.selection_result, name="result"),
    path("planer/<int:pk>/urval/", selection_rules.of_plan, name="selections_of_plan"),
    path("urval/ataganden/<int:pk>/", selections.share_shortfall, name="shortfall"),
]
