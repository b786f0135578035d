import datetime

import pytest
from django.test import Client

from insyn.accounts.models import Authority, Cooperation
from insyn.platform import clock
from insyn.registry.models import Agreement, Contract, Lot
from insyn.registry.rules import ContractStatus
from tests.factories import (
    AgreementFactory,
    ContractFactory,
    LotFactory,
    ProviderFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby, title="Ramavtal HVB")


def the(model):
    return model.objects.unscoped(reason="the test reads the row").get()


def listed(client: Client, query: str = "") -> list[str]:
    return [row.title for row in client.get(f"/avtal/{query}").context["page"]]


def test_agreements_of_other_authorities_are_not_listed(as_bo: Client, agreement: Agreement):
    AgreementFactory.create(title="Annans avtal")

    assert listed(as_bo) == ["Ramavtal HVB"]


def test_a_shared_agreement_is_listed(
    as_cilla: Client, agreement: Agreement, cooperation: Cooperation
):
    agreement.cooperation = cooperation
    agreement.save()

    assert listed(as_cilla) == ["Ramavtal HVB"]


@pytest.mark.parametrize(
    ("period", "title"), [("in_force", "Nu"), ("coming", "Sedan"), ("ended", "Förr")]
)
def test_agreements_are_filtered_by_when_they_are_in_force(as_bo, ekby, period, title):
    today = clock.today()
    AgreementFactory.create(authority=ekby, title="Nu", starts_on=today, ends_on=today)
    AgreementFactory.create(authority=ekby, title="Sedan", starts_on=today + A_DAY)
    AgreementFactory.create(
        authority=ekby, title="Förr", starts_on=today - A_DAY, ends_on=today - A_DAY
    )

    assert listed(as_bo, f"?period={period}") == [title]


def test_agreements_are_found_by_case_number(as_bo: Client, agreement: Agreement, ekby):
    AgreementFactory.create(authority=ekby, title="Annat", case_number="SN 2026-17")

    assert listed(as_bo, "?q=2026-17") == ["Annat"]


def test_agreements_are_filtered_by_form(as_bo: Client, agreement: Agreement, ekby):
    AgreementFactory.create(authority=ekby, title="Hemtjänst", form="choice_system")

    assert listed(as_bo, "?form=choice_system") == ["Hemtjänst"]


def test_the_list_needs_few_queries(as_bo: Client, ekby, django_assert_max_num_queries):
    for agreement in AgreementFactory.create_batch(30, authority=ekby):
        ContractFactory.create(agreement=agreement)

    with django_assert_max_num_queries(10):
        as_bo.get("/avtal/")


def test_the_list_counts_the_contracts(as_bo: Client, agreement: Agreement):
    ContractFactory.create_batch(2, agreement=agreement)

    (row,) = as_bo.get("/avtal/").context["page"]
    assert row.contract_count == 2


def test_no_agreements_says_what_to_do(as_bo: Client):
    assert "Inga avtal än" in as_bo.get("/avtal/").content.decode()


def test_a_filter_without_hits_says_so(as_bo: Client, agreement: Agreement):
    assert "Inget passar" in as_bo.get("/avtal/?q=borta").content.decode()


def test_the_page_of_an_agreement_needs_few_queries(
    as_anna, agreement: Agreement, django_assert_max_num_queries
):
    lots = LotFactory.create_batch(5, agreement=agreement)
    for contract in ContractFactory.create_batch(20, agreement=agreement):
        contract.lots.add(*lots)

    with django_assert_max_num_queries(12):
        as_anna.get(f"/avtal/{agreement.pk}/")


def test_a_missing_insight_clause_is_said_in_words(as_bo: Client, agreement: Agreement):
    assert "Saknas" in as_bo.get(f"/avtal/{agreement.pk}/").content.decode()


TERMS = {"title": "Ramavtal öppenvård", "form": "framework", "starts_on": "2026-01-01"}


def test_an_agreement_is_added_in_the_browser(as_anna: Client, ekby: Authority):
    as_anna.post("/avtal/nytt/", TERMS | {"authority": ekby.pk})

    assert the(Agreement).title == "Ramavtal öppenvård"


def test_an_agreement_is_not_added_to_another_authority(as_anna: Client, norrby: Authority):
    page = as_anna.post("/avtal/nytt/", TERMS | {"authority": norrby.pk})

    assert "Valet under ”Nämnd” finns inte" in page.content.decode()


