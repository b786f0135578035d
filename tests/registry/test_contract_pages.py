import datetime
from decimal import Decimal

import pytest
from django.test import Client

from insyn.accounts.models import Authority, Cooperation
from insyn.platform import clock
from insyn.platform.paging import LongList
from insyn.registry.models import Agreement, Contract
from insyn.registry.rules import ContractStatus
from tests.factories import (
    AgreementFactory,
    ContractFactory,
    ContractPriceFactory,
    LotFactory,
    ProviderFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)
STOP = ContractStatus.INTAKE_STOP


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby, title="Ramavtal HVB")


@pytest.fixture
def contract(agreement: Agreement) -> Contract:
    return ContractFactory.create(agreement=agreement)


def the(model):
    return model.objects.unscoped(reason="the test reads the row").get()


def contract_url(agreement: Agreement) -> str:
    return f"/avtal/{agreement.pk}/kontrakt/nytt/"


PLACE = {"starts_on": "2026-01-01"}


def test_a_contract_is_added_by_number(as_anna: Client, agreement: Agreement):
    provider = ProviderFactory.create(org_number="5566778899")

    as_anna.post(contract_url(agreement), PLACE | {"provider": "556677-8899"})

    assert the(Contract).provider == provider


def test_a_contract_is_added_by_the_exact_name(as_anna: Client, agreement: Agreement):
    ProviderFactory.create(name="Åkerö AB Norr")
    provider = ProviderFactory.create(name="Åkerö AB")

    as_anna.post(contract_url(agreement), PLACE | {"provider": "Åkerö AB"})

    assert the(Contract).provider == provider


def test_a_name_that_fits_several_asks_for_the_number(as_anna: Client, agreement: Agreement):
    ProviderFactory.create_batch(7, name="Åkerö AB")

    page = as_anna.post(contract_url(agreement), PLACE | {"provider": "åkerö"}).content.decode()

    assert "Flera utförare passar" in page
    assert "… Skriv" not in page


def test_a_provider_that_nobody_knows_is_said(as_anna: Client, agreement: Agreement):
    page = as_anna.post(contract_url(agreement), PLACE | {"provider": "Ingen AB"})

    assert "Lägg till utföraren först" in page.content.decode()


def test_a_missing_provider_is_asked_for(as_anna: Client, agreement: Agreement):
    page = as_anna.post(contract_url(agreement), PLACE)

    assert "Fyll i ”Utförare”." in page.content.decode()


def test_a_contract_is_changed_with_lots_and_units(as_anna: Client, contract: Contract):
    lot = LotFactory.create(agreement=contract.agreement)
    unit = UnitFactory.create(provider=contract.provider)
    sent = PLACE | {"lots": [lot.pk], "units": [unit.pk], "rank": "3", "version": "1"}

    as_anna.post(f"/kontrakt/{contract.pk}/andra/", sent)

    changed = the(Contract)
    assert (changed.rank, list(changed.units.all())) == (3, [unit])


def test_an_old_page_of_a_contract_is_told(as_anna: Client, agreement: Agreement):
    contract = ContractFactory.create(agreement=agreement, version=2)

    page = as_anna.post(f"/kontrakt/{contract.pk}/andra/", PLACE | {"version": "1"})

    assert "Någon annan har ändrat" in page.content.decode()


def test_the_form_shows_what_is_chosen_now(as_anna: Client, contract: Contract):
    lot = LotFactory.create(agreement=contract.agreement)
    contract.lots.add(lot)

    form = as_anna.get(f"/kontrakt/{contract.pk}/andra/").context["form"]

    assert form.initial["lots"] == [lot.pk]


def test_lots_are_ticked_area_by_area(as_anna: Client, agreement: Agreement):
    second = LotFactory.create(agreement=agreement, name="Stödboende", position=2)
    first = LotFactory.create(agreement=agreement, name="HVB", position=1)
    LotFactory.create(agreement=agreement, name="Träning", position=0, parent=second)
    LotFactory.create(agreement=agreement, name="Akut", position=9, parent=first)

    form = as_anna.get(contract_url(agreement)).context["form"]

    labels = [label for _, label in form.fields["lots"].choices]
    assert labels == ["HVB", "HVB: Akut", "Stödboende", "Stödboende: Träning"]


