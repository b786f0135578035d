import datetime
from decimal import Decimal
from typing import Any

import pytest

from insyn.accounts.models import Membership
from insyn.audit.models import AuditEvent
from insyn.delegations.models import Delegation, DelegationDecision, DelegationReport
from insyn.delegations.queries import may_decide, who_may
from insyn.delegations.rules import DecidedHow, Matter
from insyn.delegations.services import (
    DecisionFacts,
    RightFacts,
    add_right,
    change_right,
    decide,
    decide_if_delegated,
    end_right,
    report_decisions,
)
from insyn.documents.models import Document
from insyn.kernel.access import Role, Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
WHY = "Provet läser raderna."
LAST_WEEK = datetime.date(2026, 3, 2)
DAY_BEFORE = datetime.date(2026, 3, 1)


def facts(followup, **said) -> DecisionFacts:
    known: dict[str, Any] = {
        "authority": followup.authority,
        "matter": Matter.PENALTY,
        "text": "Vite för bemanningen i mars",
        "about": followup,
        "contract": followup.contract,
        "amount": Decimal(40_000),
        "decided_on": LAST_WEEK,
    }
    return DecisionFacts(**(known | said))


def decisions() -> list[DelegationDecision]:
    return list(DelegationDecision.objects.unscoped(reason=WHY).order_by("pk"))


def test_a_decision_stands_on_the_right_that_covers_it(chief, followup, give) -> None:
    right = give(most=50_000)

    row = decide(access_of(chief), facts(followup))

    assert (row.number, row.how) == ("D-2026-001", DecidedHow.DELEGATION)
    assert (row.delegation, row.decided_by, row.amount) == (right, chief, Decimal(40_000))
    assert row.about == f"followups.followup:{followup.pk}"


def test_of_several_rights_the_smallest_that_is_enough_is_used(chief, followup, give) -> None:
    give()
    enough = give(most=50_000, clause="4.1")
    give(most=10_000, clause="4.0")

    assert decide(access_of(chief), facts(followup)).delegation == enough


def test_one_without_a_right_is_told_who_has_it(anna, followup, give) -> None:
    give(most=50_000)

    with pytest.raises(RuleViolation, match=r"Chef eller beslutsfattare \(4\.2, högst 50 000 kr\)"):
        decide(access_of(anna), facts(followup))
    assert decisions() == []


def test_an_amount_over_the_right_is_refused_with_who_may(chief, anna, followup, give) -> None:
    give(most=10_000)
    give(role=Role.PLAN_OWNER, clause="4.9")

    with pytest.raises(RuleViolation, match=r"högre än du får.*Uppföljningsansvarig \(4\.9\)"):
        decide(access_of(chief), facts(followup))


def test_an_amount_over_every_right_is_for_the_board(chief, followup, give) -> None:
    give(most=10_000)

    with pytest.raises(RuleViolation, match="någon får besluta"):
        decide(access_of(chief), facts(followup))


def test_nobody_with_a_right_is_told_so(chief, followup) -> None:
    with pytest.raises(RuleViolation, match="Ingen har delegation"):
        decide(access_of(chief), facts(followup))


@pytest.mark.parametrize(
    "dates",
    [
        {"valid_from": datetime.date(2026, 4, 1)},
        {"valid_to": datetime.date(2026, 2, 1)},
    ],
)
def test_a_right_holds_only_in_its_time(chief, followup, give, dates) -> None:
    give(**dates)

    with pytest.raises(RuleViolation, match="Ingen har delegation"):
        decide(access_of(chief), facts(followup))


def test_a_right_in_person_is_no_others(chief, anna, followup, give) -> None:
    give(user=chief)

    with pytest.raises(RuleViolation, match="Du har ingen delegation"):
        decide(access_of(anna), facts(followup))
    assert decide(access_of(chief), facts(followup)).decided_by == chief


def test_a_right_in_another_matter_does_not_do(chief, followup, give) -> None:
    give(matter=Matter.WARNING)

    with pytest.raises(RuleViolation, match="Ingen har delegation"):
        decide(access_of(chief), facts(followup))


def test_the_boards_own_decision_needs_no_right(anna, followup) -> None:
    row = decide(access_of(anna), facts(followup, board_reference="2026-03-01 § 12"))

    assert (row.how, row.delegation, row.decided_by) == (DecidedHow.BOARD, None, None)


def test_no_decision_is_dated_ahead(chief, followup, give) -> None:
    give()

    with pytest.raises(RuleViolation, match="i framtiden"):
        decide(access_of(chief), facts(followup, decided_on=datetime.date(2099, 1, 1)))


def test_the_series_has_no_gap_where_one_may_not_read(chief, followup, give) -> None:
    registrar = MembershipFactory.create(authority=followup.authority, role=Role.REGISTRAR).user
    give()
    give(role=Role.REGISTRAR)
    decide(access_of(chief), facts(followup, secrecy=Secrecy.RESTRICTED))

    assert decide(access_of(registrar), facts(followup)).number == "D-2026-002"


