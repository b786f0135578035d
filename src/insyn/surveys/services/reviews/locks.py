"""What reviews share: the response locked, and a line in the trail about it."""

from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.followups.models import Followup
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.surveys.models import SurveyResponse


def locked_for_review(
    access: Access, response: SurveyResponse, version: int | None = None
) -> SurveyResponse:
    """Return the response, locked, to one who may review it.

    Raises:
        NotAllowed: the asker may not carry out follow-ups for the board.
        Outdated: somebody changed the response after the page was read.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=response.round.authority_id)
    rows = SurveyResponse.objects.visible_to(access).for_list()
    return locked_row(rows, pk=response.pk, version=version)


def followup_of(access: Access, response: SurveyResponse) -> Followup:
    """Return the response's follow-up with what its letters and lines name."""
    rows = Followup.objects.visible_to(access).select_related(
        "contract__provider", "contract__agreement", "authority__municipality", "lot",
        "template_version",
    )  # fmt: skip
    found = rows.filter(survey_response=response).first()
    if found is None:
        raise RuleViolation("Enkätsvaret har ingen uppföljning. Skicka enkäten först.")
    return found


def note(access: Access, event: str, response: SurveyResponse, facts: Facts) -> None:
    """Write a line about the response: everything that happens to its parts stands there."""
    record(access, f"survey_response.{event}", response,
           place=Place(response.round.authority_id), facts=facts)  # fmt: skip
