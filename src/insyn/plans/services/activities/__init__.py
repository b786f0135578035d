"""What happens to the activities of a plan, from the first line to done."""

from insyn.plans.services.activities.facts import ActivityFacts, PeriodFacts, TargetFacts
from insyn.plans.services.activities.many import assign_many, set_periods_of_many
from insyn.plans.services.activities.saving import (
    move_activity,
    remove_activity,
    save_activity,
    set_periods,
    set_targets,
)
from insyn.plans.services.activities.states import (
    cancel_activity,
    mark_done,
    postpone_activity,
    resume_activity,
)

__all__ = [
    "ActivityFacts",
    "PeriodFacts",
    "TargetFacts",
    "assign_many",
    "cancel_activity",
    "mark_done",
    "move_activity",
    "postpone_activity",
    "remove_activity",
    "resume_activity",
    "save_activity",
    "set_periods",
    "set_periods_of_many",
    "set_targets",
]
