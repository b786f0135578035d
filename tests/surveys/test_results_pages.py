import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from insyn.surveys.queries.questions import forget_questions
from tests.surveys.results import Counted, counted_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(ekby) -> Counted:
    forget_questions()
    found = counted_round(ekby)
    found.responses(["yes"] * 6 + ["no"] * 2)
    found.responses(["no"] * 3, area=found.other_area, form="in_house")
    return found


def page(client, name: str, *args, query: str = "") -> str:
    answer = client.get(reverse(f"surveys:{name}", args=args) + query)
    assert answer.status_code == 200
    said: str = answer.content.decode()
    return said


def test_the_reviewer_sees_shares_while_the_round_runs(as_anna, counted) -> None:
    said = page(as_anna, "results", counted.round.pk)

    assert "Finns en rutin?" in said
    assert "55&nbsp;%" in said
    assert "Preliminärt" in said


def test_a_reader_waits_until_the_round_is_closed(as_bo, counted) -> None:
    before = page(as_bo, "results", counted.round.pk)
    counted.close()
    after = page(as_bo, "results", counted.round.pk)

    assert "visas när omgången är stängd" in before
    assert "55&nbsp;%" in after
    assert "Döljs" in after


def test_a_reader_cannot_filter_out_a_small_group(as_bo, counted) -> None:
    counted.close()
    said = page(as_bo, "results", counted.round.pk, query="?side=egen")

    assert "Gruppen är för liten" in said


def test_a_figure_leads_to_its_rows(as_anna, counted) -> None:
    said = page(as_anna, "result_question", counted.round.pk, counted.routine.pk)
    rows = page(
        as_anna, "result_rows", counted.round.pk, counted.routine.pk, query="?answer=%23unmet"
    )

    assert "?answer=%23unmet" in said
    assert ">5</strong>" in rows


def test_a_reader_gets_no_link_to_rows(as_bo, counted) -> None:
    counted.close()

    assert "?answer=" not in page(as_bo, "result_question", counted.round.pk, counted.routine.pk)


def test_units_are_listed_with_the_lowest_first(as_anna, counted) -> None:
    said = page(as_anna, "compare", counted.round.pk, query="?sort=share")

    assert said.index("0&nbsp;%") < said.index("100&nbsp;%")


def test_a_unit_is_shown_beside_all(as_anna, counted) -> None:
    row = counted.response("no")

    assert "Inte uppfyllt" in page(as_anna, "compare_unit", row.pk)


def test_every_answer_comes_out_in_long_form(as_anna, counted) -> None:
    answer = as_anna.get(reverse("surveys:results_xlsx", args=[counted.round.pk]))
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active
    rows = list(sheet.iter_rows(values_only=True))

    assert len(rows) == 1 + 11 * 2
    assert "Frågans kod" in rows[0]


def test_an_answer_never_becomes_a_formula(as_anna, counted) -> None:
    row = counted.response("no")
    counted.submit(row, {counted.routine: "no"}, comment="=1+1")
    answer = as_anna.get(reverse("surveys:results_xlsx", args=[counted.round.pk]))
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value == "=1+1"]

    assert [cell.data_type for cell in cells] == ["s"]


def test_the_board_is_told_without_small_groups_or_units(as_anna, counted) -> None:
    name = str(counted.response("no").contract.provider)
    said = page(as_anna, "board_summary", counted.round.pk)

    assert "Svarsandel" in said
    assert "döljs" in said
    assert name not in said


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_the_summary_comes_as_word_and_pdf(as_anna, counted, ending) -> None:
    address = reverse("surveys:board_summary_file", args=[counted.round.pk, ending])
    content = as_anna.get(address).content

    assert content.startswith(b"PK" if ending == "docx" else b"%PDF")


def test_a_round_without_answers_has_its_pages(as_anna, ekby) -> None:
    empty = counted_round(ekby, title="Tom enkät").round

    assert "Inget är inlämnat" in page(as_anna, "results", empty.pk)
    assert "Ingen verksamhet har lämnat in" in page(as_anna, "board_summary", empty.pk)
    assert "Inget är inlämnat" in page(as_anna, "compare", empty.pk)
