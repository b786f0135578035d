"""What a provider sees when its contract comes to an end."""

import pytest
from django.test import Client
from django.urls import reverse

from insyn.kernel.access import Secrecy
from insyn.mailing.models import OutgoingMail
from insyn.measures.models import Termination, TerminationLetter
from insyn.measures.rules.sanctions import Delivery
from insyn.measures.services.termination_moves import (
    EndNotice,
    give_notice,
    stop_termination,
)
from tests.conftest import log_in
from tests.factories import ProviderContactFactory
from tests.measures.terminations.conftest import REASON

pytestmark = pytest.mark.django_db
TASKS = "/utforare/att-gora/"


@pytest.fixture
def as_contact(contact) -> Client:
    return log_in(Client(), contact)


def text(answer) -> str:
    return str(answer.content.decode()).replace("\xa0", " ")


def page_of(row: Termination) -> str:
    return reverse("provider_portal:termination", args=[row.pk])


def test_nothing_is_seen_before_the_notice(as_contact, decided) -> None:
    assert as_contact.get(page_of(decided)).status_code == 404
    assert "Avtal som upphör" not in text(as_contact.get(TASKS))


def test_the_notice_is_read_with_its_letter(as_contact, noticed) -> None:
    assert page_of(noticed) in text(as_contact.get(TASKS))
    page = text(as_contact.get(page_of(noticed)))
    assert REASON in page
    [letter] = TerminationLetter.objects.unscoped(reason="the one of the test")
    for extension in ("pdf", "docx"):
        address = reverse("provider_portal:termination_letter", args=[letter.pk, extension])
        assert address in page
        assert as_contact.get(address).status_code == 200


def test_what_is_not_carried_through_says_that_the_contract_goes_on(
    anna_access, as_contact, noticed
) -> None:
    stop_termination(anna_access, noticed, reason="Bristerna är avhjälpta.")
    assert "Avtalet fortsätter att gälla" in text(as_contact.get(page_of(noticed)))


def test_another_provider_sees_nothing(noticed, ekby) -> None:
    other = ProviderContactFactory.create(authority=ekby, user__username="en.annan").user
    client = log_in(Client(), other)
    assert client.get(page_of(noticed)).status_code == 404
    assert "Avtal som upphör" not in text(client.get(TASKS))


def test_a_guarded_one_is_told_of_on_paper_only(as_contact, noticed) -> None:
    noticed.secrecy = Secrecy.RESTRICTED
    noticed.save()
    assert as_contact.get(page_of(noticed)).status_code == 404
    assert "Avtal som upphör" not in text(as_contact.get(TASKS))


def test_the_mail_leads_to_the_page(anna_access, contact, decided) -> None:
    contact.email = "kontakt@utforare.example"
    contact.save()
    row = give_notice(anna_access, decided, notice=EndNotice(delivery=Delivery.PORTAL)).termination
    [mail] = OutgoingMail.objects.unscoped(reason="who got a mail").filter(user=contact)
    assert mail.leads_to == page_of(row)
