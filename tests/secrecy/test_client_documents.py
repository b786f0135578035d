"""A document about clients never leaves its authority, nor the few who may read it there.

Source: OSL 26 kap. 1 §. Every address of the system is walked as each person.
"""

import pytest
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.followups.models import DocumentRequest
from insyn.kernel.access import Permission, Secrecy
from insyn.registry.queries import access_of
from insyn.reports.queries import gather
from tests.secrecy.walking import readable, told, walk
from tests.secrecy.words import CONTENT, FILE, JUDGEMENT, ORDINARY, SECRET, TITLE, WITHDRAWN

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]


def traces(world) -> list[str]:
    """Return every word that would tell of the document."""
    document = world.client_document
    address = reverse("documents:detail", args=[document.pk])
    return [SECRET, document.sha256, document.file.name, f'href="{address}']


def test_those_who_carry_out_the_follow_up_do_find_it(client, anna, world) -> None:
    client.force_login(anna)

    read = walk(client, world)

    preparation = reverse("followups:preparation", args=[world.followup.pk])
    assert preparation in told(read, TITLE)
    assert reverse("documents:detail", args=[world.client_document.pk]) in told(read, FILE)


def test_no_report_tells_of_it_not_even_to_those_who_may_read_it(client, anna, world) -> None:
    client.force_login(anna)

    read = {at: said for at, said in walk(client, world).items() if at.startswith("/rapporter/")}

    assert any(at.endswith(".pdf") for at in read)
    assert told(read, *traces(world)) == []
    assert SECRET not in str(gather(access_of(anna), world.report)).lower()


def test_the_trail_says_that_it_happened_but_not_what_it_was(client, anna, world) -> None:
    client.force_login(anna)

    trail = readable(client.get(reverse("portal:trail")))
    history = readable(client.get(reverse("followups:history", args=[world.followup.pk])))

    assert SECRET not in trail + history
    lines = AuditEvent.objects.visible_to(access_of(anna)).about(world.followup)
    assert lines.filter(secrecy=Secrecy.CLIENT_DOCUMENT).count() == 5


@pytest.mark.parametrize("who", ["cilla", "neighbour"])
def test_no_road_leads_to_it_from_another_authority_of_the_cooperation(
    who, client, world, request
) -> None:
    client.force_login(request.getfixturevalue(who))

    read = walk(client, world)

    assert told(read, *traces(world)) == []
    assert told(read, ORDINARY)


@pytest.mark.parametrize("who", ["anna", "lead_reviewer"])
def test_no_road_leads_to_it_from_the_lead_authority(who, client, of_norrby, request) -> None:
    client.force_login(request.getfixturevalue(who))

    read = walk(client, of_norrby)

    assert told(read, *traces(of_norrby)) == []
    assert told(read, ORDINARY)


def test_no_road_leads_to_it_from_another_role_of_the_authority(low_role, client, world) -> None:
    client.force_login(low_role)

    assert told(walk(client, world), *traces(world)) == []


@pytest.mark.parametrize("who", ["other_contact", "dag"])
def test_no_road_leads_to_it_from_outside(who, client, world, request) -> None:
    client.force_login(request.getfixturevalue(who))

    assert told(walk(client, world), *traces(world), ORDINARY) == []


def test_no_road_leads_to_it_without_logging_in(client, world) -> None:
    assert told(walk(client, world), *traces(world), ORDINARY) == []


def test_the_provider_reads_what_is_asked_of_it_and_nothing_more(client, own_contact, world):
    client.force_login(own_contact)

    read = walk(client, world)

    assert reverse("provider_portal:hand_in", args=[world.client_request.pk]) in told(read, TITLE)
    inside = [world.client_document.sha256, world.client_document.file.name, FILE]
    assert told(read, *inside, CONTENT.decode(), JUDGEMENT, WITHDRAWN) == []


def test_not_even_a_count_tells_of_it(low_role, cilla, world) -> None:
    for user in (low_role, cilla):
        access = access_of(user)
        assert not Document.objects.visible_to(access).filter(pk=world.client_document.pk)
        rows = DocumentRequest.objects.visible_to(access)
        assert not rows.filter(secrecy=Secrecy.CLIENT_DOCUMENT)
        events = AuditEvent.objects.visible_to(access)
        assert not events.filter(secrecy=Secrecy.CLIENT_DOCUMENT)


def test_the_system_administrator_sees_no_line_at_all(system_admin, world) -> None:
    access = access_of(system_admin)

    assert not AuditEvent.objects.visible_to(access)
    assert not access.may_somewhere(Permission.READ_TRAIL)
