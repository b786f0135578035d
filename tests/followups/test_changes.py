import datetime

import pytest
from django.urls import reverse

from insyn.followups import services
from insyn.followups.models import Followup, Reviewer
from insyn.followups.queries.changes import changes_of, contracts_to_continue_in
from insyn.followups.rules import Event, Kind, State
from insyn.followups.rules.changes import ChangeKind
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.registry.rules import ContractStatus
from tests.factories import ContractFactory, FollowupFactory, ProviderFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(ekby) -> Followup:
    """An ongoing follow-up of a unit that another provider has taken over since."""
    followup = FollowupFactory.create(authority=ekby, state=State.ONGOING, number="2026-001")
    unit = UnitFactory.create(provider=followup.contract.provider, name="Solgården")
    followup.unit = unit
    followup.save()
    unit.provider = ProviderFactory.create(name="Nya Vården AB")
    unit.save()
    return followup


@pytest.fixture
def new_contract(moved):
    return ContractFactory.create(agreement=moved.contract.agreement, provider=moved.unit.provider)


def test_a_new_operator_is_told(anna, moved) -> None:
    changes = changes_of(access_of(anna), moved, clock.today())

    assert [(one.kind, one.name) for one in changes] == [(ChangeKind.NEW_OPERATOR, "Nya Vården AB")]


@pytest.mark.parametrize("state", [State.SENT, State.CLOSED, State.CANCELLED])
def test_nothing_is_told_when_the_follow_up_is_not_open(state, anna, moved) -> None:
    moved.state = state

    assert changes_of(access_of(anna), moved, clock.today()) == []


def test_a_blocked_contract_is_told(anna, ekby) -> None:
    followup = FollowupFactory.create(
        authority=ekby, contract__status=ContractStatus.BLOCKED, contract__status_reason="Vite"
    )

    kinds = [one.kind for one in changes_of(access_of(anna), followup, clock.today())]
    assert kinds == [ChangeKind.CONTRACT_BLOCKED]


def test_it_goes_on_at_the_new_operator_and_the_old_one_keeps_its_history(
    anna, reviewer, moved, new_contract
) -> None:
    access = access_of(anna)
    old = moved.contract
    Reviewer.objects.create(followup=moved, user=reviewer, has_no_conflict=True)

    made = services.continue_at_new_operator(
        access, moved, contract=new_contract, planned_for=clock.today()
    )

    stored = Followup.objects.visible_to(access).get(pk=moved.pk)
    assert (stored.state, stored.contract) == (State.CANCELLED, old)
    assert made.number in stored.cancelled_reason
    assert (made.contract, made.unit, made.comes_from) == (new_contract, moved.unit, moved)
    assert made.state == State.PLANNED
    place = Reviewer.objects.visible_to(access).get(followup=made)
    assert (place.user, place.has_no_conflict) == (reviewer, False)
    assert Reviewer.objects.visible_to(access).get(followup=moved).has_no_conflict


def test_it_goes_on_only_in_a_contract_of_the_new_operator(anna, ekby, moved) -> None:
    stranger = ContractFactory.create(agreement__authority=ekby)

    with pytest.raises(RuleViolation, match="driver verksamheten nu"):
        services.continue_at_new_operator(
            access_of(anna), moved, contract=stranger, planned_for=clock.today()
        )


def test_contracts_that_have_ended_or_that_the_board_does_not_share_are_not_offered(
    anna, norrby, moved
) -> None:
    provider = moved.unit.provider
    yesterday = clock.today() - datetime.timedelta(days=1)
    ContractFactory.create(
        agreement__authority=moved.authority, provider=provider,
        starts_on=yesterday - datetime.timedelta(days=400), ends_on=yesterday,
    )  # fmt: skip
    ContractFactory.create(agreement__authority=norrby, provider=provider)

    assert not contracts_to_continue_in(access_of(anna), moved, clock.today()).exists()


def test_a_reader_moves_nothing(bo, moved, new_contract) -> None:
    with pytest.raises(NotAllowed):
        services.continue_at_new_operator(
            access_of(bo), moved, contract=new_contract, planned_for=clock.today()
        )


def test_what_has_begun_is_abandoned_with_a_reason_and_keeps_what_was_found(anna, moved) -> None:
    access = access_of(anna)
    with pytest.raises(RuleViolation, match="avbryts"):
        services.move_followup(access, moved, Event.ABANDON, reason=" ")

    row = services.move_followup(access, moved, Event.ABANDON, reason="Ny utförare")

    assert (row.state, row.cancelled_reason) == (State.CANCELLED, "Ny utförare")
    assert row.reported_on is None


def test_a_follow_up_by_survey_ends_with_its_survey(anna, ekby) -> None:
    followup = FollowupFactory.create(authority=ekby, kind=Kind.SURVEY, state=State.ONGOING)

    with pytest.raises(RuleViolation, match="följer sin enkät"):
        services.move_followup(access_of(anna), followup, Event.ABANDON, reason="x")


def test_the_overview_tells_and_offers_both_ways(as_anna, moved, new_contract) -> None:
    page = as_anna.get(reverse("followups:detail", args=[moved.pk])).content.decode()

    assert "Nya Vården AB" in page
    assert reverse("followups:go_on", args=[moved.pk]) in page
    assert reverse("followups:abandon", args=[moved.pk]) in page


def test_both_pages_do_what_they_say(as_anna, moved, new_contract) -> None:
    go_on = reverse("followups:go_on", args=[moved.pk])
    assert "Nytt kontrakt" in as_anna.get(go_on).content.decode()

    facts = {"version": 1, "contract": new_contract.pk, "planned_for": "2026-12-01"}
    made = as_anna.post(go_on, facts, follow=True).content.decode()

    assert "Föranledd av" in made
    refused = as_anna.post(
        reverse("followups:abandon", args=[moved.pk]), {"version": 2, "reason": "Sent"}
    )
    assert "Avbryt med skäl" in refused.content.decode()
