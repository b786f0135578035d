from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.criteria.rules import TemplateState
from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.plans.models import (
    ActivityPeriod,
    ActivityTarget,
    FormStage,
    Plan,
    PlanChange,
    PlanForm,
    PlannedActivity,
    Programme,
    ProgrammeGoal,
    Rhythm,
)
from insyn.plans.rules import ActivityState, ChangeKind, Method, PlanState, RhythmKind, Scope
from insyn.plans.services.activities import (
    ActivityFacts,
    PeriodFacts,
    TargetFacts,
    assign_many,
    cancel_activity,
    mark_done,
    move_activity,
    postpone_activity,
    remove_activity,
    resume_activity,
    save_activity,
    set_periods,
    set_periods_of_many,
    set_targets,
)
from insyn.registry.queries import access_of
from tests.factories import (
    AgreementFactory,
    LotFactory,
    MembershipFactory,
    PlanFactory,
    PlanFormFactory,
    PlannedActivityFactory,
    ProviderFactory,
    ServiceAreaFactory,
    TemplateVersionFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

SPRING = PeriodFacts(date(2026, 3, 1), date(2026, 5, 31), "Mars–maj")
AUTUMN = PeriodFacts(date(2026, 9, 1), date(2026, 9, 30), "September")


@pytest.fixture
def plan(ekby: Authority) -> Plan:
    return PlanFactory.create(authority=ekby)


@pytest.fixture
def form(plan: Plan) -> PlanForm:
    return PlanFormFactory.create(plan=plan, name="Avtalsuppföljning")


@pytest.fixture
def facts(form: PlanForm) -> ActivityFacts:
    return ActivityFacts(form=form, title="Tema bemanning", scope=Scope.THEME, theme="Bemanning")


@pytest.fixture
def activity(form: PlanForm) -> PlannedActivity:
    return PlannedActivityFactory.create(form=form)


@pytest.fixture
def adopted(plan: Plan) -> Plan:
    return adopt(plan)


def adopt(plan: Plan) -> Plan:
    plan.state, plan.decided_on = PlanState.ADOPTED, date(2026, 1, 20)
    plan.proposed_on = date(2026, 1, 10)
    plan.save()
    return plan


def periods_of(user: User, activity: PlannedActivity) -> list[str]:
    rows = ActivityPeriod.objects.visible_to(access_of(user)).filter(activity=activity)
    return [row.label for row in rows]


def targets_of(user: User, activity: PlannedActivity) -> list[str]:
    rows = ActivityTarget.objects.visible_to(access_of(user)).filter(activity=activity)
    return [str(row) for row in rows]


def change_of(user: User) -> PlanChange:
    return PlanChange.objects.visible_to(access_of(user)).get()


def refused(*args, **kwargs) -> str:
    with pytest.raises(RuleViolation) as refusal:
        save_activity(*args, **kwargs)
    return str(refusal.value)


def test_an_activity_is_added_last_in_its_form(anna, plan, activity, facts) -> None:
    row = save_activity(access_of(anna), plan, facts=facts)

    assert row.position > activity.position
    assert row.responsible_authority == plan.authority
    assert row.state == ActivityState.PLANNED


def test_an_activity_is_stored_with_periods_and_targets(anna, plan, facts) -> None:
    provider = ProviderFactory.create(name="Åkerö AB")
    said = replace(facts, periods=[SPRING, AUTUMN], targets=[TargetFacts(provider)])

    row = save_activity(access_of(anna), plan, facts=said)

    assert periods_of(anna, row) == ["Mars–maj", "September"]
    assert targets_of(anna, row) == ["Åkerö AB"]


def test_a_new_activity_leaves_a_line_in_the_trail(anna, plan, facts) -> None:
    row = save_activity(access_of(anna), plan, facts=facts)

    line = AuditEvent.objects.visible_to(access_of(anna)).about(row).get()
    assert line.event == "activity.created"
    assert line.facts["plan"] == plan.title


def test_a_draft_has_no_log_of_changes(anna, plan, facts) -> None:
    save_activity(access_of(anna), plan, facts=facts)

    assert not PlanChange.objects.visible_to(access_of(anna)).exists()


def test_what_is_not_said_again_stays(anna, plan, activity, facts) -> None:
    set_periods(access_of(anna), activity, periods=[SPRING])

    save_activity(access_of(anna), plan, facts=facts, activity=activity)

    assert periods_of(anna, activity) == ["Mars–maj"]


def test_saving_the_same_again_changes_nothing(anna, plan, facts) -> None:
    said = replace(facts, periods=[SPRING])
    row = save_activity(access_of(anna), plan, facts=said)

    again = save_activity(access_of(anna), plan, facts=said, activity=row)

    assert again.version == row.version
    assert AuditEvent.objects.visible_to(access_of(anna)).about(row).count() == 1


def test_two_people_cannot_change_an_activity_at_once(anna, plan, activity, facts) -> None:
    save_activity(access_of(anna), plan, facts=facts, activity=activity, version=1)

    with pytest.raises(Outdated):
        save_activity(access_of(anna), plan, facts=facts, activity=activity, version=1)


def test_new_periods_alone_count_as_a_change(anna, activity) -> None:
    set_periods(access_of(anna), activity, periods=[SPRING], version=1)

    with pytest.raises(Outdated):
        set_periods(access_of(anna), activity, periods=[AUTUMN], version=1)


def test_a_reader_changes_nothing(bo, plan, facts) -> None:
    with pytest.raises(NotAllowed):
        save_activity(access_of(bo), plan, facts=facts)


def test_somebody_elsewhere_changes_nothing(cilla, plan, facts) -> None:
    with pytest.raises(NotAllowed):
        save_activity(access_of(cilla), plan, facts=facts)


def test_a_plan_before_the_board_is_not_changed(anna, plan, facts) -> None:
    plan.state = PlanState.PROPOSED
    plan.save()

    assert "nämnden" in refused(access_of(anna), plan, facts=facts)


@pytest.mark.parametrize(
    ("scope", "sentence"),
    [
        (Scope.AGREEMENT, "Välj vilket avtal aktiviteten gäller."),
        (Scope.LOT, "Välj vilket avtalsområde aktiviteten gäller."),
        (Scope.SERVICE_AREA, "Välj vilket verksamhetsområde aktiviteten gäller."),
        (Scope.THEME, "Skriv vilket tema aktiviteten gäller."),
    ],
)
def test_a_scope_needs_what_it_is_about(anna, plan, facts, scope, sentence) -> None:
    said = replace(facts, scope=scope, theme="")

    assert refused(access_of(anna), plan, facts=said) == sentence


def test_a_lot_brings_its_agreement(anna, ekby, plan, facts) -> None:
    lot = LotFactory.create(agreement__authority=ekby)

    row = save_activity(access_of(anna), plan, facts=replace(facts, scope=Scope.LOT, lot=lot))

    assert row.agreement == lot.agreement


def test_a_lot_of_another_agreement_is_refused(anna, ekby, plan, facts) -> None:
    lot = LotFactory.create(agreement__authority=ekby, name="Korttidshem")
    other = AgreementFactory.create(authority=ekby)
    said = replace(facts, scope=Scope.LOT, lot=lot, agreement=other)

    assert "Korttidshem" in refused(access_of(anna), plan, facts=said)


def test_what_the_scope_does_not_speak_of_is_left_out(anna, ekby, plan, facts) -> None:
    said = replace(
        facts,
        scope=Scope.SERVICE_AREA,
        service_area=ServiceAreaFactory.create(),
        agreement=AgreementFactory.create(authority=ekby),
    )

    row = save_activity(access_of(anna), plan, facts=said)

    assert row.agreement is None


def test_an_agreement_of_others_is_refused(anna, norrby, plan, facts) -> None:
    other = AgreementFactory.create(authority=norrby)
    said = replace(facts, scope=Scope.AGREEMENT, agreement=other)

    assert refused(access_of(anna), plan, facts=said) == "Välj ett avtal som nämnden har."


def test_a_form_of_another_plan_is_refused(anna, ekby, plan, facts) -> None:
    other = PlanFormFactory.create(plan__authority=ekby)

    assert "uppföljningsform" in refused(access_of(anna), plan, facts=replace(facts, form=other))


def test_a_goal_of_another_programme_is_refused(anna, ekby, plan, facts) -> None:
    programme = Programme.objects.create(
        municipality=ekby.municipality,
        title="Program",
        starts_on=date(2023, 1, 1),
        ends_on=date(2026, 12, 31),
    )
    goal = ProgrammeGoal.objects.create(programme=programme, number=1, text="Trygghet")

    assert "program" in refused(access_of(anna), plan, facts=replace(facts, goal=goal))


def test_a_rhythm_of_others_is_refused(anna, norrby, plan, facts) -> None:
    rhythm = Rhythm.objects.create(authority=norrby, name="Varje år", kind=RhythmKind.YEARS)

    assert "periodicitet" in refused(access_of(anna), plan, facts=replace(facts, rhythm=rhythm))


def test_one_who_only_reads_is_not_responsible(anna, bo, plan, facts) -> None:
    assert "Bo" in refused(access_of(anna), plan, facts=replace(facts, responsible=bo))


def test_a_follow_up_person_of_another_board_of_the_plan_is_responsible(
    anna, ekby, norrby, facts, form
) -> None:
    shared = PlanFactory.create(authority=ekby, parties=[norrby])
    person = MembershipFactory.create(authority=norrby, role=Role.REVIEWER).user
    said = replace(
        facts,
        form=PlanFormFactory.create(plan=shared),
        responsible=person,
        responsible_authority=norrby,
    )

    assert save_activity(access_of(anna), shared, facts=said).responsible == person


def test_a_board_outside_the_plan_is_not_responsible(anna, norrby, plan, facts) -> None:
    said = replace(facts, responsible_authority=norrby)

    assert "är inte en av planens nämnder" in refused(access_of(anna), plan, facts=said)


def test_one_who_has_left_stays_responsible_until_changed(anna, ekby, plan, facts) -> None:
    membership = MembershipFactory.create(authority=ekby, role=Role.REVIEWER)
    said = replace(facts, responsible=membership.user)
    row = save_activity(access_of(anna), plan, facts=said)
    membership.valid_to = date(2020, 1, 1)
    membership.save()

    kept = save_activity(access_of(anna), plan, facts=replace(said, note="x"), activity=row)

    assert kept.responsible == membership.user


def test_a_template_without_a_published_version_is_refused(anna, ekby, plan, facts) -> None:
    version = TemplateVersionFactory.create(template__authority=ekby, state=TemplateState.DRAFT)
    said = replace(facts, template=version.template)

    assert "ingen publicerad version" in refused(access_of(anna), plan, facts=said)


def test_amounts_and_methods_are_checked(anna, plan, facts) -> None:
    access = access_of(anna)

    assert "tillfällen" in refused(access, plan, facts=replace(facts, occasions=0))
    assert "timmar" in refused(access, plan, facts=replace(facts, hours=Decimal(-1)))
    assert "okänd" in refused(access, plan, facts=replace(facts, methods=["okänd"]))


def test_methods_are_stored_by_their_codes(anna, plan, facts) -> None:
    row = save_activity(access_of(anna), plan, facts=replace(facts, methods=[Method.VISIT]))

    row.refresh_from_db()
    assert row.methods == ["visit"]


def test_activities_never_wait_for_each_other_in_a_ring(anna, form, plan, facts) -> None:
    first = PlannedActivityFactory.create(form=form)
    second = PlannedActivityFactory.create(form=form, after=first)
    third = PlannedActivityFactory.create(form=form, after=second, title="Fördjupad")
    said = replace(facts, after=third)

    assert "”Fördjupad” väntar redan" in refused(access_of(anna), plan, facts=said, activity=first)


def test_an_activity_of_another_plan_does_not_come_first(anna, ekby, plan, facts) -> None:
    other = PlannedActivityFactory.create(form__plan__authority=ekby)

    assert "finns inte i planen" in refused(
        access_of(anna), plan, facts=replace(facts, after=other)
    )


def test_a_period_outside_the_plan_is_refused(anna, plan, facts) -> None:
    late = PeriodFacts(date(2027, 3, 1), date(2027, 5, 31))

    assert refused(access_of(anna), plan, facts=replace(facts, periods=[late])) == (
        "Perioden mars–maj 2027 ligger utanför planen, som gäller 2026."
    )


def test_a_period_turned_round_is_refused(anna, plan, facts) -> None:
    turned = PeriodFacts(date(2026, 5, 31), date(2026, 3, 1))

    assert "slutar innan den börjar" in refused(
        access_of(anna), plan, facts=replace(facts, periods=[turned])
    )


def test_a_stage_of_another_form_is_refused(anna, plan, facts) -> None:
    stage = FormStage.objects.create(form=PlanFormFactory.create(plan=plan), name="Översiktlig")
    said = replace(facts, periods=[replace(SPRING, stage=stage)])

    assert "Översiktlig" in refused(access_of(anna), plan, facts=said)


def test_an_activity_that_changes_form_keeps_its_periods_without_stages(
    anna, plan, form, facts
) -> None:
    stage = FormStage.objects.create(form=form, name="Översiktlig")
    said = replace(facts, periods=[replace(SPRING, stage=stage)])
    row = save_activity(access_of(anna), plan, facts=said)
    moved = replace(facts, form=PlanFormFactory.create(plan=plan))

    save_activity(access_of(anna), plan, facts=moved, activity=row)

    period = ActivityPeriod.objects.visible_to(access_of(anna)).get(activity=row)
    assert period.stage is None


def test_a_period_that_stays_is_the_same_row(anna, activity) -> None:
    access = access_of(anna)
    set_periods(access, activity, periods=[SPRING])
    before = ActivityPeriod.objects.visible_to(access).get(activity=activity)

    set_periods(access, activity, periods=[SPRING, AUTUMN])

    assert ActivityPeriod.objects.visible_to(access).filter(pk=before.pk).exists()


def test_a_unit_of_another_provider_is_refused(anna, activity) -> None:
    unit = UnitFactory.create(name="Solgården")
    target = TargetFacts(ProviderFactory.create(), unit)

    with pytest.raises(RuleViolation, match="Solgården drivs inte av"):
        set_targets(access_of(anna), activity, targets=[target])


def test_targets_are_exactly_those_given(anna, activity) -> None:
    one, other = ProviderFactory.create(name="A"), ProviderFactory.create(name="B")
    set_targets(access_of(anna), activity, targets=[TargetFacts(one)])

    set_targets(access_of(anna), activity, targets=[TargetFacts(other), TargetFacts(other)])

    assert targets_of(anna, activity) == ["B"]


def test_an_activity_is_moved_within_its_form(anna, form) -> None:
    first, second = (PlannedActivityFactory.create(form=form, position=0) for _ in range(2))
    PlannedActivityFactory.create(form=PlanFormFactory.create(plan=form.plan), position=0)

    move_activity(access_of(anna), second, is_up=True)
    move_activity(access_of(anna), second, is_up=True)

    rows = PlannedActivity.objects.visible_to(access_of(anna)).filter(form=form)
    assert list(rows) == [second, first]


def test_an_activity_of_a_draft_is_removed(anna, activity) -> None:
    remove_activity(access_of(anna), activity)

    assert not PlannedActivity.objects.visible_to(access_of(anna)).exists()


def test_an_activity_of_an_adopted_plan_is_not_removed(anna, activity, adopted) -> None:
    with pytest.raises(RuleViolation, match="Ställ in aktiviteten i stället"):
        remove_activity(access_of(anna), activity)


def test_a_change_of_an_adopted_plan_needs_a_reason(anna, adopted, facts) -> None:
    assert "Ange varför" in refused(access_of(anna), adopted, facts=facts)


def test_a_change_of_an_adopted_plan_is_logged_before_and_after(anna, activity, adopted) -> None:
    set_periods(access_of(anna), activity, periods=[SPRING], reason="Sen upphandling")

    change = change_of(anna)
    assert (change.kind, change.subject) == (ChangeKind.CHANGED, activity.title)
    assert (change.before, change.after) == ("", "Period: mars–maj 2026")
    assert (change.reason, change.made_by) == ("Sen upphandling", anna)


def test_an_activity_added_to_an_adopted_plan_is_logged(anna, adopted, facts) -> None:
    save_activity(access_of(anna), adopted, facts=facts, reason="Ny utförare")

    assert change_of(anna).kind == ChangeKind.ADDED
    assert "Tema: Bemanning" in change_of(anna).after


def test_an_activity_is_postponed_with_a_reason(anna, activity) -> None:
    set_periods(access_of(anna), activity, periods=[SPRING])
    adopt(activity.plan)

    row = postpone_activity(access_of(anna), activity, periods=[AUTUMN], reason="Sjukdom")

    assert (row.state, row.state_reason) == (ActivityState.POSTPONED, "Sjukdom")
    assert periods_of(anna, row) == ["September"]
    change = change_of(anna)
    assert change.kind == ChangeKind.POSTPONED
    assert change.before == "Läge: Planerad\nPeriod: mars–maj 2026"
    assert change.after == "Läge: Senarelagd\nPeriod: september 2026"


def test_an_activity_is_not_postponed_to_an_earlier_time(anna, activity) -> None:
    set_periods(access_of(anna), activity, periods=[AUTUMN])
    adopt(activity.plan)

    with pytest.raises(RuleViolation, match="slutar inte senare"):
        postpone_activity(access_of(anna), activity, periods=[SPRING], reason="Sjukdom")


def test_an_activity_is_not_postponed_to_no_time(anna, activity, adopted) -> None:
    with pytest.raises(RuleViolation, match="vilken period"):
        postpone_activity(access_of(anna), activity, periods=[], reason="Sjukdom")


def test_an_activity_is_cancelled_with_a_reason(anna, activity, adopted) -> None:
    row = cancel_activity(access_of(anna), activity, reason="Avtalet upphörde")

    assert (row.state, row.state_reason) == (ActivityState.CANCELLED, "Avtalet upphörde")
    assert change_of(anna).kind == ChangeKind.CANCELLED


def test_an_activity_is_not_cancelled_without_a_reason(anna, activity, adopted) -> None:
    with pytest.raises(RuleViolation, match="Skriv varför"):
        cancel_activity(access_of(anna), activity, reason=" ")


@pytest.mark.parametrize(
    "act",
    [
        lambda access, row: postpone_activity(access, row, periods=[AUTUMN], reason="x"),
        lambda access, row: cancel_activity(access, row, reason="x"),
        mark_done,
    ],
    ids=["postpone", "cancel", "finish"],
)
def test_nothing_happens_to_an_activity_before_the_board_has_adopted(anna, activity, act) -> None:
    with pytest.raises(RuleViolation, match="inte antagit planen"):
        act(access_of(anna), activity)


def test_an_activity_is_done_without_being_a_change(anna, activity, adopted) -> None:
    row = mark_done(access_of(anna), activity)

    assert row.state == ActivityState.DONE
    assert not PlanChange.objects.visible_to(access_of(anna)).exists()


def test_what_is_done_is_not_cancelled(anna, activity, adopted) -> None:
    mark_done(access_of(anna), activity)

    with pytest.raises(RuleViolation, match="Genomförd"):
        cancel_activity(access_of(anna), activity, reason="x")


def test_what_was_cancelled_is_planned_again(anna, activity, adopted) -> None:
    cancel_activity(access_of(anna), activity, reason="Fel avtal")

    row = resume_activity(access_of(anna), activity, reason="Det var rätt avtal")

    assert (row.state, row.state_reason) == (ActivityState.PLANNED, "")


def test_several_activities_get_a_responsible(anna, plan, form) -> None:
    rows = [PlannedActivityFactory.create(form=form, responsible=person) for person in (None, anna)]

    count = assign_many(
        access_of(anna), plan, activities=rows, authority=plan.authority, responsible=anna
    )

    assert count == 1
    seen = PlannedActivity.objects.visible_to(access_of(anna))
    assert {row.responsible for row in seen} == {anna}


def test_several_activities_get_the_same_period(anna, plan, form) -> None:
    rows = PlannedActivityFactory.create_batch(2, form=form)

    set_periods_of_many(access_of(anna), plan, activities=rows, periods=[SPRING])

    assert [periods_of(anna, row) for row in rows] == [["Mars–maj"], ["Mars–maj"]]


def test_activities_of_another_plan_are_not_changed_along(anna, ekby, plan) -> None:
    other = PlannedActivityFactory.create(form__plan__authority=ekby)

    with pytest.raises(Outdated):
        set_periods_of_many(access_of(anna), plan, activities=[other], periods=[SPRING])


def test_a_form_sent_twice_adds_one_activity(anna, plan, facts) -> None:
    asked = replace(facts, periods=[SPRING])
    save_activity(access_of(anna), plan, facts=asked)

    with pytest.raises(RuleViolation, match="redan en likadan aktivitet"):
        save_activity(access_of(anna), plan, facts=asked)

    assert PlannedActivity.objects.visible_to(access_of(anna)).filter(plan=plan).count() == 1


def test_the_same_at_another_time_or_of_another_provider_is_another_activity(
    anna, plan, facts
) -> None:
    asked = [
        replace(facts, periods=[SPRING]),
        replace(facts, periods=[AUTUMN]),
        replace(facts, periods=[SPRING], targets=[TargetFacts(listed_as="Alby Vård")]),
    ]
    for one in asked:
        save_activity(access_of(anna), plan, facts=one)

    assert PlannedActivity.objects.visible_to(access_of(anna)).filter(plan=plan).count() == 3


def test_a_form_that_somebody_has_taken_away_is_refused(anna, plan, facts) -> None:
    PlanForm.objects.visible_to(access_of(anna)).filter(pk=facts.form.pk).delete()

    with pytest.raises(RuleViolation, match="Välj en uppföljningsform som finns i planen"):
        save_activity(access_of(anna), plan, facts=facts)


def test_the_order_of_an_adopted_plan_stays(anna, activity, adopted) -> None:
    with pytest.raises(RuleViolation, match="Ordningen ändras bara i ett utkast"):
        move_activity(access_of(anna), activity, is_up=True)
