"""Addresses of review templates."""

from django.urls import path

from insyn.criteria import views

app_name = "criteria"
urlpatterns = [
    path("mallar/", views.template_list, name="templates"),
    path("mallar/ny/", views.template_add, name="add"),
    path("mallar/<int:pk>/", views.version_detail, name="version"),
    path("mallar/<int:pk>/redigera/", views.edit, name="edit"),
    path("mallar/<int:pk>/publicera/", views.publish, name="publish"),
    path("mallar/<int:pk>/ta-ur-bruk/", views.retire, name="retire"),
    path("mallar/<int:pk>/nytt-utkast/", views.new_draft, name="new_draft"),
    path("mallar/<int:pk>/ta-bort/", views.remove_draft, name="remove_draft"),
    path("mallar/<int:pk>/omraden/nytt/", views.section_add, name="section_add"),
    path("mallar/omraden/<int:pk>/", views.section_edit, name="section_edit"),
    path(
        "mallar/omraden/<int:pk>/flytta/<slug:direction>/", views.section_move, name="section_move"
    ),
    path("mallar/omraden/<int:pk>/ta-bort/", views.section_remove, name="section_remove"),
    path("mallar/omraden/<int:pk>/fragor/ny/", views.question_add, name="question_add"),
    path("mallar/fragor/<int:pk>/", views.question_edit, name="question_edit"),
    path(
        "mallar/fragor/<int:pk>/flytta/<slug:direction>/", views.question_move, name="question_move"
    ),
    path("mallar/fragor/<int:pk>/ta-bort/", views.question_remove, name="question_remove"),
]
