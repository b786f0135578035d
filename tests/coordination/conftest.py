import pytest

from insyn.accounts.models import Authority, User
from insyn.kernel.access import Role
from insyn.registry.models import Unit
from tests import people
from tests.coordination.factories import district_of, issued, unit_in


@pytest.fixture
def north(ekby: Authority) -> Authority:
    """A district board of Ekby's municipality, which Ekby coordinates."""
    return district_of(ekby)


@pytest.fixture
def north_owner(north: Authority) -> User:
    """Plan owner in the district."""
    user = people.member(north, Role.PLAN_OWNER, "norr")
    user.email = "norr@norr.example"
    user.save()
    return user


@pytest.fixture
def unit() -> Unit:
    return unit_in(name="Ängens gruppbostad")


@pytest.fixture
def instruction(ekby: Authority, north: Authority, unit: Unit):
    """An instruction in force, with one unit for the district."""
    return issued(ekby, north, unit)
