import pytest

from insyn.accounts.models import Authority, User
from insyn.registry.models import Provider
from tests.factories import ProviderContactFactory, ProviderFactory
from tests.mailing.conftest import link, unit_head
from tests.world import World, build

__all__ = ["link", "unit_head"]


@pytest.fixture
def provider() -> Provider:
    return ProviderFactory.create(name="Åkerö Stödboende AB")


@pytest.fixture
def contact(provider: Provider, ekby: Authority) -> User:
    """Answers for the provider that is followed up."""
    return ProviderContactFactory.create(
        provider=provider, authority=ekby, user__username="kontakt"
    ).user


@pytest.fixture
def other_contact(ekby: Authority) -> User:
    """Answers for another provider."""
    return ProviderContactFactory.create(
        provider__name="Konkurrenten AB", authority=ekby, user__username="annan"
    ).user


@pytest.fixture
def world(ekby: Authority, anna: User, provider: Provider) -> World:
    """Ekby's rows about the provider: a sent follow-up and a requested plan."""
    return build(ekby, anna, provider)


@pytest.fixture
def as_contact(client, contact):
    client.force_login(contact)
    return client
