"""The life of a signal, and when signals are reason for a follow-up. Pure."""

from insyn.signals.rules.states import (
    LIFECYCLE,
    TOLD_BY_PEOPLE,
    WAITING,
    Severity,
    SignalCategory,
    SignalEvent,
    SignalSource,
    SignalState,
    at_least,
)
from insyn.signals.rules.triage import Refusal

__all__ = [
    "LIFECYCLE",
    "TOLD_BY_PEOPLE",
    "WAITING",
    "Refusal",
    "Severity",
    "SignalCategory",
    "SignalEvent",
    "SignalSource",
    "SignalState",
    "at_least",
]
