import datetime

import pytest

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.kernel.access import Access, Role
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.plans import services
from insyn.plans.models import (
    ActivityPeriod,
    FormStage,
    Plan,
    PlanChange,
    PlanForm,
    PlannedActivity,
    PlanParty,
    PlanSection,
    Programme,
)
from insyn.plans.rules import ChangeKind, PlanState, StageKind
from insyn.plans.rules.shipped_forms import Beginning
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import (
    AuthorityFactory,
    MembershipFactory,
    PlanFactory,
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


def test_a_new_plan_is_a_draft_of_its_board(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))

    assert plan.plan_state is PlanState.DRAFT
    assert boards(plan) == {"Socialnämnden"}


def test_a_plan_may_be_for_several_boards_of_the_municipality(access, ekby, elders) -> None:
    plan = services.create_plan(access, facts=facts(ekby, parties=[elders]))

    assert boards(plan) == {"Socialnämnden", "Äldrenämnden"}


def test_a_board_of_another_municipality_cannot_be_in_the_plan(access, ekby, norrby) -> None:
    with pytest.raises(RuleViolation, match="hör till en annan kommun"):
        services.create_plan(access, facts=facts(ekby, parties=[norrby]))


def test_a_programme_of_another_municipality_is_refused(access, ekby, norrby) -> None:
    programme = Programme.objects.create(
        municipality=norrby.municipality,
        title="Program",
        starts_on=day("2023-01-01"),
        ends_on=day("2026-12-31"),
    )

    with pytest.raises(RuleViolation, match="Programmet hör till en annan kommun"):
        services.create_plan(access, facts=facts(ekby, programme=programme))


def test_a_period_turned_round_is_refused(access, ekby) -> None:
    with pytest.raises(RuleViolation, match="Planen slutar innan den börjar"):
        services.create_plan(access, facts=facts(ekby, ends_on=day("2025-12-31")))


def test_two_plans_for_the_same_year_and_board_are_refused(access, ekby) -> None:
    services.create_plan(access, facts=facts(ekby))

    with pytest.raises(RuleViolation, match="har redan en plan för 2026: ”Plan 2026”"):
        services.create_plan(access, facts=facts(ekby, title="En till"))


def test_a_board_within_another_plan_has_a_plan_already(access, ekby, elders) -> None:
    services.create_plan(access, facts=facts(ekby, parties=[elders]))
    user = MembershipFactory.create(authority=elders, role=Role.PLAN_OWNER).user

    with pytest.raises(RuleViolation, match="Äldrenämnden har redan en plan för 2026"):
        services.create_plan(access_of(user), facts=facts(elders))


def test_a_draft_of_another_board_is_not_given_away(access, ekby, elders) -> None:
    PlanFactory.create(authority=elders, title="Hemligt utkast")

    plan = services.create_plan(access, facts=facts(ekby, parties=[elders]))

    assert boards(plan) == {"Socialnämnden", "Äldrenämnden"}


def test_an_adopted_plan_of_another_board_is_told_without_its_title(access, ekby, elders) -> None:
    PlanFactory.create(authority=elders, title="Planen", state=PlanState.ADOPTED, decided_on=TODAY)

    with pytest.raises(RuleViolation, match="Äldrenämnden har redan antagit") as refused:
        services.create_plan(access, facts=facts(ekby, parties=[elders]))

    assert "Planen" not in str(refused.value)


def test_a_reader_makes_no_plan(bo, ekby) -> None:
    with pytest.raises(NotAllowed):
        services.create_plan(access_of(bo), facts=facts(ekby))


def test_a_plan_owner_elsewhere_makes_no_plan(cilla, ekby) -> None:
    with pytest.raises(NotAllowed):
        services.create_plan(access_of(cilla), facts=facts(ekby))


def test_a_shipped_beginning_brings_forms_stages_and_texts(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby), beginning=Beginning.TWO_STAGES)
    forms = PlanForm.objects.visible_to(access).filter(plan=plan)
    stages = FormStage.objects.visible_to(access).filter(form__plan=plan)

    assert next(form.name for form in forms) == "Regelbunden uppföljning"
    assert [stage.kind for stage in stages] == ["overview", "decision", "in_depth"]
    assert PlanSection.objects.visible_to(access).filter(plan=plan).count() == 3


