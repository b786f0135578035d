from datetime import date
from typing import Any

import pytest

from insyn.audit.models import AuditEvent
from insyn.followups.models import Followup
from insyn.kernel.access import Access, Mandate, Role
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.plans.models import PlanForm
from insyn.plans.rules import PlanState
from insyn.registry.queries import access_of
from insyn.risk import queries, services
from insyn.risk.models import Candidate, RiskScore, Selection, Share
from insyn.risk.queries.results import tried
from insyn.risk.rules.draw import EXAMPLE_SEED
from insyn.risk.rules.exchange import drawn, pool_from_json, still_holds
from insyn.risk.rules.kinds import RiskBand
from insyn.risk.rules.states import Distribution, Ground, StepKind
from insyn.risk.rules.steps import Step
from insyn.risk.services import StepSelectionFacts
from tests.factories import (
    DAY,
    AgreementFactory,
    CooperationFactory,
    FollowupFactory,
    LotFactory,
    PlanFactory,
    PlannedActivityFactory,
    ProviderFactory,
    TemplateVersionFactory,
    UnitFactory,
)
from tests.risk.builders import candidates, market
from tests.risk.builders import drafted as coordinated
from tests.risk.step_builders import (
    EVERYBODY,
    SEED,
    SHARE,
    TOP,
    assessed,
    drafted,
    frozen,
    signed,
)

pytestmark = pytest.mark.django_db


def last_event() -> AuditEvent:
    event = AuditEvent.objects.unscoped(reason="test").order_by("-pk").first()
    assert event is not None
    return event


def test_a_new_selection_has_every_usable_contract_of_its_agreements(anna, ekby) -> None:
    one, first = signed(ekby, 2)
    other, second = signed(ekby, 3)

    selection = drafted(access_of(anna), [one, other], EVERYBODY, authority=ekby)

    assert {row.contract for row in candidates(selection)} == {*first, *second}
    assert selection.agreement is None
    assert last_event().event == "selection.created"
    assert last_event().facts["candidates"] == 5


def test_a_single_agreement_stands_as_the_agreement_of_the_selection(anna, ekby) -> None:
    agreement, _contracts = signed(ekby)

    selection = drafted(access_of(anna), [agreement], authority=ekby)

    assert selection.agreement == agreement


def test_only_the_plan_owner_makes_a_selection(bo, ekby) -> None:
    agreement, _contracts = signed(ekby)

    with pytest.raises(NotAllowed):
        drafted(access_of(bo), [agreement], authority=ekby)


def test_an_agreement_that_the_board_has_no_part_in_is_refused(cilla, ekby, norrby) -> None:
    agreement, _contracts = signed(ekby)

    with pytest.raises(RuleViolation, match="deltar inte"):
        drafted(access_of(cilla), [agreement], authority=norrby)


def test_a_selection_of_nothing_is_refused(anna, ekby) -> None:
    with pytest.raises(RuleViolation, match="minst ett avtal"):
        drafted(access_of(anna), [], authority=ekby)


def test_lots_are_not_dealt_out_over_several_agreements(anna, ekby) -> None:
    both = [signed(ekby)[0], signed(ekby)[0]]

    with pytest.raises(RuleViolation, match="inom ett avtal"):
        drafted(access_of(anna), both, authority=ekby, distribution=Distribution.LOTS)


def test_somebody_elses_assessment_is_refused(anna, ekby, norrby) -> None:
    agreement, _contracts = signed(ekby)
    theirs = assessed(norrby, signed(norrby)[1])

    with pytest.raises(RuleViolation, match="annan nämnds"):
        drafted(access_of(anna), [agreement], authority=ekby, assessment=theirs)


def test_an_activity_of_another_boards_plan_is_refused(anna, ekby, norrby) -> None:
    agreement, _contracts = signed(ekby)
    theirs = PlannedActivityFactory.create(form__plan__authority=norrby)

    with pytest.raises(RuleViolation, match="nämndens planer"):
        drafted(access_of(anna), [agreement], authority=ekby, activity=theirs)


