"""What happens to an action plan, from the request to the verified effect."""

from insyn.measures.services.answers import Answer, answer_finding, judge_answer, submit_plan
from insyn.measures.services.closing import close_followup, verify_effect
from insyn.measures.services.moves import move_plan
from insyn.measures.services.reminders import remind_of_plans
from insyn.measures.services.requests import request_plan
from insyn.measures.services.reviews import (
    approve_plan,
    ask_supplement,
    return_plan,
    warn_of_penalty,
)
from insyn.measures.services.verifying import (
    Seen,
    note_carried_out,
    note_effect,
    plan_verification,
    remove_verification,
)

__all__ = [
    "Answer",
    "Seen",
    "answer_finding",
    "approve_plan",
    "ask_supplement",
    "close_followup",
    "judge_answer",
    "move_plan",
    "note_carried_out",
    "note_effect",
    "plan_verification",
    "remind_of_plans",
    "remove_verification",
    "request_plan",
    "return_plan",
    "submit_plan",
    "verify_effect",
    "warn_of_penalty",
]
