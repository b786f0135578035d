import pytest
from django.urls import reverse

from insyn.followups.models import CallingUnitView
from insyn.registry.queries import access_of
from insyn.visits.models import Observation, Visit
from tests.factories import ProviderFactory
from tests.world import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(ekby, anna, cooperation):
    return build(ekby, anna, ProviderFactory.create(), cooperation)


@pytest.mark.parametrize("model", [Observation, CallingUnitView])
def test_working_notes_stay_with_their_owner(model, world, anna, cilla) -> None:
    assert model.objects.visible_to(access_of(anna)).exists()
    assert not model.objects.visible_to(access_of(cilla)).exists()


def test_a_member_sees_that_there_was_a_visit_but_not_what_was_noted(
    as_cilla, world, cilla
) -> None:
    Visit.objects.unscoped(reason="test").filter(pk=world.visit.pk).update(note="Bara för oss")

    page = as_cilla.get(reverse("visits:followup", args=[world.followup.pk])).content.decode()

    assert "stannar hos den nämnden" in page
    assert "Bara för oss" not in page
    assert world.observation.text not in page


def test_the_owner_reads_the_note(as_anna, world) -> None:
    Visit.objects.unscoped(reason="test").filter(pk=world.visit.pk).update(note="Bara för oss")

    page = as_anna.get(reverse("visits:followup", args=[world.followup.pk])).content.decode()

    assert "Bara för oss" in page
    assert "stannar hos den nämnden" not in page
