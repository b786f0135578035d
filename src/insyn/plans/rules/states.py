"""The life cycle of a plan: worked on, before the board, adopted, followed by the next one."""

from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine


class PlanState(Choice):
    """Where a plan is (läge)."""

    DRAFT = "draft", "Utkast"
    PROPOSED = "proposed", "Föreslagen för nämnden"
    ADOPTED = "adopted", "Antagen"
    REPLACED = "replaced", "Ersatt"


class PlanEvent(Choice):
    """What can happen to a plan. The label is what the button says."""

    PROPOSE = "propose", "Föreslå för nämnden"
    WITHDRAW = "withdraw", "Ta tillbaka för ändring"
    SEND_BACK = "send_back", "Återremittera"
    ADOPT = "adopt", "Anta"
    REPLACE = "replace", "Ersätt med ny plan"


PLAN_LIFECYCLE: StateMachine[PlanState, PlanEvent] = StateMachine(
    {
        (PlanState.DRAFT, PlanEvent.PROPOSE): PlanState.PROPOSED,
        (PlanState.PROPOSED, PlanEvent.WITHDRAW): PlanState.DRAFT,
        (PlanState.PROPOSED, PlanEvent.SEND_BACK): PlanState.DRAFT,
        (PlanState.PROPOSED, PlanEvent.ADOPT): PlanState.ADOPTED,
        (PlanState.ADOPTED, PlanEvent.REPLACE): PlanState.REPLACED,
    }
)

OPEN_TO_EDIT = frozenset({PlanState.DRAFT, PlanState.ADOPTED})
"""States in which a plan may be changed; an adopted one with a reason that is logged."""
