"""Everything that changes a selection."""

from insyn.risk.services.draws import ChosenFacts, enter_elsewhere, fix_seed, freeze_by_draw
from insyn.risk.services.selections import CandidateFacts, create_selection, set_candidates
from insyn.risk.services.shares import explain_shortfall, start_followups

__all__ = [
    "CandidateFacts",
    "ChosenFacts",
    "create_selection",
    "enter_elsewhere",
    "explain_shortfall",
    "fix_seed",
    "freeze_by_draw",
    "set_candidates",
    "start_followups",
]
