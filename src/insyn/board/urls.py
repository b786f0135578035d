"""Addresses of the board pages."""

from django.urls import URLPattern

app_name = "board"
urlpatterns: list[URLPattern] = []
