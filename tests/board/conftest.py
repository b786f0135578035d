import datetime

import pytest

from insyn.accounts.models import Authority, User
from insyn.board import services
from insyn.board.models import BoardItem, ItemPassage
from insyn.board.rules.memo_layouts import MemoLayout
from insyn.kernel.access import Role
from insyn.plans.models import ActivityPeriod, Plan
from insyn.plans.rules import PlanState
from insyn.registry.queries import access_of
from tests.factories import (
    DAY,
    MembershipFactory,
    PlanFactory,
    PlanFormFactory,
    PlannedActivityFactory,
)

HEAD = services.ItemHead("Plan för uppföljning 2026", DAY, "SN-2026-1", "Socialnämnden")


@pytest.fixture
def plan(ekby: Authority) -> Plan:
    """A plan of Ekby that lies before the board."""
    made = PlanFactory.create(
        authority=ekby, state=PlanState.PROPOSED, proposed_on=DAY, dated_on=DAY
    )
    form = PlanFormFactory.create(plan=made, name="Särskild uppföljning")
    activity = PlannedActivityFactory.create(form=form, title="Bemanning på kvällar")
    ActivityPeriod.objects.create(
        activity=activity,
        starts_on=datetime.date(2026, 3, 1),
        ends_on=datetime.date(2026, 5, 31),
        label="Mars–maj",
    )
    return made


@pytest.fixture
def item(anna: User, plan: Plan) -> BoardItem:
    """A draft of a matter, with the short memo of 2020: nothing in it is left to write."""
    return services.create_item(access_of(anna), plan, facts=HEAD, layout=MemoLayout.SHORT_2020)


@pytest.fixture
def passage(anna: User, item: BoardItem) -> ItemPassage:
    return ItemPassage.objects.visible_to(access_of(anna)).get(item=item, heading="Ärendet")


@pytest.fixture
def issued(anna: User, item: BoardItem) -> BoardItem:
    return services.issue_item(access_of(anna), item)


@pytest.fixture
def registrar(ekby: Authority) -> User:
    """Registers what the board of Ekby decides."""
    return MembershipFactory.create(authority=ekby, role=Role.REGISTRAR).user