def tab(client: Client, agreement: Agreement, query: str = ""):
    return client.get(f"/avtal/{agreement.pk}/kontrakt/{query}").context["rows"]


def test_the_lots_of_a_contract_are_said_area_by_area(as_bo: Client, contract: Contract):
    area = LotFactory.create(agreement=contract.agreement, name="HVB")
    parts = [
        LotFactory.create(agreement=contract.agreement, name=name, parent=area)
        for name in ("Akut", "Lång")
    ]
    contract.lots.add(area, *parts)

    (row,) = tab(as_bo, contract.agreement)

    assert row.lots == ("HVB: Akut, Lång",)


def test_lots_three_levels_down_are_said_by_what_is_around_them(as_bo, contract: Contract):
    area = LotFactory.create(agreement=contract.agreement, name="HVB")
    part = LotFactory.create(agreement=contract.agreement, name="Akut", parent=area)
    inner = LotFactory.create(agreement=contract.agreement, name="Natt", parent=part)
    contract.lots.add(inner)

    (row,) = tab(as_bo, contract.agreement)

    assert row.lots == ("HVB: Akut: Natt",)


def test_the_contracts_of_an_agreement_are_paged(as_bo: Client, agreement: Agreement):
    ContractFactory.create_batch(51, agreement=agreement)

    assert len(tab(as_bo, agreement, "?page=2")) == 1


def test_contracts_that_have_ended_are_shown_last(as_bo: Client, agreement: Agreement):
    ended = ContractFactory.create(
        agreement=agreement,
        provider=ProviderFactory.create(name="Alfa AB"),
        status=ContractStatus.ENDED,
        status_reason="Uppsagt",
    )
    ContractFactory.create(agreement=agreement, provider=ProviderFactory.create(name="Beta AB"))

    assert tab(as_bo, agreement)[-1].contract == ended


def page_of(client: Client, contract: Contract) -> str:
    return client.get(f"/kontrakt/{contract.pk}/").content.decode()


def test_a_stop_is_said_at_the_top_with_its_reason(as_bo: Client, agreement: Agreement):
    contract = ContractFactory.create(agreement=agreement, status=STOP, status_reason="Brist")

    page = page_of(as_bo, contract)

    assert '<p class="u-notice-title">Intagsstopp</p>' in page
    assert "Brist" in page


def test_a_stop_whose_last_day_has_passed_asks_to_be_lifted(as_anna: Client, agreement: Agreement):
    yesterday = clock.today() - A_DAY
    contract = ContractFactory.create(
        agreement=agreement, status=STOP, status_reason="Brist", status_until=yesterday
    )

    page = page_of(as_anna, contract)

    assert "Läget skulle ha hävts" in page
    assert f"/kontrakt/{contract.pk}/lage/?status=active" in page


def test_one_who_only_reads_has_no_buttons(as_bo: Client, contract: Contract):
    page = page_of(as_bo, contract)

    assert f"/kontrakt/{contract.pk}/lage/" not in page
    assert f"/kontrakt/{contract.pk}/andra/" not in page


def test_an_active_contract_has_no_notice(as_bo: Client, contract: Contract):
    content, _end, _rest = page_of(as_bo, contract).partition("</main>")

    assert 'data-kind="warning"' not in content


def test_the_prices_of_today_are_written_as_people_write_them(as_bo: Client, contract: Contract):
    ContractPriceFactory.create(contract=contract, amount=Decimal(4250))

    assert "4\u202f250,00 kr per dygn" in page_of(as_bo, contract)


def test_the_status_is_changed_in_its_own_form(as_anna: Client, contract: Contract):
    sent = {"status": "blocked", "reason": "Tillståndet är återkallat", "version": "1"}

    as_anna.post(f"/kontrakt/{contract.pk}/lage/", sent)

    assert the(Contract).status == ContractStatus.BLOCKED


def test_a_status_that_cannot_be_is_explained_in_the_form(as_anna: Client, contract: Contract):
    page = as_anna.post(f"/kontrakt/{contract.pk}/lage/", {"status": "blocked", "version": "1"})

    assert "Ange skälet" in page.content.decode()


