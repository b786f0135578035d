"""What an agenda is proposed to take up. Pure."""

from dataclasses import dataclass
from datetime import date

TITLE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something to take up. ``key`` is the same each time; ``finding_id`` if it stands on one."""

    key: str
    title: str
    finding_id: int | None = None


def finding_title(text: str, followup: str) -> str:
    """Return what an open deficiency is called on an agenda."""
    return _fitted("Brist: ", _plain(text), f" (uppföljning {followup})")


def plan_title(followup: str) -> str:
    """Return what a running action plan is called on an agenda."""
    return f"Åtgärdsplanen i uppföljning {followup}: hur långt har ni kommit?"


def point_title(text: str, due_on: date) -> str:
    """Return what something agreed at an earlier meeting is called on an agenda."""
    ending = f" (överenskommet, klart senast {due_on.isoformat()})"
    return _fitted("", _plain(text), ending)


def _plain(text: str) -> str:
    """Return the text on one line, without the full stop that ends a sentence."""
    return " ".join(text.split()).rstrip(".")


def _fitted(start: str, text: str, ending: str) -> str:
    """Return the three parts together, the middle one cut so that all fit in a title."""
    room = TITLE_LENGTH - len(start) - len(ending)
    said = text if len(text) <= room else f"{text[: room - 1].rstrip()}…"
    return f"{start}{said}{ending}"
