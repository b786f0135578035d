"""Who may read what came of a survey: those who answered the whole, as the contact persons."""

from insyn.kernel.access import Access, Contact
from insyn.surveys.models import SurveyResponse
from insyn.surveys.queries.delegation import answers_whole


def access_to_result(access: Access, followup_pk: int | None) -> Access:
    """Return the asker as one who reads the result of the follow-up, and nothing else.

    One who was asked in person to answer the whole survey reads what came of it like a contact
    person of the provider. Only rows of this very follow-up are to be read with it.
    """
    if not access.invitations or followup_pk is None:
        return access
    rows = SurveyResponse.objects.shown_to_provider(access).filter(followup=followup_pk)
    response = rows.select_related("round", "contract").first()
    if response is None or not answers_whole(access, response):
        return access
    reader = Contact(response.contract.provider_id, response.round.authority_id)
    return Access(access.user_id, access.name, contacts=access.contacts | {reader},
                  origin=access.origin)  # fmt: skip