def test_the_form_to_lift_a_stop_proposes_active_from_today(as_anna: Client, agreement: Agreement):
    contract = ContractFactory.create(agreement=agreement, status=STOP, status_reason="Brist")

    form = as_anna.get(f"/kontrakt/{contract.pk}/lage/?status=active").context["form"]

    assert (form.initial["status"], form.initial["reason"]) == ("active", "")
    assert form.initial["starts_on"] == clock.today()


def test_a_new_price_level_is_added_on_its_page(as_anna: Client, contract: Contract):
    price = ContractPriceFactory.create(contract=contract)
    sent = {"amount": "4 400,50", "valid_from": "2026-01-01", "version": "1"}

    as_anna.post(f"/kontrakt/priser/{price.pk}/ny-niva/", sent)

    (item,) = as_anna.get(f"/kontrakt/{contract.pk}/priser/").context["items"]
    assert [str(row.price.amount) for row in item.rows] == ["4400.50", "4250.00"]


def test_prices_that_clash_are_explained_in_the_form(as_anna: Client, contract: Contract):
    ContractPriceFactory.create(contract=contract, item="Vårddygn")
    sent = {"item": "Vårddygn", "amount": "1", "unit": "day", "valid_from": "2026-01-01"}

    page = as_anna.post(f"/kontrakt/{contract.pk}/priser/nytt/", sent)

    assert "Två priser för ”Vårddygn” skulle gälla samma dag" in page.content.decode()


def test_a_price_is_removed_with_a_button(as_anna: Client, contract: Contract):
    price = ContractPriceFactory.create(contract=contract)

    as_anna.post(f"/kontrakt/priser/{price.pk}/ta-bort/")

    assert as_anna.get(f"/kontrakt/{contract.pk}/priser/").context["items"] == []


def test_the_page_of_a_provider_says_the_price_of_today(as_bo: Client, contract: Contract):
    ContractPriceFactory.create(contract=contract, item="Vårddygn")

    page = as_bo.get(f"/utforare/{contract.provider_id}/avtal/").content.decode()

    assert f"/kontrakt/{contract.pk}/" in page
    assert "4\u202f250,00 kr per dygn" in page


def listed(client: Client, query: str = "") -> list[str]:
    rows = client.get(f"/kontrakt/{query}").context["rows"]
    return [row.contract.provider.name for row in rows]


def named(agreement: Agreement, *names: str, **facts) -> list[Contract]:
    return [
        ContractFactory.create(
            agreement=agreement, provider=ProviderFactory.create(name=name), **facts
        )
        for name in names
    ]


def test_contracts_are_listed_in_swedish_order(as_bo: Client, agreement: Agreement):
    named(agreement, "Öberg AB", "Ängen AB", "Zeta AB", "Åkerö AB", "Alfa AB")

    assert listed(as_bo) == ["Alfa AB", "Zeta AB", "Åkerö AB", "Ängen AB", "Öberg AB"]


def test_contracts_are_sorted_backwards(as_bo: Client, agreement: Agreement):
    named(agreement, "Alfa AB", "Öberg AB")

    assert listed(as_bo, "?sort=-provider") == ["Öberg AB", "Alfa AB"]


@pytest.mark.parametrize("field", ["rank", "ends_on"])
def test_what_has_no_rank_or_end_comes_after_every_rank_and_end(as_bo, agreement, field):
    named(agreement, "Utan AB")
    named(agreement, "Med AB", rank=1, ends_on=datetime.date(2030, 1, 1))

    assert listed(as_bo, f"?sort={field}") == ["Med AB", "Utan AB"]
    assert listed(as_bo, f"?sort=-{field}") == ["Utan AB", "Med AB"]


def test_contracts_are_sorted_by_agreement(as_bo: Client, ekby: Authority):
    named(AgreementFactory.create(authority=ekby, title="Öppenvård"), "Alfa AB")
    named(AgreementFactory.create(authority=ekby, title="Boende"), "Beta AB")

    assert listed(as_bo, "?sort=agreement") == ["Beta AB", "Alfa AB"]


def test_contracts_of_others_are_not_listed(as_cilla: Client, agreement: Agreement):
    named(agreement, "Alfa AB")

    assert listed(as_cilla) == []


