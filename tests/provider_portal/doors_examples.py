"""Addresses about good examples: the list that all providers read, and a provider's own."""

from typing import Any

from tests.doors import HIDDEN, OPEN, Door
from tests.findings.doors_findings import of_example

MINE: dict[str, Any] = {"anna": HIDDEN, "bo": HIDDEN, "contact": OPEN}
DOORS = {
    "provider_portal:examples": Door(**MINE),
    "provider_portal:example": Door(kwargs=of_example, **MINE),
}
