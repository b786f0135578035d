"""What happens to the order of delegation and to the decisions made on it."""

from insyn.delegations.services.decisions import DecisionFacts, decide, decide_if_delegated
from insyn.delegations.services.orders import RightFacts, add_right, change_right, end_right
from insyn.delegations.services.reporting import report_decisions

__all__ = [
    "DecisionFacts",
    "RightFacts",
    "add_right",
    "change_right",
    "decide",
    "decide_if_delegated",
    "end_right",
    "report_decisions",
]
