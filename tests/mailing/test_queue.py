import pytest
from django.core import mail as sent
from django.db import transaction

from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.mailing.models import OutgoingMail, PersonalLink
from insyn.mailing.queries import mails_about
from insyn.mailing.rules import LINK_PLACE, MailKind, MailState
from insyn.mailing.services import MailFacts, cancel, deliver_due, queue_mail, resend
from insyn.registry.queries import access_of
from tests.factories import OutgoingMailFactory

pytestmark = pytest.mark.django_db
ALL = OutgoingMail.objects.unscoped(reason="the tests look at every mail")


def facts(ekby, unit_head, **changed) -> MailFacts:
    told = {
        "authority": ekby,
        "kind": MailKind.INVITATION,
        "key": "invitation:1:1",
        "user": unit_head,
        "to_name": "Chefen",
        "to_address": "chef@omsorg.se",
        "subject": "Enkät",
        "text": f"Hej!\n\n{LINK_PLACE}",
        "about": ekby,
        "leads_to": "/utforare/att-gora/",
    }
    return MailFacts(**(told | changed))


def test_the_same_key_twice_is_one_mail_sent_once(access, ekby, unit_head) -> None:
    first = queue_mail(access, facts(ekby, unit_head))
    again = queue_mail(access, facts(ekby, unit_head, subject="En annan rubrik"))

    deliver_due()
    deliver_due()
    assert again == first
    assert again.subject == "Enkät"
    assert len(sent.outbox) == 1


def test_what_is_rolled_back_is_never_sent(access, ekby, unit_head) -> None:
    with transaction.atomic():
        queue_mail(access, facts(ekby, unit_head))
        transaction.set_rollback(True)

    deliver_due()
    assert sent.outbox == []


def test_nothing_leaves_inside_the_transaction(access, ekby, unit_head) -> None:
    queue_mail(access, facts(ekby, unit_head))

    assert sent.outbox == []


@pytest.mark.parametrize(
    "away", ["https://ond.example/", "//ond.example/", "/\\ond.example", "javascript:alert(1)"]
)
def test_a_link_never_leads_out_of_the_system(access, ekby, unit_head, away: str) -> None:
    with pytest.raises(ValueError, match="within"):
        queue_mail(access, facts(ekby, unit_head, leads_to=away))


def test_a_link_goes_only_to_the_address_its_person_reads(access, ekby, unit_head) -> None:
    with pytest.raises(ValueError, match="address"):
        queue_mail(access, facts(ekby, unit_head, to_address="annan@omsorg.se"))


def test_a_link_needs_a_person(access, ekby, unit_head) -> None:
    with pytest.raises(ValueError, match="person"):
        queue_mail(access, facts(ekby, unit_head, user=None))


def test_mail_about_a_row_is_found_by_those_who_work_there(access, ekby, unit_head, bo) -> None:
    mail = queue_mail(access, facts(ekby, unit_head))
    subject = f"accounts.authority:{ekby.pk}"

    assert mails_about(access, ekby) == {subject: [mail]}
    assert mails_about(access_of(bo), [ekby]) == {subject: []}


@pytest.mark.parametrize("state", [MailState.UNSURE, MailState.FAILED, MailState.BOUNCED])
def test_a_person_sends_again_what_may_not_have_arrived(access, ekby, state) -> None:
    mail = OutgoingMailFactory.create(authority=ekby, state=state, problem="Bröts", attempts=3)

    resend(access, mail, reason="Mottagaren har inte fått något", version=mail.version)

    deliver_due()
    assert ALL.get(pk=mail.pk).state == MailState.SENT
    event = AuditEvent.objects.visible_to(access).get(event="mail.resent")
    assert event.facts == {"state": str(state), "reason": "Mottagaren har inte fått något"}


def test_what_is_on_its_way_is_not_sent_again(access, ekby) -> None:
    mail = OutgoingMailFactory.create(authority=ekby)

    with pytest.raises(RuleViolation, match="redan på väg"):
        resend(access, mail)


def test_a_code_is_not_sent_again(access, ekby) -> None:
    mail = OutgoingMailFactory.create(authority=ekby, kind=MailKind.CODE, state=MailState.SENT)

    with pytest.raises(RuleViolation, match="engångskod"):
        resend(access, mail)


def test_a_mail_that_is_stopped_does_not_leave(access, ekby) -> None:
    mail = OutgoingMailFactory.create(authority=ekby)

    cancel(access, mail, reason="Fel datum")

    deliver_due()
    assert sent.outbox == []
    assert not PersonalLink.objects.exists()
    assert AuditEvent.objects.visible_to(access).filter(event="mail.stopped").exists()


@pytest.mark.parametrize(
    ("state", "said"),
    [("sending", "just nu"), ("sent", "lämnat kön"), ("cancelled", "redan stoppat")],
)
def test_what_has_left_cannot_be_stopped(access, ekby, state: str, said: str) -> None:
    mail = OutgoingMailFactory.create(authority=ekby, state=state)

    with pytest.raises(RuleViolation, match=said):
        cancel(access, mail)


def test_a_stale_page_stops_nothing(access, ekby) -> None:
    mail = OutgoingMailFactory.create(authority=ekby, version=4)

    with pytest.raises(Outdated):
        cancel(access, mail, version=3)


def test_one_who_may_not_send_surveys_neither_stops_nor_resends(ekby, bo, cilla) -> None:
    mail = OutgoingMailFactory.create(authority=ekby)

    for user in (bo, cilla):
        for act in (cancel, resend):
            with pytest.raises(NotAllowed):
                act(access_of(user), mail)