def test_a_plan_that_begins_with_an_earlier_one_gets_its_texts_and_forms(access, ekby) -> None:
    old = PlanFactory.create(authority=ekby, starts_on=day("2025-01-01"), ends_on=day("2025-12-31"))
    PlanSection.objects.create(plan=old, heading="Syfte", text="Så här.")
    form = PlanFormFactory.create(plan=old, name="Besök", purpose="Se själv")
    FormStage.objects.create(form=form, name="Beslut", kind=StageKind.DECISION)
    planned(old)

    plan = services.create_plan(access, facts=facts(ekby), source=old)
    forms = PlanForm.objects.visible_to(access).filter(plan=plan, name="Besök")
    stages = FormStage.objects.visible_to(access).filter(form__plan=plan)

    assert [row.purpose for row in forms] == ["Se själv"]
    assert [row.name for row in stages] == ["Beslut"]
    assert PlanSection.objects.visible_to(access).get(plan=plan).text == "Så här."
    assert not PlannedActivity.objects.visible_to(access).filter(plan=plan).exists()


def test_the_head_of_a_draft_is_changed(access, ekby, elders) -> None:
    plan = services.create_plan(access, facts=facts(ekby))

    services.save_plan(
        access, plan, facts=facts(ekby, title="Ny rubrik", parties=[elders]), version=1
    )

    assert again(access, plan).title == "Ny rubrik"
    assert boards(plan) == {"Socialnämnden", "Äldrenämnden"}


def test_a_plan_does_not_overlap_itself(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))

    services.save_plan(access, plan, facts=facts(ekby, ends_on=day("2027-12-31")), version=1)

    assert again(access, plan).ends_on == day("2027-12-31")


def test_a_head_that_somebody_else_has_changed_is_outdated(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))
    services.save_plan(access, plan, facts=facts(ekby, title="Först"), version=1)

    with pytest.raises(Outdated):
        services.save_plan(access, plan, facts=facts(ekby, title="Sedan"), version=1)


def test_days_that_leave_an_activity_outside_are_refused(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))
    planned(plan)
    activity = PlannedActivity.objects.visible_to(access).get(plan=plan)
    ActivityPeriod.objects.create(
        activity=activity, starts_on=day("2026-11-01"), ends_on=day("2026-11-30")
    )

    with pytest.raises(RuleViolation, match="Aktiviteten ”Besök” har en period, 2026-11-01"):
        services.save_plan(access, plan, facts=facts(ekby, ends_on=day("2026-06-30")))


def test_a_board_that_answers_for_activities_stays_in_the_plan(access, ekby, elders) -> None:
    plan = services.create_plan(access, facts=facts(ekby, parties=[elders]))
    form = PlanFormFactory.create(plan=plan)
    PlannedActivityFactory.create(plan=plan, form=form, responsible_authority=elders)

    with pytest.raises(RuleViolation, match="Äldrenämnden ansvarar för 1 aktivitet"):
        services.save_plan(access, plan, facts=facts(ekby))


def test_an_adopted_plan_keeps_its_years(access, ekby) -> None:
    plan = adopted(access, services.create_plan(access, facts=facts(ekby)))

    with pytest.raises(RuleViolation, match="Gör en ny utgåva"):
        services.save_plan(
            access, plan, facts=facts(ekby, ends_on=day("2027-12-31")), reason="Längre"
        )


def test_the_head_of_an_adopted_plan_is_changed_with_a_reason_that_is_logged(access, ekby) -> None:
    plan = adopted(access, services.create_plan(access, facts=facts(ekby)))

    services.save_plan(
        access, plan, facts=facts(ekby, case_number="SN 2026/1"), reason="Numret saknades"
    )
    change = PlanChange.objects.visible_to(access).get(plan=plan)

    assert (change.kind, change.reason) == (ChangeKind.TEXT, "Numret saknades")
    assert "Diarienummer: SN 2026/1" in change.after


def test_a_draft_is_removed_with_all_that_stands_in_it(access, ekby) -> None:
    plan = planned(services.create_plan(access, facts=facts(ekby)))

    services.remove_plan(access, plan)

    assert not Plan.objects.visible_to(access).exists()
    assert not PlannedActivity.objects.visible_to(access).exists()
    assert events(access, "followup_plan.removed") == 1


def test_a_proposed_plan_is_not_removed(access, ekby) -> None:
    plan = proposed(access, services.create_plan(access, facts=facts(ekby)))

    with pytest.raises(RuleViolation, match="Planen ligger hos nämnden"):
        services.remove_plan(access, plan)


def test_a_plan_without_activities_is_not_proposed(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))

    with pytest.raises(RuleViolation, match="Planen har inga aktiviteter"):
        services.propose_plan(access, plan, proposed_on=TODAY)


def test_a_plan_is_not_proposed_tomorrow(access, ekby) -> None:
    plan = planned(services.create_plan(access, facts=facts(ekby)))

    with pytest.raises(RuleViolation, match="Dagen har inte varit än"):
        services.propose_plan(access, plan, proposed_on=day("2026-03-03"))


