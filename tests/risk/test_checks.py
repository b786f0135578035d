"""Gathering the facts of a plan, and what is told of other boards."""

from datetime import date

import pytest

from insyn.followups.models import Followup
from insyn.followups.rules import Kind, Reason, State
from insyn.kernel.access import Permission, Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.plans.models import Plan
from insyn.plans.rules import FormKind, PlanState
from insyn.registry.queries import access_of
from insyn.risk.models import AcceptedWarning, FocusArea
from insyn.risk.queries.checks import accepted_before, shown_in_memo, told_of, warnings_of
from insyn.risk.rules.kinds import CheckCode, RiskBand
from insyn.risk.services.acceptances import AcceptanceFacts, accept_warnings, take_back
from tests.factories import (
    AgreementFactory,
    AgreementOptionFactory,
    ContractFactory,
    FollowupFactory,
    LotFactory,
    MembershipFactory,
    PermitFactory,
    PlanFormFactory,
    ProviderFactory,
    RequirementVersionFactory,
    ServiceAreaFactory,
    UnitFactory,
)
from tests.risk.plans_under_check import MARCH, activity, assessment, plan_for, score

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_2026(monkeypatch) -> None:
    monkeypatch.setattr("insyn.platform.clock.today", lambda: date(2026, 1, 10))


@pytest.fixture
def plan(ekby) -> Plan:
    return plan_for(ekby)


@pytest.fixture
def agreement(ekby):
    """An agreement that asks for no attention by itself."""
    return AgreementFactory.create(
        authority=ekby,
        title="Stödboende",
        starts_on=date(2024, 1, 1),
        ends_on=date(2027, 12, 31),
        has_insight_clause=True,
    )


def codes(access, plan: Plan, **given) -> list[CheckCode]:
    return [warning.code for warning in warnings_of(access, plan, **given)]


def sentence(access, plan: Plan, code: CheckCode) -> str:
    (found,) = [one for one in warnings_of(access, plan) if one.code is code]
    return found.sentence


def test_a_plan_that_covers_its_agreement_has_no_warning(anna, plan, agreement) -> None:
    activity(plan, MARCH, agreement=agreement, responsible=anna)

    assert codes(access_of(anna), plan) == []


def test_an_agreement_that_nothing_is_planned_for_is_found(anna, plan, agreement) -> None:
    assert codes(access_of(anna), plan) == [CheckCode.NEVER_COVERED]


def test_a_reported_follow_up_counts_as_covered_for_three_years(anna, ekby, plan, agreement):
    FollowupFactory.create(
        authority=ekby,
        contract__agreement=agreement,
        state=State.CLOSED,
        carried_out_on=date(2022, 5, 1),
        reported_on=date(2022, 6, 1),
    )

    assert "1 maj 2022" in sentence(access_of(anna), plan, CheckCode.SELDOM_COVERED)


def test_an_activity_after_the_end_is_found_unless_nobody_knows_the_end(anna, plan, agreement):
    agreement.ends_on = date(2026, 2, 1)
    agreement.save()
    activity(plan, MARCH, agreement=agreement, responsible=anna)
    assert codes(access_of(anna), plan) == [CheckCode.AFTER_END]

    agreement.has_unknown_period = True
    agreement.save()
    assert codes(access_of(anna), plan) == []


def test_an_option_that_nobody_has_answered_is_read(anna, plan, agreement) -> None:
    agreement.ends_on = date(2026, 2, 1)
    agreement.save()
    AgreementOptionFactory.create(
        agreement=agreement, call_by=date(2026, 1, 1), extends_to=date(2027, 2, 1)
    )
    activity(plan, MARCH, agreement=agreement, responsible=anna)

    assert "optionen till den 1 februari 2027" in sentence(
        access_of(anna), plan, CheckCode.AFTER_END
    )


def test_an_activity_about_a_lot_is_about_its_agreement(anna, plan, agreement) -> None:
    lot = LotFactory.create(agreement=agreement)
    activity(plan, MARCH, lot=lot, responsible=anna)

    assert codes(access_of(anna), plan) == []


def test_an_activity_without_anybody_responsible_is_found(anna, plan, agreement) -> None:
    activity(plan, MARCH, agreement=agreement)

    assert codes(access_of(anna), plan) == [CheckCode.NO_REVIEWER]