def test_candidates_tell_risk_last_followup_and_first_client(anna, ekby) -> None:
    agreement, contracts = signed(ekby, 2)
    FollowupFactory.create(contract=contracts[0], authority=ekby, carried_out_on=date(2024, 5, 6))
    UnitFactory.create(provider=contracts[0].provider, first_client_on=date(2023, 2, 1))
    assessment = assessed(ekby, contracts[:1])

    selection = drafted(access_of(anna), [agreement], authority=ekby, assessment=assessment)

    known, unknown = sorted(candidates(selection), key=lambda row: row.contract_id)
    assert known.risk == 1
    assert known.risk_band == RiskBand.YELLOW
    assert known.last_on == date(2024, 5, 6)
    assert known.first_client_on == date(2023, 2, 1)
    assert unknown.facts == {}


def test_the_units_of_the_contract_go_before_the_others_of_the_provider(anna, ekby) -> None:
    agreement, (contract,) = signed(ekby, 1)
    UnitFactory.create(provider=contract.provider, first_client_on=date(2015, 1, 1))
    contract.units.add(
        UnitFactory.create(provider=contract.provider, first_client_on=date(2025, 9, 1))
    )

    selection = drafted(access_of(anna), [agreement], authority=ekby)

    assert candidates(selection)[0].first_client_on == date(2025, 9, 1)


def test_an_overridden_band_is_the_one_that_counts(anna, ekby) -> None:
    agreement, contracts = signed(ekby, 3)
    assessment = assessed(ekby, contracts)
    assessment.scores.unscoped(reason="test").filter(contract=contracts[0]).update(
        override=RiskBand.RED, override_reason="Konkursansökan."
    )
    step = Step(StepKind.TOP_RISK, count=1)

    selection = frozen(
        access_of(anna),
        drafted(access_of(anna), [agreement], step, authority=ekby, assessment=assessment),
    )

    assert [row.contract for row in candidates(selection) if row.is_chosen] == [contracts[0]]


def test_the_way_from_rule_to_followups(anna, ekby) -> None:
    access = access_of(anna)
    agreement, contracts = signed(ekby, 6)
    assessment = assessed(ekby, contracts)
    selection = frozen(
        access, drafted(access, [agreement], TOP, SHARE, authority=ekby, assessment=assessment)
    )
    version = TemplateVersionFactory.create(template__authority=ekby)

    started = services.start_followups(
        access, selection, authority=ekby, template_version=version, planned_for=DAY
    )

    chosen = {row.contract: row.ground for row in candidates(selection) if row.is_chosen}
    assert chosen[contracts[5]] == chosen[contracts[4]] == Ground.TOP_RISK
    assert list(chosen.values()).count(Ground.CONTROL_SHARE) == 1
    assert {followup.contract for followup in started} == set(chosen)


def test_a_followup_of_the_sample_counts_for_the_activity(anna, ekby) -> None:
    access = access_of(anna)
    agreement, _contracts = signed(ekby, 2)
    plan = PlanFactory.create(authority=ekby, state=PlanState.ADOPTED, decided_on=DAY)
    activity = PlannedActivityFactory.create(form__plan=plan)
    selection = frozen(
        access, drafted(access, [agreement], EVERYBODY, authority=ekby, activity=activity)
    )
    version = TemplateVersionFactory.create(template__authority=ekby)

    services.start_followups(
        access, selection, authority=ekby, template_version=version, planned_for=DAY
    )

    made = Followup.objects.unscoped(reason="test")
    assert {followup.activity for followup in made} == {activity}


