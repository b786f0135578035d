import io
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from insyn.audit.models import AuditEvent
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailState
from tests.factories import OutgoingMailFactory

pytestmark = pytest.mark.django_db
ALL = OutgoingMail.objects.unscoped(reason="the tests look at every mail")
REPORT = """\
From: MAILER-DAEMON@post.se
To: insyn@ekby.se
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="gräns"

--gräns
Content-Type: text/plain; charset=utf-8

Det gick inte.

--gräns
Content-Type: message/delivery-status

Reporting-MTA: dns; post.se

Final-Recipient: rfc822; chef@omsorg.se
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 No such user

--gräns
Content-Type: {enclosed}

Message-ID: {id}
Subject: Enkät
To: chef@omsorg.se

Hej!
--gräns--
""".replace("gräns", "abc123")


def report(mail_id: str, *, action="failed", status="5.1.1", enclosed="message/rfc822") -> bytes:
    filled = REPORT.format(id=mail_id, action=action, status=status, enclosed=enclosed)
    return filled.replace("\n", "\r\n").encode()


def note(monkeypatch, raw: bytes) -> str:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    out = io.StringIO()
    call_command("note_bounce", stdout=out)
    return out.getvalue()


@pytest.fixture
def mail(ekby):
    return OutgoingMailFactory.create(authority=ekby, state="sent", message_id="<a1@ekby.se>")


@pytest.mark.parametrize("enclosed", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_marks_its_mail(monkeypatch, mail, enclosed: str) -> None:
    said = note(monkeypatch, report("<a1@ekby.se>", enclosed=enclosed))

    mail.refresh_from_db()
    assert mail.state == MailState.BOUNCED
    assert "550 5.1.1 No such user" in mail.problem
    assert f"Utskick {mail.pk} har studsat" in said
    events = AuditEvent.objects.unscoped(reason="the tests read every event")
    assert events.filter(event="mail.bounced").count() == 1


def test_the_same_report_twice_is_told_of_once(monkeypatch, mail) -> None:
    note(monkeypatch, report("<a1@ekby.se>"))
    note(monkeypatch, report("<a1@ekby.se>"))

    events = AuditEvent.objects.unscoped(reason="the tests read every event")
    assert events.filter(event="mail.bounced").count() == 1


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "4.2.2")])
def test_a_mail_that_is_only_late_is_left_alone(monkeypatch, mail, action, status) -> None:
    said = note(monkeypatch, report("<a1@ekby.se>", action=action, status=status))

    mail.refresh_from_db()
    assert (mail.state, "försenat" in said) == (MailState.SENT, True)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Subject: semester\r\n\r\nJag svarar den 1 augusti.",
        report("<okand@ekby.se>"),
        report(""),
        b"\xff\xfe\x00" * 500,
    ],
)
def test_what_is_no_report_about_our_mail_is_refused(monkeypatch, mail, raw: bytes) -> None:
    with pytest.raises(CommandError, match="everansrapport"):
        note(monkeypatch, raw)

    mail.refresh_from_db()
    assert mail.state == MailState.SENT
