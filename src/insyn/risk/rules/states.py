"""Closed lists and life cycle of a selection."""

from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine


class Origin(Choice):
    """Where the draw was made."""

    HERE = "here", "I Insyn"
    ELSEWHERE = "elsewhere", "På annat håll"


class SelectionState(Choice):
    """Where a selection is."""

    DRAFT = "draft", "Utkast"
    FROZEN = "frozen", "Fryst"
    STARTED = "started", "Uppföljningar skapade"


class SelectionEvent(Choice):
    """What can happen to a selection."""

    FREEZE = "freeze", "Dra och frys"
    START = "start", "Skapa uppföljningar"


SELECTION_LIFECYCLE: StateMachine[SelectionState, SelectionEvent] = StateMachine(
    {
        (SelectionState.DRAFT, SelectionEvent.FREEZE): SelectionState.FROZEN,
        (SelectionState.FROZEN, SelectionEvent.START): SelectionState.STARTED,
        # each authority starts its own
        (SelectionState.STARTED, SelectionEvent.START): SelectionState.STARTED,
    }
)


class Ground(Choice):
    """Why a candidate was chosen, in the order of the rule. Not told: only of draws elsewhere."""

    USED = "used", "Avropas"
    WISHED = "wished", "Önskad av avropande enhet"
    LOTTERY = "lottery", "Lottad"
    NOT_TOLD = "not_told", "Framgår inte"
