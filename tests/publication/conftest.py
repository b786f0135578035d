from typing import Any

import pytest
from django.test import Client

from insyn.kernel.access import Role
from insyn.publication import services
from insyn.publication.models import Publication
from insyn.registry.queries import access_of
from tests import people
from tests.conftest import log_in
from tests.factories import ServiceAreaFactory
from tests.publication.factories import FIRST, LAST, followed_up, service

WHY = "Provet läser raderna som de står."


def head(**facts) -> services.PublicationFacts:
    known: dict[str, Any] = {
        "title": "Uppföljningar 2025",
        "title_en": "Follow-ups 2025",
        "text": "Vi har följt upp det här.",
        "text_en": "This is what we followed up.",
        "first_on": FIRST,
        "last_on": LAST,
    }
    return services.PublicationFacts(**(known | facts))


def fresh(row) -> Publication:
    return Publication.objects.unscoped(reason=WHY).get(pk=row.pk)


def lines(row) -> list:
    return [line.content for line in fresh(row).lines.unscoped(reason=WHY)]


@pytest.fixture
def access(anna):
    """Prepares in Ekby."""
    return access_of(anna)


@pytest.fixture
def chief_user(ekby):
    return people.member(ekby, Role.DECISION_MAKER, "Chef")


@pytest.fixture
def chief(chief_user):
    """Approves in Ekby."""
    return access_of(chief_user)


@pytest.fixture
def as_chief(chief_user) -> Client:
    return log_in(Client(), chief_user)


@pytest.fixture
def area():
    return ServiceAreaFactory.create(code="boendestod-i-prov", name="Boendestöd i prov")


@pytest.fixture
def contract(ekby, area):
    return service(ekby, area, name="Älvdalens Omsorg AB")


@pytest.fixture
def followup(contract):
    return followed_up(contract)


@pytest.fixture
def draft(access, ekby, followup):
    return services.create_publication(access, ekby, facts=head())


def move(act, access, row, **facts):
    return act(access, row, version=fresh(row).version, **facts)


def publish(access, chief, row):
    move(services.propose_publication, access, row)
    move(services.approve_publication, chief, row)
    return move(services.publish_publication, access, row)


@pytest.fixture
def out(access, chief, draft):
    """What anybody can read."""
    return publish(access, chief, draft)
