"""What a plan may say and how it lives. Pure."""

from insyn.plans.rules.kinds import (
    ActivityState,
    ChangeKind,
    FormKind,
    Method,
    RhythmKind,
    Scope,
    StageKind,
)
from insyn.plans.rules.states import (
    OPEN_TO_EDIT,
    PLAN_LIFECYCLE,
    PlanEvent,
    PlanState,
)

__all__ = [
    "OPEN_TO_EDIT",
    "PLAN_LIFECYCLE",
    "ActivityState",
    "ChangeKind",
    "FormKind",
    "Method",
    "PlanEvent",
    "PlanState",
    "RhythmKind",
    "Scope",
    "StageKind",
]
