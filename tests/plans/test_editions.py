import datetime

import pytest

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.kernel.access import Access
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.plans import services
from insyn.plans.models import (
    ActivityPeriod,
    FormStage,
    Plan,
    PlannedActivity,
    PlanParty,
)
from insyn.plans.queries.editions import Successor, successors_in
from insyn.plans.rules import ActivityState, PlanState
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import (
    AuthorityFactory,
    PlanFormFactory,
    PlannedActivityFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 2)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture(autouse=True)
def _today():
    with clock.pretend(TODAY):
        yield


@pytest.fixture
def access(anna: User) -> Access:
    return access_of(anna)


@pytest.fixture
def elders(ekby: Authority) -> Authority:
    """Another board of Ekby."""
    return AuthorityFactory.create(municipality=ekby.municipality, name="Äldrenämnden")


def facts(ekby: Authority, **said) -> services.PlanFacts:
    usual = {
        "authority": ekby,
        "title": "Plan 2026",
        "starts_on": day("2026-01-01"),
        "ends_on": day("2026-12-31"),
    }
    return services.PlanFacts(**{**usual, **said})


def boards(plan: Plan) -> set[str]:
    return set(PlanParty.objects.filter(plan=plan).values_list("authority__name", flat=True))


def events(access: Access, verb: str) -> int:
    return AuditEvent.objects.visible_to(access).filter(event=verb).count()


def again(access: Access, plan: Plan) -> Plan:
    return Plan.objects.visible_to(access).get(pk=plan.pk)


def planned(plan: Plan) -> Plan:
    """Give the plan something to do."""
    form = PlanFormFactory.create(plan=plan)
    PlannedActivityFactory.create(
        plan=plan, form=form, responsible_authority=plan.authority, title="Besök"
    )
    return plan


def proposed(access: Access, plan: Plan, on: str = "2026-02-01") -> Plan:
    return services.propose_plan(access, planned(plan), proposed_on=day(on))


def adopted(access: Access, plan: Plan, on: str = "2026-02-20") -> Plan:
    decision = services.DecisionFacts(decided_on=day(on), decision="§ 12")
    return services.adopt_plan(access, proposed(access, plan), facts=decision)


def moved(access: Access, plan: Plan, first: str, last: str) -> Plan:
    return services.start_next(access, plan, starts_on=day(first), ends_on=day(last), title="Nästa")


def activity_of(access: Access, plan: Plan) -> PlannedActivity:
    return PlannedActivity.objects.visible_to(access).get(plan=plan)


def spring(activity: PlannedActivity, year: int = 2026) -> None:
    ActivityPeriod.objects.create(
        activity=activity,
        starts_on=datetime.date(year, 2, 1),
        ends_on=datetime.date(year, 5, 31),
        label="Februari–maj",
    )


@pytest.fixture
def plan(access, ekby) -> Plan:
    """Return an adopted plan for 2026 with one activity in the spring."""
    row = adopted(access, services.create_plan(access, facts=facts(ekby)))
    spring(activity_of(access, row))
    return row


def test_next_years_plan_has_the_activities_a_year_later(access, plan) -> None:
    new = moved(access, plan, "2027-01-01", "2027-12-31")
    (period,) = ActivityPeriod.objects.visible_to(access).filter(activity__plan=new)

    assert (period.starts_on, period.ends_on, period.label) == (
        day("2027-02-01"),
        day("2027-05-31"),
        "Februari–maj",
    )


def test_what_was_not_done_is_marked_as_carried_over(access, plan) -> None:
    new = moved(access, plan, "2027-01-01", "2027-12-31")

    assert activity_of(access, new).carried_over_from == activity_of(access, plan)


def test_what_was_done_comes_again_next_year_without_a_mark(access, plan) -> None:
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan)
    rows.update(state=ActivityState.DONE)

    new = moved(access, plan, "2027-01-01", "2027-12-31")

    assert activity_of(access, new).carried_over_from is None
    assert activity_of(access, new).state == ActivityState.PLANNED


