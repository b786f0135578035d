"""Everything that changes programmes, plans and what stands in them."""

from insyn.plans.services.changes import Change, note_change, opened_plan, require_editable
from insyn.plans.services.editions import start_next
from insyn.plans.services.life import (
    DecisionFacts,
    adopt_plan,
    propose_plan,
    send_back,
    withdraw_plan,
)
from insyn.plans.services.plans import PlanFacts, create_plan, remove_plan, save_plan
from insyn.plans.services.process_cards import (
    FormFacts,
    StageFacts,
    add_form,
    add_stage,
    move_form,
    move_stage,
    remove_form,
    remove_stage,
    save_form,
    save_stage,
)
from insyn.plans.services.programmes import (
    GoalFacts,
    ProgrammeFacts,
    remove_goal,
    remove_programme,
    save_goal,
    save_programme,
)
from insyn.plans.services.sections import (
    SectionFacts,
    add_section,
    move_section,
    remove_section,
    save_section,
)

__all__ = [
    "Change",
    "DecisionFacts",
    "FormFacts",
    "GoalFacts",
    "PlanFacts",
    "ProgrammeFacts",
    "SectionFacts",
    "StageFacts",
    "add_form",
    "add_section",
    "add_stage",
    "adopt_plan",
    "create_plan",
    "move_form",
    "move_section",
    "move_stage",
    "note_change",
    "opened_plan",
    "propose_plan",
    "remove_form",
    "remove_goal",
    "remove_plan",
    "remove_programme",
    "remove_section",
    "remove_stage",
    "require_editable",
    "save_form",
    "save_goal",
    "save_plan",
    "save_programme",
    "save_section",
    "save_stage",
    "send_back",
    "start_next",
    "withdraw_plan",
]
