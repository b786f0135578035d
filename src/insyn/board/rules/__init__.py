"""What a matter for the board may say and how it lives. Pure."""

from insyn.board.rules.kinds import (
    DECIDED_ON,
    ITEM_LIFECYCLE,
    AppendixKind,
    ItemEvent,
    ItemState,
    LayoutKind,
    Outcome,
    Part,
    PassageKind,
)

__all__ = [
    "DECIDED_ON",
    "ITEM_LIFECYCLE",
    "AppendixKind",
    "ItemEvent",
    "ItemState",
    "LayoutKind",
    "Outcome",
    "Part",
    "PassageKind",
]
