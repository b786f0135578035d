from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from insyn.accounts.models import Authority
from insyn.exchange.services.runs import discard_import
from insyn.kernel.errors import Outdated
from insyn.registry.models import Agreement, ImportProfile, ImportRun, Provider
from insyn.registry.queries import access_of
from tests.exchange.lists import listed, real
from tests.factories import AgreementFactory, ProviderFactory

pytestmark = pytest.mark.django_db

ONE = listed(("Alfa AB", "556677-8899"))


def upload(client: Client, authority: Authority, content: bytes = ONE, name="x.csv", **chosen):
    return client.post(
        "/import/ny/avtalslista/",
        {"file": SimpleUploadedFile(name, content), "authority": authority.pk, **chosen},
    )


def run() -> ImportRun:
    return ImportRun.objects.unscoped(reason="the test reads the row").get()


def preview(client: Client):
    return client.get(f"/import/{run().pk}/forhandsgranskning/")


def carry_out(client: Client):
    fingerprint = preview(client).context["form"].initial["fingerprint"]
    return client.post(f"/import/{run().pk}/for-in/", {"fingerprint": fingerprint}, follow=True)


def test_the_list_of_2017_goes_all_the_way_through(as_anna: Client, ekby: Authority):
    agreement = AgreementFactory.create(authority=ekby)
    content = real("leverantorer-2017.xlsx")

    upload(as_anna, ekby, content, "leverantorer-2017.xlsx", agreement=agreement.pk)
    page = carry_out(as_anna).content.decode()

    assert "Listan är införd." in page
    assert Provider.objects.count() == 16


def test_a_file_that_is_taken_in_is_not_kept(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby)
    carry_out(as_anna)

    assert (run().content, run().summary["created"]) == (None, 1)


def test_nothing_is_taken_in_before_it_is_asked_for(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby)
    preview(as_anna)

    assert not Provider.objects.exists()


def test_the_same_file_again_changes_nothing_and_has_no_button(as_anna, ekby: Authority):
    ProviderFactory.create(name="Alfa AB", org_number="5566778899")
    upload(as_anna, ekby)

    page = preview(as_anna).content.decode()

    assert "Inget ändras" in page
    assert "/for-in/" not in page


def test_a_file_with_errors_shows_cells_and_has_no_button(as_anna, ekby: Authority):
    upload(as_anna, ekby, real("avtalsregister-annan-kommun.csv"))

    page = preview(as_anna).content.decode()

    assert "Datumet 2026-02-31 finns inte" in page
    assert "/for-in/" not in page


def test_a_file_with_errors_is_not_taken_in_even_when_posted(as_anna, ekby: Authority):
    upload(as_anna, ekby, real("avtalsregister-annan-kommun.csv"))

    page = carry_out(as_anna).content.decode()

    assert "Filen har fel och inget är infört" in page
    assert not Provider.objects.exists()


def test_the_errors_come_as_a_workbook(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby, real("avtalsregister-annan-kommun.csv"))

    answer = as_anna.get(f"/import/{run().pk}/fellista/")

    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    assert (5, "G5", "2026-02-31") in [(row[0], row[1], row[3]) for row in rows]


def test_a_broken_file_is_explained_in_the_form(as_anna: Client, ekby: Authority):
    page = upload(as_anna, ekby, real("trasig.xlsx"), "trasig.xlsx").content.decode()

    assert "Filen är skadad" in page
    assert not ImportRun.objects.unscoped(reason="a test").exists()


def test_a_file_over_20_mb_is_refused(as_anna: Client, ekby: Authority):
    page = upload(as_anna, ekby, b"x" * ((20 << 20) + 1)).content.decode()

    assert "större än 20 MB" in page


def test_a_file_for_another_authority_is_refused(as_anna: Client, norrby: Authority):
    page = upload(as_anna, norrby).content.decode()

    assert "Valet under ”Nämnd” finns inte" in page


