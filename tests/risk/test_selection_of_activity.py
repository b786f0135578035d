from datetime import date

import pytest

from insyn.kernel.errors import RuleViolation
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