def test_where_nothing_is_delegated_the_role_is_enough(chief, followup, give) -> None:
    give(matter=Matter.WARNING)

    assert decide_if_delegated(access_of(chief), facts(followup)) is None


def test_where_something_is_delegated_the_decider_must_be_covered(anna, followup, give) -> None:
    give()

    with pytest.raises(RuleViolation, match="Du har ingen delegation"):
        decide_if_delegated(access_of(anna), facts(followup))


def test_who_may_is_answered_before_anybody_decides(chief, anna, ekby, give) -> None:
    right = give(most=50_000)

    assert who_may(access_of(anna), ekby.pk, Matter.PENALTY, on=LAST_WEEK) == [right]
    where, what = ekby.pk, Matter.PENALTY
    assert may_decide(access_of(chief), where, what, amount=Decimal(50_000), on=LAST_WEEK)
    assert not may_decide(access_of(chief), where, what, amount=Decimal(50_001), on=LAST_WEEK)
    assert not may_decide(access_of(anna), where, what, amount=None, on=LAST_WEEK)


def right_facts(**said) -> RightFacts:
    known: dict[str, Any] = {
        "matter": Matter.PENALTY,
        "clause": "4.2",
        "valid_from": LAST_WEEK,
        "role": Role.DECISION_MAKER,
    }
    return RightFacts(**(known | said))


def test_a_right_is_put_into_the_order(anna, ekby) -> None:
    row = add_right(access_of(anna), ekby, right_facts(most=Decimal(50_000)))

    assert (row.authority, row.role, row.most) == (ekby, Role.DECISION_MAKER, Decimal(50_000))
    assert AuditEvent.objects.unscoped(reason=WHY).filter(event="delegation.added").exists()


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"role": None}, "Välj en roll eller en person"),
        ({"clause": " "}, "Ange punkten"),
        ({"most": Decimal(-1)}, "inte vara lägre än noll"),
        ({"valid_to": datetime.date(2026, 1, 1)}, "innan den börjar"),
    ],
)
def test_a_right_that_cannot_be_so_is_refused(anna, ekby, said, says) -> None:
    with pytest.raises(RuleViolation, match=says):
        add_right(access_of(anna), ekby, right_facts(**said))


def test_a_right_is_not_given_to_both_role_and_person(anna, chief, ekby) -> None:
    with pytest.raises(RuleViolation, match="inte båda"):
        add_right(access_of(anna), ekby, right_facts(user=chief))


def test_a_right_is_not_given_to_somebody_outside(anna, cilla, ekby) -> None:
    with pytest.raises(RuleViolation, match="har ingen roll"):
        add_right(access_of(anna), ekby, right_facts(role=None, user=cilla))


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({}, {}),
        ({}, {"clause": "5.1", "note": "Bara boende"}),
        ({"most": 50_000}, {"most": Decimal("50000.00")}),
        ({"valid_to": LAST_WEEK}, {}),
        ({"valid_from": LAST_WEEK}, {"valid_from": DAY_BEFORE, "valid_to": LAST_WEEK}),
    ],
)
def test_the_same_right_is_not_given_twice(anna, ekby, give, there, said) -> None:
    give(**there)

    with pytest.raises(RuleViolation, match=r"redan i ordningen: punkt 4\.2, Avtalsvite"):
        add_right(access_of(anna), ekby, right_facts(**said))

    assert Delegation.objects.unscoped(reason=WHY).count() == 1


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({"most": 50_000}, {}),
        ({"most": 50_000}, {"most": Decimal(60_000)}),
        ({"matter": Matter.WARNING}, {}),
        ({"role": Role.PLAN_OWNER}, {}),
        ({"valid_to": DAY_BEFORE}, {}),
    ],
)
def test_a_right_that_differs_is_given_beside(anna, ekby, give, there, said) -> None:
    give(**there)

    assert add_right(access_of(anna), ekby, right_facts(**said)).pk


def test_the_same_right_in_person_is_not_given_twice(anna, chief, ekby, give) -> None:
    give(user=chief, clause="3.3", most=50_000, valid_to=datetime.date(2026, 12, 31))
    said = right_facts(role=None, user=chief, most=Decimal(50_000))

    with pytest.raises(RuleViolation) as no:
        add_right(access_of(anna), ekby, said)

    assert f"punkt 3.3, Avtalsvite, {chief}, högst 50 000 kr, 2020-01-01–2026-12-31" in str(
        no.value
    )


def test_the_same_right_in_another_board_is_no_hindrance(anna, ekby, give, cilla) -> None:
    elsewhere = Membership.objects.get(user=cilla).authority
    give(authority=elsewhere)

    assert add_right(access_of(anna), ekby, right_facts()).pk


