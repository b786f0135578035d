"""What an activity must say, what may happen to it, and the order things are done in. Pure."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Literal, TypeVar

from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine
from insyn.plans.rules.kinds import ActivityState, Scope

K = TypeVar("K", bound=Hashable)


class ActivityEvent(Choice):
    """What can happen to an activity. The label is what the button says."""

    POSTPONE = "postpone", "Senarelägg"
    CANCEL = "cancel", "Ställ in"
    FINISH = "finish", "Markera som genomförd"
    RESUME = "resume", "Planera igen"


ACTIVITY_LIFECYCLE: StateMachine[ActivityState, ActivityEvent] = StateMachine(
    {
        (ActivityState.PLANNED, ActivityEvent.FINISH): ActivityState.DONE,
        (ActivityState.PLANNED, ActivityEvent.POSTPONE): ActivityState.POSTPONED,
        (ActivityState.PLANNED, ActivityEvent.CANCEL): ActivityState.CANCELLED,
        (ActivityState.POSTPONED, ActivityEvent.FINISH): ActivityState.DONE,
        (ActivityState.POSTPONED, ActivityEvent.POSTPONE): ActivityState.POSTPONED,
        (ActivityState.POSTPONED, ActivityEvent.CANCEL): ActivityState.CANCELLED,
        (ActivityState.CANCELLED, ActivityEvent.RESUME): ActivityState.PLANNED,
        (ActivityState.DONE, ActivityEvent.RESUME): ActivityState.PLANNED,
    }
)

OPEN_ACTIVITIES = frozenset({ActivityState.PLANNED, ActivityState.POSTPONED})
"""States in which something remains to be done."""

Needed = Literal["agreement", "lot", "service_area", "theme"]

NEEDED: Mapping[Scope, Needed] = {
    Scope.AGREEMENT: "agreement",
    Scope.LOT: "lot",
    Scope.SERVICE_AREA: "service_area",
    Scope.THEME: "theme",
}
"""The fact that each scope cannot do without. Units are chosen among the activity's targets."""

LACKS: Mapping[str, str] = {
    "agreement": "Välj vilket avtal aktiviteten gäller.",
    "lot": "Välj vilket avtalsområde aktiviteten gäller.",
    "service_area": "Välj vilket verksamhetsområde aktiviteten gäller.",
    "theme": "Skriv vilket tema aktiviteten gäller.",
}
"""What to do when the fact of the scope is not there."""


def lacks(scope: Scope, said: Collection[str]) -> str:
    """Return the name of the fact that the scope needs and that is not said; else ''."""
    needed = NEEDED.get(scope, "")
    return "" if needed in said else needed


def comes_after_itself(before: Mapping[K, K | None], activity: K, after: K) -> bool:
    """Tell whether doing the activity after the other would make it wait for itself.

    ``before`` says what each activity of the plan already waits for.
    """
    passed: set[K] = set()
    at: K | None = after
    while at is not None and at not in passed:
        if at == activity:
            return True
        passed.add(at)
        at = before.get(at)
    return False


LONGEST_OUTLOOK = 10
"""Years before or after the plan that an outlook may reach."""


def outlook_refusal(plan_years: range, years: Iterable[int]) -> str:
    """Return why the years cannot be an outlook, in Swedish; empty when they can.

    An outlook shows when the same is done outside the plan, such as every third year.
    """
    chosen = set(years)
    if chosen & set(plan_years):
        return "Utblicken gäller år utanför planen. Skriv planens egna år som perioder."
    near = range(plan_years.start - LONGEST_OUTLOOK, plan_years.stop + LONGEST_OUTLOOK)
    if chosen - set(near):
        return "Utblicken får nå högst tio år före eller efter planen. Kontrollera årtalen."
    return ""
