"""What the authority makes of the answers: its own assessment, findings and the whole."""

from insyn.surveys.services.reviews.accepting import accept_response, reopen_response
from insyn.surveys.services.reviews.accepting_many import accept_many
from insyn.surveys.services.reviews.assessing import assess_answer
from insyn.surveys.services.reviews.deciding import (
    accept_proposal,
    reject_proposal,
    undo_proposal,
)
from insyn.surveys.services.reviews.feedback import (
    AT_ONCE,
    awaiting_feedback,
    propose_ending,
    send_feedback,
    send_many,
)
from insyn.surveys.services.reviews.proposing import propose_findings
from insyn.surveys.services.reviews.returning import return_questions
from insyn.surveys.services.reviews.withdrawing import withdraw_return

__all__ = [
    "AT_ONCE",
    "accept_many",
    "accept_proposal",
    "accept_response",
    "assess_answer",
    "awaiting_feedback",
    "propose_ending",
    "propose_findings",
    "reject_proposal",
    "reopen_response",
    "return_questions",
    "send_feedback",
    "send_many",
    "undo_proposal",
    "withdraw_return",
]
