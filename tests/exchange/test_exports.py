import datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from insyn.accounts.models import Authority, Cooperation
from insyn.audit.models import AuditEvent
from insyn.exchange.rules.kinds import ListKind
from insyn.exchange.rules.tables import TABLES
from insyn.papers.excel import Column, ColumnKind, write, write_csv
from insyn.registry.models import Agreement
from tests.exchange.tables import ORDER, Register, fill, read
from tests.factories import ContractFactory, ProviderFactory, UsageFactory
from tests.world import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(ekby: Authority) -> Register:
    return fill(ekby)


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.getvalue().decode("utf-8-sig")


@pytest.mark.parametrize("kind", ORDER)
@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_a_file_that_is_taken_out_is_read_as_its_own_list(
    kind: ListKind, file_type: str, as_anna: Client, register: Register
):
    answer = as_anna.get(f"/export/{TABLES[kind].slug}.{file_type}")

    seen = read(kind, answer.getvalue(), file_type)

    assert seen.is_fit
    assert seen.rows


def test_a_file_is_named_by_its_list_and_day(as_anna: Client, register: Register):
    header = as_anna.get("/export/avtalsomraden.csv").headers["Content-Disposition"]

    assert "avtalsomr" in header
    assert ".csv" in header


def test_the_filter_of_the_page_is_the_filter_of_the_file(as_anna: Client, register: Register):
    text = body(as_anna, "/export/utforare.csv?q=egen")

    assert "-Egen regi=" in text
    assert "Åkerö" not in text


def test_the_order_of_the_page_is_the_order_of_the_file(as_anna: Client, register: Register):
    lines = body(as_anna, "/export/utforare.csv?sort=-name").splitlines()

    assert "Åkerö" in lines[1]


def test_a_list_of_one_agreement_is_taken_out(as_anna: Client, register: Register):
    other = ContractFactory.create(agreement__authority=register.agreement.authority)
    UsageFactory.create(contract=other)

    text = body(as_anna, f"/export/nyttjande.csv?agreement={other.agreement_id}")

    assert other.agreement.title in text
    assert "HVB barn och unga" not in text


@pytest.mark.parametrize("kind", ORDER[4:])
def test_another_authority_takes_out_nothing_of_ours(
    kind: ListKind, as_cilla: Client, register: Register
):
    lines = body(as_cilla, f"/export/{TABLES[kind].slug}.csv").splitlines()

    assert len(lines) == 1


def test_a_cooperation_takes_out_what_it_may_read(
    as_cilla: Client, register: Register, cooperation: Cooperation
):
    Agreement._base_manager.filter(pk=register.agreement.pk).update(cooperation=cooperation)

    text = body(as_cilla, "/export/kontrakt.csv")

    assert "HVB barn och unga" in text


def test_the_number_of_a_sole_trader_is_masked_for_one_who_may_not_import(
    as_bo: Client, register: Register
):
    text = body(as_bo, "/export/utforare.csv")

    assert "800101-****" in text
    assert "0123" not in text


def test_the_number_of_a_sole_trader_is_whole_for_one_who_takes_it_in_again(
    as_anna: Client, register: Register
):
    assert "800101-0123" in body(as_anna, "/export/utforare.csv")


def test_who_took_a_list_out_stands_in_the_trail(as_anna: Client, register: Register, ekby):
    as_anna.get("/export/utforare.csv?q=egen")

    event = AuditEvent.objects.unscoped(reason="the test reads the trail").order_by("-pk")[0]

    assert event.event == "list.exported"
    assert event.facts == {
        "list": "Utförare", "file_type": "csv", "filters": "q: egen", "rows": 1
    }  # fmt: skip


def test_an_unknown_list_does_not_exist(as_anna: Client):
    assert as_anna.get("/export/hemligheter.csv").status_code == 404


def test_the_mixed_list_is_only_taken_in(as_anna: Client):
    assert as_anna.get("/export/avtalslista.csv").status_code == 404


