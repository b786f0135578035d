"""Mail to those who answer for a provider."""

from django.db import models, transaction

from insyn.accounts.models import Authority
from insyn.followups.models import Followup
from insyn.followups.services.trail import note
from insyn.kernel.access import Access, Secrecy
from insyn.mailing.rules import LINK_PLACE, MailKind, has_link
from insyn.mailing.services import MailFacts, queue_mails
from insyn.platform import clock
from insyn.registry.models import Provider, ProviderContact


@transaction.atomic
def tell_provider(  # noqa: PLR0913  the facts of a mail, each by its name
    access: Access,
    *,
    authority: Authority,
    provider: Provider,
    kind: MailKind,
    key: str,
    subject: str,
    text: str,
    about: models.Model,
    leads_to: str,
) -> int:
    """Mail everybody who answers for the provider towards the authority; return how many.

    None at all is told with 0: the page must then say that somebody has to be told in another
    way. ``key`` names the event and its rows, as in ``visit:12:booked``: the same key is never
    mailed twice to the same person. A personal link to ``leads_to`` stands last unless the text
    has a place for it. Called inside the transaction of the event; whoever calls has asked
    whether the asker may.
    """
    said = text if has_link(text) or not leads_to else f"{text.rstrip()}\n\n{LINK_PLACE}"
    mails = [
        MailFacts(
            authority=authority,
            kind=kind,
            key=f"{key}:{person.user_id}",
            user=person.user,
            to_name=str(person.user),
            to_address=person.user.email,
            subject=subject,
            text=said,
            about=about,
            leads_to=leads_to,
        )
        for person in people_of(authority, provider)
    ]
    queue_mails(access, mails)
    return len(mails)


@transaction.atomic
def tell_of_followup(  # noqa: PLR0913  the facts of a mail, each by its name
    access: Access,
    followup: Followup,
    *,
    kind: MailKind,
    key: str,
    subject: str,
    text: str,
    leads_to: str,
) -> int:
    """Mail those who answer for the followed-up provider, leave a line; return how many.

    The same rules as ``tell_provider``. A follow-up that the provider cannot open is not mailed
    about: then nobody is told.
    """
    if not told_of_followup(followup):
        return 0
    told = tell_provider(
        access,
        authority=followup.authority,
        provider=followup.contract.provider,
        kind=kind,
        key=key,
        subject=subject,
        text=text,
        about=followup,
        leads_to=leads_to,
    )
    note(access, "followup.provider_told", followup, {"what": subject, "receivers": told})
    return told


def told_of_followup(followup: Followup) -> int:
    """Return how many at the provider a mail about the follow-up reaches; none if it is guarded."""
    if followup.secrecy > Secrecy.INTERNAL:
        return 0
    return len(people_of(followup.authority, followup.contract.provider))


def people_of(authority: Authority, provider: Provider) -> list[ProviderContact]:
    """Return those who answer for the provider towards the authority and can be mailed."""
    rows = ProviderContact.objects.current(clock.today()).filter(
        authority=authority, provider=provider, user__is_active=True
    )
    return list(rows.exclude(user__email="").select_related("user").order_by("pk"))
