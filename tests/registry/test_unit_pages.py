"""The list of units, the page of one, and its forms in the browser."""

from datetime import date

import pytest
from django.test import Client

from insyn.platform import clock
from insyn.registry import services
from insyn.registry.models import Permit, Unit, UnitOperation
from insyn.registry.queries import access_of
from insyn.registry.rules import EndReason, OperatingForm, PermitKind, PermitStatus
from tests.factories import (
    DAY,
    ContractFactory,
    FollowupFactory,
    PermitFactory,
    ProviderFactory,
    ServiceAreaFactory,
    UnitFactory,
    UnitOperationFactory,
)

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


def listed(client: Client, query: str = "") -> list[str]:
    return [row.unit.name for row in client.get(f"/verksamheter/{query}").context["rows"]]


def test_units_are_listed_in_swedish_order(as_bo: Client):
    for name in ("Ögården", "Zonen", "Åsen"):
        UnitFactory.create(name=name)

    assert listed(as_bo) == ["Zonen", "Åsen", "Ögården"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-name", ["Ögården", "Åsen"]),
        ("provider", ["Ögården", "Åsen"]),
        ("-provider", ["Åsen", "Ögården"]),
        ("places", ["Åsen", "Ögården"]),
        ("-places", ["Ögården", "Åsen"]),
        ("nonsense", ["Åsen", "Ögården"]),
    ],
)
def test_units_are_sorted(as_bo: Client, sort: str, expected: list[str]):
    UnitFactory.create(name="Åsen", provider__name="Öst AB", places=3)
    UnitFactory.create(name="Ögården", provider__name="Väst AB", places=9)

    assert listed(as_bo, f"?sort={sort}") == expected


@pytest.mark.parametrize("typed", ["solgl", "SOLGLÄNTAN", "åkerö"])
def test_a_unit_is_found_by_its_name_and_by_its_provider(as_bo: Client, typed: str):
    UnitFactory.create(name="Solgläntan", provider__name="Åkerö AB")
    UnitFactory.create(name="Andra", provider__name="Björkö AB")

    assert listed(as_bo, f"?q={typed}") == ["Solgläntan"]


def test_units_are_filtered_by_area(as_bo: Client):
    unit = UnitFactory.create(name="Rätt")
    UnitFactory.create()

    assert listed(as_bo, f"?area={unit.service_area_id}") == ["Rätt"]


def test_units_are_filtered_by_municipality(as_bo: Client, ekby):
    UnitFactory.create(name="Rätt", municipality=ekby.municipality)
    UnitFactory.create()

    assert listed(as_bo, f"?municipality={ekby.municipality_id}") == ["Rätt"]


def test_units_are_filtered_by_the_form_of_their_operator(as_bo: Client):
    UnitFactory.create(name="Rätt", provider__operating_form=OperatingForm.IN_HOUSE)
    UnitFactory.create()

    assert listed(as_bo, "?form=in_house") == ["Rätt"]


@pytest.mark.parametrize(
    ("status", "expected"), [("open", ["Öppen"]), ("closed", ["Stängd"]), ("", ["Stängd", "Öppen"])]
)
def test_units_are_filtered_by_whether_they_are_open(as_bo: Client, status, expected):
    UnitFactory.create(name="Öppen")
    UnitFactory.create(name="Stängd", closed_on=DAY)

    assert listed(as_bo, f"?status={status}") == expected


def test_units_without_the_permit_they_need_are_listed_on_demand(as_bo: Client):
    unit = UnitFactory.create(name="Utan", service_area__needs_permit=True)
    PermitFactory.create(unit__name="Med", unit__service_area=unit.service_area)
    UnitFactory.create(name="Behöver inte")

    assert listed(as_bo, "?permit=missing") == ["Utan"]


def test_an_empty_list_says_where_units_are_added(as_bo: Client):
    assert "läggs till på sin utförares sida" in as_bo.get("/verksamheter/").content.decode()


def test_a_filter_that_fits_nothing_says_so(as_bo: Client):
    UnitFactory.create()

    assert "Inget passar filtret" in as_bo.get("/verksamheter/?q=xyz").content.decode()


def test_the_list_of_units_is_paged(as_bo: Client):
    UnitFactory.create_batch(51)

    assert len(as_bo.get("/verksamheter/?page=2").context["rows"]) == 1