def test_an_unknown_kind_of_file_does_not_exist(as_anna: Client):
    assert as_anna.get("/export/utforare.pdf").status_code == 404


ATTACKS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", " =1", '=HYPERLINK("x")')


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_of_a_csv_file_becomes_a_formula(text: str):
    line = write_csv([Column("a", "A")], [{"a": text}]).decode("utf-8-sig").splitlines()[1]

    assert line.strip('"').startswith("'")


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_of_a_workbook_becomes_a_formula(text: str):
    book = load_workbook(BytesIO(write([Column("a", "A")], [{"a": text}], title="x")))

    assert book.active["A2"].data_type == "s"


def test_a_negative_number_is_still_a_number():
    columns = [Column("a", "A", ColumnKind.NUMBER)]

    assert write_csv(columns, [{"a": -1.5}]).endswith(b"-1,5\r\n")
    assert load_workbook(BytesIO(write(columns, [{"a": -1.5}], title="x"))).active["A2"].value < 0


def test_rows_beyond_a_sheet_of_excel_are_refused_in_words(
    as_anna: Client, register: Register, monkeypatch
):
    monkeypatch.setattr("insyn.documents.http.MOST_ROWS_IN_EXCEL", 1)

    answer = as_anna.get("/export/utforare.xlsx")

    assert answer.status_code == 409
    assert "hämta den som CSV" in answer.content.decode().replace("\n", " ")


@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
@pytest.mark.parametrize("name", [
    "followups:list", "measures:list", "monitoring:list", "risk:selections", "reports:list",
    "criteria:templates", "portal:deficiencies", "portal:trail", "registry:watch",
    "registry:provider_groups",
])  # fmt: skip
def test_every_list_can_be_taken_out_as_its_page_shows_it(
    name: str, file_type: str, as_anna: Client, ekby, anna
):
    build(ekby, anna, ProviderFactory.create(name="Åkerö Stödboende AB"))

    answer = as_anna.get(reverse(name) + f"?fil={file_type}")

    assert answer.status_code == 200
    assert f".{file_type}" in answer.headers["Content-Disposition"]


def test_the_list_of_followups_says_what_the_page_says(as_anna: Client, ekby, anna):
    world = build(ekby, anna, ProviderFactory.create(name="Åkerö Stödboende AB"))

    text = body(as_anna, "/uppfoljningar/?fil=csv")

    assert world.followup.number in text
    assert "Åkerö Stödboende AB" in text


def test_a_file_that_nobody_knows_is_the_page(as_anna: Client):
    assert b"<html" in as_anna.get("/uppfoljningar/?fil=pdf").content


def test_the_page_links_to_the_file_with_its_filter(as_anna: Client, register: Register):
    page = as_anna.get("/utforare/?q=egen&page=1").content.decode()

    assert 'href="/export/utforare.xlsx?q=egen"' in page


def test_memory_holds_a_part_of_the_rows_at_a_time(
    as_anna: Client, register: Register, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr("insyn.exchange.queries.exports.AT_A_TIME", 2)
    with django_assert_max_num_queries(40):
        text = body(as_anna, "/export/kontrakt.csv")

    assert len(text.splitlines()) == 3


def test_a_day_is_a_day_in_the_workbook(as_anna: Client, register: Register):
    answer = as_anna.get("/export/avtal.xlsx")

    sheet = load_workbook(BytesIO(answer.getvalue())).active

    days = {cell.value for cell in sheet["F"]}
    assert datetime.datetime(2024, 1, 1) in days  # noqa: DTZ001  as openpyxl reads a day


def test_a_large_file_is_sent_from_disk(as_anna: Client, register: Register, monkeypatch):
    monkeypatch.setattr("insyn.documents.http.HELD_IN_MEMORY", 1)

    answer = as_anna.get("/export/utforare.csv")

    assert answer.streaming
    assert len(answer.getvalue().splitlines()) == 4