def test_a_private_provider_without_the_clause_is_found(anna, plan, agreement) -> None:
    agreement.has_insight_clause = False
    agreement.save()
    activity(plan, MARCH, agreement=agreement, responsible=anna)
    assert codes(access_of(anna), plan) == []

    ContractFactory.create(agreement=agreement)
    assert codes(access_of(anna), plan) == [CheckCode.NO_INSIGHT_CLAUSE]


def test_requirements_that_cannot_be_followed_up_are_found(anna, ekby, plan, agreement) -> None:
    activity(plan, MARCH, agreement=agreement, responsible=anna)
    RequirementVersionFactory.create(
        requirement__authority=ekby,
        requirement__agreement=agreement,
        valid_from=date(2025, 1, 1),
        is_measurable=False,
        has_evidence=True,
        has_respondent=True,
        has_frequency=True,
    )

    assert codes(access_of(anna), plan) == [CheckCode.NOT_FOLLOWABLE]


def test_hours_over_the_boards_capacity_are_found(anna, plan, agreement) -> None:
    activity(plan, MARCH, agreement=agreement, responsible=anna, hours=30, occasions=5)
    plan.capacity_hours = 100
    plan.save()

    assert "tar 150 timmar" in sentence(access_of(anna), plan, CheckCode.OVER_CAPACITY)


def homes(agreement, **given):
    """Return a unit of a provider in the agreement, that needs a permit."""
    provider = ProviderFactory.create()
    area = ServiceAreaFactory.create(needs_permit=True)
    unit = UnitFactory.create(provider=provider, service_area=area, **given)
    ContractFactory.create(agreement=agreement, provider=provider)
    return unit


def test_a_unit_whose_permit_ends_before_the_plan_is_found(anna, plan, agreement) -> None:
    unit = homes(agreement, name="Villa Björk")
    activity(plan, MARCH, agreement=agreement, responsible=anna)
    assert codes(access_of(anna), plan) == [CheckCode.PERMIT]

    PermitFactory.create(unit=unit, valid_from=date(2020, 1, 1), valid_to=date(2026, 6, 30))
    assert "30 juni 2026" in sentence(access_of(anna), plan, CheckCode.PERMIT)

    PermitFactory.create(unit=unit, valid_from=date(2026, 7, 1), valid_to=None)
    assert codes(access_of(anna), plan) == []


def test_a_unit_that_no_contract_of_the_plan_reaches_is_not_looked_at(anna, plan, agreement):
    activity(plan, MARCH, agreement=agreement, responsible=anna)
    UnitFactory.create(service_area__needs_permit=True)

    assert codes(access_of(anna), plan) == []


def test_a_new_units_window_is_found_until_something_is_planned_in_it(anna, plan, agreement):
    unit = homes(agreement, first_client_on=date(2025, 9, 15))
    PermitFactory.create(unit=unit, valid_from=date(2020, 1, 1), valid_to=None)
    autumn = (date(2026, 9, 1), date(2026, 9, 30))
    activity(plan, autumn, agreement=agreement, responsible=anna)
    assert codes(access_of(anna), plan) == [CheckCode.NEW_PROVIDER]

    activity(plan, MARCH, agreement=agreement, responsible=anna)
    assert codes(access_of(anna), plan) == []


def test_high_risk_outside_focus_is_found_by_what_the_board_let_stand(
    anna, ekby, plan, agreement
) -> None:
    activity(plan, MARCH, agreement=agreement, responsible=anna)
    contract = ContractFactory.create(agreement=agreement)
    row = score(assessment(ekby, plan=plan), contract, RiskBand.RED)
    assert codes(access_of(anna), plan) == [CheckCode.RISK_NOT_IN_FOCUS]

    row.override, row.override_reason = RiskBand.GREEN, "Följdes upp i går"
    row.save()
    assert codes(access_of(anna), plan) == []


def test_an_agreement_in_focus_is_not_found(anna, ekby, plan, agreement) -> None:
    activity(plan, MARCH, agreement=agreement, responsible=anna)
    contract = ContractFactory.create(agreement=agreement)
    score(assessment(ekby, plan=plan), contract, RiskBand.RED)
    FocusArea.objects.create(plan=plan, agreement=agreement, motivation="Hög risk")

    assert codes(access_of(anna), plan) == []


def test_a_reader_is_told_nothing_of_an_assessment_that_is_not_frozen(
    bo, ekby, plan, agreement
) -> None:
    Plan.objects.unscoped(reason="test").update(proposed_on=date(2026, 1, 1))
    contract = ContractFactory.create(agreement=agreement)
    score(assessment(ekby, plan=plan, state="draft", frozen_on=None), contract, RiskBand.RED)

    assert CheckCode.RISK_NOT_IN_FOCUS not in codes(access_of(bo), plan)


