import datetime
from dataclasses import replace

import pytest

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry import services
from insyn.registry.models import Agreement, Contract
from insyn.registry.queries import access_of
from insyn.registry.queries.contracts import status_history
from insyn.registry.rules import ContractStatus
from tests.factories import (
    DAY,
    AgreementFactory,
    ContractFactory,
    LotFactory,
    ProviderFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

STOP, A_DAY = ContractStatus.INTAKE_STOP, datetime.timedelta(days=1)


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby, title="Ramavtal HVB")


@pytest.fixture
def contract(agreement: Agreement) -> Contract:
    return ContractFactory.create(agreement=agreement)


def trail() -> list[tuple[str, dict]]:
    events = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    return [(event.event, event.facts) for event in events.order_by("number")]


def place(agreement: Agreement, **changes) -> services.ContractFacts:
    facts = services.ContractFacts(agreement, ProviderFactory.create(), DAY)
    return replace(facts, **changes)


def test_a_contract_is_added_with_its_lots(anna: User, agreement: Agreement):
    lot = LotFactory.create(agreement=agreement, name="HVB")

    services.save_contract(access_of(anna), contract=None, facts=place(agreement, lots=[lot]))

    assert trail()[0][1]["lots_after"] == "HVB"


def test_a_second_contract_for_a_provider_is_refused_in_words(anna: User, agreement: Agreement):
    facts = place(agreement)
    services.save_contract(access_of(anna), contract=None, facts=facts)

    with pytest.raises(RuleViolation, match="redan ett kontrakt"):
        services.save_contract(access_of(anna), contract=None, facts=facts)


def test_a_contract_never_changes_provider(anna: User, agreement: Agreement):
    contract = ContractFactory.create(agreement=agreement)

    with pytest.raises(RuleViolation, match="byta avtal eller utförare"):
        services.save_contract(access_of(anna), contract=contract, facts=place(agreement))


def test_lots_of_another_agreement_are_refused(anna: User, agreement: Agreement):
    facts = place(agreement, lots=[LotFactory.create()])

    with pytest.raises(RuleViolation, match="samma avtal"):
        services.save_contract(access_of(anna), contract=None, facts=facts)


def test_units_of_another_provider_are_refused(anna: User, agreement: Agreement):
    facts = place(agreement, units=[UnitFactory.create()])

    with pytest.raises(RuleViolation, match="utföraren driver"):
        services.save_contract(access_of(anna), contract=None, facts=facts)


def test_new_lots_alone_count_as_a_change(anna: User, agreement: Agreement):
    contract = ContractFactory.create(agreement=agreement, starts_on=DAY)
    facts = place(
        agreement, provider=contract.provider, lots=[LotFactory.create(agreement=agreement)]
    )

    saved = services.save_contract(access_of(anna), contract=contract, facts=facts, version=1)

    assert saved.version == 2


def test_a_contract_that_somebody_else_changed_is_not_overwritten(anna: User, agreement: Agreement):
    contract = ContractFactory.create(agreement=agreement, version=2)

    with pytest.raises(Outdated):
        services.save_contract(
            access_of(anna),
            contract=contract,
            facts=place(agreement, provider=contract.provider),
            version=1,
        )


def test_a_reader_may_not_add_a_contract(bo: User, agreement: Agreement):
    with pytest.raises(NotAllowed):
        services.save_contract(access_of(bo), contract=None, facts=place(agreement))

    assert not Contract.objects.visible_to(access_of(bo)).exists()


def test_a_new_contract_is_active(anna: User, agreement: Agreement):
    saved = services.save_contract(access_of(anna), contract=None, facts=place(agreement))

    assert saved.status == ContractStatus.ACTIVE


def test_a_change_of_dates_leaves_the_status(anna: User, agreement: Agreement):
    contract = ContractFactory.create(agreement=agreement, status=STOP, status_reason="Brist")
    facts = place(agreement, provider=contract.provider, rank=2)

    saved = services.save_contract(access_of(anna), contract=contract, facts=facts, version=1)

    assert (saved.status, saved.status_reason) == (STOP, "Brist")


def change(user: User, contract: Contract, status: ContractStatus, **facts) -> Contract:
    told = services.StatusFacts(status, **facts)
    return services.change_status(access_of(user), contract, facts=told)


def test_an_intake_stop_is_kept_with_its_reason_and_days(anna: User, contract: Contract):
    saved = change(anna, contract, STOP, reason="Brist", starts_on=DAY, ends_on=DAY + A_DAY)

    assert (saved.status, saved.status_reason, saved.status_from, saved.status_until) == (
        STOP, "Brist", DAY, DAY + A_DAY,
    )  # fmt: skip


def test_a_status_without_its_reason_is_refused_in_words(anna: User, contract: Contract):
    with pytest.raises(RuleViolation, match="Ange skälet"):
        change(anna, contract, STOP)


def test_a_lifted_stop_keeps_no_reason(anna: User, agreement: Agreement):
    contract = ContractFactory.create(agreement=agreement, status=STOP, status_reason="Brist")

    assert change(anna, contract, ContractStatus.ACTIVE, reason="gammalt").status_reason == ""


def test_an_ended_contract_ceases_that_day(anna: User, contract: Contract):
    saved = change(anna, contract, ContractStatus.ENDED, reason="Uppsagt", starts_on=DAY)

    assert saved.ends_on == DAY


def test_a_contract_cannot_have_ended_tomorrow(anna: User, contract: Contract):
    tomorrow = clock.today() + A_DAY

    with pytest.raises(RuleViolation, match="en dag som inte har varit"):
        change(anna, contract, ContractStatus.ENDED, reason="Uppsagt", starts_on=tomorrow)


def test_two_change_the_status_and_the_second_is_told(anna: User, contract: Contract):
    facts = services.StatusFacts(STOP, "Brist")
    services.change_status(access_of(anna), contract, facts=facts, version=1)

    with pytest.raises(Outdated):
        services.change_status(access_of(anna), contract, facts=facts, version=1)


def test_a_reader_may_not_change_the_status(bo: User, contract: Contract):
    with pytest.raises(NotAllowed):
        change(bo, contract, STOP, reason="Brist")


def test_the_history_tells_each_change_of_status_with_the_latest_first(
    anna: User, contract: Contract
):
    change(anna, contract, STOP, reason="Brist", starts_on=DAY)
    change(anna, contract, STOP, reason="Brist", starts_on=DAY, ends_on=DAY + A_DAY)
    change(anna, contract, ContractStatus.ACTIVE)

    told = status_history(access_of(anna), contract)

    assert [(line.status, line.ends_on) for line in told] == [
        (ContractStatus.ACTIVE, ""),
        (STOP, (DAY + A_DAY).isoformat()),
        (STOP, ""),
    ]


def test_the_history_is_for_the_own_authority(anna: User, cilla: User, contract: Contract):
    change(anna, contract, STOP, reason="Brist")

    assert status_history(access_of(cilla), contract) == []
