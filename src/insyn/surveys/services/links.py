"""Personal links, and mail that waits, go out with the survey that they are about."""

from insyn.accounts.models import User
from insyn.kernel.access import Access
from insyn.mailing.services import revoke_links, stop_mails
from insyn.surveys.models import SurveyResponse
from insyn.surveys.queries.people import answers_something


def close_links(access: Access, response: SurveyResponse, user: User) -> None:
    """Take back the links to the response, and mail about it that has not left.

    The links to every survey go out when the person answers nothing else.

    Inside the transaction that took the response, or a part of it, from the person.
    """
    authority_id = response.round.authority_id
    stop_mails(access, authority_id, user=user, about=response)
    is_asked = answers_something(user, authority_id=authority_id)
    about = response if is_asked else SurveyResponse
    revoke_links(access, authority_id, user=user, about=about)
