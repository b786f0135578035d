"""When a plan may be changed, and when the board must decide anew. Pure."""

from collections.abc import Mapping

from insyn.plans.rules.states import PlanState

SENTENCES: Mapping[str, str] = {
    "bound": (
        "Nämnden har antagit planen för de här åren och nämnderna. Gör en ny utgåva av planen om "
        "de ska bli andra."
    ),
    "proposed": "Planen ligger hos nämnden. Ta tillbaka den om du behöver ändra något.",
    "replaced": ("Planen är ersatt av en nyare och ändras inte längre. Gör ändringen i den nya."),
    "no_reason": "Nämnden har antagit planen. Ange varför du ändrar den.",
    "order": "Nämnden har antagit planen. Ordningen ändras bara i ett utkast.",
}
"""Why a plan may not be changed, and what to do instead."""


def refusal_to_change(state: PlanState, reason: str) -> str:
    """Return why a plan in the state may not be changed; empty when it may.

    An adopted plan is changed for a reason, which is logged.
    """
    if state in {PlanState.PROPOSED, PlanState.REPLACED}:
        return SENTENCES[state.value]
    is_unexplained = state is PlanState.ADOPTED and not reason.strip()
    return SENTENCES["no_reason"] if is_unexplained else ""


def refusal_of_draft_work(state: PlanState) -> str:
    """Return why what is only done in a draft, such as changing the order, may not be done."""
    return SENTENCES["order"] if state is PlanState.ADOPTED else refusal_to_change(state, "")


def needs_new_decision(changes: int, limit: int | None) -> bool:
    """Tell whether more activities have been changed than the board leaves to the administration.

    ``limit`` is None when the board has set none.
    """
    return limit is not None and changes > limit
