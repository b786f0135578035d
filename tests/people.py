"""The boards and the people of the tests."""

from insyn.accounts.models import Authority, Cooperation, User
from insyn.kernel.access import Role
from tests.factories import (
    AuthorityFactory,
    CooperationFactory,
    MembershipFactory,
    ProviderContactFactory,
    UserFactory,
)


def board(municipality: str) -> Authority:
    return AuthorityFactory.create(municipality__name=municipality)


def member(authority: Authority, role: Role, name: str) -> User:
    """Return a user called by the name, with that role in the authority."""
    row = MembershipFactory.create(
        authority=authority, role=role, user__username=name.lower(), user__first_name=name
    )
    return row.user


def without_role() -> User:
    return UserFactory.create(username="dag", first_name="Dag")


def operator(authority: Authority) -> User:
    """Return one who runs the installation."""
    row = MembershipFactory.create(
        authority=authority, role=Role.SYSTEM_ADMIN, user__username="drift"
    )
    return row.user


def contact_of(authority: Authority, name: str = "kontakt", **of: object) -> User:
    """Return one who answers for a provider towards the authority."""
    return ProviderContactFactory.create(authority=authority, user__username=name, **of).user


def cooperation_of(lead: Authority, member: Authority) -> Cooperation:
    return CooperationFactory.create(name="Samverkan i norr", lead=lead, members=[member])
