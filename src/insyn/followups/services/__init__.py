"""What happens to a follow-up, from the plan to the draft."""

from insyn.followups.services.changes import continue_at_new_operator
from insyn.followups.services.documents import (
    receive_document,
    request_document,
    request_usual_documents,
    review_document,
    withdraw_request,
)
from insyn.followups.services.from_plan import PlannedFacts, StartFacts, start_activity
from insyn.followups.services.listed_documents import Asked, request_listed
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
    note_calling_view,
    write_result,
)
from insyn.followups.services.reviewers import (
    HandOver,
    assign_reviewer,
    declare_conflict,
    declare_no_conflict,
    hand_over,
    leave_followup,
    remove_reviewer,
)

__all__ = [
    "Asked",
    "HandOver",
    "PlanPlace",
    "PlannedFacts",
    "StartFacts",
    "add_basis",
    "apply_event",
    "ask_calling_unit",
    "assign_reviewer",
    "continue_at_new_operator",
    "declare_conflict",
    "declare_no_conflict",
    "hand_over",
    "leave_followup",
    "locked_followup",
    "locked_unsent",
    "move_followup",
    "name_provider",
    "note_calling_view",
    "plan_followup",
    "receive_document",
    "remove_reviewer",
    "request_document",
    "request_listed",
    "request_usual_documents",
    "reschedule_followup",
    "review_document",
    "start_activity",
    "withdraw_request",
    "write_result",
]
