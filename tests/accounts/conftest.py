import pytest
from django.test import Client

from insyn.accounts.models import Authority, User
from insyn.kernel.access import Role
from tests.factories import MembershipFactory

PASSWORD = "Fyra kaffekoppar i Ekby"


@pytest.fixture
def admin_anna(ekby: Authority, anna: User) -> User:
    """Anna, who also lets people in and out of the board of Ekby."""
    MembershipFactory.create(authority=ekby, user=anna, role=Role.AUTHORITY_ADMIN)
    return anna


@pytest.fixture
def as_admin(client: Client, admin_anna: User) -> Client:
    client.force_login(admin_anna)
    return client


@pytest.fixture
def anna_with_password(anna: User) -> User:
    anna.set_password(PASSWORD)
    anna.save()
    return anna
