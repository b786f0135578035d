import datetime

import pytest

from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.rules import State
from insyn.measures.models import ActionPlan
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.registry.models import ServiceArea
from insyn.registry.queries import access_of
from insyn.risk.queries.measures import READINGS, Frame, measured, of_board
from insyn.risk.rules.factors import FactorFacts, ModelFacts
from insyn.risk.rules.kinds import AssessmentScope, FactorPart, Measure
from insyn.risk.rules.measuring import FROM_NOTHING, NEVER, growth, months_before, months_between
from tests.factories import (
    ContractFactory,
    FollowupFactory,
    LotFactory,
    PermitFactory,
    UnitFactory,
    UnitOperationFactory,
    UsageFactory,
)

FIRST, *_REST = CheckKind
TODAY = datetime.date(2026, 3, 2)


@pytest.fixture
def contract(ekby):
    return ContractFactory.create(agreement__authority=ekby, starts_on=datetime.date(2024, 1, 1))


@pytest.fixture
def read(ekby, anna, contract):
    def value(measure: Measure, scope: AssessmentScope = AssessmentScope.CONTRACTS):
        access = of_board(access_of(anna, origin="test"), ekby.pk)
        frame = Frame(access, (contract.agreement_id,), TODAY)
        model = ModelFacts((FactorFacts("a", "A", FactorPart.LIKELIHOOD, measure=measure),))
        rows = measured(frame, model, scope)
        mine = [row for row in rows if row.contract_id in {contract.pk, None}]
        return mine[0].values[0]

    return value


def used(contract, year: int, **given):
    return UsageFactory.create(
        contract=contract,
        period_start=datetime.date(year, 1, 1),
        period_end=datetime.date(year, 12, 31),
        **given,
    )


def looked_at(contract, day: datetime.date, deficiencies: int = 0, **given):
    followup = FollowupFactory.create(
        authority=contract.agreement.authority, contract=contract, state=State.MEASURES,
        carried_out_on=day, reported_on=day,
    )  # fmt: skip
    for _n in range(deficiencies):
        Finding.objects.create(
            followup=followup, kind=FindingKind.DEFICIENCY, area="x", text="y", **given
        )
    return followup


def checked(contract, day: int, result: CheckResult, kind: CheckKind = FIRST) -> None:
    RegisterCheck.objects.create(
        authority=contract.agreement.authority, provider=contract.provider, kind=kind,
        source="Register", checked_on=datetime.date(2026, 2, day), result=result, remark="x",
    )  # fmt: skip


pytestmark = pytest.mark.django_db

UNKNOWN = [
    Measure.CLIENTS_12_MONTHS, Measure.SPEND_YEAR, Measure.VOLUME_GROWTH,
    Measure.OPEN_DEFICIENCIES, Measure.LATE_MEASURES, Measure.DEFICIENCIES_3_YEARS,
    Measure.REGISTER_REMARKS,
    Measure.PERMIT_STATE, Measure.MANAGER_MONTHS, Measure.OPERATOR_CHANGES, Measure.VULNERABILITY,
]  # fmt: skip


def test_every_measure_can_be_read() -> None:
    assert set(READINGS) == set(Measure)


@pytest.mark.parametrize("measure", UNKNOWN)
@pytest.mark.parametrize("scope", AssessmentScope)
def test_what_nobody_has_told_is_not_known(read, measure, scope) -> None:
    assert read(measure, scope) is None


def test_clients_are_the_most_of_any_period_of_the_last_year(read, contract) -> None:
    used(contract, 2025, clients=7, call_offs=3)
    used(contract, 2023, clients=90)

    assert read(Measure.CLIENTS_12_MONTHS) == 7


def test_spend_is_added_and_growth_is_against_the_year_before(read, contract) -> None:
    used(contract, 2025, amount=300_000, clients=None)
    used(contract, 2024, amount=200_000, clients=None)

    assert read(Measure.SPEND_YEAR) == 300_000
    assert read(Measure.VOLUME_GROWTH) == 50


