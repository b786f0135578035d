import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry import services
from insyn.registry.models import Contract, Usage
from insyn.registry.queries import access_of
from insyn.registry.queries.usage import UsageSum, sum_of, usage_of, years_of
from tests.factories import ContractFactory, UsageFactory

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)
JANUARY = (datetime.date(2026, 1, 1), datetime.date(2026, 1, 31))


@pytest.fixture
def contract(ekby: Authority) -> Contract:
    return ContractFactory.create(agreement__authority=ekby)


def facts(**changes) -> services.UsageFacts:
    return replace(services.UsageFacts(*JANUARY, clients=4), **changes)


def report(user: User, contract: Contract, **changes) -> Usage:
    told = facts(**changes)
    return services.save_usage(access_of(user), contract, usage=None, facts=told)


def test_a_period_is_reported_and_told_in_the_trail(anna: User, contract: Contract):
    report(anna, contract)

    event = AuditEvent.objects.unscoped(reason="the test reads the whole trail").get()
    assert (event.event, event.facts["clients"]) == ("usage.created", 4)


def test_a_day_is_never_reported_twice(anna: User, contract: Contract):
    report(anna, contract)

    with pytest.raises(RuleViolation, match="har dagar gemensamt"):
        report(anna, contract, period_start=JANUARY[1], period_end=JANUARY[1] + A_DAY)


def test_the_next_period_may_begin_the_day_after(anna: User, contract: Contract):
    report(anna, contract)
    report(anna, contract, period_start=JANUARY[1] + A_DAY, period_end=JANUARY[1] + A_DAY)

    assert usage_of(access_of(anna), contract).count() == 2


def test_a_period_is_changed_without_meeting_itself(anna: User, contract: Contract):
    usage = report(anna, contract)

    saved = services.save_usage(
        access_of(anna), contract, usage=usage, facts=facts(clients=5), version=1
    )

    assert (saved.clients, saved.version) == (5, 2)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"clients": None}, "Fyll i avrop, personer eller belopp"),
        ({"clients": -1}, "lägre än noll"),
        ({"period_end": JANUARY[0] - A_DAY}, "sluta innan den börjar"),
    ],
)
def test_a_report_that_cannot_be_is_refused(anna: User, contract: Contract, changes, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        report(anna, contract, **changes)


def test_a_report_made_by_mistake_is_removed(anna: User, contract: Contract):
    services.remove_usage(access_of(anna), report(anna, contract))

    assert not usage_of(access_of(anna), contract).exists()


def test_two_change_one_period_and_the_second_is_told(anna: User, contract: Contract):
    usage = UsageFactory.create(contract=contract, version=2)

    with pytest.raises(Outdated):
        services.save_usage(access_of(anna), contract, usage=usage, facts=facts(), version=1)


def test_a_reader_may_not_report(bo: User, contract: Contract):
    with pytest.raises(NotAllowed):
        report(bo, contract)


def test_usage_has_the_agreement_of_its_contract_however_it_is_stored(contract: Contract):
    days = [JANUARY[0] + n * A_DAY for n in range(2)]
    UsageFactory.create(contract=contract, period_start=days[0], period_end=days[0])
    stored = Usage.objects.unscoped(reason="the test stores the row")
    stored.bulk_create(
        [Usage(contract=contract, period_start=days[1], period_end=days[1], clients=1)]
    )

    assert set(stored.values_list("agreement", flat=True)) == {contract.agreement_id}


counts = st.none() | st.integers(0, 500)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(counts, counts), max_size=12))
def test_the_sums_of_years_are_the_sum_of_the_rows(anna: User, contract: Contract, told):
    rows = Usage.objects.unscoped(reason="each example starts empty")
    rows.delete()
    for n, (call_offs, clients) in enumerate(told):
        day = JANUARY[0] + 90 * n * A_DAY
        amount = None if clients is None else Decimal(clients) / 4
        UsageFactory.create(
            contract=contract, period_start=day, period_end=day,
            call_offs=call_offs, clients=clients or 0, amount=amount,
        )  # fmt: skip

    years = years_of(access_of(anna), contract)
    total = sum_of(usage_of(access_of(anna), contract))

    known = [call_offs for call_offs, _ in told if call_offs is not None]
    assert total.call_offs == (sum(known) if known else None)
    assert sum(year.total.clients or 0 for year in years) == (total.clients or 0)
    assert sum(year.total.amount or 0 for year in years) == (total.amount or 0)


def test_what_no_row_says_is_not_summed_to_nothing(anna: User, contract: Contract):
    UsageFactory.create(contract=contract, clients=3)

    assert sum_of(usage_of(access_of(anna), contract)) == UsageSum(None, 3, None)


def test_what_was_removed_is_told_in_the_trail(anna: User, contract: Contract):
    usage = report(anna, contract, call_offs=2, amount=Decimal("1234.50"))

    services.remove_usage(access_of(anna), usage)

    events = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    event = events.get(event="usage.removed")
    assert event.facts == {
        "period_start": "2026-01-01",
        "period_end": "2026-01-31",
        "call_offs": 2,
        "clients": 4,
        "amount": "1234.50",
    }


def test_a_report_removed_twice_is_told_the_second_time(anna: User, contract: Contract):
    usage = report(anna, contract)
    read_by_two = Usage.objects.visible_to(access_of(anna)).get(pk=usage.pk)
    services.remove_usage(access_of(anna), usage)

    with pytest.raises(Outdated, match="finns inte längre"):
        services.remove_usage(access_of(anna), read_by_two)
