import pytest

from insyn.accounts.models import Authority, User
from insyn.followups.models import Followup, Reviewer
from insyn.kernel.access import Role
from tests.factories import FollowupFactory, MembershipFactory


@pytest.fixture
def followup(ekby: Authority) -> Followup:
    """A planned follow-up in Ekby, without reviewers."""
    return FollowupFactory.create(authority=ekby, number="2026-001")


@pytest.fixture
def reviewer(ekby: Authority) -> User:
    """Anna's colleague, who carries out follow-ups in Ekby."""
    return MembershipFactory.create(
        authority=ekby, role=Role.REVIEWER, user__username="kollega"
    ).user


@pytest.fixture
def two_reviewers(followup: Followup, anna: User, reviewer: User) -> list[Reviewer]:
    return [
        Reviewer.objects.create(followup=followup, user=user, has_no_conflict=True)
        for user in (anna, reviewer)
    ]
