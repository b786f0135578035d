"""What was answered before, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.surveys.models import SurveyResponse
from insyn.surveys.queries.answering import Answering, earlier_response
from insyn.surveys.rules.answering import QuestionShown, SectionShown


@dataclass(frozen=True, slots=True)
class History:
    """The earlier response with its answers by area, and the result if it has been sent."""

    earlier: SurveyResponse | None
    areas: Sequence[tuple[SectionShown, Sequence[QuestionShown]]]
    result: Followup | None


def history_of(access: Access, page: Answering) -> History:
    """Return what the asker may see of what came before and after this response."""
    before = earlier_response(access, page.response)
    areas = [(area, [one for one in area.questions if one.given.earlier]) for area in page.sections]
    results = Followup.objects.shown_to_provider(access).filter(survey_response=page.response)
    return History(
        earlier=before.response if before else None,
        areas=[(area, said) for area, said in areas if said],
        result=results.first(),
    )
