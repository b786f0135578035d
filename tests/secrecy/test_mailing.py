"""Mail that somebody tries to bend: typed links, headings, reports that tell too much."""

import smtplib

import pytest
from django.core import mail as sent
from django.core.mail.backends import locmem

from insyn.audit.models import AuditEvent
from insyn.kernel.access import Access
from insyn.kernel.errors import NotAllowed
from insyn.mailing import services
from insyn.mailing.models import OutgoingMail, PersonalLink
from insyn.mailing.rules import LINK_PLACE, MailKind, MailState, has_link, with_link
from insyn.mailing.services import MailFacts, deliver_due, note_bounce, queue_mail
from insyn.platform.logs import without_links
from insyn.registry.queries import access_of
from insyn.surveys.letters.delegation import DelegationFacts, delegation_mail
from insyn.surveys.letters.invitations import invitation
from insyn.surveys.letters.reviews import feedback_mail, returned
from insyn.surveys.rules.mail_words import SurveyWords
from tests.factories import DAY, OutgoingMailFactory
from tests.mailing.conftest import access, link_in_mail, unit_head
from tests.mailing.test_bounces import report

__all__ = ["access", "unit_head"]

pytestmark = pytest.mark.django_db
ADDRESS = "https://insyn.ekby.se/utforare/in/hemligt/"
AWAY = f"https://ond.example/?hit={LINK_PLACE}"
MAILS = OutgoingMail.objects.unscoped(reason="The tests look at every mail.")
EVENTS = AuditEvent.objects.unscoped(reason="The tests read every event.")


def facts(ekby, person, **other) -> MailFacts:
    told = {
        "authority": ekby, "kind": MailKind.INVITATION, "key": "prov:1", "user": person,
        "to_name": "Cilla", "to_address": person.email, "subject": "Enkät",
        "text": f"Hej!\n\n{LINK_PLACE}", "about": ekby,
    }  # fmt: skip
    return MailFacts(**{**told, **other})


# ---- the place of the link, typed by somebody -----------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        AWAY,
        f"{AWAY}&mer",
        f"https://ond.example/{LINK_PLACE}",
        f"mailto:ond@ond.example?body={LINK_PLACE}",
        f"{LINK_PLACE}@ond.example",
        f"x:{LINK_PLACE}",
        f": {LINK_PLACE}.ond.example",
    ],
)
def test_a_typed_place_never_becomes_part_of_another_address(typed: str) -> None:
    assert not has_link(typed)
    assert with_link(typed, ADDRESS) == typed
    assert ADDRESS not in with_link(f"Hej!\n\n{typed}\n\nHej då!", ADDRESS)


def words(**other) -> SurveyWords:
    told = {
        "board": "Socialnämnden", "title": "Enkät", "subject": "Björken", "ground": "SoL",
        "concerns_from": DAY, "concerns_to": DAY, "due_on": DAY, "contact": "Anna", "intro": "",
    }  # fmt: skip
    return SurveyWords(**{**told, **other})


def letters() -> list[str]:
    given = DelegationFacts(
        survey="Enkät", subject="Björken", authority="Socialnämnden", given_by=AWAY,
        areas="Ledning", due_on=DAY, ground="SoL", contact=AWAY, link=LINK_PLACE,
    )  # fmt: skip
    typed = words(intro=AWAY, contact=AWAY, title=AWAY)
    return [
        invitation(typed).text,
        returned(typed, []).text,
        feedback_mail(typed, deficiencies=0, has_plan=False).text,
        delegation_mail(given).text,
    ]


def test_every_letter_has_its_link_once_and_sends_it_nowhere_else() -> None:
    for text in letters():
        told = with_link(text, ADDRESS)
        assert told.count(ADDRESS) == 1
        assert f"hit={ADDRESS}" not in told