def test_an_end_before_the_start_is_said_in_the_form(as_anna: Client, ekby: Authority):
    page = as_anna.post("/avtal/nytt/", TERMS | {"authority": ekby.pk, "ends_on": "2025-01-01"})

    assert "Avtalet kan inte sluta innan det börjar." in page.content.decode()


def test_an_agreement_is_changed_in_the_browser(as_anna: Client, agreement: Agreement):
    sent = TERMS | {"authority": agreement.authority_id, "version": "1"}

    as_anna.post(f"/avtal/{agreement.pk}/andra/", sent)

    assert (the(Agreement).title, the(Agreement).version) == ("Ramavtal öppenvård", 2)


def test_an_old_page_of_an_agreement_is_told(as_anna: Client, agreement: Agreement):
    Agreement.objects.unscoped(reason="somebody else").update(version=2)
    sent = TERMS | {"authority": agreement.authority_id, "version": "1"}

    page = as_anna.post(f"/avtal/{agreement.pk}/andra/", sent)

    assert "Någon annan har ändrat" in page.content.decode()


def test_a_lot_is_added_inside_an_area(as_anna: Client, agreement: Agreement):
    area = LotFactory.create(agreement=agreement)

    as_anna.post(f"/avtal/{agreement.pk}/avtalsomraden/nytt/", {"name": "Del", "parent": area.pk})

    assert Lot.objects.unscoped(reason="a test").get(name="Del").parent == area


def test_a_lot_with_a_name_in_use_is_said_in_the_form(as_anna: Client, agreement: Agreement):
    LotFactory.create(agreement=agreement, name="HVB")

    page = as_anna.post(f"/avtal/{agreement.pk}/avtalsomraden/nytt/", {"name": "HVB"})

    assert "redan ett avtalsområde" in page.content.decode()


def test_a_lot_is_changed_in_the_browser(as_anna: Client, agreement: Agreement):
    lot = LotFactory.create(agreement=agreement)

    as_anna.post(f"/avtal/avtalsomraden/{lot.pk}/andra/", {"name": "Stödboende"})

    assert the(Lot).name == "Stödboende"


def test_a_lot_is_moved_in_the_browser(as_anna: Client, agreement: Agreement):
    LotFactory.create(agreement=agreement, name="Först", position=0)
    lot = LotFactory.create(agreement=agreement, name="Sist", position=1)

    as_anna.post(f"/avtal/avtalsomraden/{lot.pk}/flytta/", {"way": "up"})

    names = [row.lot.name for row in as_anna.get(f"/avtal/{agreement.pk}/").context["lots"]]
    assert names == ["Sist", "Först"]


def test_an_unused_lot_is_removed_in_the_browser(as_anna: Client, agreement: Agreement):
    lot = LotFactory.create(agreement=agreement)

    as_anna.post(f"/avtal/avtalsomraden/{lot.pk}/ta-bort/")

    assert not Lot.objects.unscoped(reason="a test").exists()


def test_a_used_lot_has_no_button_to_remove_it(as_anna: Client, agreement: Agreement):
    lot = LotFactory.create(agreement=agreement)
    ContractFactory.create(agreement=agreement).lots.add(lot)

    page = as_anna.get(f"/avtal/{agreement.pk}/").content.decode()

    assert f"/avtal/avtalsomraden/{lot.pk}/ta-bort/" not in page


def test_a_used_lot_that_is_removed_anyway_is_explained(as_anna: Client, agreement: Agreement):
    lot = LotFactory.create(agreement=agreement)
    ContractFactory.create(agreement=agreement).lots.add(lot)

    page = as_anna.post(f"/avtal/avtalsomraden/{lot.pk}/ta-bort/", follow=True)

    assert "används av kontrakt" in page.content.decode()


def contract_url(agreement: Agreement) -> str:
    return f"/avtal/{agreement.pk}/kontrakt/nytt/"


PLACE = {"starts_on": "2026-01-01", "status": "active"}


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


def test_an_intake_stop_asks_for_its_reason(as_anna: Client, agreement: Agreement):
    ProviderFactory.create(name="Åkerö AB")
    sent = PLACE | {"provider": "Åkerö AB", "status": "intake_stop"}

    page = as_anna.post(contract_url(agreement), sent)

    assert "Ange skälet" in page.content.decode()


