"""The checks of a plan: from facts to warnings, each with what to do about it. Pure.

No warning stops anything. The board's officers mend it, or accept it and say why.
"""

from insyn.risk.rules.checks import activities, agreements, providers, whole
from insyn.risk.rules.checks.facts import (
    Activity,
    AssessmentDate,
    ContractEnd,
    HighRisk,
    Hours,
    Option,
    PlanFacts,
    Terms,
    Unit,
)
from insyn.risk.rules.checks.warnings import (
    Link,
    LinkKind,
    PlanWarning,
    Span,
    in_order,
    in_swedish,
    said_in,
)

__all__ = [
    "Activity",
    "AssessmentDate",
    "ContractEnd",
    "HighRisk",
    "Hours",
    "Link",
    "LinkKind",
    "Option",
    "PlanFacts",
    "PlanWarning",
    "Span",
    "Terms",
    "Unit",
    "check",
    "in_order",
    "in_swedish",
    "said_in",
]


def check(plan: PlanFacts) -> list[PlanWarning]:
    """Return every warning about the plan, the most serious first; none twice."""
    late = list(activities.after_end(plan))
    told = {warning.link.key for warning in late if warning.link.kind is LinkKind.AGREEMENT}
    return in_order(
        [
            *late,
            *activities.after_plan(plan),
            *agreements.not_covered(plan),
            *activities.no_reviewer(plan),
            *providers.new_providers(plan),
            *agreements.ends_before_plan(plan, already_told=told),
            *providers.permits(plan),
            *agreements.no_insight_clause(plan),
            *agreements.not_followable(plan),
            *whole.over_capacity(plan),
            *providers.burden(plan),
            *whole.dates(plan),
            *whole.high_risk_outside_focus(plan),
        ]
    )