def test_contracts_of_a_shared_agreement_are_listed(
    as_cilla: Client, ekby: Authority, cooperation: Cooperation
):
    named(AgreementFactory.create(authority=ekby, cooperation=cooperation), "Alfa AB")

    assert listed(as_cilla) == ["Alfa AB"]


def test_a_text_finds_contracts_by_provider_and_by_agreement(as_bo: Client, ekby: Authority):
    named(AgreementFactory.create(authority=ekby, title="Åkerö ramavtal"), "Alfa AB")
    named(AgreementFactory.create(authority=ekby, title="Annat"), "Åkerö AB", "Beta AB")

    assert listed(as_bo, "?q=åkerö") == ["Alfa AB", "Åkerö AB"]


def test_a_number_finds_the_contracts_of_a_provider(as_bo: Client, agreement: Agreement):
    named(agreement, "Beta AB")
    provider = ProviderFactory.create(name="Alfa AB", org_number="5566778899")
    ContractFactory.create(agreement=agreement, provider=provider)

    assert listed(as_bo, "?q=556677-8899") == ["Alfa AB"]


def test_contracts_are_filtered_by_status(as_bo: Client, agreement: Agreement):
    named(agreement, "Alfa AB", status=STOP, status_reason="Brist")
    named(agreement, "Beta AB")

    assert listed(as_bo, "?status=intake_stop") == ["Alfa AB"]


def test_contracts_are_filtered_by_the_day_they_are_in_force(as_bo: Client, agreement: Agreement):
    last = datetime.date(2024, 6, 30)
    named(agreement, "Alfa AB", ends_on=last)
    named(agreement, "Beta AB")

    assert listed(as_bo, "?on=2024-06-30") == ["Alfa AB", "Beta AB"]
    assert listed(as_bo, "?on=2024-07-01") == ["Beta AB"]


def test_contracts_are_filtered_by_agreement_and_lot(as_bo: Client, agreement: Agreement):
    lot = LotFactory.create(agreement=agreement)
    named(agreement, "Alfa AB", "Beta AB")[0].lots.add(lot)

    assert listed(as_bo, f"?agreement={agreement.pk}&lot={lot.pk}") == ["Alfa AB"]


def test_lots_are_offered_when_an_agreement_is_chosen(as_bo: Client, agreement: Agreement):
    LotFactory.create(agreement=agreement)

    offered = [
        "lot" in as_bo.get(f"/kontrakt/{query}").context["filters"].fields
        for query in ("", f"?agreement={agreement.pk}", "?agreement=0")
    ]

    assert offered == [False, True, False]


def test_a_search_that_fits_nobody_says_so(as_bo: Client, agreement: Agreement):
    named(agreement, "Alfa AB")

    assert "Inget passar filtret" in as_bo.get("/kontrakt/?q=xyz").content.decode()


def test_a_list_beyond_the_ceiling_says_more_than(as_bo, agreement, monkeypatch):
    monkeypatch.setattr(LongList.__init__, "__kwdefaults__", {"ceiling": 2})
    named(agreement, "Alfa AB", "Beta AB", "Gamma AB")

    assert "Mer än" in as_bo.get("/kontrakt/").content.decode()


LISTS = ["/kontrakt/", "/kontrakt/?q=ab&sort=rank", "/kontrakt/?agreement={agreement}&q=ab"]


@pytest.mark.parametrize("address", [*LISTS, "/avtal/{agreement}/kontrakt/?q=ab"])
def test_a_list_needs_as_few_queries_with_many_rows_as_with_few(
    as_bo, agreement, address, django_assert_max_num_queries
):
    lot = LotFactory.create(agreement=agreement)
    for count in (2, 60):
        for n in range(count):
            named(agreement, f"{count}-{n} AB")[0].lots.add(lot)
        with django_assert_max_num_queries(12):
            as_bo.get(address.format(agreement=agreement.pk))


def test_a_contract_needs_few_queries(as_bo, contract, django_assert_max_num_queries):
    contract.units.add(*UnitFactory.create_batch(5, provider=contract.provider))
    for n in range(5):
        ContractPriceFactory.create(contract=contract, item=f"Sak {n}")

    with django_assert_max_num_queries(12):
        as_bo.get(f"/kontrakt/{contract.pk}/")