def test_memo_dates_from_above_are_held_against_the_plans_date(anna, plan) -> None:
    plan.dated_on = date(2026, 2, 28)
    plan.save()

    assert codes(access_of(anna), plan) == []
    assert codes(access_of(anna), plan, memo_dates=[date(2025, 2, 28)]) == [CheckCode.DATES]


@pytest.fixture
def shared_provider(anna, norrby, plan, agreement):
    """A provider whom Ekby is at in March, with a contract in Norrby too."""
    provider = ProviderFactory.create(name="Åkerö Omsorg AB")
    ContractFactory.create(agreement=agreement, provider=provider)
    ContractFactory.create(agreement=AgreementFactory.create(authority=norrby), provider=provider)
    activity(plan, MARCH, agreement=agreement, providers=(provider,), responsible=anna)
    return provider


def norrbys_plan(norrby, provider, **given) -> Plan:
    values = {"state": PlanState.ADOPTED, "decided_on": date(2026, 1, 2)} | given
    theirs = plan_for(norrby, title="Norrbys hemliga plan", **values)
    activity(theirs, MARCH, providers=(provider,), title="Norrbys besök")
    return theirs


def test_another_boards_adopted_plan_is_a_number(anna, norrby, plan, shared_provider) -> None:
    norrbys_plan(norrby, shared_provider)
    (burden,) = warnings_of(access_of(anna), plan)

    assert burden.sentence == (
        "Åkerö Omsorg AB följs upp av er och av en annan nämnd samtidigt: mars 2026."
    )
    assert "Norrby" not in str(burden)


def test_a_plan_with_no_providers_chosen_is_at_all_of_its_agreements(
    anna, norrby, plan, shared_provider
) -> None:
    theirs = plan_for(norrby, state=PlanState.ADOPTED, decided_on=date(2026, 1, 2))
    agreement = AgreementFactory.create(authority=norrby)
    ContractFactory.create(agreement=agreement, provider=shared_provider)
    activity(theirs, MARCH, agreement=agreement)

    assert codes(access_of(anna), plan) == [CheckCode.BURDEN]


def test_a_follow_up_of_another_board_counts_once_with_its_plan(
    anna, norrby, plan, shared_provider
) -> None:
    norrbys_plan(norrby, shared_provider)
    FollowupFactory.create(
        authority=norrby, contract__provider=shared_provider, planned_for=date(2026, 3, 9)
    )

    assert "en annan nämnd" in sentence(access_of(anna), plan, CheckCode.BURDEN)


def test_no_other_boards_draft_is_counted(anna, norrby, plan, shared_provider) -> None:
    norrbys_plan(norrby, shared_provider, state=PlanState.PROPOSED, decided_on=None)

    assert codes(access_of(anna), plan) == []


def test_nothing_unannounced_is_counted(anna, norrby, plan, shared_provider) -> None:
    theirs = norrbys_plan(norrby, shared_provider)
    (row,) = theirs.activities.unscoped(reason="test")
    row.is_unannounced = True
    row.save()
    FollowupFactory.create(
        authority=norrby,
        contract__provider=shared_provider,
        planned_for=date(2026, 3, 9),
        activity=row,
    )

    assert codes(access_of(anna), plan) == []


@pytest.mark.parametrize(
    "kept",
    [
        {"reason": Reason.SIGNAL},
        {"kind": Kind.EVENT},
        {"secrecy": Secrecy.RESTRICTED},
        {"state": State.CANCELLED, "cancelled_reason": "Flyttad"},
        {"state": State.CLOSED},
    ],
)
def test_a_follow_up_that_few_know_of_is_not_counted(
    anna, norrby, plan, shared_provider, kept
) -> None:
    FollowupFactory.create(
        authority=norrby,
        contract__provider=shared_provider,
        planned_for=date(2026, 3, 9),
        **kept,
    )

    assert Followup.objects.unscoped(reason="test").exists()
    assert codes(access_of(anna), plan) == []


def test_the_boards_of_the_plan_do_not_burden_each_other(anna, ekby, norrby, agreement) -> None:
    together = plan_for(ekby, parties=[norrby])
    provider = ProviderFactory.create()
    ContractFactory.create(agreement=agreement, provider=provider)
    activity(together, MARCH, agreement=agreement, providers=(provider,), responsible=anna)
    norrbys_plan(norrby, provider)

    assert codes(access_of(anna), together) == []


