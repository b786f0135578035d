"""The round and the response, locked until the transaction ends."""

from insyn.audit.services import Place
from insyn.kernel.access import Access, Permission
from insyn.platform.locking import locked_row
from insyn.surveys.models import SurveyResponse, SurveyRound


def place_of(survey_round: SurveyRound) -> Place:
    """Return whose trail the events of the round stand in."""
    return Place(survey_round.authority_id)


def locked_round(
    access: Access, survey_round: SurveyRound, version: int | None = None
) -> SurveyRound:
    """Return the round, locked, to one who may send surveys.

    Raises:
        NotAllowed: the asker may not send surveys for the board.
        Outdated: somebody changed the round after the page was read, or took it away.
    """
    access.require(Permission.SEND_SURVEY, authority_id=survey_round.authority_id)
    rows = SurveyRound.objects.visible_to(access).select_related(
        "authority__municipality", "template_version__template", "activity", "selection",
        "prefilled_from",
    )  # fmt: skip
    return locked_row(rows, pk=survey_round.pk, version=version)


def locked_response(
    access: Access, response: SurveyResponse, version: int | None = None
) -> SurveyResponse:
    """Return the response, locked, to one who may send surveys; errors as ``locked_round``."""
    access.require(Permission.SEND_SURVEY, authority_id=response.round.authority_id)
    rows = SurveyResponse.objects.visible_to(access).for_list()
    return locked_row(rows, pk=response.pk, version=version)
