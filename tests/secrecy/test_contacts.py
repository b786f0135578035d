"""Who answers for a provider sees what the authority that let them in has sent, and no more."""

import pytest
from django.urls import reverse

from insyn.accounts.models import User
from insyn.accounts.services import add_member, renew_password
from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.registry.models import ProviderContact
from insyn.registry.queries import access_of
from insyn.registry.services import add_contact, renew_contact_password
from tests.factories import UserFactory
from tests.secrecy.rows import member
from tests.secrecy.walking import told, walk
from tests.secrecy.words import ORDINARY

pytestmark = pytest.mark.django_db


@pytest.fixture
def planted(norrby, cilla, provider) -> User:
    """An account that Norrby's plan owner has made a contact of the very same provider."""
    user = UserFactory.create(username="utplacerad")
    add_contact(access_of(cilla), provider, authority=norrby, user=user)
    return user


def test_one_whom_another_authority_let_in_finds_nothing(client, planted, world) -> None:
    client.force_login(planted)

    read = walk(client, world)

    assert told(read, world.client_request.title, ORDINARY, world.followup.number) == []
    assert told(read, world.finding.text) == []


def test_each_contact_sees_what_the_own_authority_sent(
    client, planted, own_contact, world, of_norrby
) -> None:
    of_norrby.finding.text = "Brist som Norrby såg"
    of_norrby.finding.save()

    for user, mine, other in ((own_contact, world, of_norrby), (planted, of_norrby, world)):
        client.force_login(user)
        pages = walk(client, mine) | walk(client, other)
        assert told(pages, mine.finding.text)
        assert told(pages, other.finding.text) == []


def test_nobody_lets_somebody_in_to_another_authority(cilla, ekby, provider, dag) -> None:
    with pytest.raises(NotAllowed):
        add_contact(access_of(cilla), provider, authority=ekby, user=dag)


def test_an_authority_takes_over_no_account_by_making_it_a_contact_of_its_own(
    norrby, cilla, provider, own_contact
) -> None:
    row = add_contact(access_of(cilla), provider, authority=norrby, user=own_contact)

    with pytest.raises(RuleViolation, match="En annan nämnd har också gett"):
        renew_contact_password(access_of(cilla), row)


def test_an_authority_takes_over_no_account_by_making_it_a_member(norrby, own_contact) -> None:
    admin = access_of(member(norrby, Role.AUTHORITY_ADMIN))
    row = add_member(admin, norrby, role=Role.READER, username=own_contact.username)

    with pytest.raises(RuleViolation, match="uppdrag som du inte administrerar"):
        renew_password(admin, row, whose=access_of(own_contact))


def test_nor_in_the_browser(client, norrby, own_contact) -> None:
    admin = member(norrby, Role.AUTHORITY_ADMIN)
    row = add_member(access_of(admin), norrby, role=Role.READER, username=own_contact.username)
    before = own_contact.password
    client.force_login(admin)

    client.post(reverse("accounts:member_password", args=[row.pk]))

    own_contact.refresh_from_db()
    assert own_contact.password == before


def test_the_providers_page_says_which_authority_let_somebody_in(as_cilla, own_contact, provider):
    page = as_cilla.get(reverse("registry:provider", args=[provider.pk])).content.decode()

    row = ProviderContact.objects.get(user=own_contact)
    assert "Socialnämnden, Ekby" in page
    assert reverse("registry:provider_contact_end", args=[row.pk]) not in page
    assert reverse("registry:provider_contact_password", args=[row.pk]) not in page


def test_one_who_keeps_two_registers_says_for_which(client, anna, norrby, provider, dag) -> None:
    member_of_both = anna
    member_of_both.memberships.create(authority=norrby, role=Role.PLAN_OWNER)
    client.force_login(member_of_both)
    address = reverse("registry:provider_contact_add", args=[provider.pk])

    page = client.post(address, {"user": dag.username}).content.decode()
    assert "Välj" in page
    assert not ProviderContact.objects.filter(user=dag).exists()

    client.post(address, {"user": dag.username, "authority": norrby.pk})
    assert ProviderContact.objects.get(user=dag).authority == norrby
