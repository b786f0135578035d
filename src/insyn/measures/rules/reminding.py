"""When a provider is reminded of its plan, and when the plan is lifted. Pure."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from insyn.kernel.choices import Choice
from insyn.kernel.workdays import after_workdays, is_workday
from insyn.measures.rules.action_plans import WAITS_FOR_PROVIDER, PlanEvent, PlanState

ESCALATE_AFTER = timedelta(days=14)
"""How late a plan is when it is to be lifted, if the provider has been reminded twice."""
REMINDERS_BEFORE = 2
"""How many reminders a provider has had before its plan is lifted."""


LONGEST = timedelta(days=7)
"""How long before the last day a reminder can go out at the earliest."""


class Rhythm(Choice):
    """The reminders that go out by themselves, by days from the last day to hand in."""

    BEFORE = "-7", "En vecka före sista dagen"
    DAY_AFTER = "1", "Dagen efter sista dagen"
    WEEK_AFTER = "7", "En vecka efter sista dagen"

    def on(self, due_on: date) -> date:
        """Return the day it goes out; one that falls on a weekend or holiday waits."""
        return after_workdays(due_on + timedelta(days=int(self.value)), 0)

    def key(self, due_on: date) -> str:
        """Return what makes the reminder the only one of its kind for the plan."""
        return f"{due_on.isoformat()}:{self.value}"


def reminder_of(
    due_on: date, today: date, *, asked_on: date, done: Collection[str]
) -> Rhythm | None:
    """Return the reminder that is to go out today; None when there is none.

    ``asked_on`` is when the provider was last asked: what would have gone out before is not
    made up for. ``done`` are the keys of those that have gone out. A day on which nothing was
    sent is made up for later, but never by two reminders at once: only the latest goes out, and
    the one before the last day never after it.
    """
    if not is_workday(today):
        return None
    passed = [one for one in Rhythm if asked_on < one.on(due_on) <= today]
    if not passed:
        return None
    latest = max(passed, key=lambda one: int(one.value))
    is_gone = latest == Rhythm.BEFORE and today > due_on
    return None if is_gone or latest.key(due_on) in done else latest


ASKS = (PlanEvent.REQUEST, PlanEvent.RETURN, PlanEvent.ASK_SUPPLEMENT, PlanEvent.WARN)
"""What gives the provider a last day anew."""


def reminders_since_asked(events: Sequence[PlanEvent]) -> int:
    """Return how many reminders came after the provider was last asked, of the steps in order."""
    count = 0
    for event in events:
        count = 0 if event in ASKS else count + (event == PlanEvent.REMIND)
    return count


def is_to_escalate(
    state: PlanState, *, due_on: date, events: Sequence[PlanEvent], today: date
) -> bool:
    """Tell whether a decision maker is to take over: late for long, and reminded twice."""
    is_late = state in WAITS_FOR_PROVIDER and today - due_on >= ESCALATE_AFTER
    return is_late and reminders_since_asked(events) >= REMINDERS_BEFORE
