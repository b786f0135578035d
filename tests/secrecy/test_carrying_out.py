"""What carrying out a follow-up must not give away to those who read only what is reported."""

import datetime

import pytest
from django.urls import reverse

from insyn.accounts.models import User
from insyn.audit.services import Place, record
from insyn.delegations.models import Delegation, DelegationDecision
from insyn.delegations.rules import DecidedHow, Matter
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import FollowupProposal, Reviewer
from insyn.followups.rules import WORKING_LINES
from insyn.followups.rules.proposals import ProposalGround
from insyn.kernel.access import Role
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests import people
from tests.conftest import log_in
from tests.factories import DAY
from tests.secrecy.walking import readable

pytestmark = pytest.mark.django_db
WHY = "Provet läser raderna."
SECRET = "Min syster är föreståndare"


def page(client, user, name: str, *args: object, ask: str = "") -> str:
    answer = log_in(client, user).get(reverse(name, args=args) + ask)
    assert answer.status_code == 200
    return str(answer.getvalue().decode())


@pytest.fixture
def biased(world) -> Reviewer:
    """The reviewer has told of a bias and has left, with the reasons."""
    Reviewer.objects.unscoped(reason=WHY).update(
        has_no_conflict=False, conflict=SECRET, left_on=DAY, left_reason="Sjuk sedan en månad"
    )
    row: Reviewer = world.reviewer
    return row


@pytest.mark.parametrize("person", ["bo", "neighbour"])
def test_what_a_bias_consists_of_is_told_to_nobody_beside(
    person, client, world, biased, request
) -> None:
    told = page(client, request.getfixturevalue(person), "followups:preparation", world.followup.pk)

    assert "Har anmält jäv" in told
    assert SECRET not in told
    assert "Sjuk sedan" not in told


def test_those_who_work_with_drafts_read_what_a_bias_consists_of(
    client, anna, world, biased
) -> None:
    assert SECRET in page(client, anna, "followups:preparation", world.followup.pk)


@pytest.fixture
def lines(world, anna) -> None:
    """One line of each working kind, and one that all who see the follow-up read."""
    place = Place(world.authority.pk)
    for event in sorted(WORKING_LINES):
        record(access_of(anna), event, world.followup, place=place, facts={"with_whom": SECRET})
    record(access_of(anna), "followup.send", world.followup, place=place)


def test_the_history_tells_a_reader_nothing_of_the_log_or_the_post(
    client, bo, world, lines
) -> None:
    told = page(client, bo, "followups:history", world.followup.pk)

    assert "Skickad till utföraren" in told
    assert SECRET not in told
    assert "Kontakt antecknad" not in told


def test_the_history_tells_the_whole_to_those_who_work_with_it(client, anna, world, lines) -> None:
    assert page(client, anna, "followups:history", world.followup.pk).count(SECRET) == len(
        WORKING_LINES
    )


def decision(world, how: DecidedHow, number: str) -> DelegationDecision:
    right = Delegation.objects.create(
        authority=world.authority, matter=Matter.PENALTY, role=Role.PLAN_OWNER, clause="4.2",
        valid_from=DAY,
    )  # fmt: skip
    return DelegationDecision.objects.create(
        authority=world.authority, number=number, how=how, matter=Matter.PENALTY, decided_on=DAY,
        delegation=right if how == DecidedHow.DELEGATION else None,
        board_reference="2026-03-01 § 4" if how == DecidedHow.BOARD else "",
        text=f"Avtalsvite {number}", about="measures.sanction:1",
    )  # fmt: skip


def case_worker(ekby) -> User:
    return people.member(ekby, Role.CASE_WORKER, "Handläggare")


@pytest.mark.parametrize("ask", ["", "?q=Avtalsvite", "?fil=csv"])
def test_a_decision_is_read_by_all_first_when_the_board_knows_of_it(
    ask, client, bo, ekby, anna, world
) -> None:
    made = decision(world, DecidedHow.DELEGATION, "D-2026-001")
    decision(world, DecidedHow.BOARD, "D-2026-002")
    for person in (bo, case_worker(ekby)):
        told = page(client, person, "delegations:decisions", ask=ask)
        assert "D-2026-001" not in told
        assert "D-2026-002" in told

    made.reported_on = clock.today()
    made.save()

    assert "D-2026-001" in page(client, bo, "delegations:decisions", ask=ask)


@pytest.mark.parametrize("ask", ["", "?fil=csv", "?show=accepted"])
def test_a_proposal_and_the_follow_up_it_led_to_are_not_told_to_a_reader(
    ask, client, bo, anna, world
) -> None:
    FollowupProposal.objects.create(
        authority=world.authority, key="new:1", ground=ProposalGround.NEW_PROVIDER,
        contract=world.contract, reason="Första placeringen i mars", window_from=DAY,
        window_to=DAY + datetime.timedelta(days=60), proposed_on=DAY,
    )  # fmt: skip

    assert "Första placeringen" not in page(client, bo, "followups:proposals", ask=ask)
    assert "Första placeringen" in page(client, anna, "followups:proposals")


@pytest.fixture
def own_shortcoming(world) -> Finding:
    return Finding.objects.create(
        followup=world.followup, kind=FindingKind.COMMISSIONER_SHORTCOMING, area="Uppdrag",
        text="Nämndens uppdrag kom för sent", seen_on=DAY,
    )  # fmt: skip


def test_what_an_authority_itself_lacks_is_not_shared_with_the_cooperation(
    client, neighbour, world, own_shortcoming
) -> None:
    seen = Finding.objects.visible_to(access_of(neighbour)).filter(followup=world.followup)

    assert world.finding in seen
    assert own_shortcoming not in seen
    for ask in ("", "?fil=csv", "?fil=xlsx", "?q=uppdrag"):
        for address, args in (
            ("findings:shortcomings", ()),
            ("findings:of_provider", (world.provider.pk,)),
            ("findings:followup", (world.followup.pk,)),
        ):
            answer = log_in(client, neighbour).get(reverse(address, args=args) + ask)
            assert own_shortcoming.text.lower() not in readable(answer)
    assert client.get(reverse("findings:change", args=[own_shortcoming.pk])).status_code == 404


def test_its_own_readers_see_what_the_authority_lacks(bo, own_shortcoming) -> None:
    assert own_shortcoming in Finding.objects.visible_to(access_of(bo))
