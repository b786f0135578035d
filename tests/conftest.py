import gc

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from hypothesis import settings as hypothesis_settings

from insyn.accounts.http import RENEWED_KEY
from insyn.accounts.models import Authority, Cooperation, User
from insyn.kernel.access import Role
from insyn.platform import clock
from insyn.surveys.queries.questions import forget_questions
from tests import people, ready

# Time is measured in bench/, never here; all else is as the profile that is already chosen.
hypothesis_settings.register_profile("insyn", hypothesis_settings(deadline=None))
hypothesis_settings.load_profile("insyn")


def pytest_collection_finish() -> None:
    """Let what has been collected be: else the garbage collector walks through it all again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_use_migrations, django_db_blocker
) -> None:
    """Let the test base be a copy of one that is migrated already."""
    if django_db_use_migrations:
        with django_db_blocker.unblock():
            ready.prepare(connection)


def log_in(client: Client, user: User) -> Client:
    """Return the client, logged in and with a session that was renewed just now."""
    client.force_login(user)
    session = client.session
    session[RENEWED_KEY] = int(clock.now().timestamp()) // 60
    session.save()
    return client


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path, request) -> None:
    """No test writes a file that stays."""
    if "standing" not in request.fixturenames:
        settings.MEDIA_ROOT = tmp_path / "files"
    cache.clear()
    forget_questions()


@pytest.fixture
def ekby() -> Authority:
    """The board of Ekby, where Anna and Bo work."""
    return people.board("Ekby")


@pytest.fixture
def norrby() -> Authority:
    """The board of Norrby, where Cilla works."""
    return people.board("Norrby")


@pytest.fixture
def anna(ekby: Authority) -> User:
    """Plan owner in Ekby."""
    return people.member(ekby, Role.PLAN_OWNER, "Anna")


@pytest.fixture
def bo(ekby: Authority) -> User:
    """Reader in Ekby."""
    return people.member(ekby, Role.READER, "Bo")


@pytest.fixture
def cilla(norrby: Authority) -> User:
    """Plan owner in another municipality: sees of Ekby only what a cooperation shares."""
    return people.member(norrby, Role.PLAN_OWNER, "Cilla")


@pytest.fixture
def dag() -> User:
    """New, without any role: must see nothing at all."""
    return people.without_role()


@pytest.fixture
def system_admin(ekby: Authority) -> User:
    """Runs the installation; sees no content of follow-ups."""
    return people.operator(ekby)


@pytest.fixture
def contact(ekby: Authority) -> User:
    """Answers for a provider and has no role in any authority."""
    return people.contact_of(ekby)


@pytest.fixture
def cooperation(ekby: Authority, norrby: Authority) -> Cooperation:
    """Ekby leads, Norrby takes part."""
    return people.cooperation_of(ekby, norrby)


@pytest.fixture
def as_anna(client: Client, anna: User) -> Client:
    return log_in(client, anna)


@pytest.fixture
def as_bo(client: Client, bo: User) -> Client:
    return log_in(client, bo)


@pytest.fixture
def as_cilla(client: Client, cilla: User) -> Client:
    return log_in(client, cilla)
