import pytest

from insyn.accounts.models import Authority, Cooperation, User
from insyn.kernel.access import Role
from insyn.registry.models import Provider
from tests import people
from tests.secrecy.rows import followed_up, guarded, member
from tests.world import World, build


@pytest.fixture
def provider() -> Provider:
    return followed_up()


@pytest.fixture
def other_contact(ekby: Authority) -> User:
    """Answers for another provider than the one that is followed up."""
    return people.contact_of(ekby, "annan", provider__name="Konkurrenten AB")


@pytest.fixture
def own_contact(provider: Provider, ekby: Authority) -> User:
    """Answers towards Ekby for the provider that is followed up."""
    return people.contact_of(ekby, "egen", provider=provider)


@pytest.fixture
def world(
    ekby: Authority, anna: User, provider: Provider, cooperation: Cooperation, own_contact: User
) -> World:
    """Ekby's reported follow-up of an agreement shared with Norrby, with clients' documents."""
    return guarded(build(ekby, anna, provider, cooperation), anna)


@pytest.fixture
def of_norrby(
    norrby: Authority, cilla: User, provider: Provider, cooperation: Cooperation, own_contact: User
) -> World:
    """The same in Norrby, which takes part in the cooperation that Ekby leads."""
    return guarded(build(norrby, cilla, provider, cooperation), cilla)


@pytest.fixture
def neighbour(norrby: Authority) -> User:
    """Carries out follow-ups in the other authority of the cooperation."""
    return member(norrby, Role.REVIEWER)


@pytest.fixture
def lead_reviewer(ekby: Authority) -> User:
    """Carries out follow-ups in the authority that leads the cooperation."""
    return member(ekby, Role.REVIEWER)


@pytest.fixture(params=[role for role in Role if role not in {Role.PLAN_OWNER, Role.REVIEWER}])
def low_role(request, ekby: Authority) -> User:
    """A colleague in Ekby whose role does not reach clients' documents."""
    return member(ekby, request.param)


@pytest.fixture
def of_ekby_alone(ekby: Authority, anna: User, provider: Provider) -> World:
    """Ekby's follow-up of an agreement that nobody shares."""
    return build(ekby, anna, provider)
