"""What was answered before, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.provider_portal.queries.results import access_to_result
from insyn.surveys.models import SurveyResponse
from insyn.surveys.queries.answering import Answering, earlier_response
from insyn.surveys.queries.beside_others import told_beside_others
from insyn.surveys.rules.answering import QuestionShown, SectionShown
from insyn.surveys.rules.beside_others import ComparedArea


@dataclass(frozen=True, slots=True)
class History:
    """The earlier response with its answers by area, and the result if it has been sent.

    ``beside`` is the share met of each area beside that of other providers, when the round is
    closed and the answers are accepted.
    """

    earlier: SurveyResponse | None
    areas: Sequence[tuple[SectionShown, Sequence[QuestionShown]]]
    result: Followup | None
    beside: Sequence[ComparedArea]


def history_of(access: Access, page: Answering) -> History:
    """Return what the asker may see of what came before and after this response."""
    before = earlier_response(access, page.response)
    areas = [(area, [one for one in area.questions if one.given.earlier]) for area in page.sections]
    reader = access_to_result(access, page.response.followup_id)
    results = Followup.objects.shown_to_provider(reader).filter(survey_response=page.response)
    return History(
        earlier=before.response if before else None,
        areas=[(area, said) for area, said in areas if said],
        result=results.first(),
        beside=told_beside_others(access, page.response) if page.response.accepted_at else (),
    )
