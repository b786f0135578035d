"""Addresses of the app."""

from django.urls import path

from insyn.documents import views

app_name = "documents"
urlpatterns = [
    path("handlingar/<int:pk>/", views.detail, name="detail"),
    path("handlingar/<int:pk>/fil/", views.download, name="download"),
]
