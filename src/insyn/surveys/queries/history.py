"""What has happened to a response, read from the trail."""

from dataclasses import dataclass
from datetime import datetime

from insyn.audit.models import AuditEvent
from insyn.kernel.access import Access
from insyn.surveys.models import SurveyResponse
from insyn.surveys.rules.trail import Line

LINES = 20
"""How many lines are shown; the trail has them all."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """When, who, what, which questions, and why."""

    at: datetime
    actor: str
    line: Line
    questions: str
    reason: str


def history_of(access: Access, response: SurveyResponse) -> list[HistoryLine]:
    """Return the newest lines about the response that the asker may see. One query."""
    rows = AuditEvent.objects.visible_to(access).about(response).filter(event__in=Line.codes())
    return [
        HistoryLine(
            at=row.at,
            actor=row.actor_name,
            line=Line(row.event),
            questions=str(row.facts.get("questions") or row.facts.get("question") or ""),
            reason=str(row.facts.get("reason") or ""),
        )
        for row in rows[:LINES]
    ]
