"""Addresses of the pages of results."""

from typing import Any

app_name = "results"
urlpatterns: list[Any] = []
