"""What happens to an action plan, from the request to the verified effect."""

from insyn.measures.services.answers import Answer, answer_finding, judge_answer, submit_plan
from insyn.measures.services.closing import (
    close_followup,
    close_plan,
    continue_followup,
    escalate_plan,
    note_carried_out,
    verify_effect,
)
from insyn.measures.services.requests import remind_provider, request_plan
from insyn.measures.services.reviews import (
    approve_plan,
    ask_supplement,
    return_plan,
    start_review,
    warn_of_penalty,
)

__all__ = [
    "Answer",
    "answer_finding",
    "approve_plan",
    "ask_supplement",
    "close_followup",
    "close_plan",
    "continue_followup",
    "escalate_plan",
    "judge_answer",
    "note_carried_out",
    "remind_provider",
    "request_plan",
    "return_plan",
    "start_review",
    "submit_plan",
    "verify_effect",
    "warn_of_penalty",
]
