"""The pages of lists of one kind, from the template workbook to what was carried out."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.exchange.rules.kinds import ListKind
from insyn.exchange.rules.tables import TABLES
from insyn.exchange.services.lists import carry_out_import, preview_import
from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed
from insyn.registry.models import (
    ContractPrice,
    ImportProfile,
    ImportRun,
    Lot,
    Provider,
    ProviderName,
    Unit,
    UnitOperation,
)
from insyn.registry.queries import access_of
from insyn.registry.rules import NameKind, PriceUnit
from tests.conftest import log_in
from tests.exchange.lists import listed
from tests.exchange.tables import Register, csv_of, fill, take_in
from tests.factories import AgreementFactory, MembershipFactory, ProviderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(ekby: Authority) -> Register:
    return fill(ekby)


def run() -> ImportRun:
    return ImportRun.objects.unscoped(reason="the test reads the row").get()


def upload(client: Client, authority: Authority, slug: str, content: bytes, **chosen):
    file = SimpleUploadedFile("lista.csv", content)
    return client.post(f"/import/ny/{slug}/", {"file": file, "authority": authority.pk, **chosen})


def preview(client: Client, query: str = ""):
    return client.get(f"/import/{run().pk}/forhandsgranskning/{query}")


@pytest.mark.parametrize("kind", list(TABLES))
def test_every_list_has_a_template_workbook_with_its_headings(kind: ListKind, as_anna: Client):
    table = TABLES[kind]

    answer = as_anna.get(f"/import/mall/{table.slug}.xlsx")

    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == [column.heading for column in table.exported]


def test_every_list_is_offered_with_what_it_is_for(as_anna: Client):
    page = as_anna.get("/import/ny/").content.decode()

    for table in TABLES.values():
        assert f"/import/ny/{table.slug}/" in page
        assert table.purpose in page


def test_a_difference_is_shown_before_and_after(as_anna: Client, ekby, register: Register):
    row = {"org_number": "559000-1234", "name": "Nytt namn AB"}
    upload(as_anna, ekby, "utforare", csv_of(ListKind.PROVIDERS, row))

    page = preview(as_anna).content.decode()

    assert "<del>Åkerö Omsorg &amp; Vård; Öst AB</del> → <ins>Nytt namn AB</ins>" in page


def test_an_empty_cell_is_shown_as_emptied(as_anna: Client, ekby, register: Register):
    row = {"org_number": "559000-1234", "name": register.provider.name, "email": ""}
    upload(as_anna, ekby, "utforare", csv_of(ListKind.PROVIDERS, row))

    page = preview(as_anna).content.decode()

    assert "<del>post@exempel.se</del> → <strong>töms</strong>" in page


def test_a_column_that_the_file_lacks_changes_nothing(anna: User, ekby, register: Register):
    row = {"org_number": "559000-1234", "name": "Nytt namn AB"}

    take_in(access_of(anna), ekby, ListKind.PROVIDERS, csv_of(ListKind.PROVIDERS, row))

    provider = Provider.objects.get(pk=register.provider.pk)
    assert (provider.name, provider.email) == ("Nytt namn AB", "post@exempel.se")


def test_the_kind_of_change_is_chosen(as_anna: Client, ekby, register: Register):
    rows = [
        {"org_number": "559000-1234", "name": register.provider.name},
        {"org_number": "556677-8899", "name": "Alfa AB"},
    ]
    upload(as_anna, ekby, "utforare", csv_of(ListKind.PROVIDERS, *rows))

    unchanged = preview(as_anna, "?kind=unchanged").content.decode()

    assert "Åkerö Omsorg" in unchanged
    assert "Alfa AB" not in unchanged


def test_what_was_shown_is_carried_out(as_anna: Client, ekby, register: Register):
    row = {"org_number": "556677-8899", "name": "Alfa AB", "group": "Alfakoncernen"}
    upload(as_anna, ekby, "utforare", csv_of(ListKind.PROVIDERS, row))
    fingerprint = preview(as_anna).context["form"].initial["fingerprint"]

    as_anna.post(f"/import/{run().pk}/for-in/", {"fingerprint": fingerprint})

    assert Provider.objects.filter(name="Alfa AB", group__name="Alfakoncernen").exists()


def test_a_register_that_moved_since_it_was_shown_stops_the_list(
    as_anna: Client, ekby, register: Register
):
    row = {"org_number": "559000-1234", "name": "Nytt namn AB"}
    upload(as_anna, ekby, "utforare", csv_of(ListKind.PROVIDERS, row))
    fingerprint = preview(as_anna).context["form"].initial["fingerprint"]
    Provider.objects.filter(pk=register.provider.pk).update(name="Ett annat namn AB")

    as_anna.post(f"/import/{run().pk}/for-in/", {"fingerprint": fingerprint})

    assert Provider.objects.get(pk=register.provider.pk).name == "Ett annat namn AB"


def test_each_changed_thing_stands_in_the_trail_with_before_and_after(
    anna: User, ekby, register: Register
):
    row = {"org_number": "559000-1234", "name": "Nytt namn AB"}

    take_in(access_of(anna), ekby, ListKind.PROVIDERS, csv_of(ListKind.PROVIDERS, row))

    events = AuditEvent.objects.unscoped(reason="the test reads the trail").order_by("-pk")
    assert [event.event for event in events[:2]] == ["import.carried_out", "provider.updated"]
    assert events[1].facts == {"Utförare": "Åkerö Omsorg & Vård; Öst AB → Nytt namn AB"}


def test_the_version_of_a_changed_thing_goes_up(anna: User, ekby, register: Register):
    row = {"org_number": "559000-1234", "name": "Nytt namn AB"}

    take_in(access_of(anna), ekby, ListKind.PROVIDERS, csv_of(ListKind.PROVIDERS, row))

    assert Provider.objects.get(pk=register.provider.pk).version == 2


def test_a_changed_name_is_found_and_sorted_by(anna: User, ekby, register: Register):
    row = {"org_number": "559000-1234", "name": "Nytt namn AB"}

    take_in(access_of(anna), ekby, ListKind.PROVIDERS, csv_of(ListKind.PROVIDERS, row))

    assert Provider.objects.matching("nytt namn").exists()


def test_a_former_name_is_kept_as_an_earlier_one(anna: User, ekby, register: Register):
    former = register.provider.name
    row = {"org_number": "559000-1234", "name": "Nytt namn AB"}

    take_in(access_of(anna), ekby, ListKind.PROVIDERS, csv_of(ListKind.PROVIDERS, row))

    assert ProviderName.objects.get(name=former).kind == NameKind.EARLIER


def test_a_merged_number_leads_to_the_provider_that_was_kept(anna: User, ekby, register: Register):
    ProviderFactory.create(org_number="5566778899", merged_into=register.provider)
    row = {"unit": "Nya gården", "org_number": "556677-8899", "service_area": "hvb"}

    take_in(access_of(anna), ekby, ListKind.UNITS, csv_of(ListKind.UNITS, row))

    assert Unit.objects.get(name="Nya gården").provider == register.provider


def test_a_merged_number_of_a_mixed_list_leads_to_the_provider_that_was_kept(
    anna: User, ekby, register: Register
):
    ProviderFactory.create(name="Gamla AB", org_number="5566778899", merged_into=register.provider)
    seen = preview_import(listed(("Gamla AB", "556677-8899")), "lista.csv")

    carry_out_import(access_of(anna), authority=ekby, agreement=None, preview=seen)

    assert register.provider.other_names.filter(name="Gamla AB").exists()


def test_a_new_unit_is_run_by_its_provider_from_the_day_in_the_list(
    anna: User, ekby, register: Register
):
    row = {
        "unit": "Nya gården", "org_number": "559000-1234", "service_area": "hvb",
        "operated_from": "2025-03-01",
    }  # fmt: skip

    take_in(access_of(anna), ekby, ListKind.UNITS, csv_of(ListKind.UNITS, row))

    running = UnitOperation.objects.get(unit__name="Nya gården")
    assert (running.starts_on, running.ends_on) == (date(2025, 3, 1), None)


def test_a_lot_is_moved_by_naming_what_it_is_in(anna: User, ekby, register: Register):
    row = {
        "agreement": "HVB barn och unga", "agreement_starts_on": "2024-01-01", "name": "Natt",
        "parent": "Söder",
    }  # fmt: skip

    take_in(access_of(anna), ekby, ListKind.LOTS, csv_of(ListKind.LOTS, row))

    assert Lot._base_manager.get(name="Natt").full_name == "Söder: Natt"


def test_lots_are_stored_whatever_the_order_of_the_rows(anna: User, ekby, register: Register):
    ours = {"agreement": "HVB barn och unga", "agreement_starts_on": "2024-01-01"}
    rows = [
        {**ours, "name": "Tre", "parent": "Två"},
        {**ours, "name": "Två", "parent": "Ett"},
        {**ours, "name": "Ett", "parent": ""},
    ]

    take_in(access_of(anna), ekby, ListKind.LOTS, csv_of(ListKind.LOTS, *rows))

    assert Lot._base_manager.get(name="Tre").full_name == "Ett: Två: Tre"


def test_the_agreement_is_chosen_for_all_rows_of_the_file(anna: User, ekby, register: Register):
    row = {"number": "3", "extends_to": "2030-12-31", "call_by": "2029-06-30"}

    summary = take_in(
        access_of(anna), ekby, ListKind.OPTIONS, csv_of(ListKind.OPTIONS, row),
        agreement=register.agreement,
    )  # fmt: skip

    assert summary.created == 1


def test_a_profile_belongs_to_its_kind_of_list(as_anna: Client, ekby, register: Register):
    ImportProfile.objects.create(authority=ekby, kind="usage", name="Ekonomi", mapping={})

    usage = as_anna.get("/import/ny/nyttjande/").content.decode()
    providers = as_anna.get("/import/ny/utforare/").content.decode()

    assert ("Ekonomi" in usage, "Ekonomi" in providers) == (True, False)


def test_a_profile_names_the_system_that_its_lists_come_from(as_anna: Client, ekby):
    ImportProfile.objects.create(
        authority=ekby, kind="usage", name="Ekonomi", source_system="Raindance", mapping={}
    )

    assert "Ekonomi (Raindance)" in as_anna.get("/import/ny/nyttjande/").content.decode()


def test_a_chosen_profile_finds_the_columns(as_anna: Client, ekby, register: Register):
    profile = ImportProfile.objects.create(
        authority=ekby, kind="providers", name="Vår", mapping={"org_number": "K1", "name": "K2"}
    )

    upload(as_anna, ekby, "utforare", b"K1;K2\n556677-8899;Alfa AB\n", profile=profile.pk)

    assert run().choices["mapping"] == {"org_number": 0, "name": 1}


def test_the_choices_are_saved_as_a_profile_of_the_kind_and_system(as_anna: Client, ekby):
    upload(as_anna, ekby, "utforare", b"K1;K2\n556677-8899;Alfa AB\n")

    as_anna.post(f"/import/{run().pk}/kolumner/", {
        "org_number": "0", "name": "1", "profile_name": "Vår", "source_system": "Raindance",
    })  # fmt: skip

    profile = ImportProfile.objects.unscoped(reason="the test reads the row").get()
    assert (profile.kind, profile.source_system) == ("providers", "Raindance")


def test_a_profile_is_taken_away(as_anna: Client, ekby):
    profile = ImportProfile.objects.create(authority=ekby, kind="usage", name="E", mapping={})

    as_anna.post(f"/import/profiler/{profile.pk}/ta-bort/")

    assert not ImportProfile.objects.unscoped(reason="the test reads the row").exists()


def test_a_profile_of_another_authority_is_not_taken_away(as_anna: Client, norrby):
    profile = ImportProfile.objects.create(authority=norrby, kind="usage", name="E", mapping={})

    assert as_anna.post(f"/import/profiler/{profile.pk}/ta-bort/").status_code == 404


@pytest.mark.parametrize("kind", list(TABLES))
def test_a_reader_takes_nothing_in(kind: ListKind, bo: User, ekby, register: Register):
    seen = preview_import(b"A;B\n1;2\n", "x.csv", kind=kind)

    with pytest.raises(NotAllowed):
        carry_out_import(access_of(bo), authority=ekby, agreement=None, preview=seen)


def test_one_who_keeps_requirements_is_offered_that_list_alone(client: Client, ekby):
    user = MembershipFactory.create(authority=ekby, role=Role.AUTHORITY_ADMIN).user

    page = log_in(client, user).get("/import/ny/").content.decode()

    assert "/import/ny/krav/" in page
    assert "/import/ny/utforare/" not in page


PRICED = ("Leverantör", "Org.nr", "Avtal", "Startdatum", "Avtalsområde", "Pris per dygn")


def test_the_price_of_a_mixed_list_is_valid_from_the_start_of_the_contract(anna: User, ekby):
    row = ("Alfa AB", "556677-8899", "HVB", "2024-03-01", "Norr", "4 250,50")
    seen = preview_import(listed(row, headings=PRICED), "x.csv")

    summary = carry_out_import(access_of(anna), authority=ekby, agreement=None, preview=seen)

    price = ContractPrice._base_manager.get()
    assert summary.prices == 1
    assert (price.amount, price.unit, price.valid_from, str(price.lot)) == (
        Decimal("4250.50"), PriceUnit.DAY, date(2024, 3, 1), "Norr"
    )  # fmt: skip


def test_a_mixed_list_never_writes_over_a_price(anna: User, ekby):
    for amount in ("4250", "4300"):
        row = ("Alfa AB", "556677-8899", "HVB", "2024-03-01", "Norr", amount)
        seen = preview_import(listed(row, headings=PRICED), "x.csv")
        carry_out_import(access_of(anna), authority=ekby, agreement=None, preview=seen)

    assert ContractPrice._base_manager.get().amount == 4250


def test_a_price_that_does_not_say_per_what_is_left_out(anna: User, ekby):
    headings = (*PRICED[:-1], "Pris")
    row = ("Alfa AB", "556677-8899", "HVB", "2024-03-01", "Norr", "4250")
    seen = preview_import(listed(row, headings=headings), "x.csv")

    carry_out_import(access_of(anna), authority=ekby, agreement=None, preview=seen)

    assert not ContractPrice._base_manager.exists()


def test_two_prices_for_one_lot_are_refused():
    rows = [
        ("Alfa AB", "556677-8899", "HVB", "2024-03-01", "Norr", amount)
        for amount in ("4250", "4300")
    ]

    seen = preview_import(listed(*rows, headings=PRICED), "x.csv")

    assert "Priset är ett annat än på rad 2" in seen.errors[0].sentence


def test_the_pages_of_an_import_need_few_queries(
    as_anna: Client, ekby, register: Register, django_assert_max_num_queries
):
    rows = [
        {"org_number": f"559000-{number:04d}", "name": f"Utförare {number}"}
        for number in range(100, 160)
    ]
    upload(as_anna, ekby, "utforare", csv_of(ListKind.PROVIDERS, *rows))

    with django_assert_max_num_queries(20):
        preview(as_anna)
    with django_assert_max_num_queries(16):
        as_anna.get("/import/")
    with django_assert_max_num_queries(16):
        as_anna.get("/export/")


def test_an_agreement_of_another_authority_is_not_offered(as_anna: Client, ekby, norrby):
    AgreementFactory.create(authority=norrby, title="Deras avtal")

    assert "Deras avtal" not in as_anna.get("/import/ny/priser/").content.decode()
