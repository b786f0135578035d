from datetime import date
from decimal import Decimal

import pytest

from insyn.audit.models import AuditEvent
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.followups.models import Followup, Reviewer
from insyn.followups.queries.from_plan import periods_of, startables, versions_for
from insyn.followups.queries.of_plan import by_form, narrowed, progress_of_plans, sum_of_progress
from insyn.followups.rules import Kind, Reason, State
from insyn.followups.rules.plan_progress import Standing, Tally
from insyn.followups.services import (
    PlannedFacts,
    PlanPlace,
    StartFacts,
    plan_followup,
    reschedule_followup,
    start_activity,
)
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.plans.models import ActivityPeriod, ActivityTarget, FormStage, PlannedActivity
from insyn.plans.rules import ActivityState, FormKind, PlanState, Scope, StageKind
from insyn.registry.models import Agreement, Contract
from insyn.registry.queries import access_of
from insyn.registry.rules import ContractStatus
from tests.factories import (
    AgreementFactory,
    ContractFactory,
    FollowupFactory,
    LotFactory,
    PlanFactory,
    PlanFormFactory,
    PlannedActivityFactory,
    ProviderFactory,
    ServiceAreaFactory,
    TemplateVersionFactory,
)

pytestmark = pytest.mark.django_db
MARCH, MAY_31 = date(2026, 3, 1), date(2026, 5, 31)
APRIL = date(2026, 4, 15)
SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 30))


@pytest.fixture
def agreement(ekby) -> Agreement:
    return AgreementFactory.create(
        authority=ekby, starts_on=date(2020, 1, 1), ends_on=date(2030, 12, 31)
    )


def contract_of(agreement: Agreement, name: str, **more: object) -> Contract:
    days = {"starts_on": date(2020, 1, 1), "ends_on": date(2030, 12, 31)}
    provider = ProviderFactory.create(name=name)
    return ContractFactory.create(agreement=agreement, provider=provider, **{**days, **more})


@pytest.fixture
def contracts(agreement) -> list[Contract]:
    """Two contracts of the agreement, by the provider's name."""
    return [contract_of(agreement, name) for name in ("Alby Vård AB", "Bodal Omsorg AB")]


@pytest.fixture
def activity(ekby, agreement) -> PlannedActivity:
    """Follow-up of an agreement from March to May, in an adopted plan of Ekby."""
    plan = PlanFactory.create(
        authority=ekby, state=PlanState.ADOPTED, decided_on=date(2025, 12, 1),
        proposed_on=date(2025, 11, 20), title="Uppföljningsplan 2026",
    )  # fmt: skip
    form = PlanFormFactory.create(plan=plan, kind=FormKind.PERIODIC, name="Regelbunden")
    return PlannedActivityFactory.create(
        form=form, title="Ramavtal HVB", scope=Scope.AGREEMENT, agreement=agreement, theme="",
        hours=8, occasions=2,
    )  # fmt: skip


@pytest.fixture
def period(activity) -> ActivityPeriod:
    return ActivityPeriod.objects.create(activity=activity, starts_on=MARCH, ends_on=MAY_31)


@pytest.fixture
def template(ekby) -> TemplateVersion:
    return TemplateVersionFactory.create(template__authority=ekby)


def facts(period, template, contracts, day=APRIL, reviewers=()) -> StartFacts:
    planned = [PlannedFacts(contract, day, reviewers) for contract in contracts]
    return StartFacts(period, template, planned)


def rows_of(user, activity, period):
    access = access_of(user)
    return startables(access, activity, period, periods_of(access, activity))


def proposed(user, activity, period) -> list[str]:
    return [r.contract.provider.name for r in rows_of(user, activity, period).rows if r.is_proposed]


def test_each_contract_gets_a_follow_up_of_the_activity(
    anna, activity, period, template, contracts
) -> None:
    made = start_activity(access_of(anna), activity, facts=facts(period, template, contracts))

    assert [row.contract for row in made] == contracts
    assert {row.activity for row in made} == {activity}
    assert {(row.planned_for, row.activity_starts_on) for row in made} == {(APRIL, MARCH)}


def test_a_follow_up_says_which_plan_it_comes_from(
    anna, activity, period, template, contracts
) -> None:
    (row,) = start_activity(access_of(anna), activity, facts=facts(period, template, contracts[:1]))

    assert row.reason == Reason.DECISION
    assert row.reason_note == "Uppföljningsplan 2026: Ramavtal HVB"
    assert row.kind == Kind.VISIT