def test_growth_is_of_clients_when_no_amounts_are_known(read, contract) -> None:
    used(contract, 2025, clients=3)
    used(contract, 2024, clients=4)

    assert read(Measure.VOLUME_GROWTH) == -25


def test_growth_from_nothing_has_a_word_of_its_own() -> None:
    assert (growth(5, 0), growth(0, 0), growth(1000, 1)) == (FROM_NOTHING, 0, FROM_NOTHING)


def test_a_contract_is_as_new_as_its_first_client(read, contract) -> None:
    assert read(Measure.MONTHS_SINCE_START) == 26
    unit = UnitFactory.create(provider=contract.provider, first_client_on=datetime.date(2025, 9, 2))
    contract.units.add(unit)

    assert read(Measure.MONTHS_SINCE_START) == 6


def test_one_never_followed_up_is_known_to_be_so(read, contract) -> None:
    assert read(Measure.MONTHS_SINCE_FOLLOWUP) == NEVER
    looked_at(contract, datetime.date(2023, 8, 1))

    assert read(Measure.MONTHS_SINCE_FOLLOWUP) == 31


def test_open_deficiencies_are_those_not_remedied_on_the_day(read, contract) -> None:
    looked_at(contract, datetime.date(2025, 8, 1), 2)
    looked_at(contract, datetime.date(2025, 9, 1), 1, remedied_on=datetime.date(2025, 10, 1),
              remedied_note="klart")  # fmt: skip
    looked_at(contract, datetime.date(2026, 6, 1), 5)

    assert read(Measure.OPEN_DEFICIENCIES) == 2
    assert read(Measure.DEFICIENCIES_3_YEARS) == 3


def test_followed_up_without_deficiencies_is_none_and_not_unknown(read, contract) -> None:
    looked_at(contract, datetime.date(2025, 8, 1))

    assert read(Measure.OPEN_DEFICIENCIES) == 0


def test_late_action_plans_are_counted(read, contract) -> None:
    followup = looked_at(contract, datetime.date(2025, 8, 1), 1)
    assert read(Measure.LATE_MEASURES) == 0
    ActionPlan.objects.create(
        followup=followup, due_on=datetime.date(2026, 1, 1), requested_on=datetime.date(2025, 9, 1)
    )

    assert read(Measure.LATE_MEASURES) == 1


def test_the_last_check_of_each_kind_counts_and_a_serious_one_double(read, contract) -> None:
    kinds = list(CheckKind)
    checked(contract, 1, CheckResult.ALARM, kinds[0])
    checked(contract, 5, CheckResult.OK, kinds[0])
    checked(contract, 3, CheckResult.ALARM, kinds[1])
    checked(contract, 3, CheckResult.REMARK, kinds[2])

    assert read(Measure.REGISTER_REMARKS) == 3


def test_a_check_that_could_not_tell_is_not_without_remark(read, contract) -> None:
    checked(contract, 1, CheckResult.UNKNOWN)

    assert read(Measure.REGISTER_REMARKS) is None


def area(code: str) -> ServiceArea:
    return ServiceArea.objects.get(code=code)


def test_a_permit_that_is_needed_is_missing_ending_or_in_order(read, contract) -> None:
    unit = UnitFactory.create(provider=contract.provider, service_area=area("hvb"))
    assert read(Measure.PERMIT_STATE) == 2
    permit = PermitFactory.create(unit=unit, valid_to=datetime.date(2026, 5, 1))
    assert read(Measure.PERMIT_STATE) == 1
    permit.valid_to = None
    permit.save()

    assert read(Measure.PERMIT_STATE) == 0


