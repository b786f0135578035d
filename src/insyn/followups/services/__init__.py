"""What happens to a follow-up, from the plan to the draft."""

from insyn.followups.services.documents import (
    receive_document,
    request_document,
    request_usual_documents,
    review_document,
    withdraw_request,
)
from insyn.followups.services.from_plan import PlannedFacts, StartFacts, start_activity
from insyn.followups.services.locks import locked_followup, locked_unsent
from insyn.followups.services.moves import apply_event, move_followup
from insyn.followups.services.planning import (
    PlanPlace,
    name_provider,
    plan_followup,
    reschedule_followup,
)
from insyn.followups.services.preparation import (
    add_basis,
    ask_calling_unit,
    assign_reviewer,
    declare_no_conflict,
    note_calling_view,
    remove_reviewer,
    write_result,
)

__all__ = [
    "PlanPlace",
    "PlannedFacts",
    "StartFacts",
    "add_basis",
    "apply_event",
    "ask_calling_unit",
    "assign_reviewer",
    "declare_no_conflict",
    "locked_followup",
    "locked_unsent",
    "move_followup",
    "name_provider",
    "note_calling_view",
    "plan_followup",
    "receive_document",
    "remove_reviewer",
    "request_document",
    "request_usual_documents",
    "reschedule_followup",
    "review_document",
    "start_activity",
    "withdraw_request",
    "write_result",
]