def test_a_waiting_file_does_not_exist_in_another_authority(as_anna, cilla, ekby: Authority):
    upload(as_anna, ekby)
    as_anna.force_login(cilla)

    assert preview(as_anna).status_code == 404


def test_the_columns_are_guessed(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby)

    form = as_anna.get(f"/import/{run().pk}/kolumner/").context["form"]

    assert (form["name"].initial, form["org_number"].initial, form["group"].initial) == (
        "0",
        "1",
        "",
    )


ODD = listed(("Alfa AB", "556677-8899"), headings=("Firma", "Nummer"))


def choose(client: Client, **columns: str):
    return client.post(f"/import/{run().pk}/kolumner/", columns)


def test_columns_that_are_not_recognised_are_chosen(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby, ODD)

    choose(as_anna, name="0", org_number="1")
    carry_out(as_anna)

    assert Provider.objects.get().name == "Alfa AB"


def test_a_required_column_is_asked_for(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby, ODD)

    assert "Välj något under ”Organisationsnummer”." in choose(as_anna, name="0").content.decode()


def test_a_column_is_chosen_once(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby, ODD)

    page = choose(as_anna, name="0", org_number="0").content.decode()

    assert "Kolumnen är redan vald för ”Utförare”." in page


def test_the_choices_are_saved_as_a_profile(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby, ODD)

    choose(as_anna, name="0", org_number="1", profile_name="Vår lista")

    profile = ImportProfile.objects.unscoped(reason="a test").get()
    assert (profile.authority, profile.mapping["name"]) == (ekby, "Firma")


def test_a_profile_with_the_same_name_is_replaced(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby, ODD)
    choose(as_anna, name="0", org_number="1", profile_name="Vår lista")

    choose(as_anna, name="1", org_number="0", profile_name="Vår lista")

    assert ImportProfile.objects.unscoped(reason="a test").get().mapping["name"] == "Nummer"


def read_again(client: Client, **choices: object):
    return client.post(f"/import/{run().pk}/blad/", {"sheet": "0", **choices})


def test_a_profile_is_chosen_again(as_anna: Client, ekby: Authority):
    profile = ImportProfile.objects.create(
        authority=ekby, name="Vår lista", mapping={"name": "Firma", "org_number": "Nummer"}
    )
    upload(as_anna, ekby, ODD)

    read_again(as_anna, profile=profile.pk)

    assert run().choices["mapping"] == {"name": 0, "org_number": 1}


def test_a_profile_of_another_authority_is_not_offered(as_anna, ekby: Authority, norrby):
    profile = ImportProfile.objects.create(authority=norrby, name="Deras", mapping={})
    upload(as_anna, ekby, ODD)

    page = read_again(as_anna, profile=profile.pk).content.decode()

    assert "Valet under ”Importprofil” finns inte" in page


def test_another_heading_row_is_chosen(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby, ODD)

    read_again(as_anna, heading_row="2")

    assert run().choices["heading_row"] == 2


def test_another_sheet_gets_its_own_guessed_heading_row(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby, real("leverantorer-2017.xlsx"), "l.xlsx")
    read_again(as_anna, heading_row="4")

    read_again(as_anna, sheet="1", heading_row="4")

    assert (run().choices["sheet"], run().choices["heading_row"]) == (1, None)


def test_a_file_is_thrown_away(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby)

    as_anna.post(f"/import/{run().pk}/kasta/")

    assert not ImportRun.objects.unscoped(reason="a test").exists()


def test_a_list_that_is_taken_in_is_not_thrown_away(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby)
    carry_out(as_anna)

    page = as_anna.post(f"/import/{run().pk}/kasta/", follow=True).content.decode()

    assert "Listan är redan införd." in page


@pytest.mark.parametrize("step", ["kolumner", "forhandsgranskning", "fellista"])
def test_a_list_that_is_taken_in_has_no_more_steps(step: str, as_anna, ekby: Authority):
    upload(as_anna, ekby)
    carry_out(as_anna)

    answer = as_anna.get(f"/import/{run().pk}/{step}/")

    assert answer.headers["Location"] == f"/import/{run().pk}/"


