"""Whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.kernel.access import Access
from insyn.surveys.models import SurveyResponse


@dataclass(frozen=True, slots=True)
class ContactShown:
    """Whom to ask about a survey."""

    authority: str
    survey: str
    contact: str
    due_on: date


def contacts_of(access: Access) -> Sequence[ContactShown]:
    """Return whom to ask about each survey that the asker has been sent, the newest first."""
    rows = SurveyResponse.objects.shown_to_provider(access).for_list().order_by("-round__due_on")
    found: dict[int, ContactShown] = {}
    for row in rows:
        asked = row.round
        shown = ContactShown(str(asked.authority), asked.title, asked.contact, asked.due_on)
        found.setdefault(row.round_id, shown)
    return list(found.values())