def test_next_years_plan_is_the_first_edition_and_replaces_nothing(access, plan) -> None:
    new = moved(access, plan, "2027-01-01", "2027-12-31")
    with clock.pretend(day("2026-12-15")):
        services.propose_plan(access, new, proposed_on=day("2026-12-01"))
        services.adopt_plan(access, new, facts=services.DecisionFacts(decided_on=day("2026-12-15")))

    assert new.edition == 1
    assert again(access, plan).plan_state is PlanState.ADOPTED


def test_an_edition_for_the_same_time_replaces_the_plan_when_adopted(access, plan) -> None:
    new = moved(access, plan, "2026-01-01", "2026-12-31")
    assert again(access, plan).plan_state is PlanState.ADOPTED

    services.propose_plan(access, new, proposed_on=TODAY)
    services.adopt_plan(access, new, facts=services.DecisionFacts(decided_on=TODAY))

    assert new.edition == 2
    assert again(access, plan).plan_state is PlanState.REPLACED


def test_forms_stages_order_and_targets_follow_to_the_next_plan(access, plan) -> None:
    first = activity_of(access, plan)
    stage = FormStage.objects.create(form=first.form, name="Beslut")
    ActivityPeriod.objects.visible_to(access).filter(activity=first).update(stage=stage)
    PlannedActivityFactory.create(
        plan=plan,
        form=first.form,
        responsible_authority=plan.authority,
        title="Fördjupning",
        after=first,
    )

    new = moved(access, plan, "2027-01-01", "2027-12-31")
    later = PlannedActivity.objects.visible_to(access).get(plan=new, title="Fördjupning")
    (period,) = ActivityPeriod.objects.visible_to(access).filter(activity__plan=new)

    assert later.after is not None
    assert (later.after.plan_id, later.after.title) == (new.pk, "Besök")
    assert period.stage is not None
    assert period.stage.form.plan_id == new.pk


def test_a_draft_gets_no_next_edition(access, ekby) -> None:
    draft = services.create_plan(access, facts=facts(ekby))

    with pytest.raises(RuleViolation, match="Planen är inte antagen än"):
        moved(access, draft, "2027-01-01", "2027-12-31")


def test_a_plan_gets_one_next_edition_only(access, plan) -> None:
    moved(access, plan, "2027-01-01", "2027-12-31")

    with pytest.raises(RuleViolation, match="har redan en ny utgåva: ”Nästa”"):
        moved(access, plan, "2028-01-01", "2028-12-31")


def test_a_plan_is_redone_for_the_same_time_though_the_next_has_begun(access, plan) -> None:
    later = moved(access, plan, "2027-01-01", "2027-12-31")

    new = moved(access, plan, "2026-01-01", "2026-12-31")

    assert (new.continues, again(access, later).continues) == (plan, new)


def test_the_next_plan_does_not_begin_before_the_one_it_continues(access, plan) -> None:
    with pytest.raises(RuleViolation, match="kan inte börja före"):
        moved(access, plan, "2025-01-01", "2025-12-31")


def test_a_reader_makes_no_next_edition(plan, bo) -> None:
    with pytest.raises(NotAllowed):
        moved(access_of(bo), plan, "2027-01-01", "2027-12-31")


def test_many_activities_are_copied_in_few_queries(
    access, plan, django_assert_max_num_queries
) -> None:
    form = activity_of(access, plan).form
    for number in range(40):
        spring(
            PlannedActivityFactory.create(
                plan=plan,
                form=form,
                responsible_authority=plan.authority,
                title=f"Besök {number}",
            )
        )

    with django_assert_max_num_queries(45):
        new = moved(access, plan, "2027-01-01", "2027-12-31")

    assert PlannedActivity.objects.visible_to(access).filter(plan=new).count() == 41


def test_the_same_form_sent_twice_makes_one_edition(access, plan) -> None:
    first = moved(access, plan, "2027-01-01", "2027-12-31")

    with pytest.raises(RuleViolation, match="har redan en ny utgåva: ”Nästa”"):
        moved(access, plan, "2027-01-01", "2027-12-31")

    assert Plan.objects.visible_to(access).filter(continues=plan).get() == first


