"""What each kind of list refuses, with the sentence that the reader gets."""

import pytest

from insyn.accounts.models import Authority, User
from insyn.exchange.rules.kinds import ListKind
from insyn.registry.models import ServiceArea
from insyn.registry.queries import access_of
from insyn.registry.rules.addresses import SENTENCES as ADDRESSES
from insyn.registry.rules.lots import SENTENCES as LOTS
from insyn.registry.rules.options import SENTENCES as OPTIONS
from tests.exchange.tables import Register, fill, said_of
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db

OURS = {"agreement": "HVB barn och unga", "agreement_starts_on": "2024-01-01"}
THEIRS = {**OURS, "org_number": "559000-1234"}
UNIT = {"unit": "Ängsgården 2; övre", "org_number": "559000-1234"}
PRICE = {**THEIRS, "item": "Vårddygn", "unit": "Dygn", "amount": "1"}


@pytest.fixture
def register(ekby: Authority) -> Register:
    return fill(ekby)


BAD = {
    "an unknown provider": (
        ListKind.UNITS,
        [{"unit": "Nya", "org_number": "559000-9999"}],
        "Ingen utförare har det numret.",
    ),
    "a number of nine digits": (
        ListKind.PROVIDERS,
        [{"org_number": "559000-123", "name": "Alfa AB"}],
        "Organisationsnumret ska ha tio siffror",
    ),
    "an address that is none": (
        ListKind.PROVIDERS,
        [{"org_number": "559000-1234", "name": "Alfa AB", "email": "post"}],
        "Det är inte en e-postadress.",
    ),
    "a legal form that nobody knows": (
        ListKind.PROVIDERS,
        [{"org_number": "559000-1234", "name": "Alfa AB", "legal_form": "Bolag"}],
        "Värdet finns inte bland de tillåtna",
    ),
    "a new unit without service area": (
        ListKind.UNITS,
        [{"unit": "Nya", "org_number": "559000-1234"}],
        "En ny verksamhet behöver ett verksamhetsområde.",
    ),
    "a service area that does not exist": (
        ListKind.UNITS,
        [{**UNIT, "service_area": "Raketer"}],
        "Det finns inget verksamhetsområde som heter ”Raketer”.",
    ),
    "a manager of the future": (
        ListKind.UNITS,
        [{**UNIT, "manager_since": "2099-01-01"}],
        "Chefen kan inte ha tillträtt i framtiden.",
    ),
    "two operators on the same day": (
        ListKind.OPERATIONS,
        [{**UNIT, "operator": "212000-0001", "starts_on": "2022-06-01", "ends_on": "2023-06-01"}],
        "Två utförare kan inte driva verksamheten samma dag",
    ),
    "an operator who would run the unit now": (
        ListKind.OPERATIONS,
        [
            {**UNIT, "operator": "559000-1234", "starts_on": "2023-01-01", "ends_on": "2024-01-01"},
            {**UNIT, "operator": "212000-0001", "starts_on": "2024-01-02", "ends_on": ""},
        ],
        "Byt utförare på verksamhetens sida först",
    ),
    "a reason without an end": (
        ListKind.OPERATIONS,
        [{**UNIT, "operator": "559000-1234", "starts_on": "2023-01-01",
          "end_reason": "Annat skäl"}],
        "Skälet fylls i först när det finns ett slut.",
    ),
    "a permit that ends before it starts": (
        ListKind.PERMITS,
        [{**UNIT, "number": "8.4-9", "valid_from": "2024-01-01", "valid_to": "2023-01-01"}],
        "”Gäller till” är före ”Gäller från”.",
    ),
    "ages the wrong way round": (
        ListKind.PERMITS,
        [{**UNIT, "valid_from": "2024-01-01", "age_from": "17", "age_to": "13"}],
        "Den högsta åldern kan inte vara lägre än den lägsta.",
    ),
    "an agreement of another form without its name": (
        ListKind.AGREEMENTS,
        [{"title": "Nytt", "starts_on": "2024-01-01", "form": "Annan form"}],
        "Skriv vad formen kallas",
    ),
    "an agreement that ends before it starts": (
        ListKind.AGREEMENTS,
        [{"title": "Nytt", "starts_on": "2024-01-01", "ends_on": "2023-12-31"}],
        "”Gäller till” är före ”Gäller från”.",
    ),
    "a person without a role": (
        ListKind.AGREEMENTS,
        [{"title": "Nytt", "starts_on": "2024-01-01", "responsible": "cilla"}],
        "Ingen med användarnamnet ”cilla” har en roll i nämnden.",
    ),
    "an agreement of another authority": (
        ListKind.AGREEMENTS,
        [{"title": "Nytt", "starts_on": "2024-01-01", "authority": "Norrby"}],
        "Raden hör till en annan nämnd.",
    ),
    "an end that the options no longer fit": (
        ListKind.AGREEMENTS,
        [{"title": "HVB barn och unga", "starts_on": "2024-01-01", "ends_on": "2030-01-01"}],
        f"Option 1: {OPTIONS['before_end']}",
    ),
    "an option before the end": (
        ListKind.OPTIONS,
        [{**OURS, "number": "1", "extends_to": "2027-06-30", "call_by": "2027-01-01"}],
        OPTIONS["before_end"],
    ),
    "an option that is called too late": (
        ListKind.OPTIONS,
        [{**OURS, "number": "1", "extends_to": "2028-12-31", "call_by": "2028-06-30"}],
        OPTIONS["called_after_end"],
    ),
    "an agreement that nobody knows": (
        ListKind.OPTIONS,
        [{"agreement": "Annat", "number": "1", "extends_to": "2028-12-31",
          "call_by": "2027-06-30"}],
        "Nämnden har inget avtal som heter ”Annat”.",
    ),
    "two agreements with the title": (
        ListKind.OPTIONS,
        [{"agreement": "HVB barn och unga", "number": "1", "extends_to": "2028-12-31",
          "call_by": "2027-06-30"}],
        "Nämnden har 2 avtal som heter ”HVB barn och unga”.",
    ),
    "no agreement at all": (
        ListKind.OPTIONS,
        [{"number": "1", "extends_to": "2028-12-31", "call_by": "2027-06-30"}],
        "Raden säger inte vilket avtal den gäller.",
    ),
    "lots inside each other": (
        ListKind.LOTS,
        [{**OURS, "name": "A", "parent": "B"}, {**OURS, "name": "B", "parent": "A"}],
        LOTS["loop"],
    ),
    "a stored lot inside its own part": (
        ListKind.LOTS,
        [{**OURS, "name": "Norr", "parent": "Skogsby"}],
        LOTS["loop"],
    ),
    "a lot inside itself": (
        ListKind.LOTS,
        [{**OURS, "name": "Ny", "parent": "Ny"}],
        LOTS["loop"],
    ),
    "lots in five levels": (
        ListKind.LOTS,
        [
            {**OURS, "name": "Ett", "parent": "Norr: Skogsby: Natt"},
            {**OURS, "name": "Två", "parent": "Ett"},
        ],
        LOTS["deep"],
    ),
    "a lot inside one that nobody knows": (
        ListKind.LOTS,
        [{**OURS, "name": "Ny", "parent": "Väster"}],
        "har inget avtalsområde som heter ”Väster”.",
    ),
    "a step that the form does not have": (
        ListKind.SANCTIONS,
        [{**OURS, "number": "2", "kind": "Nämndbeslut"}],
        "Chefsåtgärd och nämndbeslut är steg i egen regi.",
    ),
    "a contract that ends before its agreement starts": (
        ListKind.CONTRACTS,
        [{**OURS, "org_number": "212000-0001", "ends_on": "2023-01-01"}],
        "Kontraktet kan inte sluta innan det börjar.",
    ),
    "a stop without a reason": (
        ListKind.CONTRACTS,
        [{**OURS, "org_number": "212000-0001", "status": "Intagsstopp"}],
        "Ange skälet när kontraktet inte är aktivt.",
    ),
    "a lot of no agreement": (
        ListKind.CONTRACTS,
        [{**THEIRS, "lots": "Norr; Väster"}],
        "har inget avtalsområde som heter ”Väster”.",
    ),
    "a unit of somebody else": (
        ListKind.CONTRACTS,
        [{**THEIRS, "units": "007"}],
        "driver ingen verksamhet som heter ”007”.",
    ),
    "two valid prices": (
        ListKind.PRICES,
        [{**PRICE, "valid_from": "2024-06-01"}],
        "Två priser för ”Vårddygn” skulle gälla samma dag",
    ),
    "a negative price": (
        ListKind.PRICES,
        [{**PRICE, "amount": "-1", "valid_from": "2026-01-01"}],
        "Talet är för litet.",
    ),
    "a price of half an öre": (
        ListKind.PRICES,
        [{**PRICE, "amount": "10,005", "valid_from": "2026-01-01"}],
        "Talet har fler än 2 decimaler.",
    ),
    "a provider without a contract": (
        ListKind.PRICES,
        [{**PRICE, "org_number": "212000-0001", "valid_from": "2026-01-01"}],
        "har inget kontrakt i ”HVB barn och unga”.",
    ),
    "a day that is reported twice": (
        ListKind.USAGE,
        [{**THEIRS, "period_start": "2026-01-15", "period_end": "2026-02-15", "clients": "1"}],
        "har dagar gemensamt.",
    ),
    "usage that says nothing": (
        ListKind.USAGE,
        [{**THEIRS, "period_start": "2026-05-01", "period_end": "2026-05-31"}],
        "Fyll i avrop, personer eller belopp.",
    ),
    "the same thing on two rows": (
        ListKind.USAGE,
        [
            {**THEIRS, "period_start": "2026-05-01", "period_end": "2026-05-31", "clients": "1"},
            {**THEIRS, "period_start": "2026-05-01", "period_end": "2026-05-31", "clients": "2"},
        ],
        "Rad 2 gäller redan samma sak.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_gets_its_sentence(name: str, anna: User, ekby: Authority, register: Register):
    kind, rows, sentence = BAD[name]

    said = said_of(access_of(anna), ekby, kind, *rows)

    assert [line for line in said if sentence in line], said


@pytest.mark.parametrize("column", ["target_group", "manager", "conditions"])
def test_no_text_of_a_sheltered_home_may_hold_its_address(
    column: str, anna: User, ekby: Authority, register: Register
):
    area = ServiceArea.objects.get(code="skyddat-boende")
    UnitFactory.create(name="Lugnet", provider=register.provider, service_area=area)
    row = {**UNIT, "unit": "Lugnet", "valid_from": "2024-01-01", column: "Storgatan 12, Ekby"}

    assert ADDRESSES["address"] in said_of(access_of(anna), ekby, ListKind.PERMITS, row)


def test_a_unit_that_becomes_a_sheltered_home_may_not_be_named_by_its_address(
    anna: User, ekby: Authority, register: Register
):
    UnitFactory.create(
        name="Storgatan 12", provider=register.provider, service_area=register.unit.service_area
    )
    row = {**UNIT, "unit": "Storgatan 12", "service_area": "Skyddat boende"}

    assert ADDRESSES["address"] in said_of(access_of(anna), ekby, ListKind.UNITS, row)


def test_a_unit_that_becomes_a_sheltered_home_may_have_no_address_in_its_permits(
    anna: User, ekby: Authority, register: Register
):
    register.unit.permits.update(conditions="Bara på Storgatan 12.")
    row = {**UNIT, "service_area": "skyddat-boende"}

    said = said_of(access_of(anna), ekby, ListKind.UNITS, row)

    assert [line for line in said if "drift eller tillstånd ser ut att innehålla en adress" in line]
