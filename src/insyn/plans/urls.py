"""Addresses of programmes and plans."""

from django.urls import path

from insyn.plans.views import (
    activities,
    activity_changes,
    activity_many,
    changes,
    editions,
    life,
    plans,
    process_cards,
    programmes,
    rhythms,
    sections,
    timetables,
)

app_name = "plans"
_PLAN = "planer/<int:pk>/"
_TEXT = "planer/texter/<int:pk>/"
_FORM = "planer/former/<int:pk>/"
_STAGE = "planer/steg/<int:pk>/"
urlpatterns = [
    path("program/", programmes.programmes, name="programmes"),
    path("program/nytt/", programmes.programme_add, name="programme_add"),
    path("program/<int:pk>/", programmes.programme_detail, name="programme"),
    path("program/<int:pk>/andra/", programmes.programme_edit, name="programme_edit"),
    path("program/<int:pk>/ta-bort/", programmes.programme_remove, name="programme_remove"),
    path("program/<int:pk>/mal/nytt/", programmes.goal_add, name="goal_add"),
    path("program/mal/<int:pk>/andra/", programmes.goal_edit, name="goal_edit"),
    path("program/mal/<int:pk>/ta-bort/", programmes.goal_remove, name="goal_remove"),
    path("planer/", plans.plan_list, name="list"),
    path("planer/ny/", plans.plan_create, name="create"),
    path(_PLAN, plans.plan_detail, name="detail"),
    path(f"{_PLAN}andra/", plans.plan_edit, name="edit"),
    path(f"{_PLAN}ta-bort/", plans.plan_remove, name="remove"),
    path(f"{_PLAN}texter/", sections.texts, name="texts"),
    path(f"{_PLAN}texter/ny/", sections.section_add, name="section_add"),
    path(f"{_TEXT}andra/", sections.section_edit, name="section_edit"),
    path(f"{_TEXT}flytta/", sections.section_move, name="section_move"),
    path(f"{_TEXT}ta-bort/", sections.section_remove, name="section_remove"),
    path(f"{_PLAN}former/", process_cards.forms, name="forms"),
    path(f"{_PLAN}former/ny/", process_cards.form_add, name="form_add"),
    path(f"{_FORM}andra/", process_cards.form_edit, name="form_edit"),
    path(f"{_FORM}flytta/", process_cards.form_move, name="form_move"),
    path(f"{_FORM}ta-bort/", process_cards.form_remove, name="form_remove"),
    path(f"{_FORM}steg/nytt/", process_cards.stage_add, name="stage_add"),
    path(f"{_STAGE}andra/", process_cards.stage_edit, name="stage_edit"),
    path(f"{_STAGE}flytta/", process_cards.stage_move, name="stage_move"),
    path(f"{_STAGE}ta-bort/", process_cards.stage_remove, name="stage_remove"),
    path(f"{_PLAN}tidplan/", timetables.timetable, name="timetable"),
    path(f"{_PLAN}arshjul/", timetables.year_wheel, name="year_wheel"),
    path(f"{_PLAN}omraden/", timetables.area_matrix, name="area_matrix"),
    path(f"{_PLAN}avtal/", timetables.agreement_matrix, name="agreement_matrix"),
    path(f"{_PLAN}steg/", timetables.stage_table, name="stage_table"),
    path(f"{_PLAN}timmar/", timetables.hours, name="hours"),
    path(f"{_PLAN}andringar/", changes.changes, name="changes"),
    path(f"{_PLAN}foresla/", life.propose, name="propose"),
    path(f"{_PLAN}anta/", life.adopt, name="adopt"),
    path(f"{_PLAN}ta-tillbaka/", life.withdraw, name="withdraw"),
    path(f"{_PLAN}aterremittera/", life.send_back, name="send_back"),
    path(f"{_PLAN}ny-utgava/", editions.next_year, name="next_year"),
    path(f"{_PLAN}nytt/", editions.plan_news, name="news"),
]

_ACTIVITY = "planer/aktiviteter/<int:pk>/"
urlpatterns += [
    path(f"{_PLAN}aktiviteter/", activities.activities, name="activities"),
    path(f"{_PLAN}aktiviteter/ny/", activities.activity_add, name="activity_add"),
    path(f"{_PLAN}aktiviteter/andra/", activity_many.activities_change, name="activities_change"),
    path(_ACTIVITY, activities.activity, name="activity"),
    path(f"{_ACTIVITY}andra/", activities.activity_edit, name="activity_edit"),
    path(f"{_ACTIVITY}flytta/<slug:direction>/", activities.activity_move, name="activity_move"),
    path(f"{_ACTIVITY}ta-bort/", activities.activity_remove, name="activity_remove"),
    path(f"{_ACTIVITY}senarelagg/", activity_changes.activity_postpone, name="activity_postpone"),
    path(f"{_ACTIVITY}stall-in/", activity_changes.activity_cancel, name="activity_cancel"),
    path(f"{_ACTIVITY}planera-igen/", activity_changes.activity_resume, name="activity_resume"),
    path(f"{_ACTIVITY}genomford/", activity_changes.activity_done, name="activity_done"),
    path(f"{_ACTIVITY}perioder/", activity_changes.activity_lay_out, name="activity_lay_out"),
    path(f"{_ACTIVITY}utforare/", activity_changes.activity_targets, name="activity_targets"),
    path("periodiciteter/", rhythms.rhythms, name="rhythms"),
    path("periodiciteter/namnd/<int:pk>/ny/", rhythms.rhythm_add, name="rhythm_add"),
    path("periodiciteter/namnd/<int:pk>/forslag/", rhythms.rhythms_suggest, name="rhythms_suggest"),
    path("periodiciteter/<int:pk>/andra/", rhythms.rhythm_edit, name="rhythm_edit"),
    path("periodiciteter/<int:pk>/anvandning/", rhythms.rhythm_retire, name="rhythm_retire"),
    path("periodiciteter/<int:pk>/ta-bort/", rhythms.rhythm_remove, name="rhythm_remove"),
]
