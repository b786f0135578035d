"""The rules of surveys."""

from insyn.surveys.rules.states import (
    AWAITED,
    HANDED_IN,
    RESPONSE_LIFECYCLE,
    ROUND_LIFECYCLE,
    AnswerState,
    OperationKind,
    OperationOutcome,
    ProposalState,
    ResponseEvent,
    ResponseState,
    RoundEvent,
    RoundState,
    ScopeKind,
)

__all__ = [
    "AWAITED",
    "HANDED_IN",
    "RESPONSE_LIFECYCLE",
    "ROUND_LIFECYCLE",
    "AnswerState",
    "OperationKind",
    "OperationOutcome",
    "ProposalState",
    "ResponseEvent",
    "ResponseState",
    "RoundEvent",
    "RoundState",
    "ScopeKind",
]