def test_the_reviewers_are_named_and_declare_for_themselves(
    anna, reviewer, activity, period, template, contracts
) -> None:
    asked = facts(period, template, contracts[:1], reviewers=[anna, reviewer])

    (row,) = start_activity(access_of(anna), activity, facts=asked)

    named = Reviewer.objects.visible_to(access_of(anna)).filter(followup=row)
    assert [(one.user, one.has_no_conflict) for one in named] == [(anna, False), (reviewer, False)]


def test_a_second_click_makes_nothing_twice(anna, activity, period, template, contracts) -> None:
    asked = facts(period, template, contracts)
    start_activity(access_of(anna), activity, facts=asked)

    assert start_activity(access_of(anna), activity, facts=asked) == []
    assert Followup.objects.visible_to(access_of(anna)).count() == 2


def test_nothing_is_made_twice_when_the_day_has_been_changed_to_outside_the_period(
    anna, activity, period, template, contracts
) -> None:
    asked = facts(period, template, contracts[:1])
    (row,) = start_activity(access_of(anna), activity, facts=asked)
    reschedule_followup(access_of(anna), row, planned_for=date(2026, 8, 20))

    assert start_activity(access_of(anna), activity, facts=asked) == []


def test_each_time_of_the_activity_has_a_follow_up_of_its_own(
    anna, activity, period, template, contracts
) -> None:
    autumn = ActivityPeriod.objects.create(
        activity=activity, starts_on=SEPTEMBER[0], ends_on=SEPTEMBER[1]
    )
    start_activity(access_of(anna), activity, facts=facts(period, template, contracts[:1]))
    asked = facts(autumn, template, contracts[:1], day=date(2026, 9, 10))

    assert len(start_activity(access_of(anna), activity, facts=asked)) == 1


def test_a_cancelled_follow_up_can_be_made_anew(
    anna, activity, period, template, contracts
) -> None:
    asked = facts(period, template, contracts[:1])
    (row,) = start_activity(access_of(anna), activity, facts=asked)
    row.state, row.cancelled_reason = State.CANCELLED, "Utföraren bytte ledning"
    row.save()

    assert len(start_activity(access_of(anna), activity, facts=asked)) == 1


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.PROPOSED])
def test_a_plan_that_is_not_adopted_makes_no_follow_ups(
    anna, activity, period, template, contracts, state
) -> None:
    activity.plan.state = state
    activity.plan.save()

    with pytest.raises(RuleViolation, match="Nämnden har inte antagit planen"):
        start_activity(access_of(anna), activity, facts=facts(period, template, contracts))


def test_a_cancelled_activity_makes_no_follow_ups(
    anna, activity, period, template, contracts
) -> None:
    activity.state, activity.state_reason = ActivityState.CANCELLED, "Avtalet är uppsagt"
    activity.save()

    with pytest.raises(RuleViolation, match="Aktiviteten är inställd"):
        start_activity(access_of(anna), activity, facts=facts(period, template, contracts))


def test_without_a_chosen_provider_the_asker_is_told_to_choose(
    anna, activity, period, template
) -> None:
    with pytest.raises(RuleViolation, match="Kryssa för minst en utförare"):
        start_activity(access_of(anna), activity, facts=facts(period, template, []))


def test_a_day_outside_the_period_is_refused_by_name(
    anna, activity, period, template, contracts
) -> None:
    asked = facts(period, template, contracts, day=date(2026, 6, 1))

    with pytest.raises(RuleViolation, match=r"2026-06-01 för Alby Vård AB .* mars–maj 2026"):
        start_activity(access_of(anna), activity, facts=asked)


def test_a_contract_that_is_not_in_force_on_the_day_is_named(
    anna, agreement, activity, period, template, contracts
) -> None:
    ended = contract_of(agreement, "Cedern AB", ends_on=date(2026, 3, 31))

    with pytest.raises(RuleViolation, match="Cedern AB 2026-04-15"):
        start_activity(
            access_of(anna), activity, facts=facts(period, template, [*contracts, ended])
        )
    assert not Followup.objects.visible_to(access_of(anna)).exists()


def test_a_template_that_is_not_published_is_refused(
    anna, ekby, activity, period, contracts
) -> None:
    draft = TemplateVersionFactory.create(template__authority=ekby, state=TemplateState.DRAFT)

    with pytest.raises(RuleViolation, match="Mallen är inte publicerad"):
        start_activity(access_of(anna), activity, facts=facts(period, draft, contracts))


