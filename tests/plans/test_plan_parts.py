import datetime

import pytest

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.kernel.access import Access
from insyn.kernel.errors import Outdated, RuleViolation
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
)
from insyn.plans.rules import FormKind
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


def test_sections_stand_in_the_order_they_were_added(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))
    for heading in ("Bakgrund", "Syfte"):
        services.add_section(access, plan, facts=services.SectionFacts(heading))

    rows = PlanSection.objects.visible_to(access).filter(plan=plan)
    assert [row.heading for row in rows] == ["Bakgrund", "Syfte"]


def test_a_section_is_moved_up(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))
    rows = [
        services.add_section(access, plan, facts=services.SectionFacts(heading))
        for heading in ("Bakgrund", "Syfte")
    ]

    services.move_section(access, rows[1], is_up=True)

    found = PlanSection.objects.visible_to(access).filter(plan=plan)
    assert [row.heading for row in found] == ["Syfte", "Bakgrund"]


def test_the_first_section_stays_first(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))
    row = services.add_section(access, plan, facts=services.SectionFacts("Bakgrund"))

    services.move_section(access, row, is_up=True)

    assert events(access, "plan_section.moved") == 0


def test_a_changed_text_in_an_adopted_plan_is_logged_before_and_after(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))
    row = services.add_section(access, plan, facts=services.SectionFacts("Syfte", "Gammal"))
    adopted(access, plan)

    services.save_section(access, row, facts=services.SectionFacts("Syfte", "Ny"), reason="Fel ord")
    change = PlanChange.objects.visible_to(access).get(plan=plan)

    assert (change.before, change.after) == ("Text: Gammal", "Text: Ny")


def test_a_draft_has_no_log_of_changes(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))
    row = services.add_section(access, plan, facts=services.SectionFacts("Syfte"))

    services.remove_section(access, row)

    assert not PlanChange.objects.visible_to(access).exists()


def test_a_text_in_an_adopted_plan_is_not_changed_without_a_reason(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))
    row = services.add_section(access, plan, facts=services.SectionFacts("Syfte"))
    adopted(access, plan)

    with pytest.raises(RuleViolation, match="Ange varför du ändrar den"):
        services.remove_section(access, row)


def test_the_order_of_an_adopted_plan_stays(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))
    row = services.add_section(access, plan, facts=services.SectionFacts("Syfte"))
    adopted(access, plan)

    with pytest.raises(RuleViolation, match="Ordningen ändras bara i ett utkast"):
        services.move_section(access, row, is_up=False)


def card(name: str = "Löpande", **said) -> services.FormFacts:
    return services.FormFacts(name=name, kind=FormKind.CONTINUOUS, **said)


def test_a_process_card_keeps_what_was_said(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))

    form = services.add_form(access, plan, facts=card(purpose="Se", triggers="Ett\nTvå"))

    assert (form.purpose, form.triggers) == ("Se", "Ett\nTvå")


def test_two_forms_of_a_plan_have_different_names(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))
    services.add_form(access, plan, facts=card())

    with pytest.raises(RuleViolation, match="Planen har redan en uppföljningsform"):
        services.add_form(access, plan, facts=card())


def test_a_form_with_activities_is_not_removed(access, ekby) -> None:
    plan = planned(services.create_plan(access, facts=facts(ekby)))
    form = PlanForm.objects.visible_to(access).get(plan=plan)

    with pytest.raises(RuleViolation, match="har 1 aktivitet"):
        services.remove_form(access, form)


def test_a_form_is_removed_with_its_stages(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))
    form = services.add_form(access, plan, facts=card())
    services.add_stage(access, form, facts=services.StageFacts("Beslut"))

    services.remove_form(access, form)

    assert not FormStage.objects.visible_to(access).exists()


def test_a_stage_that_a_period_is_for_is_not_removed(access, ekby) -> None:
    plan = planned(services.create_plan(access, facts=facts(ekby)))
    activity = PlannedActivity.objects.visible_to(access).select_related("form").get(plan=plan)
    stage = services.add_stage(access, activity.form, facts=services.StageFacts("Beslut"))
    ActivityPeriod.objects.create(
        activity=activity, stage=stage, starts_on=day("2026-05-01"), ends_on=day("2026-05-31")
    )

    with pytest.raises(RuleViolation, match="används i 1 period"):
        services.remove_stage(access, stage)


def test_forms_and_stages_are_moved(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))
    forms = [services.add_form(access, plan, facts=card(name)) for name in ("Ett", "Två")]
    stages = [
        services.add_stage(access, forms[0], facts=services.StageFacts(name))
        for name in ("Först", "Sedan")
    ]

    services.move_form(access, forms[0], is_up=False)
    services.move_stage(access, stages[0], is_up=False)

    rows = PlanForm.objects.visible_to(access).filter(plan=plan)
    steps = FormStage.objects.visible_to(access).filter(form=forms[0])
    assert [row.name for row in rows] == ["Två", "Ett"]
    assert [row.name for row in steps] == ["Sedan", "Först"]


def test_a_section_sent_twice_is_added_once(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))
    asked = services.SectionFacts("Bakgrund", "Nämnden följer upp.")
    services.add_section(access, plan, facts=asked)

    with pytest.raises(RuleViolation, match="redan avsnittet ”Bakgrund” med samma text"):
        services.add_section(access, plan, facts=asked)

    assert PlanSection.objects.visible_to(access).filter(plan=plan).count() == 1


def test_a_form_that_is_gone_gets_no_stage(access, ekby) -> None:
    plan = services.create_plan(access, facts=facts(ekby))
    form = PlanFormFactory.create(plan=plan)
    read_by_another = PlanForm.objects.visible_to(access).get(pk=form.pk)
    services.remove_form(access, form)

    with pytest.raises(Outdated, match="finns inte längre"):
        services.add_stage(access, read_by_another, facts=services.StageFacts("Beslut"))