def test_a_proposed_plan_is_dated_the_same_day_unless_it_says_otherwise(access, ekby) -> None:
    plan = proposed(access, services.create_plan(access, facts=facts(ekby)))

    assert plan.dated_on == plan.proposed_on == day("2026-02-01")


def test_the_date_printed_on_the_plan_may_be_another(access, ekby) -> None:
    told = facts(ekby, dated_on=day("2027-02-28"))
    plan = proposed(access, services.create_plan(access, facts=told))

    assert plan.dated_on == day("2027-02-28")


def test_a_reader_sees_the_plan_first_when_it_is_proposed(access, ekby, bo) -> None:
    plan = planned(services.create_plan(access, facts=facts(ekby)))
    assert not Plan.objects.visible_to(access_of(bo)).exists()

    services.propose_plan(access, plan, proposed_on=TODAY)

    assert Plan.objects.visible_to(access_of(bo)).get() == plan


def test_a_plan_that_is_taken_back_is_a_draft_that_readers_do_not_see(access, ekby, bo) -> None:
    plan = proposed(access, services.create_plan(access, facts=facts(ekby)))

    services.withdraw_plan(access, plan)

    assert again(access, plan).plan_state is PlanState.DRAFT
    assert not Plan.objects.visible_to(access_of(bo)).exists()


def test_a_plan_is_sent_back_with_a_reason(access, ekby) -> None:
    plan = proposed(access, services.create_plan(access, facts=facts(ekby)))

    services.send_back(access, plan, reason="Fler besök", decided_on=day("2026-02-20"))
    event = AuditEvent.objects.visible_to(access).get(event="followup_plan.sent_back")

    assert again(access, plan).plan_state is PlanState.DRAFT
    assert event.facts["reason"] == "Fler besök"


def test_a_plan_is_not_sent_back_without_a_reason(access, ekby) -> None:
    plan = proposed(access, services.create_plan(access, facts=facts(ekby)))

    with pytest.raises(RuleViolation, match="Skriv varför"):
        services.send_back(access, plan, reason=" ")


def test_an_adopted_plan_has_its_decision(access, ekby) -> None:
    plan = proposed(access, services.create_plan(access, facts=facts(ekby)))
    decision = services.DecisionFacts(
        decided_on=day("2026-02-20"),
        decision="§ 12",
        conditions="Redovisas i juni",
        reservations="Ett parti",
    )

    services.adopt_plan(access, plan, facts=decision)
    row = again(access, plan)

    assert (row.plan_state, row.decided_on, row.decision) == (
        PlanState.ADOPTED,
        day("2026-02-20"),
        "§ 12",
    )
    assert (row.conditions, row.reservations) == ("Redovisas i juni", "Ett parti")


@pytest.mark.parametrize(
    ("on", "sentence"),
    [("2026-03-03", "har inte varit än"), ("2026-01-31", "innan planen föreslogs")],
)
def test_a_day_that_cannot_be_is_refused(access, ekby, on, sentence) -> None:
    plan = proposed(access, services.create_plan(access, facts=facts(ekby)))

    with pytest.raises(RuleViolation, match=sentence):
        services.adopt_plan(access, plan, facts=services.DecisionFacts(decided_on=day(on)))


def test_a_draft_is_not_adopted(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))

    with pytest.raises(RuleViolation, match="”Anta” går inte när läget är ”Utkast”"):
        services.adopt_plan(access, plan, facts=services.DecisionFacts(decided_on=TODAY))


def test_one_who_may_not_decide_adopts_nothing(access, ekby) -> None:
    plan = proposed(access, services.create_plan(access, facts=facts(ekby)))
    reviewer = MembershipFactory.create(authority=ekby, role=Role.REVIEWER).user

    with pytest.raises(NotAllowed):
        services.adopt_plan(
            access_of(reviewer), plan, facts=services.DecisionFacts(decided_on=TODAY)
        )


def test_two_boards_that_planned_unseen_cannot_both_adopt(access, ekby, elders) -> None:
    plan = services.create_plan(access, facts=facts(ekby, parties=[elders]))
    proposed(access, plan)
    PlanFactory.create(authority=elders, state=PlanState.ADOPTED, decided_on=TODAY)

    with pytest.raises(RuleViolation, match="Äldrenämnden har redan antagit"):
        services.adopt_plan(access, plan, facts=services.DecisionFacts(decided_on=TODAY))


def test_a_proposed_plan_is_not_changed(access, ekby) -> None:
    plan = proposed(access, services.create_plan(access, facts=facts(ekby)))

    with pytest.raises(RuleViolation, match="Ta tillbaka den"):
        services.add_section(access, plan, facts=services.SectionFacts("Ny"))
