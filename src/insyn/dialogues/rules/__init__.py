"""The life of a dialogue meeting. Pure."""

from insyn.dialogues.rules.agenda import Proposal
from insyn.dialogues.rules.life import AUTHORITYS, BEFORE_HELD, PROVIDERS, Refusal
from insyn.dialogues.rules.states import AgreedBy, MeetingMode, MeetingState

__all__ = [
    "AUTHORITYS",
    "BEFORE_HELD",
    "PROVIDERS",
    "AgreedBy",
    "MeetingMode",
    "MeetingState",
    "Proposal",
    "Refusal",
]
