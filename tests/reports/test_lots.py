"""A report tells of each lot at the top of the tree, however deep the follow-ups lie."""

import datetime

import pytest

from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.registry.models import Lot
from insyn.registry.queries import access_of
from insyn.reports import services
from insyn.reports.queries import gather
from tests.factories import DAY, AgreementFactory, FollowupFactory, LotFactory

pytestmark = pytest.mark.django_db
HEAD = services.ReportHead(
    "Uppföljning 2026", "SN 1", datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
)


@pytest.fixture
def agreement(ekby):
    return AgreementFactory.create(authority=ekby)


@pytest.fixture
def branch(agreement) -> list[Lot]:
    lots: list[Lot] = []
    for name in ("Norr", "Skogsby", "Dygn", "Natt"):
        parent = lots[-1] if lots else None
        lots.append(LotFactory.create(agreement=agreement, name=name, parent=parent))
    return lots


def followup(ekby, agreement, lot: Lot) -> Followup:
    return FollowupFactory.create(
        authority=ekby,
        contract__agreement=agreement,
        lot=lot,
        state=State.SENT,
        carried_out_on=DAY,
        reported_on=DAY,
    )


def told(anna, ekby, agreement) -> list[tuple[str, list[tuple[str, ...]]]]:
    report = services.create_report(
        access_of(anna), authority=ekby, agreement=agreement, selection=None, head=HEAD
    )
    facts = gather(access_of(anna), report)
    return [(lot.name, [one.sub_lots for one in lot.followups]) for lot in facts.lots]


def test_what_the_contract_holds_on_every_level_is_told(anna, ekby, agreement, branch):
    row = followup(ekby, agreement, branch[0])
    row.contract.lots.add(branch[1], branch[3])

    assert told(anna, ekby, agreement) == [("Norr", [("Skogsby", "Natt")])]


def test_a_follow_up_of_a_part_stands_under_the_lot_around_it(anna, ekby, agreement, branch):
    row = followup(ekby, agreement, branch[2])
    row.contract.lots.add(*branch)

    assert told(anna, ekby, agreement) == [("Norr", [("Dygn", "Natt")])]
