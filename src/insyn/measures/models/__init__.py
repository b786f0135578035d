"""Action plans, sanctions, and the end of contracts."""

from insyn.measures.models.action_plans import (
    ActionPlan,
    ActionPlanQuerySet,
    CorrectiveAction,
    EarlierAnswer,
    Letter,
    OfPlan,
    PlanStep,
)
from insyn.measures.models.sanctions import (
    Sanction,
    SanctionLetter,
    SanctionLine,
    SanctionMove,
    SanctionQuerySet,
)
from insyn.measures.models.terminations import (
    EvidencePackage,
    Termination,
    TerminationLetter,
    TerminationQuerySet,
    TerminationTask,
)
from insyn.measures.models.verifying import Verification

__all__ = [
    "ActionPlan",
    "ActionPlanQuerySet",
    "CorrectiveAction",
    "EarlierAnswer",
    "EvidencePackage",
    "Letter",
    "OfPlan",
    "PlanStep",
    "Sanction",
    "SanctionLetter",
    "SanctionLine",
    "SanctionMove",
    "SanctionQuerySet",
    "Termination",
    "TerminationLetter",
    "TerminationQuerySet",
    "TerminationTask",
    "Verification",
]
