"""Programmes, plans, forms of follow-up, activities, and changes after adoption."""

from insyn.plans.models.activities import (
    ActivityPeriod,
    ActivityTarget,
    PlannedActivity,
    PlannedActivityQuerySet,
    Rhythm,
)
from insyn.plans.models.forms import FormStage, PlanForm
from insyn.plans.models.plans import OfPlan, Plan, PlanChange, PlanParty, PlanQuerySet, PlanSection
from insyn.plans.models.programmes import Programme, ProgrammeGoal

__all__ = [
    "ActivityPeriod",
    "ActivityTarget",
    "FormStage",
    "OfPlan",
    "Plan",
    "PlanChange",
    "PlanForm",
    "PlanParty",
    "PlanQuerySet",
    "PlanSection",
    "PlannedActivity",
    "PlannedActivityQuerySet",
    "Programme",
    "ProgrammeGoal",
    "Rhythm",
]