def test_a_link_that_was_typed_into_an_address_stays_words_in_the_mail(
    ekby, access, unit_head
) -> None:
    queue_mail(access, facts(ekby, unit_head, text=f"Läs {AWAY}\n\nHär: {LINK_PLACE}"))
    deliver_due()

    (message,) = sent.outbox
    token = link_in_mail().split("/")[3]
    pages = [str(message.body), *(str(page) for page, _type in message.alternatives)]
    for page in pages:
        lines = [line for line in page.splitlines() if token in line]
        assert not [line for line in lines if "ond.example" in line]


def test_typed_words_alone_demand_no_person(ekby, access, unit_head) -> None:
    made = queue_mail(access, facts(ekby, unit_head, user=None, text=f"Läs {AWAY}"))

    assert made.state == MailState.QUEUED


# ---- headings -------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["subject", "to_name"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x00"])
def test_no_heading_is_smuggled_in(ekby, access, unit_head, field: str, end: str) -> None:
    queue_mail(access, facts(ekby, unit_head, **{field: f"Hej{end}Bcc: spion@ond.example"}))
    deliver_due()

    (message,) = sent.outbox
    raw = message.message().as_bytes()
    head = raw.partition(b"\n\n")[0]
    assert not [line for line in head.splitlines() if line.lower().startswith(b"bcc:")]
    assert message.recipients() == [message.to[0]]


# ---- what the other side says ---------------------------------------------------------------


class Quoting(locmem.EmailBackend):
    """A mail server that quotes what it will not take."""

    def send_messages(self, messages):
        (message,) = messages
        words = f"5.7.1 Blocked, see {message.body}".encode()
        raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, words)})


def test_a_server_that_quotes_the_link_does_not_get_it_stored(
    ekby, unit_head, settings, monkeypatch
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Quoting"
    token = "hemlig-kod-i-lanken"
    monkeypatch.setattr("insyn.mailing.services.links.secrets.token_urlsafe", lambda _bytes: token)
    mail = OutgoingMailFactory.create(authority=ekby, user=unit_head)
    said = deliver_due()

    mail.refresh_from_db()
    assert mail.state == MailState.BOUNCED
    assert "Blocked" in mail.problem
    told = (mail.problem, str(said), *(str(event.facts) for event in EVENTS))
    assert not [one for one in told if token in one]


def test_a_report_that_quotes_the_link_does_not_get_it_stored(ekby) -> None:
    token = "hemlig-kod-i-lanken"
    mail = OutgoingMailFactory.create(authority=ekby, state="sent", message_id="<1@ekby.se>")
    raw = report("<1@ekby.se>").replace(
        b"No such user", f"URL https://x.se/utforare/in/{token}/ listed".encode()
    )
    note_bounce(Access.system("prov"), raw)

    mail.refresh_from_db()
    assert "listed" in mail.problem
    assert token not in mail.problem
    assert not [event for event in EVENTS if token in str(event.facts)]


@pytest.mark.parametrize(
    "said",
    ["/utforare/in/hemligt/", "%2Futforare%2Fin%2Fhemligt%2F", "https://a.se/UTFORARE/in/hemligt"],
)
def test_a_link_is_known_however_it_is_written(said: str) -> None:
    assert "hemligt" not in without_links(f"nej: {said} tack")
    assert without_links(f"nej: {said} tack").endswith(" tack")


# ---- the person has another address now -----------------------------------------------------


def test_a_mail_with_a_link_does_not_leave_for_an_address_that_is_no_longer_the_persons(
    ekby, unit_head
) -> None:
    mail = OutgoingMailFactory.create(authority=ekby, user=unit_head)
    unit_head.email = "ny@omsorg.se"
    unit_head.save()
    deliver_due()

    mail.refresh_from_db()
    assert (mail.state, sent.outbox) == (MailState.CANCELLED, [])
    assert mail.problem
    assert not PersonalLink.objects.exists()


def test_nobody_elsewhere_stops_or_resends_by_calling_the_service(ekby, cilla, bo, dag) -> None:
    mail = OutgoingMailFactory.create(authority=ekby, state="sent")
    for person in (cilla, bo, dag):
        for act in (services.resend, services.cancel):
            with pytest.raises(NotAllowed):
                act(access_of(person), mail, reason="x")
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
