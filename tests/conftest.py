import pytest
from django.core.cache import cache
from django.test import Client

from insyn.accounts.http import RENEWED_KEY
from insyn.accounts.models import Authority, Cooperation, User
from insyn.kernel.access import Role
from insyn.platform import clock
from insyn.surveys.queries.questions import forget_questions
from tests.factories import (
    AuthorityFactory,
    CooperationFactory,
    MembershipFactory,
    ProviderContactFactory,
    UserFactory,
)


def log_in(client: Client, user: User) -> Client:
    """Return the client, logged in and with a session that was renewed just now."""
    client.force_login(user)
    session = client.session
    session[RENEWED_KEY] = int(clock.now().timestamp()) // 60
    session.save()
    return client


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path) -> None:
    """No test writes a file that stays."""
    settings.MEDIA_ROOT = tmp_path / "files"
    cache.clear()
    forget_questions()


@pytest.fixture
def ekby() -> Authority:
    """The board of Ekby, where Anna and Bo work."""
    return AuthorityFactory.create(municipality__name="Ekby")


@pytest.fixture
def norrby() -> Authority:
    """The board of Norrby, where Cilla works."""
    return AuthorityFactory.create(municipality__name="Norrby")


@pytest.fixture
def anna(ekby: Authority) -> User:
    """Plan owner in Ekby."""
    return MembershipFactory.create(
        authority=ekby, role=Role.PLAN_OWNER, user__username="anna", user__first_name="Anna"
    ).user


@pytest.fixture
def bo(ekby: Authority) -> User:
    """Reader in Ekby."""
    return MembershipFactory.create(
        authority=ekby, role=Role.READER, user__username="bo", user__first_name="Bo"
    ).user


@pytest.fixture
def cilla(norrby: Authority) -> User:
    """Plan owner in another municipality: sees of Ekby only what a cooperation shares."""
    return MembershipFactory.create(
        authority=norrby, role=Role.PLAN_OWNER, user__username="cilla", user__first_name="Cilla"
    ).user


@pytest.fixture
def dag() -> User:
    """New, without any role: must see nothing at all."""
    return UserFactory.create(username="dag", first_name="Dag")


@pytest.fixture
def system_admin(ekby: Authority) -> User:
    """Runs the installation; sees no content of follow-ups."""
    return MembershipFactory.create(
        authority=ekby, role=Role.SYSTEM_ADMIN, user__username="drift"
    ).user


@pytest.fixture
def contact(ekby: Authority) -> User:
    """Answers for a provider and has no role in any authority."""
    return ProviderContactFactory.create(authority=ekby, user__username="kontakt").user


@pytest.fixture
def cooperation(ekby: Authority, norrby: Authority) -> Cooperation:
    """Ekby leads, Norrby takes part."""
    return CooperationFactory.create(name="Samverkan i norr", lead=ekby, members=[norrby])


@pytest.fixture
def as_anna(client: Client, anna: User) -> Client:
    return log_in(client, anna)


@pytest.fixture
def as_bo(client: Client, bo: User) -> Client:
    return log_in(client, bo)


@pytest.fixture
def as_cilla(client: Client, cilla: User) -> Client:
    return log_in(client, cilla)
