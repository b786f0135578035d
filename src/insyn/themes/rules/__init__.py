"""The life of a thematic review, how strong a cause is and what is held back. Pure."""

from insyn.themes.rules.guards import OPEN_STATES, CauseFacts, Refusal
from insyn.themes.rules.states import (
    THEME_LIFECYCLE,
    Receiver,
    SourceKind,
    Strength,
    ThemeEvent,
    ThemeState,
)

__all__ = [
    "OPEN_STATES",
    "THEME_LIFECYCLE",
    "CauseFacts",
    "Receiver",
    "Refusal",
    "SourceKind",
    "Strength",
    "ThemeEvent",
    "ThemeState",
]
