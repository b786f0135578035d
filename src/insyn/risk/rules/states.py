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
    """Why a candidate was chosen. Not told: only of draws elsewhere."""

    USED = "used", "Avropas"
    WISHED = "wished", "Önskad av avropande enhet"
    LOTTERY = "lottery", "Lottad"
    TOP_RISK = "top_risk", "Hög risk"
    COVERAGE = "coverage", "Inte uppföljd på länge"
    NEW_PROVIDERS = "new_providers", "Ny utförare"
    ALL = "all", "Alla väljs"
    CONTROL_SHARE = "control_share", "Kontrollandel"
    NOT_TOLD = "not_told", "Framgår inte"


class StepKind(Choice):
    """A step of a rule. Two are not steps in the order: the limit, and what is drawn last."""

    QUOTA = "quota", "Högst så många till varje nämnd"
    USED = "used", "De som avropas"
    WISHED = "wished", "De som är önskade av en avropande enhet"
    TOP_RISK = "top_risk", "De med högst risk"
    COVERAGE = "coverage", "De som inte har följts upp på länge"
    NEW_PROVIDERS = "new_providers", "Nya utförare"
    ALL = "all", "Alla som är kvar"
    LOTTERY = "lottery", "Lottning bland dem som är kvar"
    CONTROL_SHARE = "control_share", "Kontrollandel, lottad bland dem som ingen regel valde"


class Distribution(Choice):
    """Who follows up those who were chosen."""

    OWNER = "owner", "Nämnden som har avtalet"
    TURNS = "turns", "Nämnderna turas om, i lottad ordning"
    LOTS = "lots", "Avtalsområdena lottas mellan nämnderna"
