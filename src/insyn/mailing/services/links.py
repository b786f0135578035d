"""Personal links: made when a mail leaves, opened once, and taken back."""

import hashlib
import secrets

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse

from insyn.accounts.models import User
from insyn.audit.models import subject_of
from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.mailing.models import OutgoingMail, PersonalLink
from insyn.mailing.rules import LINK_LASTS, LinkState
from insyn.mailing.services.guesses import note_guess
from insyn.platform import clock

TOKEN_BYTES = 32


def digest_of(token: str) -> str:
    """Return what is stored of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def mint_link(mail: OutgoingMail, user: User) -> tuple[PersonalLink, str]:
    """Return a new personal link for the mail and its address; only the digest is stored."""
    token, now = secrets.token_urlsafe(TOKEN_BYTES), clock.now()
    link = PersonalLink.objects.create(
        authority_id=mail.authority_id,
        user=user,
        mail=mail,
        digest=digest_of(token),
        leads_to=mail.leads_to,
        made_at=now,
        expires_at=now + LINK_LASTS,
    )
    path = reverse("provider_portal:link", args=[token])
    return link, f"{settings.BASE_ADDRESS}{path}"


def reads(user: User, address: str) -> bool:
    """Tell whether the person may come in by links to the address: it is theirs, and still so."""
    return user.is_active and user.email.casefold() == address.casefold()


def open_link(token: str) -> PersonalLink | None:
    """Return the link if it still opens. Whether it ever was one is not told."""
    rows = PersonalLink.objects.select_related("mail", "user")
    link = rows.filter(digest=digest_of(token)).first()
    if link is None or link.state != LinkState.OPEN or not reads(link.user, link.mail.to_address):
        return None
    return link


def note_closed_link(access: Access, token: str, *, sender: str) -> None:
    """Count a link that does not open: as a guess of the sender, if it never was one.

    One that was, and is used up or too old, is counted by itself: many colleagues behind one
    address who open their old links lock nobody out. The work is the same.
    """
    digest = digest_of(token)
    was_link = PersonalLink.objects.filter(digest=digest).exists()
    note_guess(access, sender=f"{sender} {digest}" if was_link else sender)


@transaction.atomic
def revoke_links(
    access: Access,
    authority_id: int,
    *,
    user: User,
    about: models.Model | type[models.Model] | None = None,
) -> int:
    """Take back the links that the authority has sent the person; return how many opened.

    With ``about`` only those about that row, or about any row of that model. Called inside the
    transaction of the event that takes the person's task away; whoever calls has asked whether
    the asker may.
    """
    now = clock.now()
    links = PersonalLink.objects.filter(
        authority_id=authority_id, user=user, used_at=None, revoked_at=None, expires_at__gt=now
    )
    if isinstance(about, models.Model):
        links = links.filter(mail__about=subject_of(about))
    elif about is not None:
        links = links.filter(mail__about__startswith=f"{about._meta.label_lower}:")
    revoked = links.update(revoked_at=now)
    if revoked:
        facts = {"links": revoked}
        record(access, "user.links_revoked", user, place=Place(authority_id), facts=facts)
    return revoked
