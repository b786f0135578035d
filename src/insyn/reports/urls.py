"""Addresses of the report pages."""

from django.urls import path

from insyn.reports import views

app_name = "reports"
urlpatterns = [
    path("rapporter/", views.report_list, name="list"),
    path("rapporter/ny/", views.report_create, name="create"),
    path("rapporter/<int:pk>/", views.report_detail, name="detail"),
    path("rapporter/<int:pk>/text/<slug:place>/", views.passage_edit, name="passage"),
    path("rapporter/<int:pk>/las/", views.figures_lock, name="lock"),
    path("rapporter/<int:pk>/handelse/", views.report_move, name="move"),
    path("rapporter/<int:pk>/lasning/", views.report_preview, name="preview"),
    path("rapporter/<int:pk>/siffra/<slug:key>/", views.figure_detail, name="figure"),
    path("rapporter/<int:pk>/fil.<slug:ending>", views.report_download, name="download"),
]