def test_a_contract_is_changed_with_lots_and_units(as_anna: Client, agreement: Agreement):
    contract = ContractFactory.create(agreement=agreement)
    lot = LotFactory.create(agreement=agreement)
    unit = UnitFactory.create(provider=contract.provider)
    sent = {
        "starts_on": "2026-01-01",
        "status": "blocked",
        "status_reason": "Tillståndet är återkallat",
        "lots": [lot.pk],
        "units": [unit.pk],
        "version": "1",
    }

    as_anna.post(f"/avtal/kontrakt/{contract.pk}/andra/", sent)

    changed = the(Contract)
    assert (changed.status, list(changed.units.all())) == (ContractStatus.BLOCKED, [unit])


def test_an_old_page_of_a_contract_is_told(as_anna: Client, agreement: Agreement):
    contract = ContractFactory.create(agreement=agreement, version=2)

    page = as_anna.post(f"/avtal/kontrakt/{contract.pk}/andra/", PLACE | {"version": "1"})

    assert "Någon annan har ändrat" in page.content.decode()


def test_the_form_shows_what_is_chosen_now(as_anna: Client, agreement: Agreement):
    contract = ContractFactory.create(agreement=agreement)
    lot = LotFactory.create(agreement=agreement)
    contract.lots.add(lot)

    form = as_anna.get(f"/avtal/kontrakt/{contract.pk}/andra/").context["form"]

    assert form.initial["lots"] == [lot.pk]


def test_lots_are_ticked_area_by_area(as_anna: Client, agreement: Agreement):
    second = LotFactory.create(agreement=agreement, name="Stödboende", position=2)
    first = LotFactory.create(agreement=agreement, name="HVB", position=1)
    LotFactory.create(agreement=agreement, name="Träning", position=0, parent=second)
    LotFactory.create(agreement=agreement, name="Akut", position=9, parent=first)

    form = as_anna.get(contract_url(agreement)).context["form"]

    labels = [label for _, label in form.fields["lots"].choices]
    assert labels == ["HVB", "HVB: Akut", "Stödboende", "Stödboende: Träning"]


def test_the_lots_of_a_contract_are_said_area_by_area(as_bo: Client, agreement: Agreement):
    area = LotFactory.create(agreement=agreement, name="HVB")
    parts = [
        LotFactory.create(agreement=agreement, name=name, parent=area) for name in ("Akut", "Lång")
    ]
    ContractFactory.create(agreement=agreement).lots.add(area, *parts)

    (row,) = as_bo.get(f"/avtal/{agreement.pk}/").context["rows"]

    assert row.lots == ("HVB: Akut, Lång",)


def one_ended_and_one_in_force(authority: Authority) -> None:
    before = clock.today() - A_DAY
    AgreementFactory.create(authority=authority, title="A", starts_on=before, ends_on=before)
    AgreementFactory.create(authority=authority, title="B", starts_on=before)


def test_agreements_that_have_ended_are_listed_last(as_bo: Client, ekby: Authority):
    one_ended_and_one_in_force(ekby)

    assert listed(as_bo) == ["B", "A"]


def test_the_head_of_the_list_sorts_by_title_alone(as_bo: Client, ekby: Authority):
    one_ended_and_one_in_force(ekby)

    assert listed(as_bo, "?sort=title") == ["A", "B"]


def test_a_part_is_shown_after_the_lot_around_it(as_bo: Client, agreement: Agreement):
    area = LotFactory.create(agreement=agreement, name="Nord")
    LotFactory.create(agreement=agreement, name="Skogsby", parent=area)

    assert "Nord: Skogsby" in as_bo.get(f"/avtal/{agreement.pk}/").content.decode()


def test_the_contracts_of_an_agreement_are_paged(as_bo: Client, agreement: Agreement):
    ContractFactory.create_batch(51, agreement=agreement)

    assert len(as_bo.get(f"/avtal/{agreement.pk}/?page=2").context["rows"]) == 1


def test_contracts_that_have_ended_are_shown_last(as_bo: Client, agreement: Agreement):
    ended = ContractFactory.create(
        agreement=agreement,
        provider=ProviderFactory.create(name="Alfa AB"),
        status=ContractStatus.ENDED,
        status_reason="Uppsagt",
    )
    ContractFactory.create(agreement=agreement, provider=ProviderFactory.create(name="Beta AB"))

    rows = as_bo.get(f"/avtal/{agreement.pk}/").context["rows"]

    assert rows[-1].contract == ended


def test_an_agreement_sent_without_its_version_is_refused(as_anna: Client, agreement: Agreement):
    page = as_anna.post(
        f"/avtal/{agreement.pk}/andra/", TERMS | {"authority": agreement.authority_id}
    )

    assert "Någon annan har ändrat" in page.content.decode()
