"""Everything that changes a selection."""

from insyn.risk.services.by_steps import (
    StepSelectionFacts,
    add_step,
    create_selection_by_steps,
    edit_selection_by_steps,
    fetch_candidates,
    mark_candidates,
    move_step,
    remove_step,
    replace_step,
)
from insyn.risk.services.draws import ChosenFacts, enter_elsewhere, fix_seed, freeze_by_draw
from insyn.risk.services.selections import (
    CandidateFacts,
    create_selection,
    edit_selection,
    set_candidates,
)
from insyn.risk.services.shares import explain_shortfall, start_followups

__all__ = [
    "CandidateFacts",
    "ChosenFacts",
    "StepSelectionFacts",
    "add_step",
    "create_selection",
    "create_selection_by_steps",
    "edit_selection",
    "edit_selection_by_steps",
    "enter_elsewhere",
    "explain_shortfall",
    "fetch_candidates",
    "fix_seed",
    "freeze_by_draw",
    "mark_candidates",
    "move_step",
    "remove_step",
    "replace_step",
    "set_candidates",
    "start_followups",
]
