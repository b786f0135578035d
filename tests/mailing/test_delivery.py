import datetime
import smtplib

import pytest
from django.core import mail as sent
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend

from insyn.audit.models import AuditEvent
from insyn.kernel.access import Access
from insyn.mailing.models import LoginCode, OutgoingMail, PersonalLink
from insyn.mailing.rules import MailKind, MailState, retry_after
from insyn.mailing.services import deliver_due
from insyn.mailing.services.codes import ask_for_code
from insyn.mailing.services.links import digest_of
from tests.factories import MOMENT, OutgoingMailFactory
from tests.mailing.conftest import link_in_mail

pytestmark = pytest.mark.django_db
ALL = OutgoingMail.objects.unscoped(reason="the tests look at every mail")
NOBODY = Access(user_id=None, name="anonym")
MINUTE = datetime.timedelta(minutes=1)


class Broken(EmailBackend):
    """A mail server that fails as told."""

    on_open: Exception | None = None
    on_send: Exception | None = None

    def open(self):
        if Broken.on_open:
            raise Broken.on_open
        return super().open()

    def send_messages(self, messages):
        if Broken.on_send:
            raise Broken.on_send
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "tests.mailing.test_delivery.Broken"
    Broken.on_open = Broken.on_send = None
    yield Broken
    Broken.on_open = Broken.on_send = None


@pytest.fixture
def mail(ekby):
    return OutgoingMailFactory.create(authority=ekby)


def page_in_mail() -> tuple[str, str]:
    message = sent.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)
    ((page, kind),) = message.alternatives
    return str(page), str(kind)


def test_what_is_due_is_sent_and_noted(mail) -> None:
    said = deliver_due(now=MOMENT)

    mail.refresh_from_db()
    assert (said.sent, mail.state, mail.sent_at, mail.attempts) == (1, "sent", MOMENT, 1)


def test_what_is_not_due_waits(mail) -> None:
    assert deliver_due(now=MOMENT - MINUTE).done == ()


def test_only_so_many_are_sent_at_a_time(ekby) -> None:
    OutgoingMailFactory.create_batch(3, authority=ekby)

    assert deliver_due(now=MOMENT, limit=2).sent == 2


def test_the_message_says_what_it_is(mail, settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Insyn <insyn@ekby.se>"
    deliver_due(now=MOMENT)

    (message,) = sent.outbox
    raw = message.message()
    mail.refresh_from_db()
    assert raw["Message-ID"] == mail.message_id
    assert raw["Auto-Submitted"] == "auto-generated"
    assert "insyn@ekby.se" in raw["From"]
    assert not [name for name in raw if name.lower().startswith("list-")]


def test_the_page_in_the_mail_fetches_nothing(mail) -> None:
    deliver_due(now=MOMENT)

    page, kind = page_in_mail()
    assert kind == "text/html"
    assert '<a href="http://' in page
    assert not [word for word in ("<img", "<link", "<script", "src=", "style") if word in page]


def test_the_page_in_the_mail_shows_what_was_written_as_text(ekby) -> None:
    OutgoingMailFactory.create(authority=ekby, text="<b>Fet</b> & 'stil'\nnästa rad")
    deliver_due(now=MOMENT)

    assert "&lt;b&gt;Fet&lt;/b&gt; &amp;" in page_in_mail()[0]


def test_the_link_is_made_when_the_mail_leaves_and_only_its_digest_is_stored(mail) -> None:
    assert not PersonalLink.objects.exists()

    deliver_due(now=MOMENT)

    token = link_in_mail().split("/")[3]
    link = PersonalLink.objects.get()
    assert link.digest == digest_of(token)
    assert len(token) >= 43
    mail.refresh_from_db()
    assert token not in str(vars(mail)) + str(vars(link))


def test_each_mail_has_a_link_of_its_own(ekby) -> None:
    OutgoingMailFactory.create_batch(2, authority=ekby)
    deliver_due(now=MOMENT)

    assert len({str(message.body) for message in sent.outbox}) == 2


def test_a_server_that_is_away_is_tried_again_with_growing_waits(mail, server) -> None:
    server.on_open = ConnectionRefusedError("ingen svarar")
    now = MOMENT
    waits: list[datetime.timedelta] = []
    while not waits or mail.state == MailState.QUEUED:
        deliver_due(now=now)
        mail.refresh_from_db()
        waits.append(mail.next_try_at - now)
        now = mail.next_try_at

    assert mail.state == MailState.FAILED
    assert waits[:-1] == sorted(waits[:-1])
    assert mail.attempts == len(waits) == 8
    assert "ingen svarar" in mail.problem
    assert not PersonalLink.objects.exists()


def test_a_server_that_is_away_ends_the_round(ekby, server) -> None:
    OutgoingMailFactory.create_batch(3, authority=ekby)
    server.on_open = ConnectionRefusedError()

    assert len(deliver_due(now=MOMENT).done) == 1


def test_a_failed_attempt_is_made_good_by_the_next(mail, server) -> None:
    server.on_send = smtplib.SMTPDataError(451, b"greylisted")
    deliver_due(now=MOMENT)
    mail.refresh_from_db()
    assert (mail.state, mail.next_try_at) == (MailState.QUEUED, MOMENT + (retry_after(1) or MINUTE))

    server.on_send = None
    deliver_due(now=mail.next_try_at)
    mail.refresh_from_db()
    assert (mail.state, mail.problem) == (MailState.SENT, "")
    assert PersonalLink.objects.count() == 1


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.se": (550, b"no such user")}), MailState.BOUNCED),
        (smtplib.SMTPRecipientsRefused({"a@b.se": (450, b"busy")}), MailState.QUEUED),
        (smtplib.SMTPSenderRefused(550, b"no", "insyn@ekby.se"), MailState.QUEUED),
        (smtplib.SMTPDataError(554, b"spam"), MailState.FAILED),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), MailState.FAILED),
        (smtplib.SMTPServerDisconnected("gone"), MailState.UNSURE),
        (TimeoutError("slow"), MailState.UNSURE),
    ],
)
def test_what_the_server_said_decides_what_became_of_it(mail, server, error, state) -> None:
    server.on_send = error
    deliver_due(now=MOMENT)

    mail.refresh_from_db()
    assert mail.state == state
    assert mail.problem