def test_a_register_that_moved_since_the_preview_is_told(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby)
    fingerprint = preview(as_anna).context["form"].initial["fingerprint"]
    ProviderFactory.create(name="Alfa Vård AB", org_number="5566778899")

    page = as_anna.post(
        f"/import/{run().pk}/for-in/", {"fingerprint": fingerprint}, follow=True
    ).content.decode()

    assert "Granska listan igen" in page


def test_a_post_without_what_was_shown_goes_back_to_the_preview(as_anna, ekby: Authority):
    upload(as_anna, ekby)

    answer = as_anna.post(f"/import/{run().pk}/for-in/")

    assert answer.headers["Location"].endswith("/forhandsgranskning/")
    assert not Provider.objects.exists()


def test_a_reader_sees_what_waits_but_no_button(as_anna: Client, bo, ekby: Authority):
    upload(as_anna, ekby)
    as_anna.force_login(bo)

    page = as_anna.get(f"/import/{run().pk}/").content.decode()

    assert "Filen väntar" in page
    assert "/kasta/" not in page


def test_the_list_of_imports_never_reads_the_files(as_anna, ekby, django_assert_max_num_queries):
    for _ in range(3):
        upload(as_anna, ekby)

    with django_assert_max_num_queries(10):
        page = as_anna.get("/import/")

    assert all("content" in row.get_deferred_fields() for row in page.context["page"])


def test_no_imports_says_so(as_bo: Client):
    assert "Inga listor är inlästa" in as_bo.get("/import/").content.decode()


def test_an_agreement_of_another_authority_is_not_offered(as_anna, ekby: Authority):
    other: Agreement = AgreementFactory.create()

    page = upload(as_anna, ekby, agreement=other.pk).content.decode()

    assert "Valet under ”Avtal” finns inte" in page


def test_the_preview_needs_few_queries(as_anna, ekby: Authority, django_assert_max_num_queries):
    upload(as_anna, ekby, real("leverantorer-2017.xlsx"), "l.xlsx")

    with django_assert_max_num_queries(12):
        preview(as_anna)


def test_another_sheet_of_a_list_that_is_taken_in_leads_to_what_it_did(as_anna: Client, ekby):
    upload(as_anna, ekby)
    carry_out(as_anna)

    answer = as_anna.post(f"/import/{run().pk}/blad/", {"sheet": "0"})

    assert answer.headers["Location"] == f"/import/{run().pk}/"


def test_a_list_taken_in_twice_at_once_is_told_so(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby)
    fingerprint = preview(as_anna).context["form"].initial["fingerprint"]
    address = f"/import/{run().pk}/for-in/"
    as_anna.post(address, {"fingerprint": fingerprint})

    page = as_anna.post(address, {"fingerprint": fingerprint}, follow=True)

    assert "Listan är redan införd." in page.content.decode()


def test_a_file_that_waits_is_listed_before_those_taken_in(as_anna: Client, ekby: Authority):
    upload(as_anna, ekby, name="vantar.csv")
    waiting = run()
    ImportRun.objects.unscoped(reason="a later one").create(
        authority=ekby,
        file_name="klar.csv",
        sha256="0" * 64,
        started_at=waiting.started_at + timedelta(days=1),
        done_at=waiting.started_at + timedelta(days=1),
    )

    names = [row.file_name for row in as_anna.get("/import/").context["page"]]

    assert names == ["vantar.csv", "klar.csv"]


def test_a_file_that_was_thrown_away_meanwhile_is_told(anna, as_anna: Client, ekby: Authority):
    upload(as_anna, ekby)
    waiting = run()
    ImportRun.objects.unscoped(reason="somebody else").all().delete()

    with pytest.raises(Outdated, match="finns inte längre"):
        discard_import(access_of(anna), waiting)
