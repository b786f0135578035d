"""Every tile counts what its link shows, for every role."""

import re
from html import unescape

import pytest
from django.urls import reverse

from insyn.followups.rules import State
from insyn.kernel.access import Role
from insyn.measures.rules import PlanState
from tests.conftest import log_in
from tests.factories import MembershipFactory, ProviderFactory
from tests.portal.conftest import DAY, check, deficiency, followup, plan

pytestmark = pytest.mark.django_db
TILE = re.compile(r'<li class="u-tile">\s*<a href="([^"]+)">([^<]+)</a>\s*<b>(\d+)</b>')
FOLLOWUP_TILES = {"Pågående uppföljningar", "Försenade uppföljningar"}
EVERYBODYS_TILES = {"Öppna brister", "Åtgärdsplaner att granska"}
OTHER_TILES = EVERYBODYS_TILES | {"Kontroller att göra om"}
COVERED, NEVER = "Uppföljda kontrakt i år", "Aldrig uppföljda kontrakt"
ASK_HOW_MUCH = {Role.READER: {COVERED, NEVER}, Role.DECISION_MAKER: {COVERED}}
"""Who is told how much has been followed up, in place of the checks to make again."""
BOARD_TILES = {
    "Ärenden hos nämnden", "Rapporter att besluta om", "Publiceringar att godkänna", "Publicerat",
}  # fmt: skip
MONEY_TILES = {
    "Stickprov på gång", "Rader att granska", "Att kräva tillbaka, kronor", "Krävt, kronor",
    "Krediterat, kronor",
}  # fmt: skip
OWN_TILES = {
    Role.READER: BOARD_TILES,
    Role.DECISION_MAKER: BOARD_TILES,
    Role.REGISTRAR: BOARD_TILES,
    Role.FINANCE_CONTROLLER: MONEY_TILES,
}


def others(role: Role) -> set[str]:
    return EVERYBODYS_TILES | ASK_HOW_MUCH.get(role, OTHER_TILES) | OWN_TILES.get(role, set())


@pytest.fixture
def mixed(ekby, norrby, cooperation, today) -> None:
    """Several of each thing that the tiles count, beside what they must not count."""
    for authority in (ekby, norrby):
        for _ in range(3):
            followup(authority)
        for _ in range(2):
            followup(authority, State.PREPARED, planned_for=today - DAY)
        followup(authority, State.PLANNED, planned_for=today + DAY)
        sent = followup(authority, State.MEASURES)
        for _ in range(4):
            deficiency(sent)
        deficiency(sent, remedied_on=today, remedied_note="Ny rutin")
        deficiency(followup(authority, State.CLOSED))
        for state in (PlanState.SUBMITTED, PlanState.UNDER_REVIEW, PlanState.REQUESTED):
            plan(followup(authority, State.MEASURES), state, today)
        provider = ProviderFactory.create()
        check(authority, provider)
        check(authority, ProviderFactory.create(), valid_until=today)


def tiles(client) -> dict[str, tuple[str, int]]:
    page = client.get(reverse("portal:start")).content.decode()
    return {name: (unescape(link), int(count)) for link, name, count in TILE.findall(page)}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM_ADMIN])
def test_the_list_behind_each_tile_shows_as_many_as_the_tile_says(
    client, ekby, mixed, role: Role
) -> None:
    log_in(client, MembershipFactory.create(authority=ekby, role=role).user)
    shown = tiles(client)

    # What has been followed up leads to a table; tests/results counts the rows behind it.
    counted = {name: tile for name, tile in shown.items() if name != COVERED}
    behind = {
        name: client.get(link).context["page"].paginator.count
        for name, (link, _) in counted.items()
    }

    assert behind == {name: count for name, (_, count) in counted.items()}
    assert shown.keys() >= others(role)


def test_a_plan_under_review_is_to_be_reviewed_too(as_anna, mixed) -> None:
    assert tiles(as_anna)["Åtgärdsplaner att granska"][1] == 2


@pytest.mark.parametrize("role", [Role.READER, Role.CASE_WORKER])
def test_one_who_sees_no_drafts_is_not_told_that_none_are_late(client, ekby, mixed, role) -> None:
    log_in(client, MembershipFactory.create(authority=ekby, role=role).user)

    assert tiles(client).keys() == others(role)


def test_one_who_sees_drafts_has_every_tile(as_anna, mixed) -> None:
    assert tiles(as_anna).keys() == FOLLOWUP_TILES | OTHER_TILES


def test_one_who_runs_the_installation_has_no_tiles(client, system_admin, mixed) -> None:
    assert tiles(log_in(client, system_admin)) == {}