@pytest.mark.parametrize("count", [2, 40])
@pytest.mark.parametrize("query", ["", "?q=enhet&permit=ending&status=open&sort=-provider"])
def test_the_list_needs_as_few_queries_for_many(
    as_bo: Client, count: int, query: str, django_assert_max_num_queries
):
    area = ServiceAreaFactory.create(needs_permit=True)
    for n in range(count):
        PermitFactory.create(
            unit__name=f"Enhet {n}", unit__service_area=area, valid_to=clock.today()
        )

    with django_assert_max_num_queries(MOST_QUERIES):
        assert len(listed(as_bo, query)) == count


@pytest.fixture
def unit() -> Unit:
    return UnitOperationFactory.create(
        unit__name="Solgläntan",
        unit__provider__name="Åkerö AB",
        unit__service_area__needs_permit=True,
        starts_on=date(2020, 1, 1),
    ).unit


def page(client: Client, unit: Unit) -> str:
    return client.get(f"/verksamheter/{unit.pk}/").content.decode()


def test_the_page_says_that_the_permit_is_missing_and_what_to_do(as_bo: Client, unit: Unit):
    said = page(as_bo, unit)

    assert "Tillstånd från IVO saknas" in said
    assert "placera ingen ny" in said


def test_the_page_of_an_in_house_unit_asks_for_a_notification(as_bo: Client, unit: Unit):
    unit.provider.operating_form = OperatingForm.IN_HOUSE
    unit.provider.save()

    assert "Anmälan till IVO saknas" in page(as_bo, unit)


def test_the_page_says_when_the_permit_ends(as_bo: Client, unit: Unit):
    PermitFactory.create(unit=unit, valid_to=clock.today())

    assert "Tillståndet upphör snart" in page(as_bo, unit)


def test_the_page_warns_of_more_places_than_the_permit(as_bo: Client, unit: Unit):
    Unit.objects.update(places=12)
    PermitFactory.create(unit=unit, places=10)

    assert "Fler platser än tillståndet" in page(as_bo, unit)


def test_a_unit_may_have_more_places_than_its_permit(as_anna: Client, unit: Unit):
    PermitFactory.create(unit=unit, places=10)
    sent = {"name": "Solgläntan", "service_area": unit.service_area_id, "version": 1, "places": 12}

    assert as_anna.post(f"/utforare/verksamheter/{unit.pk}/andra/", sent).status_code == 302


def test_the_page_says_who_has_run_the_unit(as_anna: Client, anna, unit: Unit):
    facts = services.NewOperator(ProviderFactory.create(name="Björkö AB"), DAY, EndReason.MERGED)
    services.change_operator(access_of(anna), unit, facts=facts)

    said = page(as_anna, unit)

    assert said.index("Driver den nu") < said.index("2026-03-01")
    assert "Bolag gick samman" in said


def test_the_page_names_the_contracts_that_the_asker_sees(as_bo: Client, unit: Unit, ekby):
    contract = ContractFactory.create(
        provider=unit.provider, agreement__authority=ekby, agreement__title="Ramavtal HVB"
    )
    contract.units.add(unit)

    assert "Ramavtal HVB" in page(as_bo, unit)


def test_the_page_hides_contracts_of_other_authorities(as_cilla: Client, unit: Unit, ekby):
    contract = ContractFactory.create(
        provider=unit.provider, agreement__authority=ekby, agreement__title="Ramavtal HVB"
    )
    contract.units.add(unit)

    assert "Ramavtal HVB" not in page(as_cilla, unit)


def test_the_page_of_a_sheltered_home_says_that_no_address_is_taken(as_bo: Client):
    unit = UnitFactory.create(service_area__code="skyddat-boende-2")
    unit.service_area.code = "skyddat-boende"

    area = type(unit.service_area).objects.get(code="skyddat-boende")
    Unit.objects.update(service_area=area)

    assert "Skriv aldrig adressen" in page(as_bo, unit)


