"""Addresses of the app."""

from django.urls import URLPattern

app_name = "provider_portal"
urlpatterns: list[URLPattern] = []
