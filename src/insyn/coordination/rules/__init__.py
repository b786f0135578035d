"""The rules of coordination. Pure."""

from insyn.coordination.rules.progress import DONE, Progress, Tally
from insyn.coordination.rules.refusals import Refusal
from insyn.coordination.rules.responsibility import DutyState
from insyn.coordination.rules.states import (
    LIFECYCLE,
    AreaLevel,
    DistrictMethod,
    DutyGround,
    InstructionEvent,
    InstructionState,
    NetworkState,
    ReportedBy,
    SampleWay,
    ServiceForm,
)

__all__ = [
    "DONE",
    "LIFECYCLE",
    "AreaLevel",
    "DistrictMethod",
    "DutyGround",
    "DutyState",
    "InstructionEvent",
    "InstructionState",
    "NetworkState",
    "Progress",
    "Refusal",
    "ReportedBy",
    "SampleWay",
    "ServiceForm",
    "Tally",
]
