from datetime import date

import pytest

from insyn.accounts.models import Authority, Cooperation, User
from insyn.audit.models import AuditEvent
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.followups import services
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry.models import Contract
from insyn.registry.queries import access_of
from tests.factories import (
    ContractFactory,
    FollowupFactory,
    LotFactory,
    MembershipFactory,
    TemplateVersionFactory,
)

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 4)


@pytest.fixture
def contract(ekby: Authority) -> Contract:
    return ContractFactory.create(agreement__authority=ekby)


@pytest.fixture
def template(ekby: Authority) -> TemplateVersion:
    return TemplateVersionFactory.create(template__authority=ekby)


def plan(user: User, authority: Authority, contract: Contract, template: TemplateVersion, **more):
    facts = {"lot": None, "planned_for": MAY, **more}
    return services.plan_followup(
        access_of(user), authority=authority, contract=contract, template_version=template, **facts
    )


def test_a_planned_follow_up_gets_the_first_number_of_its_year(
    anna, ekby, contract, template
) -> None:
    followup = plan(anna, ekby, contract, template)

    assert (followup.number, followup.state) == ("2026-001", State.PLANNED)


def test_numbers_run_on_within_the_year_and_begin_anew_in_the_next(
    anna, ekby, contract, template
) -> None:
    numbers = [
        plan(anna, ekby, contract, template, planned_for=day).number
        for day in (MAY, MAY, date(2027, 1, 4))
    ]

    assert numbers == ["2026-001", "2026-002", "2027-001"]


def test_the_series_goes_past_999(anna, ekby, contract, template) -> None:
    FollowupFactory.create(authority=ekby, number="2026-999")
    FollowupFactory.create(authority=ekby, number="2026-1000")

    assert plan(anna, ekby, contract, template).number == "2026-1001"


def test_each_authority_has_its_own_series(anna, ekby, contract, template) -> None:
    FollowupFactory.create(number="2026-001")

    assert plan(anna, ekby, contract, template).number == "2026-001"


def test_a_restricted_follow_up_counts_in_the_series(anna, ekby, contract, template) -> None:
    FollowupFactory.create(authority=ekby, number="2026-001", secrecy=Secrecy.RESTRICTED)

    assert plan(anna, ekby, contract, template).number == "2026-002"


def test_planning_leaves_a_line_in_the_trail(anna, ekby, contract, template) -> None:
    followup = plan(anna, ekby, contract, template)

    line = AuditEvent.objects.visible_to(access_of(anna)).about(followup).get()
    assert (line.event, line.facts["planned_for"]) == ("followup.planned", "2026-05-04")


def test_a_reader_may_not_plan(bo, ekby, contract, template) -> None:
    with pytest.raises(NotAllowed):
        plan(bo, ekby, contract, template)


def test_nobody_plans_for_another_authority(anna, norrby, contract, template) -> None:
    with pytest.raises(NotAllowed):
        plan(anna, norrby, contract, template)


def test_a_contract_of_another_authority_cannot_be_followed_up(anna, ekby, template) -> None:
    with pytest.raises(RuleViolation, match="inte del i avtalet"):
        plan(anna, ekby, ContractFactory.create(), template)


def test_one_in_two_authorities_cannot_mix_them(anna, ekby, norrby, template) -> None:
    MembershipFactory.create(user=anna, authority=norrby)
    of_norrby = ContractFactory.create(agreement__authority=norrby)

    with pytest.raises(RuleViolation, match="inte del i avtalet"):
        plan(anna, ekby, of_norrby, template)


def test_a_member_of_the_cooperation_follows_up_the_shared_agreement(
    cilla: User, ekby: Authority, norrby: Authority, cooperation: Cooperation
) -> None:
    shared = ContractFactory.create(agreement__authority=ekby, agreement__cooperation=cooperation)
    template = TemplateVersionFactory.create(
        template__authority=ekby, template__cooperation=cooperation
    )

    assert plan(cilla, norrby, shared, template).authority == norrby


def test_the_lot_must_belong_to_the_agreement(anna, ekby, contract, template) -> None:
    with pytest.raises(RuleViolation, match="ett annat avtal"):
        plan(anna, ekby, contract, template, lot=LotFactory.create())


def test_the_lot_of_the_agreement_is_kept(anna, ekby, contract, template) -> None:
    lot = LotFactory.create(agreement=contract.agreement)

    assert plan(anna, ekby, contract, template, lot=lot).lot == lot


@pytest.mark.parametrize("state", [TemplateState.DRAFT, TemplateState.RETIRED])
def test_only_published_templates_are_used(anna, ekby, contract, state) -> None:
    template = TemplateVersionFactory.create(template__authority=ekby, state=state)

    with pytest.raises(RuleViolation, match="inte publicerad"):
        plan(anna, ekby, contract, template)


def test_a_template_of_another_authority_is_not_used(anna, ekby, contract) -> None:
    with pytest.raises(RuleViolation, match="inte nämndens"):
        plan(anna, ekby, contract, TemplateVersionFactory.create())


def test_a_refused_plan_leaves_no_row_and_no_line(anna, ekby, contract) -> None:
    with pytest.raises(RuleViolation):
        plan(anna, ekby, contract, TemplateVersionFactory.create())

    assert not Followup.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_planned_follow_up_can_be_moved_to_another_day(anna, ekby) -> None:
    followup = FollowupFactory.create(authority=ekby)

    row = services.reschedule_followup(access_of(anna), followup, planned_for=MAY, version=1)

    assert (row.planned_for, row.version) == (MAY, 2)


def test_a_started_follow_up_keeps_its_day(anna, ekby) -> None:
    followup = FollowupFactory.create(authority=ekby, state=State.ONGOING)

    with pytest.raises(RuleViolation, match="påbörjats"):
        services.reschedule_followup(access_of(anna), followup, planned_for=MAY, version=1)


def test_one_who_read_an_older_version_is_told_and_changes_nothing(anna, ekby) -> None:
    followup = FollowupFactory.create(authority=ekby, version=2)

    with pytest.raises(Outdated):
        services.reschedule_followup(access_of(anna), followup, planned_for=MAY, version=1)

    followup.refresh_from_db()
    assert followup.planned_for != MAY


def test_a_reader_may_not_reschedule(bo, ekby) -> None:
    with pytest.raises(NotAllowed):
        services.reschedule_followup(
            access_of(bo), FollowupFactory.create(authority=ekby), planned_for=MAY, version=1
        )
