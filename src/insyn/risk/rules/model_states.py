"""The life cycle of a version of a risk model. Pure."""

from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine
from insyn.risk.rules.kinds import ModelState


class ModelEvent(Choice):
    """What can happen to a version. The label is what the button says."""

    PUBLISH = "publish", "Publicera"
    RETIRE = "retire", "Ta ur bruk"


MODEL_LIFECYCLE: StateMachine[ModelState, ModelEvent] = StateMachine(
    {
        (ModelState.DRAFT, ModelEvent.PUBLISH): ModelState.PUBLISHED,
        (ModelState.PUBLISHED, ModelEvent.RETIRE): ModelState.RETIRED,
    }
)
