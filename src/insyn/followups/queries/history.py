"""The history of a follow-up, read from the trail."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insyn.audit.models import AuditEvent, AuditEventQuerySet
from insyn.criteria.rules import Level
from insyn.followups.models import (
    Followup,
)
from insyn.followups.rules import (
    WORKING_LINES,
    BasisKind,
    Outcome,
    State,
    line_label,
    told,
)
from insyn.kernel.access import Access

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the history: when, who, what, and the facts worth reading."""

    at: datetime
    actor: str
    label: str
    facts: list[tuple[str, str]]


def history_of(access: Access, followup: Followup) -> AuditEventQuerySet:
    """Return the lines of the trail about the follow-up that the asker may see, newest first.

    Those who read only what has been reported do not see the contact log, the post or the photos,
    and so not what their lines say of them.
    """
    rows = AuditEvent.objects.visible_to(access).about(followup)
    works = (m.sees_drafts for m in access.mandates if m.authority_id == followup.authority_id)
    return rows if any(works) else rows.exclude(event__in=WORKING_LINES)


def lines_of(events: Iterable[AuditEvent]) -> list[HistoryLine]:
    """Return the events as the history says them."""
    words = {
        str(code): _(code.label) for kind in (State, BasisKind, Outcome, Level) for code in kind
    }
    return [
        HistoryLine(
            event.at,
            event.actor_name,
            _(line_label(event.event)),
            [(_(name), _day_in_words(value)) for name, value in told(event.facts, words)],
        )
        for event in events
    ]


def _day_in_words(value: str) -> str:
    """Return a day as running text says it; anything else as it is."""
    if not _DAY.fullmatch(value):
        return value
    return date_format(date.fromisoformat(value), "j F Y")
