"""What happens to dialogue meetings and to what is agreed at them."""

from insyn.dialogues.services.agenda import (
    add_item,
    add_proposed,
    move_item,
    remove_item,
)
from insyn.dialogues.services.meetings import (
    HeldFacts,
    MeetingFacts,
    cancel_meeting,
    change_meeting,
    hold_meeting,
    plan_meeting,
)
from insyn.dialogues.services.points import (
    PointFacts,
    agree,
    change_point,
    note_done,
    note_own_done,
    remove_point,
    reopen_point,
)
from insyn.dialogues.services.sending import invite, send_minutes

__all__ = [
    "HeldFacts",
    "MeetingFacts",
    "PointFacts",
    "add_item",
    "add_proposed",
    "agree",
    "cancel_meeting",
    "change_meeting",
    "change_point",
    "hold_meeting",
    "invite",
    "move_item",
    "note_done",
    "note_own_done",
    "plan_meeting",
    "remove_item",
    "remove_point",
    "reopen_point",
    "send_minutes",
]
