import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from insyn.registry.models import Agreement, Contract, ImportRun, Lot, Provider, ProviderName, Unit
from insyn.registry.rules import ContractStatus
from tests.factories import (
    DAY,
    AgreementFactory,
    ContractFactory,
    LotFactory,
    ProviderFactory,
    ServiceAreaFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


def test_an_organisation_number_has_ten_digits():
    provider = ProviderFactory.build(org_number="55667788")

    with pytest.raises(ValidationError, match="tio siffror"):
        provider.full_clean()


def test_two_providers_never_share_a_number():
    number = ProviderFactory.create().org_number

    with pytest.raises(IntegrityError):
        ProviderFactory.create(org_number=number)


@pytest.mark.parametrize(
    ("model", "field"),
    [(Provider, "operating_form"), (Agreement, "form"), (Contract, "status")],
)
def test_the_database_only_takes_known_codes(model, field):
    contract = ContractFactory.create()
    row = {Provider: contract.provider, Agreement: contract.agreement, Contract: contract}[model]

    with pytest.raises(IntegrityError):
        model._base_manager.filter(pk=row.pk).update(**{field: "something"})


def test_an_agreement_never_ends_before_it_starts():
    with pytest.raises(IntegrityError):
        AgreementFactory.create(ends_on=datetime.date(2023, 12, 31))


def test_a_contract_never_ends_before_it_starts():
    with pytest.raises(IntegrityError):
        ContractFactory.create(ends_on=datetime.date(2023, 12, 31))


def test_a_blocked_contract_has_a_reason():
    with pytest.raises(IntegrityError):
        ContractFactory.create(status=ContractStatus.BLOCKED)


def test_a_provider_has_one_contract_in_an_agreement():
    contract = ContractFactory.create()

    with pytest.raises(IntegrityError):
        ContractFactory.create(agreement=contract.agreement, provider=contract.provider)


def test_areas_of_an_agreement_have_different_names():
    lot = LotFactory.create(name="HVB")

    with pytest.raises(IntegrityError):
        LotFactory.create(agreement=lot.agreement, name="HVB")


def test_units_of_a_provider_have_different_names():
    unit = UnitFactory.create()

    with pytest.raises(IntegrityError):
        UnitFactory.create(provider=unit.provider, name=unit.name)


def test_a_spelling_is_noted_once():
    spelling = ProviderName.objects.create(provider=ProviderFactory.create(), name="Åkerö")

    with pytest.raises(IntegrityError):
        ProviderName.objects.create(provider=spelling.provider, name="Åkerö")


def test_an_import_that_is_done_keeps_no_file():
    at = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)

    with pytest.raises(IntegrityError):
        ImportRun.objects.create(file_name="x.csv", content=b"x", started_at=at, done_at=at)


def test_providers_come_in_swedish_order():
    for name in ("Ödeshög AB", "Zebra AB", "Åsby AB", "Ängen AB"):
        ProviderFactory.create(name=name)

    names = [provider.name for provider in Provider.objects.all()]

    assert names == ["Zebra AB", "Åsby AB", "Ängen AB", "Ödeshög AB"]


def test_a_renamed_provider_is_sorted_by_its_new_name():
    provider = ProviderFactory.create(name="Zebra AB")

    provider.name = "Alm AB"
    provider.save()

    assert Provider.objects.get().sort_key == "alm ab"


def test_rows_made_many_at_a_time_are_sorted_too():
    provider = ProviderFactory.create()
    area = ServiceAreaFactory.create()

    Unit.objects.bulk_create([Unit(provider=provider, service_area=area, name="Åsen")])

    assert Unit.objects.get().sort_key == "\ue000sen"


@pytest.mark.parametrize("day", [-1, 0, 1])
def test_database_and_row_agree_on_which_agreements_are_in_force(day):
    on = DAY + datetime.timedelta(days=day)
    agreement = AgreementFactory.create(starts_on=DAY, ends_on=DAY)

    found = Agreement.objects.unscoped(reason="a test of the query itself").in_force(on)

    assert found.exists() == agreement.is_in_force(on)


@pytest.mark.parametrize("day", [-1, 0, 1])
def test_database_and_row_agree_on_which_units_are_open(day):
    on = DAY + datetime.timedelta(days=day)
    unit = UnitFactory.create(closed_on=DAY)

    assert Unit.objects.open(on).exists() == unit.is_open(on)


def test_lots_are_as_visible_as_their_agreement():
    lot = LotFactory.create()

    assert Lot.objects.unscoped(reason="a test of the query itself").get() == lot


def search(text: str) -> list[str]:
    return [provider.name for provider in Provider.objects.matching(text)]


def test_a_provider_is_found_by_a_part_of_its_name():
    ProviderFactory.create(name="Ängens Omsorg AB")

    assert search("ÄNGENS oms") == ["Ängens Omsorg AB"]


def test_a_provider_is_found_by_another_name():
    provider = ProviderFactory.create(name="Ängens Omsorg AB")
    ProviderName.objects.create(provider=provider, name="Bills Bo")

    assert search("bills") == ["Ängens Omsorg AB"]


def test_a_provider_is_found_by_the_beginning_of_its_number():
    ProviderFactory.create(name="Ängens Omsorg AB", org_number="5566778899")

    assert search("556677-8") == ["Ängens Omsorg AB"]


def test_a_sole_trader_is_found_by_the_whole_number():
    ProviderFactory.create(name="Annas Firma", org_number="8001019999")

    assert search("800101-9999") == ["Annas Firma"]


def test_the_masked_digits_of_a_sole_trader_cannot_be_found_by_trying():
    ProviderFactory.create(name="Annas Firma", org_number="8001019999")

    assert search("800101-9") == []