def test_a_frozen_selection_can_be_drawn_again_from_its_record_alone(anna, ekby) -> None:
    access = access_of(anna)
    agreement, contracts = signed(ekby, 5)
    assessment = assessed(ekby, contracts)
    selection = frozen(
        access, drafted(access, [agreement], TOP, SHARE, authority=ekby, assessment=assessment)
    )

    again = drawn(pool_from_json(selection.record), seed=selection.record["seed"])

    assert still_holds(selection.record)
    assert {row.name for row in again.chosen} == {
        str(row.contract.provider) for row in candidates(selection) if row.is_chosen
    }


def test_what_fell_to_each_board_is_what_it_takes_on(anna, ekby, norrby, cooperation) -> None:
    agreement, _contracts = signed(ekby, 5, cooperation=cooperation)
    access = access_of(anna)

    selection = frozen(access, drafted(access, [agreement], EVERYBODY, authority=ekby))

    shares = Share.objects.visible_to(access).filter(selection=selection)
    assert sorted(share.promised for share in shares) == [2, 3]


def test_lots_are_dealt_out_within_an_agreement(anna, ekby, norrby, cooperation) -> None:
    access, place = access_of(anna), market(ekby, cooperation)

    selection = frozen(
        access,
        drafted(
            access, [place.agreement], EVERYBODY, authority=ekby, distribution=Distribution.LOTS
        ),
    )

    boards_of: dict[object, set[object]] = {}
    for row in candidates(selection):
        boards_of.setdefault(row.lot, set()).add(row.authority)
    assert sorted(len(boards) for boards in boards_of.values()) == [1, 1]
    assert set.union(*boards_of.values()) == {ekby, norrby}


def test_every_refusal_of_the_rule_comes_before_the_seed(anna, ekby) -> None:
    access = access_of(anna)
    agreement, _contracts = signed(ekby, 2)
    selection = drafted(access, [agreement], Step(StepKind.LOTTERY, count=3), authority=ekby)

    with pytest.raises(RuleViolation, match="fler än kandidaterna"):
        services.fix_seed(access, selection, seed=SEED)

    selection.refresh_from_db()
    assert not selection.seed


def test_a_rule_without_steps_gets_no_seed(anna, ekby) -> None:
    access = access_of(anna)
    selection = drafted(access, [signed(ekby)[0]], authority=ekby)

    with pytest.raises(RuleViolation, match="inget steg"):
        services.fix_seed(access, selection, seed=SEED)


def test_an_assessment_that_can_change_decides_nothing(anna, ekby) -> None:
    access = access_of(anna)
    agreement, contracts = signed(ekby)
    open_one = assessed(ekby, contracts, is_frozen=False)
    selection = drafted(access, [agreement], TOP, authority=ekby, assessment=open_one)

    with pytest.raises(RuleViolation, match="Frys riskbedömningen"):
        services.fix_seed(access, selection, seed=SEED)


def test_scores_that_changed_after_the_candidates_were_fetched_decide_nothing(anna, ekby) -> None:
    access = access_of(anna)
    agreement, contracts = signed(ekby)
    assessment = assessed(ekby, contracts)
    selection = drafted(access, [agreement], TOP, authority=ekby, assessment=assessment)
    RiskScore.objects.unscoped(reason="test").filter(contract=contracts[0]).update(
        override=RiskBand.RED, override_reason="Nya klagomål."
    )

    with pytest.raises(RuleViolation, match="har ändrats sedan kandidaterna hämtades"):
        services.fix_seed(access, selection, seed=SEED)

    selection = services.fetch_candidates(access, selection)
    assert services.fix_seed(access, selection, seed=SEED).seed == SEED


def test_what_the_asker_sees_in_another_board_changes_no_selection(anna, ekby, norrby) -> None:
    access = access_of(anna)
    agreement, (contract, *_others) = signed(ekby)
    done = FollowupFactory.create(
        authority=norrby, contract=contract, carried_out_on=date(2025, 9, 1)
    )
    wide = Access(
        access.user_id,
        access.name,
        mandates=(*access.mandates, Mandate(norrby.pk, Role.PLAN_OWNER)),
    )
    selection = drafted(wide, [agreement], EVERYBODY, authority=ekby)

    assert done.authority == norrby
    assert not any("last_on" in row.facts for row in queries.candidates_of(access, selection))


