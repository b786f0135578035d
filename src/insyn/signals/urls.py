"""Addresses of the pages of signals."""

from typing import Any

app_name = "signals"
urlpatterns: list[Any] = []
