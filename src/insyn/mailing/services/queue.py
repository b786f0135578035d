"""Mail is put in the queue, in the transaction that gave the reason for it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, User
from insyn.accounts.rules import safe_next
from insyn.audit.models import subject_of
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailKind, MailState, cancel_refusal, has_link, resend_refusal
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.platform.text import tidy_line, tidy_text

NAME_LENGTH = SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What a mail says, to whom and why.

    ``key`` makes it the only one of its kind: name the event and the rows, as in
    ``invitation:12:7``. ``text`` may hold ``LINK_PLACE``: there the personal link of ``user`` is
    put when the mail leaves, and it leads to ``leads_to``, an address within this system.
    ``about`` is the row that the mail concerns, or how the trail names it. ``secrecy`` is the
    level of what the mail tells of: it is read in the list of mail by those who may read that.
    """

    authority: Authority
    kind: MailKind
    key: str
    user: User | None
    to_name: str
    to_address: str
    subject: str
    text: str
    about: models.Model | str
    leads_to: str = ""
    secrecy: Secrecy = Secrecy.INTERNAL


@transaction.atomic
def queue_mail(access: Access, facts: MailFacts) -> OutgoingMail:
    """Return the mail in the queue; the same key again gives the mail that is there already.

    Called inside the transaction of the event that the mail tells of: what is rolled back is
    never sent. Whoever calls has asked whether the asker may; the queue asks nothing.

    Raises:
        ValueError: there is a place for a link and nobody to log in, the link leads out of
            this system, or the address is not the one that the person is known to read.
    """
    del access  # the event that gave the reason stands in the trail
    check(facts)
    if (known := _with_key(facts.key)) is not None:
        return known
    try:
        with transaction.atomic():
            return store(facts)
    except IntegrityError:  # somebody queued the same just now
        return _with_key(facts.key) or store(facts)


def _with_key(key: str) -> OutgoingMail | None:
    rows = OutgoingMail.objects.unscoped(reason="A key is the only one of its kind everywhere.")
    return rows.filter(key=key).first()


def store(facts: MailFacts) -> OutgoingMail:
    """Return a new mail in the queue, for services that have checked what it says.

    Raises:
        IntegrityError: there is one with that key.
    """
    mail = unsaved(facts, clock.now())
    mail.save(force_insert=True)
    return mail


def unsaved(facts: MailFacts, now: datetime) -> OutgoingMail:
    """Return the mail as a row that is not stored yet, for services that have checked it."""
    return OutgoingMail(
        authority=facts.authority,
        secrecy=facts.secrecy,
        kind=facts.kind,
        key=facts.key,
        user=facts.user,
        to_name=tidy_line(facts.to_name)[:NAME_LENGTH],
        to_address=facts.to_address.strip(),
        subject=tidy_line(facts.subject)[:SUBJECT_LENGTH],
        text=tidy_text(facts.text),
        about=facts.about if isinstance(facts.about, str) else subject_of(facts.about),
        leads_to=facts.leads_to,
        queued_at=now,
        next_try_at=now,
    )


def check(facts: MailFacts) -> None:
    """Demand what ``queue_mail`` demands.

    Raises:
        ValueError: as ``queue_mail``.
    """
    if facts.leads_to and not safe_next(facts.leads_to):
        raise ValueError("leads_to is an address within this system")
    if not has_link(facts.text):
        return
    if facts.user is None:
        raise ValueError("a personal link needs a person")
    if facts.user.email.casefold() != facts.to_address.strip().casefold():
        raise ValueError("a personal link goes to the address that its person reads")


@transaction.atomic
def resend(
    access: Access, mail: OutgoingMail, *, reason: str = "", version: int | None = None
) -> OutgoingMail:
    """Put a mail that has left, or could not leave, in the queue once more.

    Raises:
        Outdated: somebody changed it after the page was read.
        RuleViolation: it is on its way, or it is a one-time code.
    """
    row = _locked(access, mail, version=version)
    if no := resend_refusal(MailState(row.state), MailKind(row.kind)):
        raise RuleViolation(_(no.label))
    before = row.state
    row.state, row.attempts, row.problem = MailState.QUEUED, 0, ""
    row.next_try_at, row.claimed_at, row.message_id = clock.now(), None, ""
    return _changed(access, row, "mail.resent", before=before, reason=reason)


@transaction.atomic
def cancel(
    access: Access, mail: OutgoingMail, *, reason: str = "", version: int | None = None
) -> OutgoingMail:
    """Stop a mail that has not left.

    Raises:
        Outdated: somebody changed it after the page was read.
        RuleViolation: it has left, or is leaving.
    """
    row = _locked(access, mail, version=version)
    if no := cancel_refusal(MailState(row.state)):
        raise RuleViolation(_(no.label))
    before = row.state
    row.state = MailState.CANCELLED
    return _changed(access, row, "mail.stopped", before=before, reason=reason)


def stop_mails(access: Access, authority_id: int, *, user: User, about: models.Model) -> int:
    """Stop what has not left of the mail to a person about a row; return how many.

    Called inside the transaction of the event that takes the person's task away; whoever calls
    has asked whether the asker may.
    """
    waiting = OutgoingMail.objects.unscoped(
        reason="Mail that waits goes out with the task, whoever takes the task away."
    ).filter(authority=authority_id, user=user, about=subject_of(about), state=MailState.QUEUED)
    stopped = list(waiting.select_for_update(of=("self",)).order_by("pk"))
    for row in stopped:
        before, row.state = row.state, MailState.CANCELLED
        _changed(access, row, "mail.stopped", before=before, reason="")
    return len(stopped)


def _locked(access: Access, mail: OutgoingMail, *, version: int | None) -> OutgoingMail:
    access.require(Permission.SEND_SURVEY, authority_id=mail.authority_id)
    rows = OutgoingMail.objects.visible_to(access)
    return locked_row(rows, pk=mail.pk, version=version)


def _changed(
    access: Access, row: OutgoingMail, event: str, *, before: str, reason: str
) -> OutgoingMail:
    row.version += 1
    row.save()
    facts = {"state": before, "reason": tidy_line(reason)}
    record(access, event, row, place=Place(row.authority_id), facts=facts)
    return row
