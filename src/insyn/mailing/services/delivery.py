"""Sending what is due: each mail at most once, and the truth about each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.mailing.models import OutgoingMail, OutgoingMailQuerySet, PersonalLink
from insyn.mailing.rules import (
    CODE_LASTS,
    CODE_PLACE,
    LinkState,
    MailKind,
    MailState,
    Outcome,
    has_link,
    retry_after,
    with_link,
)
from insyn.mailing.services.codes import mint_code
from insyn.mailing.services.links import mint_link, reads
from insyn.mailing.services.post import Post
from insyn.platform import clock
from insyn.platform.logs import without_links

STUCK = timedelta(minutes=10)
"""How long a mail may be on its way out before nobody knows what became of it."""
BROKEN_OFF = Outcome(
    MailState.UNSURE, "Sändningen bröts innan e-postservern hade svarat. Mejlet kan ha gått fram."
)
LINK_GONE = Outcome(MailState.CANCELLED, "Länken som koden hör till går inte längre att öppna.")
READ_ELSEWHERE = Outcome(
    MailState.CANCELLED, "Personen har bytt adress. En personlig länk skickas bara till den nya."
)
NOT_ARRIVED = frozenset({MailState.QUEUED, MailState.FAILED, MailState.BOUNCED})
TOLD = frozenset({MailState.BOUNCED, MailState.FAILED, MailState.UNSURE})
"""What became of a mail that the trail tells of; the rest stands in the list of mail."""
_WORKER = Access.system("work")


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one mail in this round."""

    pk: int
    kind: MailKind
    state: MailState
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of the mail that was due."""

    done: tuple[Delivered, ...] = ()

    def count(self, state: MailState) -> int:
        """Return how many mails came to that state."""
        return sum(1 for one in self.done if one.state == state)

    @property
    def sent(self) -> int:
        return self.count(MailState.SENT)


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A mail that only this worker may send, its words, and the link that was made for it.

    No words mean that it must not leave.
    """

    mail: OutgoingMail
    text: str
    link: PersonalLink | None


def deliver_due(*, now: datetime | None = None, limit: int = 100) -> Delivery:
    """Send what is due, the oldest first, and return what became of it.

    Each mail is first taken in a transaction of its own, so that no other worker sends it; what
    was taken and never heard of again within ten minutes becomes unsure and waits for a person.
    When the mail server is away the round ends. Never called inside a transaction.
    """
    done = list(_give_up_stuck(now or clock.now()))
    with Post() as post:
        for _turn in range(limit):
            if post.is_away or not _mail().due(now or clock.now()).exists():
                break
            done += _send_next(post, now or clock.now())
    return Delivery(tuple(done))


def _mail() -> OutgoingMailQuerySet:
    return OutgoingMail.objects.unscoped(reason="The worker sends the mail of every authority.")


def _send_next(post: Post, now: datetime) -> Iterator[Delivered]:
    """Take, send and note one mail; none when another worker took the last one."""
    claimed = _claim(now)
    if claimed is None:
        return
    if not claimed.text:
        gone = LINK_GONE if claimed.mail.kind == MailKind.CODE else READ_ELSEWHERE
        yield _note(claimed.mail, gone, now)
        return
    outcome = post.send(claimed.mail, claimed.text)
    if claimed.link is not None and outcome.state in NOT_ARRIVED:
        claimed.link.delete()  # nobody has seen it
    yield _note(claimed.mail, outcome, now)


@transaction.atomic(durable=True)
def _claim(now: datetime) -> _Claimed | None:
    """Mark the next mail as being sent, with its link or code made; committed before it leaves."""
    rows = _mail().due(now).select_related("user", "authority__municipality")
    mail = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if mail is None:
        return None
    mail.state, mail.claimed_at = MailState.SENDING, now
    mail.attempts += 1
    mail.version += 1
    mail.message_id = mail.message_id or f"<{uuid4().hex}@{settings.MAIL_HOST}>"
    mail.save()
    if mail.kind == MailKind.CODE:
        return _Claimed(mail, _with_code(mail), None)
    if has_link(mail.text) and mail.user is not None:
        if not reads(mail.user, mail.to_address):
            return _Claimed(mail, "", None)
        link, address = mint_link(mail, mail.user)
        return _Claimed(mail, with_link(mail.text, address), link)
    return _Claimed(mail, mail.text, None)


def _with_code(mail: OutgoingMail) -> str:
    """Return the words with a new code in them; nothing when its link no longer opens."""
    key = mail.about.rpartition(":")[2]
    link = PersonalLink.objects.filter(pk=key).first()
    if link is None or link.state != LinkState.OPEN:
        return ""
    return mail.text.replace(CODE_PLACE, mint_code(link))


@transaction.atomic
def _note(mail: OutgoingMail, outcome: Outcome, now: datetime) -> Delivered:
    """Write down what became of a mail, unless a person has decided something else meanwhile."""
    final = _or_given_up(mail, outcome, now)
    rows = _mail().filter(pk=mail.pk, claimed_at=mail.claimed_at)
    row = rows.filter(state__in=(MailState.SENDING, MailState.UNSURE)).select_for_update().first()
    if row is not None:
        row.state, row.problem = final.state, without_links(final.problem)
        row.version += 1
        if final.state == MailState.SENT:
            row.sent_at = now
        if final.state == MailState.QUEUED:
            row.next_try_at = now + (retry_after(row.attempts) or timedelta())
        row.save()
        tell(_WORKER, row)
    return Delivered(mail.pk, MailKind(mail.kind), final.state, without_links(final.problem))


def _or_given_up(mail: OutgoingMail, outcome: Outcome, now: datetime) -> Outcome:
    """Return the outcome; failed instead of queued when it has been tried often enough."""
    if outcome.state != MailState.QUEUED:
        return outcome
    wait = retry_after(mail.attempts)
    is_too_late = mail.kind == MailKind.CODE and (
        wait is None or now + wait - mail.queued_at > CODE_LASTS
    )
    if wait is None or is_too_late:
        return Outcome(MailState.FAILED, outcome.problem)
    return outcome


def tell(access: Access, mail: OutgoingMail) -> None:
    """Say in the trail that a mail did not arrive, or may not have."""
    if mail.state in TOLD:
        place = Place(mail.authority_id)
        record(access, f"mail.{mail.state}", mail, place=place, facts={"problem": mail.problem})


def _give_up_stuck(now: datetime) -> Iterator[Delivered]:
    stuck = _mail().filter(state=MailState.SENDING, claimed_at__lt=now - STUCK)
    for mail in stuck:
        yield _note(mail, BROKEN_OFF, now)
