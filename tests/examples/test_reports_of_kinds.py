"""The stories of reports by themselves, without the rest of Exempelstad."""

import datetime

import pytest

from insyn.accounts.models import Coordination
from insyn.board.models import BoardItem
from insyn.board.rules import ItemState
from insyn.coordination.rules import InstructionState
from insyn.examples.demonstration import reports_of_kinds
from insyn.examples.demonstration.timeline import Calendar, play
from insyn.examples.demonstration.town import EDITOR, ELDERLY, SOCIAL, Town
from insyn.followups.rules import State
from insyn.kernel.access import Role
from insyn.registry.queries import access_of
from insyn.reports.models import Report
from insyn.reports.rules import ReportKind, ReportState
from tests.coordination.factories import InstructionFactory
from tests.factories import FollowupFactory, MembershipFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture
def told(anna, ekby, norrby) -> Town:
    town = Town(Calendar(TODAY))
    registrar = MembershipFactory.create(authority=ekby, role=Role.REGISTRAR).user
    town.authorities[SOCIAL] = ekby
    town.users[EDITOR] = anna
    town.accesses = {EDITOR: access_of(anna), "registrator": access_of(registrar)}
    day = datetime.date(2026, 9, 1)
    FollowupFactory.create(
        authority=ekby, state=State.SENT, carried_out_on=day, reported_on=day,
    )  # fmt: skip
    board = type(ekby).objects.create(municipality=ekby.municipality, name="Kommunstyrelsen")
    Coordination.objects.create(
        coordinator=board, coordinated=ekby, valid_from=datetime.date(2024, 1, 1)
    )
    play(
        [
            reports_of_kinds.tell_last_year(town),
            reports_of_kinds.tell_single(town),
            reports_of_kinds.tell_this_year(town),
            reports_of_kinds.tell_council(town),
        ],
        town.calendar,
    )
    return town


def test_each_report_has_come_as_far_as_told(told) -> None:
    rows = Report.objects.unscoped(reason="test").order_by("pk")

    assert [(row.kind, row.state, row.ends_on.year) for row in rows] == [
        (ReportKind.YEARLY, ReportState.PUBLISHED, 2025),
        (ReportKind.SINGLE, ReportState.PROPOSED, 2026),
        (ReportKind.YEARLY, ReportState.DRAFT, 2026),
        (ReportKind.COUNCIL, ReportState.DRAFT, 2025),
    ]
    matters = BoardItem.objects.unscoped(reason="test").order_by("pk")
    assert [item.state for item in matters] == [ItemState.DECIDED, ItemState.ISSUED]


def test_some_followups_have_been_decided_on(anna, ekby) -> None:
    town = Town(Calendar(TODAY))
    registrar = MembershipFactory.create(authority=ekby, role=Role.REGISTRAR).user
    town.authorities[SOCIAL] = ekby
    town.accesses = {EDITOR: access_of(anna), "registrator": access_of(registrar)}
    for day in (datetime.date(2026, 8, 1), datetime.date(2026, 8, 15), datetime.date(2026, 9, 1)):
        FollowupFactory.create(
            authority=ekby, state=State.SENT, carried_out_on=day, reported_on=day,
        )  # fmt: skip
    play([reports_of_kinds.tell_decided(town)], town.calendar)

    rows = Report.objects.unscoped(reason="test").order_by("starts_on")
    assert [(row.state, row.starts_on.isoformat()) for row in rows] == [
        (ReportState.DECIDED, "2026-08-15"),
        (ReportState.DECIDED, "2026-09-01"),
    ]
    assert {row.decided_on for row in rows} == {datetime.date(2026, 10, 6)}


def test_the_coordinator_begins_its_yearly_report(told, ekby) -> None:
    InstructionFactory.create(
        authority=ekby, state=InstructionState.PUBLISHED, published_on=datetime.date(2026, 2, 1)
    )
    play([reports_of_kinds.tell_city(told)], told.calendar)

    (row,) = Report.objects.unscoped(reason="test").filter(kind=ReportKind.CITY)
    assert (row.state, row.authority) == (ReportState.DRAFT, ekby)


def test_a_section_is_ready_and_another_is_begun(told, norrby) -> None:
    told.authorities[ELDERLY] = norrby
    MembershipFactory.create(user=told.users[EDITOR], authority=norrby, role=Role.PLAN_OWNER)
    told.accesses[EDITOR] = access_of(told.users[EDITOR])
    play([reports_of_kinds.tell_sections(told)], told.calendar)

    kinds = (ReportKind.INTERIM_SECTION, ReportKind.QUALITY_SECTION)
    rows = Report.objects.unscoped(reason="test").filter(kind__in=kinds).order_by("pk")
    assert [(row.kind, row.state, row.authority) for row in rows] == [
        (ReportKind.INTERIM_SECTION, ReportState.REVIEWED, told.authorities[SOCIAL]),
        (ReportKind.QUALITY_SECTION, ReportState.DRAFT, norrby),
    ]