def test_a_selection_of_two_cooperations_is_seen_by_neither_alone(anna, ekby, norrby) -> None:
    cooperations = [
        CooperationFactory.create(name=name, lead=ekby, members=[norrby]) for name in "AB"
    ]
    agreements = [signed(ekby, 1, cooperation=one)[0] for one in cooperations]
    selection = drafted(access_of(anna), agreements, EVERYBODY, authority=ekby)
    first, second = (frozenset({one.pk}) for one in cooperations)

    def sees(*together: frozenset[int]) -> bool:
        mandates = tuple(Mandate(norrby.pk + n, Role.PLAN_OWNER, c) for n, c in enumerate(together))
        return Selection.objects.visible_to(Access(None, "", mandates)).contains(selection)

    assert not sees(first, second)
    assert sees(first | second)


def test_the_seed_of_the_trial_never_decides(anna, ekby) -> None:
    access = access_of(anna)
    selection = drafted(access, [signed(ekby)[0]], EVERYBODY, authority=ekby)

    with pytest.raises(RuleViolation, match="Välj ett annat"):
        services.fix_seed(access, selection, seed=EXAMPLE_SEED)


def test_a_quota_larger_than_the_pool_is_refused_before_the_seed(anna, ekby) -> None:
    access = access_of(anna)
    selection = coordinated(access, market(ekby, each=1), quota=3)

    with pytest.raises(RuleViolation, match="3 är fler än kandidaterna, som är 2"):
        services.fix_seed(access, selection, seed=SEED)


def test_the_quota_can_be_changed_until_the_seed_is_fixed(anna, ekby) -> None:
    access = access_of(anna)
    selection = coordinated(access, market(ekby, each=1), quota=3)
    told: dict[str, Any] = {"title": "Urval", "year": 2026, "allots_lots": True}

    selection = services.edit_selection(access, selection, quota=2, **told)
    selection = services.fix_seed(access, selection, seed=SEED)

    with pytest.raises(RuleViolation, match="går inte att ändra"):
        services.edit_selection(access, selection, quota=1, **told)


def kinds(selection: Selection) -> list[StepKind]:
    selection.refresh_from_db()
    return [step.kind for step in queries.rule_of(selection).steps]


def test_steps_are_added_moved_and_removed_with_a_line_in_the_trail_each(anna, ekby) -> None:
    access = access_of(anna)
    selection = drafted(access, [signed(ekby)[0]], TOP, SHARE, authority=ekby)

    services.add_step(access, selection, step=Step(StepKind.COVERAGE, years=3))
    services.move_step(access, selection, place=1, by=-1)

    assert kinds(selection) == [StepKind.COVERAGE, StepKind.TOP_RISK, StepKind.CONTROL_SHARE]
    services.replace_step(access, selection, place=1, step=EVERYBODY)
    services.remove_step(access, selection, place=0)
    assert kinds(selection) == [StepKind.ALL, StepKind.CONTROL_SHARE]
    assert last_event().event == "selection.rule_changed"
    assert last_event().facts["after"].startswith("Alla som är kvar.")


def test_the_limit_stands_first_and_the_control_share_last_however_they_are_added(
    anna, ekby
) -> None:
    access = access_of(anna)
    selection = drafted(access, [signed(ekby)[0]], SHARE, TOP, authority=ekby)

    services.add_step(access, selection, step=Step(StepKind.QUOTA, count=2))

    assert kinds(selection) == [StepKind.QUOTA, StepKind.TOP_RISK, StepKind.CONTROL_SHARE]


