"""Answers about action plans."""

from insyn.measures.queries.action_plans import (
    OF_PROVIDER_SORTS,
    SORTS,
    PlanPage,
    ShownItem,
    measures_of_provider,
    plan_of,
    plan_page,
    plans,
)

__all__ = [
    "OF_PROVIDER_SORTS",
    "SORTS",
    "PlanPage",
    "ShownItem",
    "measures_of_provider",
    "plan_of",
    "plan_page",
    "plans",
]