def test_a_reader_gets_no_buttons(as_bo: Client, unit: Unit):
    PermitFactory.create(unit=unit)

    said = page(as_bo, unit)

    assert not [word for word in ("Byt utförare", "Lägg till", "Ta bort") if word in said]


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_needs_as_few_queries_for_much(
    as_anna: Client, unit: Unit, ekby, count: int, django_assert_max_num_queries
):
    PermitFactory.create_batch(count, unit=unit)
    for n in range(count):
        UnitOperationFactory.create(unit=unit, ends_on=date(2000 + n, 1, 1), starts_on=None)
        contract = ContractFactory.create(agreement__authority=ekby)
        contract.units.add(unit)

    with django_assert_max_num_queries(MOST_QUERIES):
        page(as_anna, unit)


def test_the_dates_of_a_unit_are_saved_in_the_browser(as_anna: Client, unit: Unit):
    sent = {
        "name": "Solgläntan",
        "service_area": unit.service_area_id,
        "manager_since": "2026-02-01",
        "first_client_on": "2020-03-01",
        "version": "1",
    }

    as_anna.post(f"/utforare/verksamheter/{unit.pk}/andra/", sent)

    unit.refresh_from_db()
    assert (unit.manager_since, unit.first_client_on) == (date(2026, 2, 1), date(2020, 3, 1))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("manager_since", "Chefen kan inte ha tillträtt"), ("first_client_on", "första placeringen")],
)
def test_a_fact_of_the_future_is_refused_in_the_browser(as_anna: Client, unit, name, sentence):
    sent = {
        "name": "Solgläntan",
        "service_area": unit.service_area_id,
        name: "2199-01-01",
        "version": "1",
    }

    answer = as_anna.post(f"/utforare/verksamheter/{unit.pk}/andra/", sent)

    assert sentence in answer.content.decode()


def change(client: Client, unit: Unit, **facts):
    sent = {"provider": "Björkö", "starts_on": "2026-03-02", "end_reason": "merged", "version": "1"}
    return client.post(f"/verksamheter/{unit.pk}/ny-utforare/", sent | facts)


def test_the_operator_is_changed_in_the_browser(as_anna: Client, unit: Unit):
    ProviderFactory.create(name="Björkö AB")

    answer = change(as_anna, unit)

    unit.refresh_from_db()
    assert (unit.provider.name, answer.url) == ("Björkö AB", f"/verksamheter/{unit.pk}/")


def test_a_change_of_operator_to_nobody_known_says_what_to_do(as_anna: Client, unit: Unit):
    assert "Lägg till utföraren först" in change(as_anna, unit).content.decode()


def test_a_future_change_of_operator_is_refused_in_the_browser(as_anna: Client, unit: Unit):
    ProviderFactory.create(name="Björkö AB")

    answer = change(as_anna, unit, starts_on="2199-01-01")

    assert "skrivs in när det sker" in answer.content.decode()


def test_an_old_page_changes_no_operator_in_the_browser(as_anna: Client, unit: Unit):
    ProviderFactory.create(name="Björkö AB")

    assert "Någon annan har ändrat" in change(as_anna, unit, version="7").content.decode()


def test_the_page_of_a_change_names_the_contracts_to_look_over(as_anna: Client, unit: Unit, ekby):
    contract = ContractFactory.create(
        provider=unit.provider, agreement__authority=ekby, agreement__title="Ramavtal HVB"
    )
    contract.units.add(unit)

    said = as_anna.get(f"/verksamheter/{unit.pk}/ny-utforare/").content.decode()

    assert said.index("Se över kontrakten") < said.index("Ramavtal HVB")


def test_an_earlier_operator_is_added_in_the_browser(as_anna: Client, unit: Unit):
    ProviderFactory.create(name="Björkö AB")
    sent = {"provider": "Björkö", "ends_on": "2019-12-31", "version": "1"}

    as_anna.post(f"/verksamheter/{unit.pk}/drift/ny/", sent)

    assert unit.operations.count() == 2


def test_an_overlap_is_said_in_the_form(as_anna: Client, unit: Unit):
    ProviderFactory.create(name="Björkö AB")
    sent = {"provider": "Björkö", "ends_on": "2020-01-01", "version": "1"}

    answer = as_anna.post(f"/verksamheter/{unit.pk}/drift/ny/", sent)

    assert "inte driva verksamheten samma dag" in answer.content.decode()


