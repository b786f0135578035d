"""Addresses of the app."""

from django.urls import path
from django.views.generic import RedirectView

from insyn.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.start, name="start"),
    path(
        "din-tur/", RedirectView.as_view(pattern_name="agenda:list", permanent=True), name="turns"
    ),
    path("sok/", views.search_page, name="search"),
    path("brister/", views.deficiencies, name="deficiencies"),
    path("spar/", views.trail_page, name="trail"),
    path("utforare/<int:pk>/historik/", views.provider_history, name="provider_history"),
    path("hjalp/", views.help_page, name="help"),
    path("stil/", views.style_guide, name="style"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
]
