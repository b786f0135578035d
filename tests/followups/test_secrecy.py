import pytest
from django.urls import reverse

from insyn.followups.models import DocumentRequest, Followup
from insyn.followups.queries import ListChoices, list_choices, overview_of, preparation_of
from insyn.followups.rules import Lack, State
from insyn.kernel.access import Access, Role, Secrecy
from insyn.registry.queries import access_of
from tests.factories import DAY, FollowupFactory, MembershipFactory, ProviderFactory
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(ekby, anna, cooperation) -> World:
    """Ekby's reported follow-up of an agreement shared with Norrby."""
    return build(ekby, anna, ProviderFactory.create(), cooperation)


def url(name: str, *args: object) -> str:
    return reverse(f"followups:{name}", args=args)


def test_the_cooperation_reads_what_has_been_reported(as_cilla, world) -> None:
    page = as_cilla.get(url("preparation", world.followup.pk)).content.decode()

    assert world.request.title in page


def test_the_cooperation_never_sees_a_document_about_clients_nor_its_request(
    as_cilla, cilla, world
) -> None:
    page = as_cilla.get(url("preparation", world.followup.pk)).content.decode()

    assert world.client_request.title not in page
    assert world.client_document.title not in page
    assert world.client_request not in DocumentRequest.objects.visible_to(access_of(cilla))


def test_the_cooperation_never_sees_any_document_of_the_follow_up(as_cilla, world) -> None:
    page = as_cilla.get(url("preparation", world.followup.pk)).content.decode()

    assert reverse("documents:detail", args=[world.document.pk]) not in page


def test_even_the_lead_authority_never_sees_it_when_another_member_owns_it(
    as_anna, anna, norrby, cilla, cooperation
) -> None:
    of_norrby = build(norrby, cilla, ProviderFactory.create(), cooperation)

    page = as_anna.get(url("preparation", of_norrby.followup.pk)).content.decode()

    assert of_norrby.request.title in page
    assert of_norrby.client_request.title not in page


def test_a_reader_of_the_own_authority_never_sees_it(as_bo, world) -> None:
    page = as_bo.get(url("preparation", world.followup.pk)).content.decode()

    assert world.request.title in page
    assert world.client_request.title not in page


@pytest.mark.parametrize("name", ["request_receive", "request_review"])
def test_its_pages_do_not_exist_for_the_cooperation(name, as_cilla, world) -> None:
    assert as_cilla.get(url(name, world.client_request.pk)).status_code == 404
    assert as_cilla.post(url(name, world.client_request.pk)).status_code == 404


def test_a_hidden_request_is_in_no_count(anna, ekby) -> None:
    registrar = MembershipFactory.create(authority=ekby, role=Role.REGISTRAR).user
    followup = FollowupFactory.create(authority=ekby)
    DocumentRequest.objects.create(
        followup=followup,
        title="Genomförandeplaner",
        secrecy=Secrecy.CLIENT_DOCUMENT,
        asked_on=DAY,
        due_on=DAY,
    )

    def lacks(user):
        return overview_of(access_of(user), followup).next_step.lacks

    assert Lack.DOCUMENTS in lacks(anna)
    assert Lack.DOCUMENTS not in lacks(registrar)


@pytest.mark.parametrize("who", ["cilla", "bo"])
def test_a_draft_is_hidden_from_the_cooperation_and_from_readers(
    who, client, world, request
) -> None:
    world.followup.reported_on = None
    world.followup.state = State.DRAFT
    world.followup.save()
    client.force_login(request.getfixturevalue(who))

    assert client.get(url("detail", world.followup.pk)).status_code == 404
    assert world.followup.number not in client.get(url("list")).content.decode()


@pytest.mark.parametrize("who", ["cilla", "bo"])
def test_a_restricted_follow_up_is_for_few_in_its_authority(who, client, world, request) -> None:
    world.followup.secrecy = Secrecy.RESTRICTED
    world.followup.save()
    client.force_login(request.getfixturevalue(who))

    of_provider = client.get(url("of_provider", world.provider.pk)).content.decode()
    assert world.followup.number not in of_provider
    assert client.get(url("detail", world.followup.pk)).status_code == 404


def test_lists_and_filters_know_nothing_of_others_follow_ups(dag, cilla, ekby) -> None:
    FollowupFactory.create(authority=ekby)

    for user in (dag, cilla):
        assert list_choices(access_of(user)) == ListChoices([], [], [])
        assert not Followup.objects.visible_to(access_of(user))


def test_the_list_of_another_authority_counts_nothing(as_cilla, ekby) -> None:
    row = FollowupFactory.create(authority=ekby, number="2026-999")

    page = as_cilla.get(url("list")).content.decode()

    assert "2026-999" not in page
    assert str(row.contract.provider) not in page
    assert "Inga uppföljningar än" in page


def test_the_system_administrator_sees_no_follow_up(client, system_admin, world) -> None:
    client.force_login(system_admin)

    assert world.followup.number not in client.get(url("list")).content.decode()
    assert client.get(url("detail", world.followup.pk)).status_code == 404


def test_the_history_stays_in_the_authority_that_owns_the_follow_up(
    client, anna, cilla, world
) -> None:
    address = url("history", world.followup.pk)
    client.force_login(anna)
    client.post(url("request_add", world.followup.pk), {"title": "Schema", "due_on": "2099-01-01"})
    assert "Schema" in client.get(address).content.decode()

    client.force_login(cilla)
    assert "Schema" not in client.get(address).content.decode()


def test_nobody_sees_nothing(world) -> None:
    nobody = Access(None, "")

    assert preparation_of(nobody, world.followup).requests == []
    assert preparation_of(nobody, world.followup).reviewers == []