def test_the_days_of_an_operator_are_corrected_in_the_browser(as_anna: Client, unit: Unit):
    row = unit.operations.get()

    as_anna.post(
        f"/verksamheter/drift/{row.pk}/andra/", {"starts_on": "2021-01-01", "version": "1"}
    )

    assert UnitOperation.objects.get().starts_on == date(2021, 1, 1)


def test_the_form_of_an_operator_says_no_organisation_number(as_anna: Client):
    row = UnitOperationFactory.create(unit__provider__org_number="8001011234")

    said = as_anna.get(f"/verksamheter/drift/{row.pk}/andra/").content.decode()

    assert "1234" not in said


def test_an_operator_is_taken_away_in_the_browser(as_anna: Client, unit: Unit):
    row = UnitOperationFactory.create(unit=unit, ends_on=date(2019, 12, 31))

    as_anna.post(f"/verksamheter/drift/{row.pk}/ta-bort/")

    assert unit.operations.count() == 1


def test_the_only_operator_stays_and_the_page_says_why(as_anna: Client, unit: Unit):
    row = unit.operations.get()

    answer = as_anna.post(f"/verksamheter/drift/{row.pk}/ta-bort/", follow=True)

    assert "Någon måste driva verksamheten" in answer.content.decode()


def test_a_permit_is_added_in_the_browser(as_anna: Client, unit: Unit):
    sent = {
        "kind": "permit",
        "number": "8.1-1/2026",
        "valid_from": "2026-03-02",
        "age_from": "13",
        "age_to": "20",
        "places": "12",
        "conditions": "Bemannat dygnet runt",
    }

    as_anna.post(f"/verksamheter/{unit.pk}/tillstand/nytt/", sent)

    assert Permit.objects.get().conditions == "Bemannat dygnet runt"


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        (OperatingForm.PRIVATE, PermitKind.PERMIT),
        (OperatingForm.IN_HOUSE, PermitKind.NOTIFICATION),
    ],
)
def test_the_kind_that_the_operator_needs_is_offered(as_anna: Client, form, kind):
    unit = UnitFactory.create(provider__operating_form=form)

    answer = as_anna.get(f"/verksamheter/{unit.pk}/tillstand/nytt/")

    assert answer.context["form"]["kind"].value() == kind


def test_a_permit_is_changed_in_the_browser(as_anna: Client, unit: Unit):
    permit = PermitFactory.create(unit=unit)
    sent = {"kind": "permit", "valid_from": "2026-03-02", "status": "replaced", "version": "1"}

    as_anna.post(f"/verksamheter/tillstand/{permit.pk}/andra/", sent)

    assert Permit.objects.get().status == PermitStatus.REPLACED


def test_an_old_page_of_a_permit_is_told(as_anna: Client, unit: Unit):
    permit = PermitFactory.create(unit=unit, version=2)
    sent = {"kind": "permit", "valid_from": "2026-03-02", "status": "valid", "version": "1"}

    answer = as_anna.post(f"/verksamheter/tillstand/{permit.pk}/andra/", sent)

    assert "Någon annan har ändrat" in answer.content.decode()


def test_a_permit_ends_in_the_browser(as_anna: Client, unit: Unit):
    permit = PermitFactory.create(unit=unit)
    sent = {"status": "revoked", "last_day": "2026-03-02", "version": "1"}

    as_anna.post(f"/verksamheter/tillstand/{permit.pk}/upphor/", sent)

    assert "Återkallat" in page(as_anna, unit)


def test_a_permit_is_taken_away_in_the_browser(as_anna: Client, unit: Unit):
    permit = PermitFactory.create(unit=unit)

    as_anna.post(f"/verksamheter/tillstand/{permit.pk}/ta-bort/")

    assert not Permit.objects.exists()


def test_the_followups_stay_with_the_contract_when_a_unit_changes_operator(
    as_anna: Client, unit: Unit, ekby
):
    contract = ContractFactory.create(provider=unit.provider, agreement__authority=ekby)
    contract.units.add(unit)
    followup = FollowupFactory.create(authority=ekby, contract=contract)
    ProviderFactory.create(name="Björkö AB")

    change(as_anna, unit)

    answer = as_anna.get(f"/uppfoljningar/{followup.pk}/")
    assert "Åkerö AB" in answer.content.decode()
