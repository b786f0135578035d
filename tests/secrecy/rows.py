"""What is to be kept secret, in rows."""

import datetime
from typing import Any

from insyn.accounts.models import Authority, User
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
from tests import people
from tests.factories import MembershipFactory, ProviderFactory
from tests.secrecy.words import CONTENT, FILE, JUDGEMENT, ORDINARY, TITLE, WITHDRAWN
from tests.standing import Rows, boards_and_people
from tests.world import World, build

LATER = datetime.date(2099, 1, 1)


def followed_up() -> Provider:
    return ProviderFactory.create(name="Åkerö Stödboende AB")


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


def member(authority: Authority, role: Role) -> User:
    return MembershipFactory.create(
        authority=authority, role=role, user__username=f"{role}-{authority.pk}"
    ).user


def everything() -> Rows:
    """Return Ekby's reported follow-up of an agreement shared with Norrby, and those around."""
    found = boards_and_people()
    ekby, norrby, provider = found["ekby"], found["norrby"], followed_up()
    found["provider"] = provider
    found["cooperation"] = people.cooperation_of(ekby, norrby)
    found["own_contact"] = people.contact_of(ekby, "egen", provider=provider)
    found["other_contact"] = people.contact_of(ekby, "annan", provider__name="Konkurrenten AB")
    found["neighbour"] = member(norrby, Role.REVIEWER)
    anna = found["anna"]
    return {**found, "world": guarded(build(ekby, anna, provider, found["cooperation"]), anna)}