def test_the_same_step_twice_is_refused(anna, ekby) -> None:
    access = access_of(anna)
    selection = drafted(access, [signed(ekby)[0]], EVERYBODY, authority=ekby)

    with pytest.raises(RuleViolation, match="två gånger"):
        services.add_step(access, selection, step=EVERYBODY)


def test_nothing_changes_once_the_seed_is_fixed(anna, ekby) -> None:
    access = access_of(anna)
    agreement, _contracts = signed(ekby)
    selection = services.fix_seed(
        access, drafted(access, [agreement], EVERYBODY, authority=ekby), seed=SEED
    )
    nobody: frozenset[int] = frozenset()
    facts = StepSelectionFacts(title="Nytt", year=2027, agreements=[agreement])
    for act in (
        lambda: services.add_step(access, selection, step=TOP),
        lambda: services.remove_step(access, selection, place=0),
        lambda: services.fetch_candidates(access, selection),
        lambda: services.edit_selection_by_steps(access, selection, facts=facts),
        lambda: services.mark_candidates(
            access, selection, shown=nobody, used=nobody, wished=nobody, removed=nobody
        ),
    ):
        with pytest.raises(RuleViolation, match="går inte att ändra"):
            act()


def test_another_board_steers_nothing(anna, cilla, ekby, norrby, cooperation) -> None:
    agreement, _contracts = signed(ekby, cooperation=cooperation)
    selection = drafted(access_of(anna), [agreement], EVERYBODY, authority=ekby)

    with pytest.raises(NotAllowed):
        services.add_step(access_of(cilla), selection, step=TOP)


def test_one_who_saves_an_old_page_is_told(anna, ekby) -> None:
    access = access_of(anna)
    selection = drafted(access, [signed(ekby)[0]], EVERYBODY, authority=ekby)
    services.fetch_candidates(access, selection)

    with pytest.raises(Outdated):
        services.fetch_candidates(access, selection, version=selection.version)


def test_marks_are_kept_and_those_taken_away_come_back_when_fetched_anew(anna, ekby) -> None:
    access = access_of(anna)
    agreement, contracts = signed(ekby, 3)
    selection = drafted(access, [agreement], EVERYBODY, authority=ekby)
    keys = {row.contract: row.pk for row in candidates(selection)}
    services.mark_candidates(
        access,
        selection,
        shown=frozenset(keys.values()),
        used=frozenset({keys[contracts[0]]}),
        wished=frozenset(),
        removed=frozenset({keys[contracts[1]]}),
    )
    assert len(candidates(selection)) == 2

    services.fetch_candidates(access, selection)

    assert {row.contract: row.is_used for row in candidates(selection)} == {
        contracts[0]: True,
        contracts[1]: False,
        contracts[2]: False,
    }


def test_a_mark_reaches_no_candidate_of_another_selection(anna, ekby) -> None:
    access = access_of(anna)
    mine = drafted(access, [signed(ekby)[0]], EVERYBODY, authority=ekby)
    other = drafted(access, [signed(ekby)[0]], EVERYBODY, authority=ekby)
    theirs = frozenset(row.pk for row in candidates(other))

    services.mark_candidates(
        access, mine, shown=theirs, used=theirs, wished=frozenset(), removed=theirs
    )

    assert len(candidates(other)) == 6


def test_a_trial_stores_nothing(anna, ekby) -> None:
    access = access_of(anna)
    selection = drafted(access, [signed(ekby)[0]], EVERYBODY, authority=ekby)
    events = AuditEvent.objects.unscoped(reason="test").count()

    trial = tried(access, selection)

    assert (trial.chosen, trial.size, trial.seed) == (6, 6, EXAMPLE_SEED)
    assert not any(row.is_chosen for row in candidates(selection))
    assert AuditEvent.objects.unscoped(reason="test").count() == events