def test_three_hundred_activities_are_checked_within_25_queries(
    anna, ekby, plan, agreement, django_assert_max_num_queries
) -> None:
    plan.capacity_hours = 10
    plan.save()
    PlanFormFactory.create(plan=plan, kind=FormKind.CONTINUOUS)
    for number in range(300):
        provider = ProviderFactory.create()
        if number < 40:
            homes(agreement, first_client_on=date(2025, 9, 15))
        activity(plan, MARCH, agreement=agreement, providers=(provider,), hours=1)
    score(assessment(ekby, plan=plan), ContractFactory.create(agreement=agreement), RiskBand.ORANGE)
    with django_assert_max_num_queries(25):
        told = told_of(access_of(anna), plan)

    assert len([one for one in told if one.warning.code is CheckCode.NO_REVIEWER]) == 300


# Accepting


def accepted(anna, plan: Plan, reason: str = "Nytt avtal tecknas", **given):
    access = access_of(anna)
    names = [one.name for one in warnings_of(access, plan)]
    return accept_warnings(access, plan, facts=AcceptanceFacts(names, reason, **given))


def test_an_accepted_warning_says_who_and_why(anna, plan, agreement) -> None:
    (row,) = accepted(anna, plan)
    (told,) = told_of(access_of(anna), plan)

    assert (row.reason, row.accepted_by) == ("Nytt avtal tecknas", anna)
    assert told.accepted == row
    assert shown_in_memo([told]) == [told]


def test_accepting_again_changes_the_reason(anna, plan, agreement) -> None:
    accepted(anna, plan)
    accepted(anna, plan, "Avtalet sägs upp", shows_in_memo=False)
    (told,) = told_of(access_of(anna), plan)

    assert told.accepted
    assert told.accepted.reason == "Avtalet sägs upp"
    assert shown_in_memo([told]) == []


def test_a_warning_is_not_accepted_without_a_reason(anna, plan, agreement) -> None:
    with pytest.raises(RuleViolation, match="varför"):
        accepted(anna, plan, "  ")


def test_at_least_one_warning_is_chosen(anna, plan) -> None:
    with pytest.raises(RuleViolation, match="minst en"):
        accepted(anna, plan)


def test_what_is_not_found_is_not_accepted(anna, plan) -> None:
    facts = AcceptanceFacts([("after_end", "activity-1")], "Skäl")
    with pytest.raises(Outdated):
        accept_warnings(access_of(anna), plan, facts=facts)


def test_a_warning_that_only_the_memo_shows_is_accepted_with_its_date(anna, plan) -> None:
    plan.dated_on = date(2026, 2, 28)
    plan.save()
    facts = AcceptanceFacts([("dates", "dated-on")], "Skäl", memo_dates=[date(2025, 2, 28)])

    assert len(accept_warnings(access_of(anna), plan, facts=facts)) == 1


def test_the_warnings_of_a_replaced_plan_stay_as_they_are(anna, plan, agreement) -> None:
    Plan.objects.unscoped(reason="test").update(state=PlanState.REPLACED)
    with pytest.raises(RuleViolation, match="ersatt"):
        accepted(anna, plan)


def test_one_who_may_not_edit_the_plan_accepts_nothing(ekby, anna, plan, agreement) -> None:
    reviewer = MembershipFactory.create(authority=ekby).user
    assert not access_of(reviewer).may(Permission.EDIT_PLAN, authority_id=ekby.pk)
    with pytest.raises(NotAllowed):
        accepted(reviewer, plan)


def test_what_is_taken_back_is_a_warning_again(anna, plan, agreement) -> None:
    (row,) = accepted(anna, plan)
    take_back(access_of(anna), row)
    (told,) = told_of(access_of(anna), plan)

    assert told.accepted is None
    assert not AcceptedWarning.objects.unscoped(reason="test").exists()


def test_what_is_mended_is_shown_as_accepted_before_to_those_who_edit(
    anna, bo, plan, agreement
) -> None:
    accepted(anna, plan)
    activity(plan, MARCH, agreement=agreement, responsible=anna)
    told = told_of(access_of(anna), plan)

    assert told == []
    assert [one.code for one in accepted_before(access_of(anna), plan, told)] == [
        CheckCode.NEVER_COVERED
    ]
    assert accepted_before(access_of(bo), plan, told) == []
