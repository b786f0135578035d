"""A lost link: a new one is mailed to the address, if it ever was sent one."""

import secrets
from dataclasses import replace

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.mailing.models import OutgoingMail, PersonalLink
from insyn.mailing.rules import LINK_PLACE, MailKind, quarter_of
from insyn.mailing.services.guesses import note_guess
from insyn.mailing.services.queue import MailFacts, store
from insyn.platform import clock


def ask_for_new_link(access: Access, *, address: str, sender: str) -> None:
    """Queue a mail with a new link to the address, if a link has been sent there.

    Takes the same work and says as little whether the address is known or not: each time a
    mail is written, and taken back when nobody is to have it, and each time something is
    stored: the wish counts as a guess of the sender. One mail in a quarter of an hour.
    """
    known = _last_link(address)
    stand_in = Authority.objects.select_related("municipality").order_by("pk").first()
    if stand_in is None:
        return
    facts = _of_known(known) if known else _of_nobody(stand_in, address)
    rows = OutgoingMail.objects.unscoped(reason="Whoever has lost a link has not come in.")
    is_sent = rows.filter(key=facts.key).exists()
    try:
        with transaction.atomic():
            note_guess(access, sender=sender)
            before = transaction.savepoint()
            store(replace(facts, key=secrets.token_hex()) if is_sent else facts)
            if is_sent or known is None:
                transaction.savepoint_rollback(before)
            else:
                transaction.savepoint_commit(before)
    except IntegrityError:  # the same wish twice at once: one mail
        return


def _last_link(address: str) -> PersonalLink | None:
    """Return the last link that was sent to the address and has not been taken back."""
    address = address.strip()
    rows = PersonalLink.objects.filter(
        mail__to_address__iexact=address, user__email__iexact=address, revoked_at=None,
        user__is_active=True,
    )  # fmt: skip
    joined = rows.select_related("user", "mail", "authority__municipality")
    return joined.order_by("-made_at", "-pk").first()


def _of_known(link: PersonalLink) -> MailFacts:
    with translation.override(link.user.language):
        subject, text = _words(link.authority)
    return MailFacts(
        authority=link.authority,
        kind=MailKind.NEW_LINK,
        key=f"new_link:{link.user_id}:{quarter_of(clock.now()):%Y%m%d%H%M}",
        user=link.user,
        to_name=link.mail.to_name,
        to_address=link.mail.to_address,
        subject=subject,
        text=text,
        about=link.mail.about,  # so that it goes out with what the lost one was about
    )


def _of_nobody(stand_in: Authority, address: str) -> MailFacts:
    """Return a mail that is as much work to write, and is taken back."""
    with translation.override(settings.LANGUAGE_CODE):
        subject, text = _words(stand_in)
    return MailFacts(
        authority=stand_in,
        kind=MailKind.NEW_LINK,
        key=secrets.token_hex(),
        user=None,
        to_name="",
        to_address=address,
        subject=subject,
        text=text,
        about=stand_in,
    )


def _words(authority: Authority) -> tuple[str, str]:
    text = _(
        "Hej!\n\nNågon, förmodligen du, har begärt en ny personlig länk till Insyn. Här är den:"
        "\n\n%(link)s\n\nLänken är bara för dig och kan användas en gång. När du öppnar den får "
        "du en kod till den här adressen.\n\nHar du inte begärt någon länk? Då kan du bortse "
        "från det här.\n\n%(authority)s"
    ) % {"link": LINK_PLACE, "authority": authority}
    return _("Din nya länk till Insyn"), text