def test_a_reader_makes_no_follow_ups(bo, activity, period, template, contracts) -> None:
    with pytest.raises(NotAllowed):
        start_activity(access_of(bo), activity, facts=facts(period, template, contracts))


def test_a_stranger_makes_no_follow_ups(cilla, activity, period, template, contracts) -> None:
    with pytest.raises(NotAllowed):
        start_activity(access_of(cilla), activity, facts=facts(period, template, contracts))


def test_a_time_that_has_been_taken_away_is_outdated(
    anna, activity, period, template, contracts
) -> None:
    asked = facts(period, template, contracts)
    ActivityPeriod.objects.visible_to(access_of(anna)).delete()

    with pytest.raises(Outdated):
        start_activity(access_of(anna), activity, facts=asked)


def test_the_trail_says_how_many_were_made(anna, activity, period, template, contracts) -> None:
    start_activity(access_of(anna), activity, facts=facts(period, template, contracts))

    events = AuditEvent.objects.visible_to(access_of(anna)).filter(
        event="activity.followups_started"
    )
    assert [event.facts for event in events] == [{"count": 2, "period": "mars–maj 2026"}]


def test_a_follow_up_of_a_lot_is_about_the_lot(anna, agreement, activity, period, template) -> None:
    lot, other = LotFactory.create(agreement=agreement), LotFactory.create(agreement=agreement)
    inside, outside = contract_of(agreement, "I området"), contract_of(agreement, "Utanför")
    inside.lots.add(lot)
    outside.lots.add(other)
    activity.scope, activity.lot = Scope.LOT, lot
    activity.save()

    assert proposed(anna, activity, period) == ["I området"]
    (row,) = start_activity(access_of(anna), activity, facts=facts(period, template, [inside]))
    assert row.lot == lot


def test_a_part_of_the_lot_belongs_to_it(anna, agreement, activity, period) -> None:
    lot = LotFactory.create(agreement=agreement)
    contract_of(agreement, "I en del").lots.add(LotFactory.create(agreement=agreement, parent=lot))
    activity.scope, activity.lot = Scope.LOT, lot
    activity.save()

    assert proposed(anna, activity, period) == ["I en del"]


def test_all_of_an_agreement_are_proposed_when_no_provider_is_named(
    anna, activity, period, contracts
) -> None:
    assert proposed(anna, activity, period) == ["Alby Vård AB", "Bodal Omsorg AB"]


def test_only_the_named_providers_are_proposed(anna, activity, period, contracts) -> None:
    ActivityTarget.objects.create(activity=activity, provider=contracts[1].provider)

    assert proposed(anna, activity, period) == ["Bodal Omsorg AB"]
    assert len(rows_of(anna, activity, period).rows) == 2


def test_a_named_provider_without_a_contract_is_said(anna, activity, period, contracts) -> None:
    absent = ProviderFactory.create(name="Utan kontrakt AB")
    ActivityTarget.objects.create(activity=activity, provider=absent)

    assert [row.provider for row in rows_of(anna, activity, period).missing] == [absent]


def test_a_name_that_is_not_in_the_register_is_said_and_proposes_nobody_else(
    anna, activity, period, contracts
) -> None:
    ActivityTarget.objects.create(activity=activity, listed_as="Utförare under upphandling")

    assert [str(row) for row in rows_of(anna, activity, period).missing] == [
        "Utförare under upphandling"
    ]
    assert proposed(anna, activity, period) == []


def test_a_contract_that_ends_before_the_period_is_shown_and_not_proposed(
    anna, agreement, activity, period
) -> None:
    contract_of(agreement, "Slutar AB", ends_on=date(2026, 2, 28))
    (row,) = rows_of(anna, activity, period).rows

    assert (row.is_in_force, row.is_proposed) == (False, False)


def test_an_ended_contract_is_not_offered(anna, agreement, activity, period) -> None:
    contract_of(agreement, "Slut AB", status=ContractStatus.ENDED, status_reason="Uppsagt")

    assert rows_of(anna, activity, period).rows == []


def test_a_theme_offers_the_contracts_of_its_providers(
    anna, ekby, agreement, contracts, activity, period
) -> None:
    activity.scope, activity.agreement, activity.theme = Scope.THEME, None, "Bemanning"
    activity.save()
    ActivityTarget.objects.create(activity=activity, provider=contracts[0].provider)

    assert proposed(anna, activity, period) == ["Alby Vård AB"]


