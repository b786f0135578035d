import datetime
from typing import Any

import pytest

from insyn.accounts.models import Authority, Cooperation, User
from insyn.documents.services import Paper
from insyn.followups.services import (
    receive_document,
    request_document,
    review_document,
    withdraw_request,
)
from insyn.kernel.access import Role, Secrecy
from insyn.registry.models import Provider
from insyn.registry.queries import access_of
from tests.factories import (
    MembershipFactory,
    ProviderContactFactory,
    ProviderFactory,
)
from tests.secrecy.words import CONTENT, FILE, JUDGEMENT, ORDINARY, TITLE, WITHDRAWN
from tests.world import World, build

LATER = datetime.date(2099, 1, 1)


@pytest.fixture
def provider() -> Provider:
    return ProviderFactory.create(name="Åkerö Stödboende AB")


@pytest.fixture
def other_contact(ekby: Authority) -> User:
    """Answers for another provider than the one that is followed up."""
    return ProviderContactFactory.create(
        provider__name="Konkurrenten AB", authority=ekby, user__username="annan"
    ).user


@pytest.fixture
def own_contact(provider: Provider, ekby: Authority) -> User:
    """Answers towards Ekby for the provider that is followed up."""
    return ProviderContactFactory.create(
        provider=provider, authority=ekby, user__username="egen"
    ).user


def guarded(world: World, member: User) -> World:
    """Let a document about clients be asked for, come in, be reviewed; and one be withdrawn."""
    access = access_of(member)
    facts: dict[str, Any] = {"due_on": LATER, "secrecy": Secrecy.CLIENT_DOCUMENT}
    withdrawn = request_document(access, world.followup, title=WITHDRAWN, **facts)
    withdraw_request(access, withdrawn)
    row = request_document(access, world.followup, title=TITLE, **facts)
    paper = Paper(title=TITLE, file_name=FILE, content=CONTENT, retain_until=LATER)
    receive_document(access, row, papers=[paper])
    world.client_request = review_document(access, row, judgement=JUDGEMENT)
    world.client_document = world.client_request.documents.visible_to(access).get()
    world.request.title = ORDINARY
    world.request.save()
    return world


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


def member(authority: Authority, role: Role) -> User:
    return MembershipFactory.create(
        authority=authority, role=role, user__username=f"{role}-{authority.pk}"
    ).user


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
