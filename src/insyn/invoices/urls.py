"""Addresses of the pages of invoices."""

from typing import Any

app_name = "invoices"
urlpatterns: list[Any] = []
