"""Where a plan is on its way, and what is to be done next. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insyn.kernel.choices import Choice
from insyn.plans.rules.states import PlanState

WAY = (PlanState.DRAFT, PlanState.PROPOSED, PlanState.ADOPTED)
"""The states of a plan in the order that they come; the last one stays until it is replaced."""


NOTES: Mapping[str, str] = {"replaced": "Av en nyare utgåva"}


class NextStep(Choice):
    """What is to be done with a plan."""

    ADD_FORMS = "add_forms", "Lägg till de former av uppföljning som planen ska ha."
    ADD_ACTIVITIES = "add_activities", "Planera vad som ska följas upp, när och av vem."
    PROPOSE = "propose", "Gå igenom kontrollerna och föreslå planen för nämnden."
    DECIDE = "decide", "Nämnden har planen. Registrera vad den beslutar."
    CARRY_OUT = "carry_out", "Planen är antagen. Skapa uppföljningarna när det är dags."
    READ_NEW = "read_new", "En nyare utgåva gäller. Den här ändras inte längre."


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One state on the way: done, now, or to come; ``note`` says more than that."""

    state: str
    label: str
    note: str = ""


def steps_of(state: PlanState) -> Sequence[PlanStep]:
    """Return the way of a plan, with how far it has come."""
    at = WAY.index(state) if state in WAY else len(WAY)
    steps = [PlanStep(_place(at, place), step.label) for place, step in enumerate(WAY)]
    if state is PlanState.ADOPTED:
        steps[-1] = PlanStep("done", PlanState.ADOPTED.label)
    if state is PlanState.REPLACED:
        steps.append(PlanStep("now", PlanState.REPLACED.label, NOTES["replaced"]))
    return steps


def _place(at: int, place: int) -> str:
    if place < at:
        return "done"
    return "now" if place == at else "todo"


def next_step(state: PlanState, forms: int, activities: int) -> NextStep:
    """Return what is to be done next, by the state and by how much the plan holds."""
    if state is PlanState.DRAFT:
        if not forms:
            return NextStep.ADD_FORMS
        return NextStep.PROPOSE if activities else NextStep.ADD_ACTIVITIES
    return {
        PlanState.PROPOSED: NextStep.DECIDE,
        PlanState.ADOPTED: NextStep.CARRY_OUT,
        PlanState.REPLACED: NextStep.READ_NEW,
    }[state]
