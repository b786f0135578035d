"""Addresses of sheltered housing: what looks like one, and where it is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.accounts.models import User
from insyn.audit.models import AuditEvent
from insyn.kernel.errors import RuleViolation
from insyn.registry import services
from insyn.registry.models import Permit, ServiceArea, Unit
from insyn.registry.queries import access_of
from insyn.registry.rules import EndReason, PermitKind
from insyn.registry.rules.addresses import SHELTERED, address_refusal, looks_like_address
from tests.factories import (
    DAY,
    PermitFactory,
    ProviderFactory,
    ServiceAreaFactory,
    UnitFactory,
    UnitOperationFactory,
)

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "Storgatan 3",
    "Storgatan 12 B",
    "storgatan nr 3",
    "STORGATAN 3",
    "Storgatan3",
    "Storgatan\u00a03",
    "Storga\u200btan 3",
    "Vi finns på Nygatan 14, två trappor upp",
    "Björkvägen 12 B",
    "väg 7",
    "Länsväg 1023",
    "Norra gränd 4",
    "Stora torget 1",
    "Tallstigen 7",
    "Kastanjeallén 3",
    "Solbacken 12",
    "Karlaplan 3",
    "Sankt Eriksplan 4",
    "Gustav Adolfs plan 3",
    "Norra kajen 4",
    "S:t Larsgatan 12A",
    "Box 123",
    "Postbox 9",
    "123 45 Ekby",
    "123 45 ekby",
    "12345 Ekby",
    "SE-123 45 Ekby",
    "postnummer 123 45",
    "c/o Ekby kommun",
)
NO_ADDRESSES = (
    "",
    "Enhet 3",
    "Villa 2",
    "HVB 13–20 år",
    "Storgatans vänner",
    "Storgatan",
    "Handlingsplan 3",
    "Vårdplan 2",
    "Verksamhetsplan 2026",
    "plan 2",
    "Barnets plan 1",
    "i de fallen 3",
    "20 000 platser",
    "100 00 kr",
    "10000 kronor",
    "010-123 45 67",
    "070-123 45 67",
    "8.1-12345/2024 Beslut",
    "SoL 26:1",
    "SFS 2025:400",
    "2026-11-21",
    "högst 4 barn",
    "Lex Sarah 3",
)


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_is_known(text: str):
    assert looks_like_address(text)


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_other_text_is_no_address(text: str):
    assert not looks_like_address(text)


ENDINGS = ("gatan", "vägen", "gränd", "torg", "stigen", "allén", "backe")
NAMES = st.text("abdefghijklmnoprstuvyåäö", min_size=2, max_size=12)


@given(NAMES, st.sampled_from(ENDINGS), st.integers(1, 999), st.text(" ab,.", max_size=5))
def test_a_street_with_a_number_is_always_an_address(name, ending, number, after):
    assert looks_like_address(f"{name.capitalize()}{ending} {number} {after}")


@given(NAMES, st.integers(100, 999), st.integers(10, 99))
def test_a_postal_code_with_its_town_is_always_an_address(town, first, last):
    assert looks_like_address(f"{first} {last} {town.capitalize()}xy")


@given(st.text("abcdefghijklmnopqrstuvxyzåäö ,.–", max_size=80))
def test_a_text_without_digits_is_an_address_only_with_care_of(text: str):
    assert not looks_like_address(text)


@given(st.sampled_from(ADDRESSES))
def test_a_refusal_never_repeats_the_address(text: str):
    assert text not in address_refusal(text)


@pytest.fixture
def area() -> ServiceArea:
    return ServiceArea.objects.get(code=SHELTERED)


@pytest.fixture
def home(area: ServiceArea) -> Unit:
    return UnitOperationFactory.create(unit__service_area=area, unit__name="Lugnet").unit


def save(user: User, unit: Unit | None, name: str, area: ServiceArea) -> Unit:
    provider = unit.provider if unit else ProviderFactory.create()
    facts = services.UnitFacts(provider, name, area)
    return services.save_unit(access_of(user), unit=unit, facts=facts)


def test_a_sheltered_home_named_by_its_address_is_refused(anna: User, area: ServiceArea):
    with pytest.raises(RuleViolation, match="skyddat boende, och adressen lagras aldrig"):
        save(anna, None, "Storgatan 3", area)


def test_a_refused_address_is_nowhere_afterwards(anna: User, area: ServiceArea):
    with pytest.raises(RuleViolation):
        save(anna, None, "Storgatan 3", area)

    events = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    assert (Unit.objects.count(), events.count()) == (0, 0)


def test_a_unit_of_another_kind_may_be_named_by_its_street(anna: User):
    assert save(anna, None, "Storgatan 3", ServiceAreaFactory.create()).name == "Storgatan 3"


def test_a_sheltered_home_may_say_its_municipality(anna: User, area: ServiceArea, ekby):
    facts = services.UnitFacts(ProviderFactory.create(), "Lugnet", area, ekby.municipality)

    unit = services.save_unit(access_of(anna), unit=None, facts=facts)

    assert unit.municipality == ekby.municipality


@pytest.mark.parametrize("field", ["number", "target_group", "manager", "conditions"])
def test_a_permit_of_a_sheltered_home_with_an_address_is_refused(anna: User, home: Unit, field):
    text: dict[str, Any] = {field: "Storgatan 3"}
    facts = services.PermitDetails(PermitKind.PERMIT, DAY, **text)

    with pytest.raises(RuleViolation, match="adressen lagras aldrig"):
        services.save_permit(access_of(anna), home, permit=None, facts=facts)

    assert not Permit.objects.exists()


def test_a_note_about_the_new_operator_with_an_address_is_refused(anna: User, home: Unit):
    facts = services.NewOperator(
        ProviderFactory.create(), DAY, EndReason.OTHER, note="Flyttar till Storgatan 3"
    )

    with pytest.raises(RuleViolation, match="adressen lagras aldrig"):
        services.change_operator(access_of(anna), home, facts=facts)


def test_a_note_about_an_operator_with_an_address_is_refused(anna: User, home: Unit):
    facts = services.OperationFacts(home.provider, note="Box 12")

    with pytest.raises(RuleViolation, match="adressen lagras aldrig"):
        services.save_operation(access_of(anna), home.operations.get(), facts=facts)


def test_a_note_about_an_earlier_operator_with_an_address_is_refused(anna: User, home: Unit):
    facts = services.OperationFacts(ProviderFactory.create(), ends_on=DAY, note="Box 12")

    with pytest.raises(RuleViolation, match="adressen lagras aldrig"):
        services.add_operation(access_of(anna), home, facts=facts)


def test_a_unit_with_an_address_in_a_permit_does_not_become_sheltered(anna: User, area):
    unit = UnitFactory.create()
    PermitFactory.create(unit=unit, conditions="Bara på Storgatan 3")

    with pytest.raises(RuleViolation, match="tillstånd ser ut att innehålla en adress"):
        save(anna, unit, "Lugnet", area)


def test_a_unit_with_an_address_in_a_note_does_not_become_sheltered(anna: User, area):
    unit = UnitOperationFactory.create(note="Storgatan 3").unit

    with pytest.raises(RuleViolation, match="anteckning om vem som har drivit"):
        save(anna, unit, "Lugnet", area)


def test_an_address_is_refused_in_the_form_too(as_anna, home: Unit):
    sent = {"name": "Storgatan 3", "service_area": home.service_area_id, "version": "1"}

    page = as_anna.post(f"/utforare/verksamheter/{home.pk}/andra/", sent)

    assert "adressen lagras aldrig" in page.content.decode()
