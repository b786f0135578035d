"""Mails to those who answer, as the queue wants them."""

from collections.abc import Callable, Iterable, Sequence

from django.urls import reverse

from insyn.kernel.access import Access
from insyn.mailing.rules import MailKind
from insyn.mailing.services import MailFacts
from insyn.surveys.letters.invitations import Letter
from insyn.surveys.models import Addressee, SurveyResponse

AT_A_TIME = 5_000
"""Keys in one question to the database."""


def main_addressees(
    access: Access, responses: Iterable[SurveyResponse]
) -> dict[int, list[Addressee]]:
    """Return those who answer for the whole of each response, by the response's key."""
    keys = [response.pk for response in responses]
    found: dict[int, list[Addressee]] = {key: [] for key in keys}
    rows = Addressee.objects.visible_to(access).current().filter(is_delegate=False)
    rows = rows.exclude(user__email="")
    for start in range(0, len(keys), AT_A_TIME):
        some = rows.filter(response__in=keys[start : start + AT_A_TIME])
        for row in some.select_related("user"):
            found[row.response_id].append(row)
    return found


def to_addressees(
    access: Access,
    responses: Sequence[SurveyResponse],
    kind: MailKind,
    letter: Callable[[SurveyResponse], Letter],
    *,
    mark: str = "",
) -> list[MailFacts]:
    """Return a mail to each who answers for the whole of a response.

    ``mark`` tells one time from another: the same kind and mark never goes twice to the same
    person about the same response.
    """
    people = main_addressees(access, responses)
    return [
        mail_to(person, response, kind, said, mark=mark)
        for response in responses
        if people[response.pk]
        for said in (letter(response),)
        for person in people[response.pk]
    ]


def mail_to(
    person: Addressee, response: SurveyResponse, kind: MailKind, letter: Letter, *, mark: str = ""
) -> MailFacts:
    """Return a mail to one person about one response, with a link to the survey."""
    user = person.user
    return MailFacts(
        authority=response.round.authority,
        kind=kind,
        key=":".join(filter(None, (kind.value, str(response.pk), str(user.pk), mark))),
        user=user,
        to_name=str(person),
        to_address=user.email,
        subject=letter.subject,
        text=letter.text,
        about=response,
        leads_to=reverse("provider_portal:survey", args=[response.pk]),
    )
