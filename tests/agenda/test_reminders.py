from datetime import date, timedelta

import pytest

from insyn.agenda.services import remind_providers
from insyn.followups.rules import RequestState, State
from insyn.kernel.access import Secrecy
from insyn.mailing.models import OutgoingMail
from tests.factories import ProviderContactFactory
from tests.portal.conftest import followup, request

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


@pytest.fixture
def asked(ekby):
    row = request(followup(ekby, State.PLANNED), due_on=MONDAY + timedelta(days=7))
    contact = ProviderContactFactory.create(
        provider=row.followup.contract.provider, authority=ekby, user__email="dag@utforare.example"
    )
    assert contact.user.email
    return row


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.unscoped(reason="the tests look at all mail there is"))


def test_a_provider_is_reminded_a_week_before_the_last_day(asked) -> None:
    assert remind_providers(MONDAY) == 1
    (mail,) = mails()
    assert mail.subject.startswith("Påminnelse: handlingen")
    assert "30 november 2026" in mail.text


def test_and_told_the_day_after_that_it_is_late(asked) -> None:
    assert remind_providers(asked.due_on + timedelta(days=1)) == 1
    assert mails()[0].subject.startswith("Försenat")


def test_the_same_day_twice_gives_one_mail(asked) -> None:
    remind_providers(MONDAY)
    remind_providers(MONDAY)

    assert len(mails()) == 1


def test_what_has_come_is_not_reminded_of(asked) -> None:
    asked.state, asked.received_on = RequestState.RECEIVED, MONDAY
    asked.save()

    assert remind_providers(MONDAY) == 0


def test_the_title_of_a_document_about_clients_is_never_mailed(asked) -> None:
    asked.secrecy, asked.title = Secrecy.CLIENT_DOCUMENT, "Genomförandeplan"
    asked.save()
    remind_providers(MONDAY)

    assert "Genomförandeplan" not in mails()[0].text + mails()[0].subject


def test_a_guarded_follow_up_is_not_mailed_about(asked) -> None:
    asked.followup.secrecy = Secrecy.RESTRICTED
    asked.followup.save()

    assert remind_providers(MONDAY) == 0
