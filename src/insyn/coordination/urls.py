"""Addresses of the pages of coordination."""

from typing import Any

app_name = "coordination"
urlpatterns: list[Any] = []