def test_what_may_have_arrived_is_never_sent_again_by_itself(mail, server) -> None:
    server.on_send = smtplib.SMTPServerDisconnected("gone")
    deliver_due(now=MOMENT)
    server.on_send = None
    deliver_due(now=MOMENT + 100_000 * MINUTE)

    assert sent.outbox == []
    assert PersonalLink.objects.count() == 1


def test_a_worker_that_died_leaves_the_mail_unsure_and_unsent(ekby) -> None:
    claimed = MOMENT - 11 * MINUTE
    mail = OutgoingMailFactory.create(authority=ekby, state="sending", claimed_at=claimed)
    deliver_due(now=MOMENT)

    mail.refresh_from_db()
    assert mail.state == MailState.UNSURE
    assert "Mejlet kan ha gått fram" in mail.problem
    assert sent.outbox == []
    events = AuditEvent.objects.unscoped(reason="the tests read every event")
    assert events.filter(event="mail.unsure").count() == 1


def test_a_mail_that_another_worker_is_sending_is_left_alone(ekby) -> None:
    mail = OutgoingMailFactory.create(authority=ekby, state="sending", claimed_at=MOMENT - MINUTE)
    deliver_due(now=MOMENT)

    mail.refresh_from_db()
    assert mail.state == MailState.SENDING


def test_a_heading_that_cannot_be_written_stops_only_its_own_mail(ekby) -> None:
    OutgoingMailFactory.create(authority=ekby, user__email="inte en adress\nBcc: x@y.se")
    OutgoingMailFactory.create(authority=ekby)
    said = deliver_due(now=MOMENT)

    assert (said.count(MailState.FAILED), said.sent) == (1, 1)


def test_names_with_commas_and_letters_stay_names(ekby) -> None:
    OutgoingMailFactory.create(authority=ekby, to_name="Öberg, Åsa <x@y.se>")
    deliver_due(now=MOMENT)

    assert len(sent.outbox[0].recipients()) == 1
    assert sent.outbox[0].message()["To"].count("@") == 1


def test_a_code_is_made_when_its_mail_leaves(link) -> None:
    mail = ask_for_code(NOBODY, link)
    assert not LoginCode.objects.exists()

    deliver_due()
    code = LoginCode.objects.get()
    mail.refresh_from_db()
    assert code.link == link
    assert code.seal not in mail.text
    assert "[engångskod]" in mail.text


def test_a_code_to_a_link_that_was_revoked_does_not_leave(link) -> None:
    mail = ask_for_code(NOBODY, link)
    link.revoked_at = link.made_at
    link.save()

    deliver_due()
    mail.refresh_from_db()
    assert (mail.state, sent.outbox) == (MailState.CANCELLED, [])


def test_a_code_is_not_tried_when_it_would_come_too_late(link, server) -> None:
    mail = ask_for_code(NOBODY, link)
    server.on_open = ConnectionRefusedError()
    now = mail.queued_at
    for _attempt in range(3):
        deliver_due(now=now)
        mail.refresh_from_db()
        now = mail.next_try_at

    assert mail.state == MailState.FAILED
    assert mail.kind == MailKind.CODE


def test_english_is_spoken_to_those_who_read_english(link) -> None:
    link.user.language = "en"
    link.user.save()
    ask_for_code(NOBODY, link)
    deliver_due()

    assert sent.outbox[0].extra_headers["Content-Language"] == "en"
