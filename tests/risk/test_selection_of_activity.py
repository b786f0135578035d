from datetime import date

import pytest

from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.followups.services import PlannedFacts, StartFacts, start_activity
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import ActivityPeriod
from insyn.plans.rules import PlanState
from insyn.registry.queries import access_of
from insyn.risk.models import Candidate, Selection
from insyn.risk.rules.states import Ground, SelectionState
from insyn.risk.services import start_followups
from tests.factories import (
    DAY,
    AgreementFactory,
    ContractFactory,
    LotFactory,
    PlanFactory,
    PlanFormFactory,
    PlannedActivityFactory,
    TemplateVersionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity(ekby):
    """An activity of Ekby's adopted plan."""
    plan = PlanFactory.create(
        authority=ekby, state=PlanState.ADOPTED, proposed_on=DAY, decided_on=DAY
    )
    return PlannedActivityFactory.create(form=PlanFormFactory.create(plan=plan))


@pytest.fixture
def selection(ekby, norrby, cooperation, activity) -> Selection:
    """A frozen selection for the activity, in which each board drew one."""
    agreement = AgreementFactory.create(authority=ekby, cooperation=cooperation)
    row = Selection.objects.create(
        authority=ekby, agreement=agreement, title="Urval 2026", year=2026, quota=1,
        activity=activity, state=SelectionState.FROZEN, drawn_on=DAY, drawn_at="2026-01-01T12:00Z",
    )  # fmt: skip
    for authority in (ekby, norrby):
        lot = LotFactory.create(agreement=agreement)
        Candidate.objects.create(
            selection=row, contract=ContractFactory.create(agreement=agreement), lot=lot,
            is_chosen=True, authority=authority, ground=Ground.LOTTERY,
        )  # fmt: skip
    return row


def start(user, selection, authority):
    version = TemplateVersionFactory.create(template__authority=authority)
    (made,) = start_followups(
        access_of(user), selection, authority=authority, template_version=version,
        planned_for=date(2026, 5, 4),
    )  # fmt: skip
    return made


def test_the_follow_ups_of_a_selection_belong_to_its_activity(
    anna, ekby, selection, activity
) -> None:
    assert start(anna, selection, ekby).activity == activity


def test_those_of_a_board_that_is_not_in_the_plan_do_not(cilla, norrby, selection) -> None:
    assert start(cilla, selection, norrby).activity is None


def test_a_plan_that_is_not_adopted_starts_nothing(anna, ekby, selection, activity) -> None:
    activity.plan.state = PlanState.DRAFT
    activity.plan.save()

    with pytest.raises(RuleViolation, match="Nämnden har inte antagit planen"):
        start(anna, selection, ekby)


MARCH = (date(2026, 3, 1), date(2026, 3, 31))
MAY = (date(2026, 5, 1), date(2026, 5, 31))


def time_of(activity, days) -> ActivityPeriod:
    return ActivityPeriod.objects.create(activity=activity, starts_on=days[0], ends_on=days[1])


def mine(user, selection, authority) -> Candidate:
    return Candidate.objects.visible_to(access_of(user)).get(
        selection=selection, authority=authority
    )


def by_activity(user, activity, period, contract, day=date(2026, 5, 5)) -> list[Followup]:
    version = TemplateVersionFactory.create(template__authority=activity.plan.authority)
    planned = [PlannedFacts(contract, day)]
    return start_activity(access_of(user), activity, facts=StartFacts(period, version, planned))


def start_all(user, selection, authority) -> list[Followup]:
    version = TemplateVersionFactory.create(template__authority=authority)
    return start_followups(
        access_of(user), selection, authority=authority, template_version=version,
        planned_for=date(2026, 5, 4),
    )  # fmt: skip


def test_a_contract_that_the_activity_has_started_gets_no_second_follow_up(
    anna, ekby, selection, activity
) -> None:
    candidate = mine(anna, selection, ekby)
    (first,) = by_activity(anna, activity, time_of(activity, MAY), candidate.contract)

    assert start_all(anna, selection, ekby) == []
    assert mine(anna, selection, ekby).followup == first
    assert Followup.objects.visible_to(access_of(anna)).count() == 1


def test_a_contract_that_the_selection_has_started_gets_no_second_from_the_activity(
    anna, ekby, selection, activity
) -> None:
    may = time_of(activity, MAY)
    time_of(activity, MARCH)
    made = start(anna, selection, ekby)

    assert by_activity(anna, activity, may, made.contract) == []
    assert (made.activity_starts_on, made.activity) == (MAY[0], activity)


def test_another_time_of_the_activity_is_another_follow_up(anna, ekby, selection, activity) -> None:
    march, _may = time_of(activity, MARCH), time_of(activity, MAY)
    candidate = mine(anna, selection, ekby)
    by_activity(anna, activity, march, candidate.contract, day=date(2026, 3, 3))

    assert len(start_all(anna, selection, ekby)) == 1


def test_a_cancelled_follow_up_of_the_activity_is_not_taken(
    anna, ekby, selection, activity
) -> None:
    candidate = mine(anna, selection, ekby)
    (first,) = by_activity(anna, activity, time_of(activity, MAY), candidate.contract)
    first.state, first.cancelled_reason = State.CANCELLED, "Ställdes in"
    first.save()

    assert len(start_all(anna, selection, ekby)) == 1


def test_a_follow_up_is_the_candidates_of_one_selection_only(
    anna, ekby, selection, activity
) -> None:
    start(anna, selection, ekby)
    candidate = mine(anna, selection, ekby)
    again = Selection.objects.create(
        authority=ekby, agreement=selection.agreement, title="Urval 2", year=2026, quota=1,
        activity=activity, state=SelectionState.FROZEN, drawn_on=DAY, drawn_at="2026-01-01T12:00Z",
    )  # fmt: skip
    Candidate.objects.create(
        selection=again, contract=candidate.contract, lot=candidate.lot, is_chosen=True,
        authority=ekby, ground=Ground.LOTTERY,
    )  # fmt: skip

    (second,) = start_all(anna, again, ekby)

    assert second != candidate.followup
