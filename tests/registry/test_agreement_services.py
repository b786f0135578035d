import datetime
from dataclasses import replace

import pytest

from insyn.accounts.models import Authority, Cooperation, User
from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry import services
from insyn.registry.models import Agreement, Contract
from insyn.registry.queries import access_of
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


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby, title="Ramavtal HVB")


def trail() -> list[tuple[str, dict]]:
    events = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    return [(event.event, event.facts) for event in events.order_by("number")]


def terms(authority: Authority, **changes) -> services.AgreementFacts:
    return replace(services.AgreementFacts(authority, "Ramavtal HVB", DAY), **changes)


def test_an_agreement_is_added(anna: User, ekby: Authority):
    saved = services.save_agreement(access_of(anna), agreement=None, facts=terms(ekby))

    assert (saved.authority, trail()[0][0]) == (ekby, "agreement.created")


def test_an_agreement_of_another_authority_is_not_hers_to_add(anna: User, norrby: Authority):
    with pytest.raises(NotAllowed):
        services.save_agreement(access_of(anna), agreement=None, facts=terms(norrby))


def test_a_reader_may_not_add_an_agreement(bo: User, ekby: Authority):
    with pytest.raises(NotAllowed):
        services.save_agreement(access_of(bo), agreement=None, facts=terms(ekby))


def test_an_agreement_that_ends_first_is_refused_in_words(anna: User, ekby: Authority):
    facts = terms(ekby, ends_on=DAY - datetime.timedelta(days=1))

    with pytest.raises(RuleViolation, match="sluta innan det börjar"):
        services.save_agreement(access_of(anna), agreement=None, facts=facts)


def test_a_second_agreement_with_title_and_start_is_refused(anna: User, ekby: Authority):
    services.save_agreement(access_of(anna), agreement=None, facts=terms(ekby))

    with pytest.raises(RuleViolation, match="redan ett avtal"):
        services.save_agreement(access_of(anna), agreement=None, facts=terms(ekby))


def test_an_agreement_never_changes_owner(anna: User, agreement: Agreement, norrby: Authority):
    with pytest.raises(RuleViolation, match="annan nämnd"):
        services.save_agreement(access_of(anna), agreement=agreement, facts=terms(norrby))


def test_an_agreement_is_only_shared_where_its_owner_takes_part(
    anna: User, agreement: Agreement, ekby: Authority, norrby: Authority
):
    strangers = Cooperation.objects.create(name="Andra", lead=norrby)

    with pytest.raises(RuleViolation, match="deltar inte"):
        services.save_agreement(
            access_of(anna), agreement=agreement, facts=terms(ekby, cooperation=strangers)
        )


def test_a_shared_agreement_is_read_but_not_changed_by_the_others(
    cilla: User, agreement: Agreement, ekby: Authority, cooperation: Cooperation
):
    agreement.cooperation = cooperation
    agreement.save()
    assert Agreement.objects.visible_to(access_of(cilla)).get() == agreement

    with pytest.raises(NotAllowed):
        services.save_agreement(access_of(cilla), agreement=agreement, facts=terms(ekby))


def test_two_change_one_agreement_and_the_second_is_told(
    anna: User, agreement: Agreement, ekby: Authority
):
    first = terms(ekby, case_number="SN 1")
    services.save_agreement(access_of(anna), agreement=agreement, facts=first, version=1)

    with pytest.raises(Outdated):
        services.save_agreement(access_of(anna), agreement=agreement, facts=terms(ekby), version=1)


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


def test_an_intake_stop_needs_its_reason(anna: User, agreement: Agreement):
    facts = place(agreement, status=ContractStatus.INTAKE_STOP)

    with pytest.raises(RuleViolation, match="Ange skälet"):
        services.save_contract(access_of(anna), contract=None, facts=facts)


def test_an_active_contract_keeps_no_reason(anna: User, agreement: Agreement):
    saved = services.save_contract(
        access_of(anna), contract=None, facts=place(agreement, status_reason="gammalt skäl")
    )

    assert saved.status_reason == ""


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