def test_only_the_units_named_in_the_contract_count_when_there_are_any(read, contract) -> None:
    UnitFactory.create(provider=contract.provider, service_area=area("hvb"))
    named = UnitFactory.create(provider=contract.provider, service_area=area("oppenvard-vuxna"))
    contract.units.add(named)

    assert read(Measure.PERMIT_STATE) == 0
    assert read(Measure.VULNERABILITY) == 2


def test_the_newest_manager_counts(read, contract) -> None:
    for since in ((2020, 1, 1), (2025, 12, 2)):
        UnitFactory.create(provider=contract.provider, manager_since=datetime.date(*since))

    assert read(Measure.MANAGER_MONTHS) == 3


def test_changes_of_operator_are_those_of_three_years(read, contract) -> None:
    unit = UnitFactory.create(provider=contract.provider)
    UnitOperationFactory.create(unit=unit)
    for ended in ((2021, 1, 1), (2025, 1, 1)):
        UnitOperationFactory.create(
            unit=unit, ends_on=datetime.date(*ended), end_reason="terminated"
        )

    assert read(Measure.OPERATOR_CHANGES) == 1


def test_the_only_one_in_a_lot_is_sole(read, contract) -> None:
    assert read(Measure.IS_SOLE_PROVIDER) == 1
    other = ContractFactory.create(agreement=contract.agreement)
    assert read(Measure.IS_SOLE_PROVIDER) == 0
    lots = [LotFactory.create(agreement=contract.agreement) for _ in range(2)]
    contract.lots.add(*lots)
    other.lots.add(lots[0])

    assert read(Measure.IS_SOLE_PROVIDER) == 1


def test_children_and_care_round_the_clock_are_the_most_vulnerable(read, contract) -> None:
    lot = LotFactory.create(agreement=contract.agreement, service_area=area("hemtjanst"))
    contract.lots.add(lot)
    assert read(Measure.VULNERABILITY) == 3
    lot.service_area = area("sabo")
    lot.save()

    assert read(Measure.VULNERABILITY) == 4


def test_an_agreement_adds_numbers_and_takes_the_worst_of_states(read, contract) -> None:
    other = ContractFactory.create(agreement=contract.agreement)
    for row, clients in ((contract, 3), (other, 4)):
        used(row, 2025, clients=clients)
    looked_at(other, datetime.date(2026, 1, 1))

    assert read(Measure.CLIENTS_12_MONTHS, AssessmentScope.AGREEMENTS) == 7
    assert read(Measure.MONTHS_SINCE_FOLLOWUP, AssessmentScope.AGREEMENTS) == 2


def test_a_colleague_with_a_role_elsewhere_measures_the_same(
    ekby, norrby, anna, contract, cooperation
) -> None:
    both = access_of(anna, origin="test")
    looked_at(contract, datetime.date(2025, 8, 1), 2)
    narrow = of_board(both, ekby.pk)
    wide = of_board(
        type(both)(both.user_id, both.name, (*both.mandates, *both.mandates), origin=""), ekby.pk
    )
    model = ModelFacts(
        (FactorFacts("a", "A", FactorPart.LIKELIHOOD, measure=Measure.OPEN_DEFICIENCIES),)
    )
    found = [
        measured(Frame(who, (contract.agreement_id,), TODAY), model, AssessmentScope.CONTRACTS)
        for who in (narrow, wide)
    ]

    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [((2025, 1, 31), (2025, 2, 28), 0), ((2025, 1, 15), (2026, 1, 15), 12),
     ((2025, 1, 16), (2026, 1, 15), 11), ((2027, 1, 1), (2026, 1, 1), 0)],
)  # fmt: skip
def test_only_whole_months_count(earlier, later, months) -> None:
    assert months_between(datetime.date(*earlier), datetime.date(*later)) == months


def test_a_month_without_the_day_gives_its_last() -> None:
    assert months_before(datetime.date(2026, 3, 31), 1) == datetime.date(2026, 2, 28)
    assert months_before(datetime.date(2024, 2, 29), 12) == datetime.date(2023, 2, 28)
