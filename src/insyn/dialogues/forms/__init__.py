"""What is typed about meetings and agreed points, and what the lists can be narrowed to."""

from insyn.dialogues.forms.meetings import (
    CancelForm,
    ChangeForm,
    HoldForm,
    InviteForm,
    ItemForm,
    MeetingFilter,
    PlanForm,
    VersionForm,
)
from insyn.dialogues.forms.points import DoneForm, PointChangeForm, PointFilter, PointForm

__all__ = [
    "CancelForm",
    "ChangeForm",
    "DoneForm",
    "HoldForm",
    "InviteForm",
    "ItemForm",
    "MeetingFilter",
    "PlanForm",
    "PointChangeForm",
    "PointFilter",
    "PointForm",
    "VersionForm",
]
