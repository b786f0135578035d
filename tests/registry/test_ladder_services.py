import pytest

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry import services
from insyn.registry.models import Agreement, SanctionStep
from insyn.registry.queries import access_of
from insyn.registry.queries.agreements import agreements_to_copy_from
from insyn.registry.rules import AgreementForm, SanctionKind
from tests.factories import AgreementFactory, SanctionStepFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby)


def add(anna: User, agreement: Agreement, kind: SanctionKind, **facts) -> SanctionStep:
    told = services.StepFacts(agreement, kind, **facts)
    return services.save_step(access_of(anna), step=None, facts=told)


def ladder(agreement: Agreement) -> list[tuple[int, str]]:
    steps = SanctionStep.objects.unscoped(reason="a test").filter(agreement=agreement)
    return list(steps.values_list("number", "kind"))


def last_event() -> AuditEvent:
    rows = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    return rows.latest("number")


def test_steps_stand_in_the_order_they_were_added(anna: User, agreement: Agreement):
    add(anna, agreement, SanctionKind.REMARK)
    add(anna, agreement, SanctionKind.WARNING, clause="12.3", deadline_days=14, decided_by="Chef")

    assert ladder(agreement) == [(1, "remark"), (2, "warning")]


def test_a_step_is_changed(anna: User, agreement: Agreement):
    step = add(anna, agreement, SanctionKind.REMARK)
    told = services.StepFacts(agreement, SanctionKind.REMARK, clause="9.1")

    assert services.save_step(access_of(anna), step=step, facts=told).clause == "9.1"
    assert last_event().facts == {"clause_before": "", "clause_after": "9.1"}


def test_a_step_that_the_form_cannot_have_is_refused(anna: User, ekby: Authority):
    mission = AgreementFactory.create(authority=ekby, form=AgreementForm.MISSION)

    with pytest.raises(RuleViolation, match="avtal mellan två parter"):
        add(anna, mission, SanctionKind.RESCISSION)


def test_a_deadline_of_three_years_is_refused(anna: User, agreement: Agreement):
    with pytest.raises(RuleViolation, match="0–730 dagar"):
        add(anna, agreement, SanctionKind.REMARK, deadline_days=1095)


def test_a_step_is_moved_up_and_down(anna: User, agreement: Agreement):
    kinds = (SanctionKind.REMARK, SanctionKind.WARNING, SanctionKind.PENALTY)
    _, _, last = [add(anna, agreement, kind) for kind in kinds]

    services.move_step(access_of(anna), last, is_up=True)
    assert ladder(agreement) == [(1, "remark"), (2, "penalty"), (3, "warning")]

    services.move_step(access_of(anna), last, is_up=False)
    assert ladder(agreement) == [(1, "remark"), (2, "warning"), (3, "penalty")]


def test_the_last_step_stays_when_moved_down(anna: User, agreement: Agreement):
    step = add(anna, agreement, SanctionKind.REMARK)

    services.move_step(access_of(anna), step, is_up=False)

    assert last_event().event == "sanction_step.created"


def test_the_steps_after_a_removed_one_move_up(anna: User, agreement: Agreement):
    first = add(anna, agreement, SanctionKind.REMARK)
    add(anna, agreement, SanctionKind.WARNING)

    services.remove_step(access_of(anna), first)

    assert ladder(agreement) == [(1, "warning")]


def test_the_usual_ladder_has_no_clauses(anna: User, agreement: Agreement):
    services.begin_ladder(access_of(anna), agreement)

    steps = SanctionStep.objects.unscoped(reason="a test").filter(agreement=agreement)
    assert [step.kind for step in steps] == [
        "remark", "rectification", "warning", "penalty", "intake_stop", "termination", "rescission",
    ]  # fmt: skip
    assert not any(step.clause for step in steps)


def test_in_house_services_get_their_own_ladder(anna: User, ekby: Authority):
    mission = AgreementFactory.create(authority=ekby, form=AgreementForm.MISSION)

    services.begin_ladder(access_of(anna), mission)

    assert [kind for _, kind in ladder(mission)] == [
        "remark", "rectification", "manager_action", "board_decision",
    ]  # fmt: skip


def test_a_ladder_is_not_begun_twice(anna: User, agreement: Agreement):
    services.begin_ladder(access_of(anna), agreement)

    with pytest.raises(RuleViolation, match="redan en sanktionstrappa"):
        services.begin_ladder(access_of(anna), agreement)


def test_a_ladder_is_copied_with_its_clauses(anna: User, ekby: Authority, agreement: Agreement):
    source = AgreementFactory.create(authority=ekby, title="Förebilden")
    SanctionStepFactory.create(agreement=source, number=1, clause="12.3", deadline_days=14)

    services.copy_ladder(access_of(anna), agreement, source=source)

    copied = SanctionStep.objects.unscoped(reason="a test").get(agreement=agreement)
    assert (copied.clause, copied.deadline_days) == ("12.3", 14)
    assert last_event().facts == {"source": "Förebilden", "count": 1}


def test_a_ladder_of_another_authority_is_not_copied(anna: User, agreement: Agreement):
    hidden = SanctionStepFactory.create().agreement

    assert hidden not in agreements_to_copy_from(access_of(anna), agreement)
    with pytest.raises(RuleViolation, match="har ingen sanktionstrappa"):
        services.copy_ladder(access_of(anna), agreement, source=hidden)


def test_a_bought_service_copies_nothing_from_in_house(anna, ekby, agreement):
    mission = AgreementFactory.create(authority=ekby, form=AgreementForm.MISSION)
    SanctionStepFactory.create(agreement=mission, kind=SanctionKind.BOARD_DECISION)

    assert mission not in agreements_to_copy_from(access_of(anna), agreement)
    with pytest.raises(RuleViolation, match="Nämndbeslut: "):
        services.copy_ladder(access_of(anna), agreement, source=mission)


def test_a_step_that_somebody_has_taken_away_is_told(anna: User, agreement: Agreement):
    step = add(anna, agreement, SanctionKind.REMARK)
    services.remove_step(access_of(anna), step)
    SanctionStep.objects.unscoped(reason="somebody else").delete()
    gone = SanctionStep(pk=4711, agreement=agreement, number=1, kind="remark")

    with pytest.raises(Outdated, match="finns inte längre"):
        services.remove_step(access_of(anna), gone)


def test_a_reader_may_not_touch_the_ladder(bo: User, agreement: Agreement):
    step, access = SanctionStepFactory.create(agreement=agreement), access_of(bo)
    told = services.StepFacts(agreement, SanctionKind.REMARK)

    for act in (
        lambda: services.save_step(access, step=None, facts=told),
        lambda: services.move_step(access, step, is_up=True),
        lambda: services.remove_step(access, step),
        lambda: services.begin_ladder(access, agreement),
        lambda: services.copy_ladder(access, agreement, source=agreement),
    ):
        with pytest.raises(NotAllowed):
            act()
