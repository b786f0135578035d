import datetime
from typing import Any

import pytest

from insyn.accounts.models import Authority, User
from insyn.kernel.access import Access, Role
from insyn.platform import clock
from insyn.registry.models import Contract, Provider
from insyn.registry.queries import access_of
from insyn.signals.models import Signal
from insyn.signals.rules import Severity, SignalCategory, SignalSource
from insyn.signals.services import SignalFacts, note_signal
from tests import people
from tests.factories import ContractFactory
from tests.signals.factories import SignalFactory

WHY = "Testet ser efter i databasen."


def in_days(count: int) -> datetime.date:
    return clock.today() + datetime.timedelta(days=count)


@pytest.fixture
def access(anna: User) -> Access:
    return access_of(anna)


@pytest.fixture
def worker(ekby: Authority) -> User:
    """A social worker in Ekby, who leaves signals and reads no drafts."""
    return people.member(ekby, Role.CASE_WORKER, "Bo Handläggare")


@pytest.fixture
def reviewer(ekby: Authority) -> User:
    """Carries out follow-ups in Ekby and takes care of signals."""
    return people.member(ekby, Role.REVIEWER, "Cilla Uppföljare")


@pytest.fixture
def contract(ekby: Authority) -> Contract:
    return ContractFactory.create(
        agreement__authority=ekby,
        agreement__title="Ramavtal stödboende",
        provider__name="Åkerö Stödboende AB",
        starts_on=in_days(-400),
        ends_on=in_days(400),
    )


@pytest.fixture
def provider(contract: Contract) -> Provider:
    return contract.provider


@pytest.fixture
def signal(ekby: Authority, provider: Provider) -> Signal:
    return SignalFactory.create(authority=ekby, provider=provider)


def facts(**known) -> SignalFacts:
    plain: dict[str, Any] = {
        "source": SignalSource.SOCIAL_WORKER,
        "category": SignalCategory.STAFFING,
        "severity": Severity.MEDIUM,
        "happened_on": clock.today(),
        "text": "Ingen ordinarie personal på tre kvällar.",
    }
    return SignalFacts(**(plain | known))


def noted(access: Access, authority: Authority, provider: Provider, **known) -> Signal:
    return note_signal(access, authority=authority, provider=provider, facts=facts(**known))
