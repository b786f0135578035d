"""On what legal ground a response is asked for."""

from insyn.registry.rules import Law
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.rules.grounds import ground_said


def legal_ground(response: SurveyResponse) -> str:
    """Return the ground as it is printed on the invitation, by the law of the service."""
    area = response.service_area
    return ground_of(response.round, Law(area.law) if area else None)


def ground_of(survey_round: SurveyRound, law: Law | None) -> str:
    """Return the round's ground for a service under that law; both when it is not known."""
    return ground_said(law, sol=survey_round.ground_sol, lss=survey_round.ground_lss)
