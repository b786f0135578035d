"""The demonstration's stories of what is published, told in a small town."""

import datetime

import pytest

from insyn.examples.demonstration import published
from insyn.examples.demonstration.timeline import Calendar, play
from insyn.examples.demonstration.town import EDITOR, ELDERLY, SOCIAL, Town
from insyn.kernel.access import Role
from insyn.platform import clock
from insyn.publication.models import Publication
from insyn.publication.rules import PublicationState
from insyn.registry.queries import access_of
from tests.factories import AuthorityFactory, MembershipFactory, UserFactory
from tests.publication.conftest import WHY
from tests.publication.factories import followed_up, service

pytestmark = pytest.mark.django_db


def test_one_is_corrected_one_withdrawn_one_proposed_and_one_a_draft(ekby, area):
    town = Town(Calendar(clock.today()))
    town.authorities = {SOCIAL: ekby, ELDERLY: AuthorityFactory.create()}
    roles = {EDITOR: Role.PLAN_OWNER, published.APPROVER: Role.DECISION_MAKER}
    for name, role in roles.items():
        user = UserFactory.create(username=name)
        for authority in town.authorities.values():
            MembershipFactory.create(user=user, authority=authority, role=role)
        town.accesses[name] = access_of(user)
    for key, board in (("kvarnen", SOCIAL), ("sjobodan", SOCIAL), ("akero", ELDERLY)):
        contract = service(town.authorities[board], area, name=key)
        contract.starts_on = datetime.date(2020, 1, 1)
        contract.save()
        followed_up(contract, seen=town.calendar.first_of_month(-8))
        town.providers[key] = contract.provider

    play(
        [
            published.tell_published(town),
            published.tell_draft(town),
            published.tell_withdrawn(town),
            published.tell_proposed(town),
        ],
        town.calendar,
    )

    states = Publication.objects.unscoped(reason=WHY).values_list("state", flat=True)
    assert sorted(states) == sorted(
        [
            PublicationState.REPLACED,
            PublicationState.PUBLISHED,
            PublicationState.WITHDRAWN,
            PublicationState.PROPOSED,
            PublicationState.DRAFT,
        ]
    )
