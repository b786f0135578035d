"""What has become of the questions that were sent back."""

from insyn.kernel.access import Access
from insyn.surveys.models import SurveyAnswer, SurveyResponse
from insyn.surveys.models.answers import SurveyAnswerQuerySet
from insyn.surveys.rules import ResponseState


def begun_answers(access: Access, response: SurveyResponse) -> SurveyAnswerQuerySet:
    """Return the answers that the provider has written since questions were sent back."""
    rows = SurveyAnswer.objects.visible_to(access).filter(response=response)
    if response.state != ResponseState.RETURNED or response.returned_at is None:
        return rows.none()
    return rows.filter(answered_at__gte=response.returned_at)
