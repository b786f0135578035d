"""Addresses of scales and review templates."""

from django.urls import path

from insyn.criteria.views import derived, editor, preview, rules, scales, scoring, templates

app_name = "criteria"
urlpatterns = [
    path("mallar/", templates.template_list, name="templates"),
    path("mallar/ny/", templates.template_add, name="add"),
    path("mallar/av-krav/", derived.choose_requirements, name="choose_requirements"),
    path("mallar/av-krav/skapa/", derived.of_requirements, name="of_requirements"),
    path("mallar/<int:pk>/", templates.version_detail, name="version"),
    path("mallar/<int:pk>/om/", templates.template_change, name="change"),
    path("mallar/<int:pk>/visa-som/<slug:reader>/", preview.preview, name="preview"),
    path("mallar/<int:pk>/rakneregel/", scoring.scoring, name="scoring"),
    path("mallar/<int:pk>/redigera/", editor.edit, name="edit"),
    path("mallar/<int:pk>/publicera/", templates.publish, name="publish"),
    path("mallar/<int:pk>/ta-ur-bruk/", templates.retire, name="retire"),
    path("mallar/<int:pk>/nytt-utkast/", templates.new_draft, name="new_draft"),
    path("mallar/<int:pk>/ta-bort/", templates.remove_draft, name="remove_draft"),
    path("mallar/<int:pk>/omraden/nytt/", editor.section_add, name="section_add"),
    path("mallar/omraden/<int:pk>/", editor.section_edit, name="section_edit"),
    path("mallar/omraden/<int:pk>/plats/", editor.section_place, name="section_place"),
    path(
        "mallar/omraden/<int:pk>/flytta/<slug:direction>/",
        editor.section_move,
        name="section_move",
    ),
    path("mallar/omraden/<int:pk>/ta-bort/", editor.section_remove, name="section_remove"),
    path("mallar/omraden/<int:pk>/fragor/ny/", editor.question_add, name="question_add"),
    path("mallar/fragor/<int:pk>/", editor.question_edit, name="question_edit"),
    path("mallar/fragor/<int:pk>/plats/", editor.question_place, name="question_place"),
    path("mallar/fragor/<int:pk>/kopiera/", editor.question_copy, name="question_copy"),
    path(
        "mallar/fragor/<int:pk>/flytta/<slug:direction>/",
        editor.question_move,
        name="question_move",
    ),
    path("mallar/fragor/<int:pk>/ta-bort/", editor.question_remove, name="question_remove"),
    path("mallar/fragor/<int:pk>/villkor/", rules.condition, name="condition"),
    path(
        "mallar/fragor/<int:pk>/villkor/ta-bort/", rules.condition_remove, name="condition_remove"
    ),
    path("mallar/fragor/<int:pk>/forslag/", rules.finding_rules, name="finding_rules"),
    path(
        "mallar/fragor/<int:pk>/forslag/vanliga/",
        rules.finding_rules_usual,
        name="finding_rules_usual",
    ),
    path(
        "mallar/fragor/<int:pk>/forslag/<int:place>/ta-bort/",
        rules.finding_rule_remove,
        name="finding_rule_remove",
    ),
    path("mallar/fragor/<int:pk>/krav/", rules.question_requirements, name="question_requirements"),
    path("krav/<int:pk>/fragor/", rules.of_requirement, name="of_requirement"),
    path("skalor/", scales.scale_list, name="scales"),
    path("skalor/ny/", scales.scale_add, name="scale_add"),
    path("skalor/<int:pk>/", scales.scale_detail, name="scale"),
    path("skalor/<int:pk>/andra/", scales.scale_edit, name="scale_edit"),
    path("skalor/<int:pk>/kopiera/", scales.scale_copy, name="scale_copy"),
    path("skalor/<int:pk>/ta-ur-bruk/", scales.scale_retire, name="scale_retire"),
    path("skalor/<int:pk>/ta-i-bruk/", scales.scale_restore, name="scale_restore"),
    path("skalor/<int:pk>/nivaer/ny/", scales.level_add, name="level_add"),
    path("skalor/nivaer/<int:pk>/", scales.level_edit, name="level_edit"),
    path("skalor/nivaer/<int:pk>/flytta/<slug:direction>/", scales.level_move, name="level_move"),
    path("skalor/nivaer/<int:pk>/ta-bort/", scales.level_remove, name="level_remove"),
]
