"""Which activity of a plan each response of a survey carries out."""

from collections.abc import Mapping

from insyn.kernel.access import Access
from insyn.plans.models import PlannedActivity
from insyn.plans.rules import ActivityState
from insyn.surveys.models import SurveyRound


def activities_by_area(
    access: Access, survey_round: SurveyRound
) -> Mapping[int | None, PlannedActivity]:
    """Return the activities of the same plan and form as the round's, by service area.

    A plan often has one activity per service area while one survey goes to them all: so each
    service is seen to be done. Empty for a round without an activity. One query.
    """
    activity = survey_round.activity
    if activity is None:
        return {}
    rows = PlannedActivity.objects.visible_to(access).filter(
        plan=activity.plan_id, form=activity.form_id, service_area__isnull=False
    )
    going = rows.exclude(state=ActivityState.CANCELLED).order_by("-pk")
    found: dict[int | None, PlannedActivity] = {row.service_area_id: row for row in going}
    if activity.service_area_id is not None:
        found[activity.service_area_id] = activity
    return found
