"""Addresses of the pages about register checks."""

from django.urls import path

from insyn.monitoring import views

app_name = "monitoring"
urlpatterns = [
    path("registerkontroller/", views.check_list, name="list"),
    path("registerkontroller/ny/", views.check_provider, name="new"),
    path("registerkontroller/utan-anmarkning/", views.check_bulk, name="bulk"),
    path("registerkontroller/<int:pk>/", views.check_detail, name="detail"),
    path("utforare/<int:pk>/registerkontroller/", views.provider_checks, name="of_provider"),
    path("utforare/<int:pk>/registerkontroller/ny/", views.check_note, name="note"),
]
