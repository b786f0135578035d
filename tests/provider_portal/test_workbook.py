"""Answering in Excel: the pages around the workbook."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from insyn.accounts.models import Authority
from insyn.registry.models import Provider
from insyn.surveys.models import SurveyAnswer
from tests.conftest import log_in
from tests.surveys.answering import Answered, answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(ekby: Authority, provider: Provider) -> Answered:
    return answered(ekby, provider, username="enhetschef")


@pytest.fixture
def as_answerer(client: Client, asked: Answered) -> Client:
    return log_in(client, asked.user)


def address(asked: Answered, name: str = "survey_workbook") -> str:
    return reverse(f"provider_portal:{name}", args=[asked.response.pk])


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def upload(client: Client, asked: Answered, content: bytes, name: str = "enkat.xlsx"):
    file = SimpleUploadedFile(name, content)
    return client.post(address(asked, "survey_workbook_in"), {"file": file})


def book(client: Client, asked: Answered, **said: str) -> bytes:
    loaded = load_workbook(BytesIO(client.get(f"{address(asked)}?fil=xlsx").content))
    for row in loaded["Enkät"].iter_rows(min_col=1, max_col=6):
        pk = str(row[0].value or "").partition(":")[0]
        for code, value in said.items():
            if pk == str(asked.questions[code].pk):
                row[5].value = value
    out = BytesIO()
    loaded.save(out)
    return out.getvalue()


def test_the_survey_leads_to_the_workbook(as_answerer, asked) -> None:
    assert address(asked) in text_of(as_answerer.get(address(asked, "survey")))


def test_a_workbook_is_read_shown_and_taken_in(as_answerer, asked) -> None:
    shown = upload(as_answerer, asked, book(as_answerer, asked, F1="Nej", F3="4"))
    assert "Inget är sparat än" in text_of(shown)
    assert not SurveyAnswer._base_manager.filter(question=asked.questions["F1"]).exists()

    sealed = {"sealed": shown.context["read"].sealed}
    done = as_answerer.post(address(asked, "survey_workbook_in"), sealed, follow=True)
    assert "2 svar ur arbetsboken är sparade på servern" in text_of(done)
    assert asked.answer("F1").value == "no"


def test_wrong_rows_are_told_with_row_column_and_what_to_do(as_answerer, asked) -> None:
    said = text_of(upload(as_answerer, asked, book(as_answerer, asked, F1="Kanske", F3="4")))

    assert "Blad Enkät, rad " in said
    assert "Svar (F" in said
    assert "Välj ett av svaren: Ja, Nej" in said
    assert "Spara svaren" not in said


def test_a_workbook_without_changes_says_so(as_answerer, asked) -> None:
    said = text_of(upload(as_answerer, asked, book(as_answerer, asked)))

    assert "Arbetsboken ändrar ingenting" in said


def test_a_renamed_file_is_refused_with_words(as_answerer, asked) -> None:
    said = text_of(upload(as_answerer, asked, b"MZ\x90\x00 inget kalkylblad"))

    assert "inte en Excel-arbetsbok" in said


def test_no_file_at_all_is_refused(as_answerer, asked) -> None:
    answer = as_answerer.post(address(asked, "survey_workbook_in"), {})

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]


def test_a_bad_seal_saves_nothing(as_answerer, asked) -> None:
    answer = as_answerer.post(address(asked, "survey_workbook_in"), {"sealed": "x"}, follow=True)

    assert "Läs in filen igen" in text_of(answer)


def test_the_way_in_without_a_file_leads_to_the_page(as_answerer, asked) -> None:
    answer = as_answerer.get(address(asked, "survey_workbook_in"))

    assert answer.url == address(asked)


def test_a_closed_survey_offers_no_upload(as_answerer, asked) -> None:
    asked.close()

    assert 'type="file"' not in text_of(as_answerer.get(address(asked)))


@pytest.mark.parametrize("name", ["survey_workbook", "survey_workbook_in"])
def test_another_providers_survey_is_no_page(client, asked, other_contact, name) -> None:
    log_in(client, other_contact)

    assert client.get(address(asked, name)).status_code == 404


def test_the_page_costs_a_few_queries(as_answerer, asked, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(24):
        as_answerer.get(address(asked))