def test_of_several_contracts_of_a_provider_the_asker_chooses(
    anna, ekby, agreement, contracts, activity, period
) -> None:
    provider = contracts[0].provider
    other = AgreementFactory.create(authority=ekby)
    ContractFactory.create(agreement=other, provider=provider, starts_on=MARCH, ends_on=None)
    activity.scope, activity.agreement, activity.theme = Scope.THEME, None, "Bemanning"
    activity.save()
    ActivityTarget.objects.create(activity=activity, provider=provider)
    rows = rows_of(anna, activity, period).rows

    assert [row.is_proposed for row in rows] == [False, False]


def test_a_service_area_offers_the_contracts_in_its_lots(anna, agreement, activity, period) -> None:
    area = ServiceAreaFactory.create()
    contract_of(agreement, "I området").lots.add(
        LotFactory.create(agreement=agreement, service_area=area)
    )
    contract_of(agreement, "I ett annat")
    activity.scope, activity.agreement, activity.service_area = Scope.SERVICE_AREA, None, area
    activity.save()

    assert proposed(anna, activity, period) == ["I området"]


def test_another_boards_agreement_is_never_offered(anna, norrby, activity, period) -> None:
    theirs = ContractFactory.create(agreement__authority=norrby)
    activity.scope, activity.agreement, activity.theme = Scope.THEME, None, "Bemanning"
    activity.save()
    ActivityTarget.objects.create(activity=activity, provider=theirs.provider)

    assert rows_of(anna, activity, period).rows == []


def test_the_boards_decision_is_no_time_to_follow_up(anna, activity, period) -> None:
    stage = FormStage.objects.create(form=activity.form, kind=StageKind.DECISION, name="Beslut")
    ActivityPeriod.objects.create(
        activity=activity, stage=stage, starts_on=SEPTEMBER[0], ends_on=SEPTEMBER[1]
    )

    assert periods_of(access_of(anna), activity) == [period]


def test_the_template_of_the_activity_is_the_only_one_offered(
    anna, ekby, activity, template
) -> None:
    TemplateVersionFactory.create(template__authority=ekby)
    TemplateVersionFactory.create(template=template.template, number=9, state=TemplateState.DRAFT)
    activity.template = template.template
    activity.save()

    assert list(versions_for(access_of(anna), activity)) == [template]


def test_a_follow_up_cannot_be_put_in_another_boards_plan(
    anna, ekby, norrby, contracts, template
) -> None:
    form = PlanFormFactory.create(
        plan=PlanFactory.create(authority=norrby, state=PlanState.ADOPTED, decided_on=MARCH)
    )
    theirs = PlannedActivityFactory.create(form=form)

    with pytest.raises(RuleViolation, match="Aktiviteten finns inte"):
        plan_followup(
            access_of(anna), authority=ekby, contract=contracts[0], lot=None,
            template_version=template, planned_for=APRIL, place=PlanPlace(theirs),
        )  # fmt: skip


def progress(user, activity, *, today=date(2026, 6, 15), year=None):
    return progress_of_plans(access_of(user), [activity.plan], today=today, year=year)


def made(activity, **more) -> Followup:
    return FollowupFactory.create(
        authority=activity.responsible_authority, activity=activity, planned_for=APRIL, **more
    )


def test_an_activity_without_follow_ups_is_not_started_and_late(anna, activity, period) -> None:
    (row,) = progress(anna, activity)

    assert (row.standing, row.is_late, row.tally) == (Standing.WAITING, True, Tally())


def test_the_follow_ups_are_counted_by_how_far_they_are(anna, activity, period) -> None:
    made(activity)
    made(activity, state=State.DRAFT)
    made(activity, state=State.SENT, reported_on=APRIL)
    made(activity, state=State.CANCELLED, cancelled_reason="Ingen verksamhet")
    FollowupFactory.create(authority=activity.responsible_authority)
    (row,) = progress(anna, activity)

    assert (row.standing, row.tally) == (Standing.STARTED, Tally(1, 1, 1, 1, late=1))


def test_hours_are_those_of_all_occasions(anna, activity, period) -> None:
    (row,) = progress(anna, activity)

    assert row.hours == 16


