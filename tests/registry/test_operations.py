"""Times during which providers run a unit: the rule, and the services that never break it."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insyn.accounts.models import User
from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry import services
from insyn.registry.models import Contract, Unit, UnitOperation
from insyn.registry.queries import access_of
from insyn.registry.rules import EndReason
from insyn.registry.rules.operations import Operation, in_words, overlap_of
from tests.factories import (
    DAY,
    ContractFactory,
    ProviderFactory,
    UnitFactory,
    UnitOperationFactory,
)

pytestmark = pytest.mark.django_db

DAYS = st.dates(date(2020, 1, 1), date(2021, 12, 31))
PERIODS = st.builds(Operation, st.none() | DAYS, st.none() | DAYS).filter(
    lambda period: not period.is_backwards
)


def share_a_day(one: Operation, other: Operation) -> bool:
    begins = max(one.starts_on or date.min, other.starts_on or date.min)
    ends = min(one.ends_on or date.max, other.ends_on or date.max)
    return begins <= ends


@given(st.lists(PERIODS, max_size=6))
def test_an_overlap_is_found_always_when_there_is_one(periods: list[Operation]):
    pairs = [(i, j) for i in range(len(periods)) for j in range(i)]

    assert (overlap_of(periods) is not None) == any(
        share_a_day(periods[i], periods[j]) for i, j in pairs
    )


@given(st.lists(PERIODS, max_size=6))
def test_the_two_that_are_named_do_overlap(periods: list[Operation]):
    found = overlap_of(periods)

    assert found is None or (
        found[0] != found[1] and share_a_day(periods[found[0]], periods[found[1]])
    )


def test_the_last_day_of_one_is_not_the_first_of_the_next():
    first = Operation(None, DAY)

    assert overlap_of([first, Operation(DAY, None)]) == (0, 1)
    assert overlap_of([first, Operation(DAY + timedelta(1), None)]) is None


def test_an_operation_says_its_days_in_words():
    assert in_words(Operation(None, DAY)) == "–2026-03-02"


@pytest.fixture
def unit() -> Unit:
    operation = UnitOperationFactory.create(
        unit__name="Solgläntan", unit__provider__name="Åkerö AB", starts_on=date(2020, 1, 1)
    )
    return operation.unit


def trail() -> list[tuple[str, dict]]:
    events = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    return [(event.event, event.facts) for event in events.order_by("number")]


def change(user: User, unit: Unit, provider=None, on: date = DAY, **facts) -> UnitOperation:
    told = services.NewOperator(
        provider or ProviderFactory.create(name="Björkö AB"), on, EndReason.TAKEN_OVER, **facts
    )
    return services.change_operator(access_of(user), unit, facts=told)


def add(user: User, unit: Unit, starts_on: date | None, ends_on: date | None) -> UnitOperation:
    told = services.OperationFacts(
        ProviderFactory.create(name="Gamla AB"), starts_on, ends_on, EndReason.AGREEMENT_ENDED
    )
    return services.add_operation(access_of(user), unit, facts=told)


def test_a_change_of_operator_ends_the_former_the_day_before(anna: User, unit: Unit):
    change(anna, unit)

    former = unit.operations.earliest("pk")
    assert (former.ends_on, former.end_reason) == (date(2026, 3, 1), EndReason.TAKEN_OVER)


def test_a_unit_belongs_to_its_new_operator(anna: User, unit: Unit):
    entry = change(anna, unit)

    unit.refresh_from_db()
    assert (unit.provider.name, entry.starts_on, entry.ends_on) == ("Björkö AB", DAY, None)


def test_a_change_of_operator_stands_in_the_trail_with_names(anna: User, unit: Unit):
    change(anna, unit, note="Bolaget köptes")

    event, facts = trail()[-1]
    assert event == "unit.operator_changed"
    assert (facts["provider_before"], facts["provider_after"]) == ("Åkerö AB", "Björkö AB")


def test_contracts_of_the_former_operator_stay(anna: User, unit: Unit, ekby):
    contract = ContractFactory.create(agreement__authority=ekby, provider=unit.provider)
    contract.units.add(unit)

    change(anna, unit)

    contracts = Contract.objects.unscoped(reason="the test reads every contract")
    assert [row.provider.name for row in contracts.filter(units=unit)] == ["Åkerö AB"]


def test_a_unit_without_any_noted_time_can_change_operator(anna: User):
    unit = UnitFactory.create()

    change(anna, unit)

    assert unit.operations.count() == 2


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2020, 1, 1), "började driva verksamheten 2020-01-01"),
        (date(2019, 6, 1), "började driva verksamheten 2020-01-01"),
        (date(2199, 1, 1), "har varit eller är i dag"),
    ],
)
def test_a_change_on_an_impossible_day_is_refused(anna: User, unit: Unit, on, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        change(anna, unit, on=on)


def test_a_change_today_is_possible(anna: User, unit: Unit):
    assert change(anna, unit, on=clock.today()).starts_on == clock.today()


def test_a_provider_does_not_take_over_from_itself(anna: User, unit: Unit):
    with pytest.raises(RuleViolation, match="Åkerö AB driver redan"):
        change(anna, unit, provider=unit.provider)


def test_a_name_that_the_new_operator_uses_is_refused(anna: User, unit: Unit):
    other = UnitFactory.create(name=unit.name)

    with pytest.raises(RuleViolation, match="har redan en verksamhet som heter Solgläntan"):
        change(anna, unit, provider=other.provider)


def test_a_provider_that_is_merged_into_another_takes_over_nothing(anna: User, unit: Unit):
    kept = ProviderFactory.create(name="Kvar AB")
    merged = ProviderFactory.create(name="Borta AB", merged_into=kept)

    with pytest.raises(RuleViolation, match="Välj Kvar AB"):
        change(anna, unit, provider=merged)


def test_a_closed_unit_changes_no_operator(anna: User, unit: Unit):
    Unit.objects.update(closed_on=DAY)

    with pytest.raises(RuleViolation, match="avslutad"):
        change(anna, unit)


def test_a_reader_changes_no_operator(bo: User, unit: Unit):
    with pytest.raises(NotAllowed):
        change(bo, unit)


def test_an_old_page_changes_no_operator(anna: User, unit: Unit):
    facts = services.NewOperator(ProviderFactory.create(), DAY, EndReason.OTHER)

    with pytest.raises(Outdated):
        services.change_operator(access_of(anna), unit, facts=facts, version=7)


def test_an_earlier_operator_is_added(anna: User, unit: Unit):
    add(anna, unit, None, date(2019, 12, 31))

    assert [row.provider.name for row in unit.operations.all()] == ["Gamla AB", "Åkerö AB"]


def test_an_earlier_operator_at_the_same_time_is_refused_in_words(anna: User, unit: Unit):
    with pytest.raises(RuleViolation, match=r"samma dag: Gamla AB .* och Åkerö AB"):
        add(anna, unit, date(2019, 1, 1), date(2020, 1, 1))


def test_an_earlier_operator_needs_a_last_day(anna: User, unit: Unit):
    with pytest.raises(RuleViolation, match="Ange den sista dagen"):
        add(anna, unit, date(2019, 1, 1), None)


def test_an_operation_that_ends_before_it_starts_is_refused(anna: User, unit: Unit):
    with pytest.raises(RuleViolation, match="sluta innan den börjar"):
        add(anna, unit, date(2019, 1, 1), date(2018, 1, 1))


def correct(user: User, row: UnitOperation, **facts) -> UnitOperation:
    told = services.OperationFacts(row.provider, **facts)
    return services.save_operation(access_of(user), row, facts=told)


def test_the_days_of_an_operation_are_corrected(anna: User, unit: Unit):
    row = correct(anna, unit.operations.get(), starts_on=date(2021, 5, 1))

    assert (row.starts_on, trail()[-1][0]) == (date(2021, 5, 1), "unit.operation_changed")


def test_a_correction_that_changes_nothing_leaves_no_trace(anna: User, unit: Unit):
    correct(anna, unit.operations.get(), starts_on=date(2020, 1, 1))

    assert trail() == []


def test_a_correction_counts_up_the_version_of_the_unit(anna: User, unit: Unit):
    correct(anna, unit.operations.get(), starts_on=date(2021, 5, 1))

    assert Unit.objects.get(pk=unit.pk).version == 2


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"ends_on": DAY}, "Byt utförare i stället"),
        ({"starts_on": date(2199, 1, 1)}, "har varit eller är i dag"),
    ],
)
def test_the_running_operation_is_not_ended_by_hand(anna: User, unit: Unit, facts, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        correct(anna, unit.operations.get(), **facts)


def test_an_operation_that_has_ended_keeps_an_end(anna: User, unit: Unit):
    row = add(anna, unit, None, date(2019, 12, 31))

    with pytest.raises(RuleViolation, match="Ange den sista dagen"):
        correct(anna, row, ends_on=None)


def test_a_wrong_earlier_operator_is_taken_away(anna: User, unit: Unit):
    row = add(anna, unit, None, date(2019, 12, 31))

    services.remove_operation(access_of(anna), row)

    assert (unit.operations.count(), trail()[-1][0]) == (1, "unit.operation_removed")


def test_a_change_of_operator_is_taken_back(anna: User, unit: Unit):
    entry = change(anna, unit)

    services.remove_operation(access_of(anna), entry)

    unit.refresh_from_db()
    row = unit.operations.get()
    assert (unit.provider.name, row.ends_on, row.end_reason) == ("Åkerö AB", None, "")


def test_the_only_operator_is_not_taken_away(anna: User, unit: Unit):
    with pytest.raises(RuleViolation, match="Någon måste driva"):
        services.remove_operation(access_of(anna), unit.operations.get())


def test_a_change_is_not_taken_back_onto_a_name_in_use(anna: User, unit: Unit):
    former = unit.provider
    entry = change(anna, unit)
    UnitFactory.create(provider=former, name="Solgläntan")

    with pytest.raises(RuleViolation, match="har redan en verksamhet som heter"):
        services.remove_operation(access_of(anna), entry)


def test_the_operator_is_not_changed_with_the_facts_of_the_unit(anna: User, unit: Unit):
    facts = services.UnitFacts(ProviderFactory.create(), unit.name, unit.service_area)

    with pytest.raises(RuleViolation, match="Byt utförare"):
        services.save_unit(access_of(anna), unit=unit, facts=facts)


STEPS = st.tuples(
    st.sampled_from(["change", "add", "correct", "remove"]),
    st.integers(0, 5),
    st.none() | DAYS,
    st.none() | DAYS,
)


def take(user: User, unit: Unit, providers: list, step: tuple) -> None:
    """Do what the step says; a refusal is an answer too."""
    what, number, starts_on, ends_on = step
    access, provider = access_of(user), providers[number % len(providers)]
    rows = list(unit.operations.all())
    facts = services.OperationFacts(provider, starts_on, ends_on)
    try:
        match what:
            case "change":
                told = services.NewOperator(provider, starts_on or DAY, EndReason.OTHER)
                services.change_operator(access, unit, facts=told)
            case "add":
                services.add_operation(access, unit, facts=facts)
            case "correct" if rows:
                services.save_operation(access, rows[number % len(rows)], facts=facts)
            case "remove" if rows:
                services.remove_operation(access, rows[number % len(rows)])
    except RuleViolation:
        pass


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEPS, max_size=8))
def test_operations_never_overlap_and_the_last_runs_the_unit(anna: User, steps: list[tuple]):
    unit = UnitOperationFactory.create().unit
    providers = ProviderFactory.create_batch(3)

    for step in steps:
        take(anna, unit, providers, step)

    unit.refresh_from_db()
    rows = list(unit.operations.all())
    assert overlap_of([Operation(row.starts_on, row.ends_on) for row in rows]) is None
    assert [row.provider for row in rows if row.ends_on is None] == [unit.provider]
