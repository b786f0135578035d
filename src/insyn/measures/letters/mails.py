"""Mails about an action plan. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from insyn.measures.rules import PlanEvent
from insyn.papers.wording import swedish_date


@dataclass(frozen=True, slots=True)
class Mail:
    """The subject line and the text of a mail."""

    subject: str
    text: str


def reminder_mail(
    *, authority: str, provider: str, agreement: str, followup: str, due_on: date, is_late: bool
) -> Mail:
    """Return the mail that reminds of a plan that has not been handed in."""
    day = swedish_date(due_on)
    said = (
        f"Åtgärdsplanen skulle ha lämnats in senast den {day}. Vi har inte fått den."
        if is_late
        else f"Åtgärdsplanen ska lämnas in senast den {day}."
    )
    parts = (
        "Hej!",
        said,
        "Svara på varje brist och lämna sedan in planen.",
        f"Det gäller uppföljning {followup} enligt {agreement}.",
        authority,
    )
    return Mail(f"Påminnelse: åtgärdsplan – {provider}"[:200], "\n\n".join(parts))


_SAID: Mapping[PlanEvent, tuple[str, str]] = {
    PlanEvent.REQUEST: (
        "Åtgärdsplan begärd",
        "Uppföljningen visade brister. Svara på varje brist och lämna in en plan senast den {day}.",
    ),
    PlanEvent.RETURN: (
        "Åtgärdsplanen är inte godkänd",
        "Något svar räcker inte. Läs varför, ändra det och lämna in planen igen senast den {day}.",
    ),
    PlanEvent.ASK_SUPPLEMENT: (
        "Åtgärdsplanen ska kompletteras",
        "Åtgärdsplanen behöver kompletteras. Läs brevet och lämna in planen igen senast den {day}.",
    ),
    PlanEvent.WARN: (
        "Varning om vite",
        "Åtgärdsplanen räcker inte. Läs brevet och lämna in en ny plan senast den {day}.",
    ),
    PlanEvent.APPROVE: (
        "Åtgärdsplanen är godkänd",
        "Vi har godkänt er åtgärdsplan. Genomför åtgärderna och anteckna när var och en är klar.",
    ),
}
"""What the provider is told of a move: the subject and the sentence."""

TOLD = frozenset({*_SAID, PlanEvent.REMIND})
"""The moves that the provider is mailed about. A reminder has words of its own."""


def move_mail(
    event: PlanEvent, *, authority: str, provider: str, agreement: str, followup: str, due_on: date
) -> Mail:
    """Return the mail that tells of a move of the plan; ``due_on`` is the last day to answer."""
    subject, said = _SAID[event]
    parts = (
        "Hej!",
        said.format(day=swedish_date(due_on)),
        f"Det gäller uppföljning {followup} enligt {agreement}.",
        authority,
    )
    return Mail(f"{subject} – {provider}"[:200], "\n\n".join(parts))