def test_a_right_is_not_changed_or_prolonged_into_another(anna, give) -> None:
    ended, right = give(valid_to=DAY_BEFORE), give(clause="5.1", valid_from=LAST_WEEK)

    with pytest.raises(RuleViolation, match=r"punkt 4\.2"):
        change_right(access_of(anna), right, right_facts(valid_from=DAY_BEFORE), version=1)
    with pytest.raises(RuleViolation, match=r"punkt 5\.1"):
        end_right(access_of(anna), ended, valid_to=LAST_WEEK, version=1)


def test_a_right_that_was_used_is_ended_and_not_rewritten(anna, chief, followup, give) -> None:
    right = give()
    decide(access_of(chief), facts(followup))

    with pytest.raises(RuleViolation, match="har använts"):
        change_right(access_of(anna), right, right_facts(), version=right.version)
    with pytest.raises(RuleViolation, match="användes 2026-03-02"):
        end_right(access_of(anna), right, valid_to=datetime.date(2026, 3, 1), version=1)
    assert end_right(access_of(anna), right, valid_to=LAST_WEEK, version=1).valid_to == LAST_WEEK


def test_a_right_nobody_used_can_be_changed(anna, give) -> None:
    right = give()

    changed = change_right(access_of(anna), right, right_facts(clause="5.1"), version=1)

    assert changed.clause == "5.1"


def test_a_right_changed_meanwhile_is_not_overwritten(anna, give) -> None:
    with pytest.raises(Outdated):
        change_right(access_of(anna), give(), right_facts(), version=7)


def test_only_those_who_keep_the_order_write_it(chief, bo, cilla, ekby) -> None:
    for person in (chief, bo, cilla):
        with pytest.raises(NotAllowed):
            add_right(access_of(person), ekby, right_facts())


@pytest.fixture
def two(chief, followup, give) -> list[DelegationDecision]:
    give()
    return [decide(access_of(chief), facts(followup)) for _time in range(2)]


def chosen(rows) -> list[tuple[int, int]]:
    return [(row.pk, row.version) for row in rows]


def test_decisions_are_reported_in_a_list_as_word_and_pdf(anna, two) -> None:
    report = report_decisions(access_of(anna), chosen(two), reported_on=clock.today())

    assert {row.report for row in decisions()} == {report}
    assert {row.reported_on for row in decisions()} == {clock.today()}
    assert Document.objects.unscoped(reason=WHY).count() == 2


def test_a_decision_is_reported_once(anna, two) -> None:
    report_decisions(access_of(anna), chosen(two[:1]), reported_on=clock.today())

    with pytest.raises(RuleViolation, match="D-2026-001 är redan anmält"):
        report_decisions(access_of(anna), chosen(two), reported_on=clock.today())
    assert DelegationReport.objects.unscoped(reason=WHY).count() == 1
    assert decisions()[1].reported_on is None


def test_the_boards_own_decision_is_not_reported_to_it(anna, followup) -> None:
    row = decide(access_of(anna), facts(followup, board_reference="2026-03-01 § 12"))

    with pytest.raises(RuleViolation, match="nämndens eget"):
        report_decisions(access_of(anna), chosen([row]), reported_on=clock.today())


def test_nothing_is_reported_before_it_was_decided(anna, two) -> None:
    with pytest.raises(RuleViolation, match="tidigare än så"):
        report_decisions(access_of(anna), chosen(two), reported_on=datetime.date(2026, 3, 1))


def test_nothing_chosen_is_told(anna) -> None:
    with pytest.raises(RuleViolation, match="Kryssa för"):
        report_decisions(access_of(anna), [], reported_on=clock.today())


def test_a_decision_changed_meanwhile_is_not_reported(anna, two) -> None:
    with pytest.raises(Outdated):
        report_decisions(access_of(anna), [(two[0].pk, 7)], reported_on=clock.today())


def test_who_may_not_write_to_the_board_reports_nothing(chief, two) -> None:
    with pytest.raises(NotAllowed):
        report_decisions(access_of(chief), chosen(two), reported_on=clock.today())


def test_a_list_is_as_guarded_as_what_it_holds(anna, chief, bo, followup, give) -> None:
    give()
    row = decide(access_of(chief), facts(followup, secrecy=Secrecy.RESTRICTED))
    report_decisions(access_of(anna), chosen([row]), reported_on=clock.today())

    assert DelegationReport.objects.visible_to(access_of(anna)).count() == 1
    assert DelegationReport.objects.visible_to(access_of(bo)).count() == 0
    assert DelegationDecision.objects.visible_to(access_of(bo)).count() == 0


def test_another_board_sees_neither_order_nor_decisions(cilla, two) -> None:
    assert not Delegation.objects.visible_to(access_of(cilla)).exists()
    assert not DelegationDecision.objects.visible_to(access_of(cilla)).exists()
