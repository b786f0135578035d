import datetime
from collections.abc import Callable

import pytest

from insyn.accounts.models import Authority, User
from insyn.delegations.models import Delegation
from insyn.delegations.rules import Matter
from insyn.followups.models import Followup
from insyn.kernel.access import Role
from tests.factories import FollowupFactory, MembershipFactory


@pytest.fixture
def chief(ekby: Authority) -> User:
    """Decides on measures in Ekby."""
    return MembershipFactory.create(
        authority=ekby, role=Role.DECISION_MAKER, user__username="chef"
    ).user


@pytest.fixture
def followup(ekby: Authority) -> Followup:
    return FollowupFactory.create(authority=ekby, number="2026-001")


Give = Callable[..., Delegation]


@pytest.fixture
def give(ekby: Authority) -> Give:
    """Give a right in Ekby, to decision makers unless something else is said."""

    def made(**facts) -> Delegation:
        known = {
            "authority": ekby,
            "matter": Matter.PENALTY,
            "role": Role.DECISION_MAKER,
            "clause": "4.2",
            "valid_from": datetime.date(2020, 1, 1),
        }
        if "user" in facts:
            known["role"] = ""
        return Delegation.objects.create(**(known | facts))

    return made
