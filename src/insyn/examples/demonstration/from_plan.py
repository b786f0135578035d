"""Which activity of the year's plan a visit comes from."""

from datetime import date

from insyn.examples.demonstration.town import EDITOR, Town
from insyn.followups.services.planning import PlanPlace


def place_in_plan(town: Town, agreement: str, day: date) -> PlanPlace | None:
    """Return the activity that gathers visits of the agreement on that day, and which time of it.

    None for a visit that was made before there was a plan, or that no activity is about.
    """
    access = town.access(EDITOR)
    for activity in town.activities.get(agreement, ()):
        for period in activity.periods.all().visible_to(access):
            if period.starts_on <= day <= period.ends_on:
                return PlanPlace(activity, period)
    return None
