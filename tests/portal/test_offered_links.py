"""Nobody is offered a way that is closed: every role walks every link it is shown."""

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Authority, User
from insyn.accounts.services import Person, found_authority
from insyn.kernel.access import Access, Role
from tests.conftest import log_in
from tests.factories import MembershipFactory, ProviderContactFactory, ProviderFactory
from tests.world import build

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
START = reverse("portal:start")
CLOSED = (403, 404, 500)
SORTS_TRIED = 3
"""How many ways to sort or narrow one list that are followed: who it opens for is the same."""


class Offers(HTMLParser):
    """Collects where a page lets its reader go without sending anything."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and said.get("href"):
            self.addresses.append(str(said["href"]))
        elif tag == "form" and (said.get("method") or "get").lower() == "get":
            self.addresses.append(said.get("action") or "")


def offered(address: str, page: str) -> Iterator[str]:
    """Yield the addresses within the system that the page offers."""
    offers = Offers()
    offers.feed(page)
    for href in offers.addresses:
        whole = urljoin(f"http://testserver{address}", urldefrag(href).url)
        parts = urlsplit(whole)
        if parts.scheme == "http" and parts.netloc == "testserver":
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


def closed_ways(client: Client) -> list[str]:
    """Return every address that is offered to the one logged in, and yet is closed to them."""
    found_on, asked = {START: START}, Counter[str]()
    waiting, closed = [START], []
    while waiting:
        address = waiting.pop()
        answer = client.get(address, follow=True)
        if answer.status_code in CLOSED:
            closed.append(f"{found_on[address]} -> {address}: {answer.status_code}")
        if "text/html" not in answer.headers["Content-Type"]:
            continue
        for way in offered(address, answer.content.decode()):
            path, is_asking = way.partition("?")[0], "?" in way
            if way in found_on or (is_asking and ("?" in address or asked[path] == SORTS_TRIED)):
                continue
            asked[path] += is_asking
            found_on[way] = address
            waiting.append(way)
    return closed


def only(role: Role, authority: Authority) -> User:
    return MembershipFactory.create(authority=authority, role=role).user


@pytest.mark.parametrize("role", Role)
def test_a_new_installation_offers_no_closed_way(client, role: Role) -> None:
    person = Person("forst", "Anna", "Andersson")
    new = found_authority(
        Access.system("test"), municipality="Ekby", name="Socialnämnden", role=role, person=person
    )
    new.membership.user.must_change_password = False
    new.membership.user.save()

    assert closed_ways(log_in(client, new.membership.user)) == []


@pytest.fixture
def busy_board(ekby, anna, contact, cooperation) -> None:
    provider = ProviderFactory.create(name="Åkerö Stödboende AB")
    ProviderContactFactory.create(user=contact, provider=provider, authority=ekby)
    build(ekby, anna, provider, cooperation)


@pytest.mark.parametrize("role", Role)
def test_a_busy_board_offers_no_closed_way(client, ekby, busy_board, role: Role) -> None:
    assert closed_ways(log_in(client, only(role, ekby))) == []


@pytest.mark.parametrize("role", [Role.PLAN_OWNER, Role.READER, Role.AUTHORITY_ADMIN])
def test_a_board_in_cooperation_is_offered_no_closed_way(
    client, norrby, busy_board, role: Role
) -> None:
    assert closed_ways(log_in(client, only(role, norrby))) == []


def test_one_with_different_roles_in_two_boards_is_offered_no_closed_way(
    client, ekby, norrby, busy_board
) -> None:
    user = only(Role.READER, ekby)
    MembershipFactory.create(user=user, authority=norrby, role=Role.PLAN_OWNER)

    assert closed_ways(log_in(client, user)) == []


def test_a_provider_is_offered_no_closed_way(client, contact, busy_board) -> None:
    assert closed_ways(log_in(client, contact)) == []


def test_one_without_a_role_is_offered_no_closed_way(client, dag) -> None:
    assert closed_ways(log_in(client, dag)) == []