def test_a_form_adds_up_its_activities(anna, activity, period) -> None:
    PlannedActivityFactory.create(form=activity.form, state=ActivityState.DONE, hours=4)
    PlannedActivityFactory.create(form=PlanFormFactory.create(plan=activity.plan))
    first, second = by_form(progress(anna, activity))

    assert (first.sum.activities, first.sum.done, first.sum.hours) == (2, 1, Decimal(20))
    assert second.sum.activities == 1


def test_the_sum_of_the_plan_is_the_sum_of_its_activities(anna, activity, period) -> None:
    made(activity)
    added = sum_of_progress(progress(anna, activity))

    assert (added.activities, added.started, added.tally.made) == (1, 1, 1)


def test_of_a_year_only_what_is_done_in_it_counts(anna, activity, period) -> None:
    later = PlannedActivityFactory.create(form=activity.form)
    ActivityPeriod.objects.create(
        activity=later, starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31)
    )

    assert [row.activity for row in progress(anna, activity, year=2027)] == [later]
    assert [row.activity for row in progress(anna, activity, year=2026)] == [activity]


def test_many_times_and_many_follow_ups_count_each_once(anna, activity, period) -> None:
    ActivityPeriod.objects.create(activity=activity, starts_on=SEPTEMBER[0], ends_on=SEPTEMBER[1])
    made(activity)
    made(activity)
    (row,) = progress(anna, activity)

    assert (row.times.count, row.times.last_on, row.tally.made) == (2, SEPTEMBER[1], 2)


def test_a_reader_is_told_what_is_reported_and_nothing_of_what_is_under_way(
    bo, activity, period
) -> None:
    made(activity, state=State.DRAFT)
    made(activity, state=State.SENT, reported_on=APRIL)
    (row,) = progress(bo, activity)

    assert (row.standing, row.is_late) == (Standing.UNKNOWN, False)
    assert row.tally == Tally(reported=1)


def test_postponed_and_cancelled_ones_can_be_shown_alone(anna, activity, period) -> None:
    stopped = PlannedActivityFactory.create(
        form=activity.form, state=ActivityState.POSTPONED, state_reason="Personalbyte"
    )
    rows = narrowed(progress(anna, activity), {"is_stopped": True})

    assert [row.activity for row in rows] == [stopped]


def test_progress_asks_three_questions(anna, activity, period, django_assert_num_queries) -> None:
    access = access_of(anna)
    with django_assert_num_queries(3):
        progress_of_plans(access, [activity.plan], today=APRIL)


def redone(activity: PlannedActivity) -> PlannedActivity:
    """Let the activity's plan be replaced by an edition for the same time; return the copy."""
    old = activity.plan
    old.state = PlanState.REPLACED
    old.save()
    new = PlanFactory.create(
        authority=old.authority, state=PlanState.ADOPTED, decided_on=date(2026, 4, 1),
        proposed_on=date(2026, 3, 20), title="Uppföljningsplan 2026, ny", continues=old, edition=2,
    )  # fmt: skip
    copy = PlannedActivityFactory.create(
        form=PlanFormFactory.create(plan=new, kind=FormKind.PERIODIC), title=activity.title,
        scope=Scope.AGREEMENT, agreement=activity.agreement, theme="", copied_from=activity,
    )  # fmt: skip
    ActivityPeriod.objects.create(activity=copy, starts_on=MARCH, ends_on=MAY_31)
    return copy


def test_a_new_edition_makes_no_second_follow_up_of_what_was_started_before(
    anna, activity, period, template, contracts
) -> None:
    start_activity(access_of(anna), activity, facts=facts(period, template, contracts))
    copy = redone(activity)
    (again,) = periods_of(access_of(anna), copy)

    assert start_activity(access_of(anna), copy, facts=facts(again, template, contracts)) == []
    assert len(rows_of(anna, copy, again).made) == 2


def test_the_progress_of_a_new_edition_counts_what_was_started_before(
    anna, activity, period, template, contracts
) -> None:
    start_activity(access_of(anna), activity, facts=facts(period, template, contracts))
    copy = redone(activity)

    (row,) = progress_of_plans(access_of(anna), [copy.plan], today=APRIL)

    assert row.tally.made == 2


def test_what_was_made_before_the_new_plans_time_is_not_counted_in_it(
    anna, activity, period, template, contracts
) -> None:
    start_activity(access_of(anna), activity, facts=facts(period, template, contracts))
    copy = redone(activity)
    copy.plan.starts_on = date(2026, 4, 16)
    copy.plan.save()

    (row,) = progress_of_plans(access_of(anna), [copy.plan], today=APRIL)

    assert row.tally.made == 0