def test_a_trial_warns_of_those_whose_risk_nobody_knows(anna, ekby) -> None:
    access = access_of(anna)
    agreement, contracts = signed(ekby, 4)
    assessment = assessed(ekby, contracts[:3])
    selection = drafted(access, [agreement], TOP, authority=ekby, assessment=assessment)

    assert tried(access, selection).without_risk == 1


def test_a_coordinated_selection_can_be_tried_too(anna, ekby) -> None:
    access = access_of(anna)

    assert tried(access, coordinated(access, market(ekby))).chosen == 2


def test_no_selection_by_steps_is_entered_from_elsewhere(anna, ekby) -> None:
    access = access_of(anna)
    selection = drafted(access, [signed(ekby)[0]], EVERYBODY, authority=ekby)

    with pytest.raises(RuleViolation, match="lottas här"):
        services.enter_elsewhere(access, selection, lots={}, chosen=[], note="Lappar.")


def test_the_record_holds_no_sole_traders_number(anna, ekby) -> None:
    access = access_of(anna)
    agreement, (contract,) = signed(ekby, 1)
    contract.provider = ProviderFactory.create(org_number="8001011239")
    contract.save()

    record = frozen(access, drafted(access, [agreement], EVERYBODY, authority=ekby)).record

    assert "1239" not in str(record["pool"])
    assert f"K{contract.pk}/1" in str(record["pool"])


def seen_by(person) -> tuple[int, int, int]:
    access = access_of(person)
    return (
        Selection.objects.visible_to(access).count(),
        Candidate.objects.visible_to(access).count(),
        Share.objects.visible_to(access).count(),
    )


def test_a_cooperation_sees_a_selection_of_agreements_that_all_are_its_own(
    anna, cilla, ekby, norrby, cooperation
) -> None:
    both = [signed(ekby, 2, cooperation=cooperation)[0] for _ in range(2)]
    frozen(access_of(anna), drafted(access_of(anna), both, EVERYBODY, authority=ekby))

    assert seen_by(cilla) == (1, 4, 2)


def test_one_agreement_of_the_boards_own_hides_the_whole_selection(
    anna, cilla, dag, ekby, norrby, cooperation
) -> None:
    shared, own = signed(ekby, 2, cooperation=cooperation)[0], signed(ekby, 2)[0]
    frozen(access_of(anna), drafted(access_of(anna), [shared, own], EVERYBODY, authority=ekby))

    assert seen_by(cilla) == seen_by(dag) == (0, 0, 0)


def test_a_selection_on_the_boards_risk_assessment_never_leaves_it(
    anna, cilla, ekby, norrby, cooperation
) -> None:
    agreement, contracts = signed(ekby, 4, cooperation=cooperation)
    assessment = assessed(ekby, contracts)
    selection = frozen(
        access_of(anna),
        drafted(access_of(anna), [agreement], TOP, authority=ekby, assessment=assessment),
    )

    assert seen_by(cilla) == (0, 0, 0)
    assert {row.authority for row in candidates(selection) if row.is_chosen} == {ekby}


def test_a_lot_is_no_place_when_the_agreement_has_none(anna, ekby) -> None:
    agreement = AgreementFactory.create(authority=ekby)
    LotFactory.create(agreement=agreement)

    selection = drafted(
        access_of(anna), [agreement], EVERYBODY, authority=ekby, distribution=Distribution.LOTS
    )

    assert candidates(selection) == []


def test_the_activities_of_a_plan_that_lack_a_selection_are_told(anna, ekby) -> None:
    access = access_of(anna)
    plan = PlanFactory.create(authority=ekby)
    form = PlanForm.objects.create(plan=plan, name="Fördjupad", kind="in_depth")
    chosen, lacking = (PlannedActivityFactory.create(form=form) for _ in range(2))
    drafted(access, [signed(ekby)[0]], authority=ekby, activity=chosen)

    rows = queries.results.activities_without_selection(access, plan)

    assert rows == [lacking]
    assert [row.activity for row in queries.results.selections_of_plan(access, plan)] == [chosen]