def redone(access: Access, plan: Plan) -> Plan:
    """Return the plan's edition for the same time, adopted."""
    new = moved(access, plan, "2026-01-01", "2026-12-31")
    services.propose_plan(access, new, proposed_on=TODAY)
    services.adopt_plan(access, new, facts=services.DecisionFacts(decided_on=TODAY))
    return new


def test_a_replaced_plan_gets_no_further_edition(access, plan) -> None:
    redone(access, plan)

    with pytest.raises(RuleViolation, match="ersatt av en nyare"):
        moved(access, again(access, plan), "2026-01-01", "2026-06-30")


@pytest.mark.parametrize(
    "state", [ActivityState.DONE, ActivityState.CANCELLED, ActivityState.POSTPONED]
)
def test_an_edition_for_the_same_time_knows_how_far_each_activity_has_come(
    access, plan, state
) -> None:
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan)
    rows.update(state=state, state_reason="Därför")

    copy = activity_of(access, moved(access, plan, "2026-01-01", "2026-12-31"))

    assert (copy.state, copy.state_reason) == (state, "Därför")
    assert copy.copied_from == activity_of(access, plan)
    assert copy.carried_over_from is None


def test_what_was_cancelled_is_planned_again_next_year(access, plan) -> None:
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan)
    rows.update(state=ActivityState.CANCELLED, state_reason="Därför")

    copy = activity_of(access, moved(access, plan, "2027-01-01", "2027-12-31"))

    assert (copy.state, copy.state_reason) == (ActivityState.PLANNED, "")


def test_what_was_done_in_a_year_that_has_gone_is_planned_again_in_a_rolled_plan(
    access, ekby
) -> None:
    days = {"starts_on": day("2025-01-01"), "ends_on": day("2027-12-31")}
    old = adopted(access, services.create_plan(access, facts=facts(ekby, **days)))
    for year in (2025, 2026, 2027):
        spring(activity_of(access, old), year)
    PlannedActivity.objects.visible_to(access).filter(plan=old).update(state=ActivityState.DONE)

    copy = activity_of(access, moved(access, old, "2026-01-01", "2028-12-31"))

    assert copy.state == ActivityState.PLANNED


def test_an_activity_with_an_outlook_keeps_its_time_in_an_edition_for_the_same_time(
    access, plan
) -> None:
    PlannedActivity.objects.visible_to(access).filter(plan=plan).update(outlook_years=[2028])

    copy = activity_of(access, moved(access, plan, "2026-01-01", "2026-12-31"))

    (period,) = ActivityPeriod.objects.visible_to(access).filter(activity=copy)
    assert (period.starts_on, period.label) == (day("2026-02-01"), "Februari–maj")
    assert copy.outlook_years == [2028]


def test_a_removed_edition_leaves_the_next_plan_after_the_one_before(access, plan) -> None:
    following = moved(access, plan, "2027-01-01", "2027-12-31")
    between = moved(access, plan, "2026-01-01", "2026-12-31")
    assert again(access, following).continues == between

    services.remove_plan(access, between)

    assert again(access, following).continues == plan


def test_what_an_activity_was_is_known_once_its_plan_is_replaced(access, plan) -> None:
    old = activity_of(access, plan)
    later = moved(access, plan, "2027-01-01", "2027-12-31")
    new = moved(access, plan, "2026-01-01", "2026-12-31")
    every = PlannedActivity.objects.visible_to(access)
    assert successors_in(access, every) == {}

    services.propose_plan(access, new, proposed_on=TODAY)
    services.adopt_plan(access, new, facts=services.DecisionFacts(decided_on=TODAY))

    successor = Successor(activity_of(access, new).pk, day("2026-01-01"))
    assert successors_in(access, every.filter(plan=new)) == {old.pk: successor}
    assert successors_in(access, every.filter(plan=later)) == {}


def test_an_activity_is_followed_through_several_editions(access, plan) -> None:
    second = redone(access, plan)
    third = redone(access, second)
    last = activity_of(access, third)

    found = successors_in(access, PlannedActivity.objects.visible_to(access).filter(plan=third))

    successor = Successor(last.pk, day("2026-01-01"))
    assert found == {
        activity_of(access, plan).pk: successor,
        activity_of(access, second).pk: successor,
    }
