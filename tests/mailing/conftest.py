import re

import pytest
from django.core import mail as sent

from insyn.accounts.models import Authority, User
from insyn.kernel.access import Access
from insyn.mailing.models import PersonalLink
from insyn.registry.queries import access_of
from tests.factories import OutgoingMailFactory, PersonalLinkFactory, UserFactory

TOKEN = "en-hemlig-del-av-adressen-som-ingen-vet"


@pytest.fixture
def unit_head() -> User:
    """Reads mail at a provider's unit and comes in by link."""
    return UserFactory.create(username="chef@omsorg.se", email="chef@omsorg.se", comes_by_link=True)


@pytest.fixture
def link(ekby: Authority, unit_head: User) -> PersonalLink:
    """An open link that Ekby has sent to the head of a unit."""
    mail = OutgoingMailFactory.create(authority=ekby, user=unit_head, state="sent")
    return PersonalLinkFactory.create(mail=mail, token=TOKEN)


@pytest.fixture
def access(anna: User) -> Access:
    return access_of(anna)


def code_in_mail() -> str:
    """Return the six digits of the last mail that was sent."""
    return str(re.findall(r"\b\d{6}\b", str(sent.outbox[-1].body))[-1])


def link_in_mail() -> str:
    """Return the path of the link in the last mail that was sent."""
    found = re.findall(r"https?://[^/\s]+(/utforare/in/\S+)", str(sent.outbox[-1].body))
    return str(found[-1])
