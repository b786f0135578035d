"""What was written and taken back is for those who wrote it, not for those who read the result."""

import pytest
from django.urls import reverse

from insyn.followups.rules import State
from insyn.registry.queries import access_of
from insyn.visits.services import change_observation, remove_observation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("act", ["reword", "remove"])
def test_what_was_taken_back_is_not_in_the_history_that_readers_see(
    act, client, anna, bo, world
) -> None:
    world.observation.text = "Nämnde ett namn av misstag"
    world.observation.save()
    world.followup.state = State.DRAFT
    world.followup.save()
    if act == "reword":
        change_observation(access_of(anna), world.observation, text="Stabil personal")
    else:
        remove_observation(access_of(anna), world.observation)

    pages = {}
    for user in (anna, bo):
        client.force_login(user)
        answer = client.get(reverse("followups:history", args=[world.followup.pk]))
        pages[user.username] = answer.content.decode()

    assert "Iakttagelse" in pages["bo"]
    assert "av misstag" not in pages["anna"] + pages["bo"]


def test_the_trail_keeps_what_it_said(as_anna, anna, world) -> None:
    world.followup.state = State.DRAFT
    world.followup.save()

    remove_observation(access_of(anna), world.observation)

    assert world.observation.text in as_anna.get(reverse("portal:trail")).content.decode()
