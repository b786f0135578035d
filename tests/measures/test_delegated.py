import datetime

import pytest

from insyn.delegations.models import Delegation, DelegationDecision
from insyn.delegations.rules import DecidedHow, Matter
from insyn.kernel.access import Role
from insyn.kernel.errors import RuleViolation
from insyn.measures import services
from insyn.measures.models import ActionPlan
from insyn.measures.rules import ItemState, PlanState
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.measures.conftest import MakePlan

pytestmark = pytest.mark.django_db
WHY = "Provet läser raderna."


@pytest.fixture
def give(ekby):
    def made(matter: Matter) -> Delegation:
        return Delegation.objects.create(
            authority=ekby,
            matter=matter,
            role=Role.DECISION_MAKER,
            clause="4.2",
            valid_from=datetime.date(2020, 1, 1),
        )

    return made


@pytest.fixture
def plan(make_plan: MakePlan) -> ActionPlan:
    return make_plan(PlanState.UNDER_REVIEW, ItemState.ACCEPTED)


@pytest.fixture
def returned(make_plan: MakePlan) -> ActionPlan:
    return make_plan(PlanState.RETURNED, ItemState.RETURNED)


def decisions() -> list[DelegationDecision]:
    return list(DelegationDecision.objects.unscoped(reason=WHY))


def test_where_nothing_is_delegated_the_role_is_enough_and_nothing_is_noted(anna, plan) -> None:
    services.approve_plan(access_of(anna), plan)

    assert decisions() == []


def test_an_approval_on_delegation_is_noted(decider, plan, give) -> None:
    right = give(Matter.ACTION_PLAN)

    services.approve_plan(access_of(decider), plan)

    (decision,) = decisions()
    assert (decision.delegation, decision.matter) == (right, Matter.ACTION_PLAN)
    assert decision.case_number == "Son 2026/55"
    assert decision.decided_on == clock.today()
    assert decision.leads_to == f"/uppfoljningar/{plan.followup_id}/atgardsplan/"


def test_one_without_delegation_approves_nothing(anna, plan, give) -> None:
    give(Matter.ACTION_PLAN)

    with pytest.raises(RuleViolation, match=r"Chef eller beslutsfattare \(4\.2\)"):
        services.approve_plan(access_of(anna), plan)
    plan.refresh_from_db()
    assert plan.state == PlanState.UNDER_REVIEW


def test_the_boards_own_approval_is_noted_as_its_own(anna, plan, give) -> None:
    give(Matter.ACTION_PLAN)

    services.approve_plan(access_of(anna), plan, board_reference="2026-03-01 § 12")

    assert decisions()[0].how == DecidedHow.BOARD


def test_one_without_delegation_does_not_warn(anna, returned, give) -> None:
    give(Matter.WARNING)

    with pytest.raises(RuleViolation, match="Du har ingen delegation"):
        services.warn_of_penalty(access_of(anna), returned)


def test_a_warning_on_delegation_is_noted(decider, returned, give) -> None:
    give(Matter.WARNING)

    services.warn_of_penalty(access_of(decider), returned)

    assert decisions()[0].matter == Matter.WARNING
