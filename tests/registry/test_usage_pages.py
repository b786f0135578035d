import datetime
from decimal import Decimal

import pytest
from django.test import Client

from insyn.accounts.models import Authority
from insyn.registry.models import Agreement, Contract
from tests.factories import AgreementFactory, ContractFactory, ProviderFactory, UsageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby)


@pytest.fixture
def contract(agreement: Agreement) -> Contract:
    return ContractFactory.create(agreement=agreement)


def held(agreement: Agreement, name: str) -> Contract:
    return ContractFactory.create(agreement=agreement, provider=ProviderFactory.create(name=name))


def in_year(contract: Contract, year: int, **facts) -> None:
    days = {"period_start": datetime.date(year, 1, 1), "period_end": datetime.date(year, 12, 31)}
    UsageFactory.create(contract=contract, **days, **facts)


def listed(client: Client, query: str = "") -> list[tuple[str, int]]:
    page = client.get(f"/nyttjande/{query}").context["page"]
    return [(row.contract.provider.name, row.period_start.year) for row in page]


def test_usage_is_listed_with_the_latest_period_first(as_bo: Client, agreement: Agreement):
    contract = held(agreement, "Alfa AB")
    in_year(contract, 2024)
    in_year(contract, 2025)

    assert listed(as_bo) == [("Alfa AB", 2025), ("Alfa AB", 2024)]


def test_usage_is_sorted_by_provider_in_swedish_order(as_bo: Client, agreement: Agreement):
    for name in ("Öberg AB", "Zeta AB"):
        in_year(held(agreement, name), 2025)

    assert listed(as_bo, "?sort=provider") == [("Zeta AB", 2025), ("Öberg AB", 2025)]


@pytest.mark.parametrize("field", ["amount", "clients"])
def test_what_is_not_known_is_sorted_as_less_than_nothing(as_bo, agreement, field):
    in_year(held(agreement, "Utan AB"), 2025, call_offs=1, clients=None)
    in_year(held(agreement, "Lite AB"), 2025, amount=Decimal(0), clients=0)
    in_year(held(agreement, "Mycket AB"), 2025, amount=Decimal(9), clients=9)

    names = [name for name, _ in listed(as_bo, f"?sort=-{field}")]

    assert names == ["Mycket AB", "Lite AB", "Utan AB"]


def test_usage_of_others_is_not_listed(as_cilla: Client, contract: Contract):
    in_year(contract, 2025)

    assert listed(as_cilla) == []


def test_usage_is_filtered_by_year_agreement_and_provider(as_bo: Client, ekby: Authority):
    first = AgreementFactory.create(authority=ekby)
    in_year(held(first, "Alfa AB"), 2024)
    in_year(held(first, "Alfa AB"), 2025)
    in_year(held(first, "Beta AB"), 2025)
    in_year(held(AgreementFactory.create(authority=ekby), "Alfa AB"), 2025)

    query = f"?year=2025&q=alfa&agreement={first.pk}"

    assert listed(as_bo, query) == [("Alfa AB", 2025)]


def test_the_sums_are_those_of_the_filtered_rows(as_bo: Client, contract: Contract):
    in_year(contract, 2024, clients=5, amount=Decimal("10.50"))
    in_year(contract, 2025, clients=7, amount=Decimal("0.50"))

    whole = as_bo.get("/nyttjande/").context["total"]
    one = as_bo.get("/nyttjande/?year=2025").context["total"]

    assert (whole.clients, whole.amount) == (12, Decimal("11.00"))
    assert (one.clients, one.amount) == (7, Decimal("0.50"))


def test_a_period_is_reported_on_the_page_of_the_contract(as_anna: Client, contract: Contract):
    sent = {"period_start": "2026-01-01", "period_end": "2026-01-31", "clients": "4",
            "amount": "12 500,50"}  # fmt: skip

    page = as_anna.post(f"/kontrakt/{contract.pk}/nyttjande/ny/", sent, follow=True)

    assert "12\u202f500,50" in page.content.decode()


def test_periods_that_meet_are_explained_in_the_form(as_anna: Client, contract: Contract):
    in_year(contract, 2026)
    sent = {"period_start": "2026-01-01", "period_end": "2026-01-31", "clients": "4"}

    page = as_anna.post(f"/kontrakt/{contract.pk}/nyttjande/ny/", sent)

    assert "har dagar gemensamt" in page.content.decode()


def test_a_period_is_changed(as_anna: Client, contract: Contract):
    usage = UsageFactory.create(contract=contract)
    sent = {"period_start": "2026-01-01", "period_end": "2026-01-31", "clients": "9",
            "version": "1"}  # fmt: skip

    as_anna.post(f"/nyttjande/{usage.pk}/andra/", sent)

    usage.refresh_from_db()
    assert usage.clients == 9


def test_a_period_is_removed_with_a_button(as_anna: Client, contract: Contract):
    usage = UsageFactory.create(contract=contract)

    as_anna.post(f"/nyttjande/{usage.pk}/ta-bort/")

    assert not contract.usage.exists()


def test_the_form_says_that_nobody_is_named(as_anna: Client, contract: Contract):
    page = as_anna.get(f"/kontrakt/{contract.pk}/nyttjande/ny/").content.decode()

    assert "Skriv aldrig vilka personerna är" in page


def test_one_who_only_reads_has_no_buttons(as_bo: Client, contract: Contract):
    UsageFactory.create(contract=contract)

    page = as_bo.get(f"/kontrakt/{contract.pk}/nyttjande/").content.decode()

    assert "ta-bort" not in page


@pytest.mark.parametrize("address", ["/nyttjande/", "/nyttjande/?q=ab&year=2025&sort=-amount"])
def test_the_list_needs_as_few_queries_with_many_rows_as_with_few(
    as_bo, agreement, address, django_assert_max_num_queries
):
    for count in (2, 60):
        for n in range(count):
            in_year(held(agreement, f"{count}-{n} AB"), 2025)
        with django_assert_max_num_queries(12):
            as_bo.get(address)


def test_a_contract_with_much_usage_needs_few_queries(
    as_bo, contract, django_assert_max_num_queries
):
    for year in range(1960, 2026):
        in_year(contract, year)

    with django_assert_max_num_queries(12):
        as_bo.get(f"/kontrakt/{contract.pk}/nyttjande/")
