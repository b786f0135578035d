"""What every mail about a survey names. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SurveyWords:
    """What the mails name: who asks, about what, until when and on what ground."""

    board: str
    title: str
    subject: str
    """The unit, or the provider when the whole contract is asked."""
    concerns_from: date
    concerns_to: date
    due_on: date
    ground: str
    contact: str
    intro: str = ""
