"""A rule's no is always told in words, also where a page has no place for it."""

import pytest
from django.urls import reverse

from insyn.accounts.models import User
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.platform.locking import locked_row
from insyn.registry.queries import access_of
from insyn.reports.services import ReportHead, create_report
from insyn.visits.models import Observation
from tests.factories import DAY

pytestmark = pytest.mark.django_db


def test_a_letter_whose_file_is_gone_is_told_to_the_provider(client, own_contact, world) -> None:
    world.document.file.delete(save=False)
    client.force_login(own_contact)

    answer = client.get(reverse("provider_portal:letter", args=[world.letter.pk, "pdf"]))

    assert answer.status_code == 409
    assert "Filen är inte längre den som sparades" in answer.content.decode()


def test_a_row_that_somebody_took_away_is_told_and_not_a_fall(world, anna: User) -> None:
    rows, key = Observation.objects.visible_to(access_of(anna)), world.observation.pk
    world.observation.delete()

    with pytest.raises(Outdated, match="finns inte längre"):
        locked_row(rows, pk=key)


def test_no_report_is_written_for_an_authority_outside_the_agreement(
    anna, norrby, of_ekby_alone
) -> None:
    """One with roles in two authorities must not carry the results of one into the other."""
    anna.memberships.create(authority=norrby, role="plan_owner")

    with pytest.raises(RuleViolation, match="deltar inte i avtalet"):
        create_report(
            access_of(anna),
            authority=norrby,
            agreement=of_ekby_alone.agreement,
            selection=None,
            head=ReportHead("Lånad rapport", "", DAY, DAY),
        )


def test_a_day_in_another_millennium_is_a_slip_of_the_keys(as_anna, world) -> None:
    address = reverse("followups:request_add", args=[world.followup.pk])

    page = as_anna.post(address, {"title": "Schema", "due_on": "0261-01-01"}).content.decode()
    assert "Kontrollera året" in page
