"""A follow-up by survey assessed as a whole, by its findings and answers."""

from collections.abc import Collection, Mapping

from insyn.findings.services import Settled
from insyn.followups.models import Followup
from insyn.followups.rules import Outcome
from insyn.surveys.queries.settling import Areas
from insyn.surveys.rules.reviewing import BY_ANSWERS, Found, area_level, found_said


def settled(
    followup: Followup,
    areas: Areas,
    counted: Mapping[int, tuple[int, int]],
    found: Collection[Found],
    *,
    outcome: Outcome,
    overall_assessment: str,
) -> Settled:
    """Return how the follow-up is assessed. ``counted`` are answers, and those that apply."""
    levels = {
        section: areas.level(
            area_level(
                (one for one in found if one.section == section),
                answered=counted.get(section, (0, 0))[0],
                applicable=counted.get(section, (0, 0))[1],
            )
        )
        for section in areas.sections
    }
    return Settled(
        followup=followup,
        levels=levels,
        note=BY_ANSWERS,
        outcome=outcome,
        overall_assessment=overall_assessment,
        result_text=found_said(found),
    )
