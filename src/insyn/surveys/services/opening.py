"""That somebody at the provider has opened a survey."""

from django.db import transaction

from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.surveys.models import SurveyResponse
from insyn.surveys.rules import RESPONSE_LIFECYCLE, ResponseEvent, ResponseState


@transaction.atomic
def note_opened(access: Access, response: SurveyResponse) -> None:
    """Note the first time that one who answers opens the survey; later times change nothing."""
    if response.state != ResponseState.INVITED:
        return
    rows = SurveyResponse.objects.shown_to_provider(access)
    row = rows.select_for_update(of=("self",)).get(pk=response.pk)
    if row.state == ResponseState.INVITED:
        row.state = RESPONSE_LIFECYCLE.after(ResponseState.INVITED, ResponseEvent.OPEN)
        row.opened_at = clock.now()
        row.save(update_fields=["state", "opened_at"])
    response.state, response.opened_at = row.state, row.opened_at
