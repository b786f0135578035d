"""One-time codes: asked for on the page of a link, mailed to its address, and typed there."""

import secrets

from django.db import transaction
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from insyn.audit.models import subject_of
from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.mailing.models import LoginCode, OutgoingMail, PersonalLink
from insyn.mailing.rules import (
    CODE_ATTEMPTS,
    CODE_LASTS,
    CODE_PLACE,
    CODES_AT_MOST,
    CODES_BETWEEN,
    CodeOutcome,
    LinkState,
    MailKind,
)
from insyn.mailing.services.queue import MailFacts, queue_mail
from insyn.platform import clock

CODE_DIGITS = 6


def seal_of_code(link: PersonalLink, code: str) -> str:
    """Return what is stored of a code: a seal that is worth nothing for any other link."""
    return salted_hmac("insyn.mailing.code", f"{link.pk}:{code}", algorithm="sha256").hexdigest()


def mint_code(link: PersonalLink) -> str:
    """Return six new digits for the link; only their seal is stored."""
    code, now = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}", clock.now()
    LoginCode.objects.create(
        link=link, seal=seal_of_code(link, code), made_at=now, expires_at=now + CODE_LASTS
    )
    return code


@transaction.atomic
def ask_for_code(access: Access, link: PersonalLink) -> OutgoingMail:
    """Queue a mail with a one-time code to the address that the link was sent to.

    A button pressed twice within a minute gives one code.

    Raises:
        RuleViolation: the link no longer opens, or has asked for too many codes.
    """
    row = PersonalLink.objects.select_for_update(of=("self",)).select_related(
        "mail", "user", "authority__municipality"
    ).get(pk=link.pk)  # fmt: skip
    if row.state != LinkState.OPEN:
        raise RuleViolation(_("Länken går inte längre att använda. Begär en ny länk."))
    now = clock.now()
    rows = OutgoingMail.objects.unscoped(reason="Whoever holds the link asks for a code to it.")
    asked = list(rows.filter(about=subject_of(row), kind=MailKind.CODE).order_by("-queued_at"))
    if asked and now - asked[0].queued_at < CODES_BETWEEN:
        return asked[0]
    if len(asked) >= CODES_AT_MOST:
        raise RuleViolation(_("Länken har begärt för många koder. Begär en ny länk."))
    if row.opened_at is None:
        row.opened_at = now
        row.save(update_fields=["opened_at"])
    return queue_mail(access, _code_mail(row, len(asked) + 1))


def _code_mail(link: PersonalLink, number: int) -> MailFacts:
    with translation.override(link.user.language):
        subject = _("Din kod till Insyn")
        text = _(
            "Hej!\n\nDin kod är %(code)s\n\nSkriv den på sidan som du öppnade. Koden gäller i en "
            "kvart och bara en gång.\n\nHar du inte bett om någon kod? Då kan du bortse från det "
            "här. Lämna aldrig ut koden till någon."
        ) % {"code": CODE_PLACE}
    return MailFacts(
        authority=link.authority,
        kind=MailKind.CODE,
        key=f"code:{link.pk}:{number}",
        user=link.user,
        to_name=link.mail.to_name,
        to_address=link.mail.to_address,
        subject=subject,
        text=text,
        about=link,
    )


@transaction.atomic
def try_code(access: Access, link: PersonalLink, *, code: str) -> CodeOutcome:
    """Return what came of the typed code. The right one uses the link up.

    Only the last code of the link counts, and only until it has been typed wrong five times.
    """
    row = PersonalLink.objects.select_for_update().get(pk=link.pk)
    last = row.codes.first()
    if row.state != LinkState.OPEN or last is None or last.used_at is not None:
        return CodeOutcome.NONE
    if last.attempts >= CODE_ATTEMPTS:
        return CodeOutcome.SPENT
    if clock.now() >= last.expires_at:
        return CodeOutcome.NONE
    if not constant_time_compare(last.seal, seal_of_code(row, code)):
        return _wrong(access, row, last)
    last.used_at = row.used_at = clock.now()
    last.save(update_fields=["used_at"])
    row.save(update_fields=["used_at"])
    record(access, "user.came_in_by_link", link.user, place=Place(row.authority_id))
    return CodeOutcome.RIGHT


def _wrong(access: Access, link: PersonalLink, code: LoginCode) -> CodeOutcome:
    """Count the attempt; the board's trail says when a code is spent."""
    code.attempts += 1
    code.save(update_fields=["attempts"])
    if code.attempts < CODE_ATTEMPTS:
        return CodeOutcome.WRONG
    facts = {"count": code.attempts}
    record(access, "user.code_spent", link.user, place=Place(link.authority_id), facts=facts)
    return CodeOutcome.SPENT
