import csv
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from insyn.papers.excel import LONGEST_CELL, Column, ColumnKind, Row, write, write_csv
from insyn.papers.text import tidy
from tests.papers.samples import HOSTILE

NAME = Column("name", "Utförare", width=30)
COUNT = Column("count", "Antal", ColumnKind.INTEGER)
COST = Column("cost", "Kostnad", ColumnKind.NUMBER)
DAY = Column("day", "Datum", ColumnKind.DATE)
SURE = Column("sure", "Godkänd", ColumnKind.YES_NO)
COLUMNS = (NAME, COUNT, COST, DAY, SURE)
ROW: Row = {
    "name": "Åsa & Örjan <AB>",
    "count": 17,
    "cost": Decimal("1495.50"),
    "day": date(2026, 11, 21),
    "sure": True,
}


def read(columns: Iterable[Column], rows: Iterable[Row], title: str = "Utförare") -> Worksheet:
    book = openpyxl.load_workbook(BytesIO(write(tuple(columns), rows, title=title)))
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def read_csv(columns: tuple[Column, ...], rows: list[Row]) -> list[list[str]]:
    text = write_csv(columns, rows).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";"))


def test_each_kind_comes_back_as_itself():
    _, row = read(COLUMNS, [ROW]).iter_rows(values_only=True)

    assert row == ("Åsa & Örjan <AB>", 17, 1495.5, datetime(2026, 11, 21), "Ja")  # noqa: DTZ001


def test_the_heading_row_is_frozen_and_filtered():
    sheet = read(COLUMNS, [ROW, ROW])

    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E3"


def test_the_file_has_its_title():
    book = openpyxl.load_workbook(BytesIO(write(COLUMNS, [], title="Fel i ”filen”")))

    assert book.properties.title == "Fel i ”filen”"


def test_a_missing_value_leaves_the_cell_empty():
    _, row = read(COLUMNS, [{"name": "Ekby"}]).iter_rows(values_only=True)

    assert row == ("Ekby", None, None, None, None)


@pytest.mark.parametrize("text", ["=1+1", "+46", "-x", "@SUM(A1)", "http://exempel.se", "{=1}"])
def test_text_never_becomes_a_formula_or_a_link(text: str):
    cell = read((NAME,), [{"name": text}])["A2"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_there_is_no_formula_anywhere_in_the_file():
    blob = write((NAME,), [{"name": text} for text in HOSTILE], title="=1+1")

    assert b"<f>" not in ZipFile(BytesIO(blob)).read("xl/worksheets/sheet1.xml")


@given(st.text(st.characters(), max_size=200))
@example("_x0041_")
@example(" inledande och avslutande ")
def test_any_text_comes_back_as_it_was_tidied(text: str):
    value = read((NAME,), [{"name": text}])["A2"].value

    # openpyxl shows the file's own escape of ”_x0041_”, which Excel reads back.
    assert unescape(str(value or "")) == tidy(text)


def test_a_text_longer_than_a_cell_is_cut_with_an_ellipsis():
    value = read((NAME,), [{"name": "x" * 40_000}])["A2"].value

    assert isinstance(value, str)
    assert len(value) == LONGEST_CELL
    assert value.endswith("x…")


def test_a_number_too_long_for_excel_keeps_its_digits():
    assert read((COUNT,), [{"count": 1234567890123456}])["A2"].value == "1234567890123456"


def test_a_date_before_excels_calendar_is_written_out():
    assert read((DAY,), [{"day": date(1862, 1, 1)}])["A2"].value == "1862-01-01"


def test_the_time_of_day_is_left_out_of_a_date():
    value = read((DAY,), [{"day": datetime(2026, 1, 2, 15, 30, tzinfo=UTC)}])["A2"].value

    assert value == datetime(2026, 1, 2)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("column", "value"),
    [(COUNT, "17"), (COUNT, True), (COST, float("nan")), (DAY, "2026-01-01"), (SURE, "Ja")],
)
def test_a_value_of_another_kind_is_refused(column: Column, value: object):
    with pytest.raises(TypeError):
        write((column,), [{column.key: value}], title="Fel")


def test_choices_are_offered_in_the_cells():
    column = Column("form", "Form", choices=("LOV", "Ramavtal, samordnat", "Entreprenad"))
    book = openpyxl.load_workbook(BytesIO(write((column, SURE), [], title="Mall")))
    rules = book.worksheets[0].data_validations.dataValidation

    assert [rule.formula1 for rule in rules] == ["Val!$A$1:$A$3", "Val!$B$1:$B$2"]
    assert [cell.value for cell in book["Val"]["A"]] == list(column.choices)
    assert book["Val"].sheet_state == "hidden"


@pytest.mark.parametrize("title", ["", "History", "a/b:c*?[d]'", "x" * 60, "Val", "\x00\n"])
def test_any_title_gives_a_sheet_that_excel_accepts(title: str):
    name = read(COLUMNS, [], title).title

    assert 0 < len(name) <= 31
    assert not set(name) & set("[]:*?/\\'")


def test_no_columns_give_an_empty_sheet():
    assert read((), []).max_row == 1


def test_csv_is_as_swedish_excel_opens_it():
    blob = write_csv(COLUMNS, [ROW])

    assert blob.decode("utf-8").startswith("\ufeffUtförare;Antal;Kostnad;Datum;Godkänd\r\n")
    assert read_csv(COLUMNS, [ROW])[1] == ["Åsa & Örjan <AB>", "17", "1495,50", "2026-11-21", "Ja"]


@pytest.mark.parametrize("text", ["=1+1", "+46", "-x", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_csv_disarms_what_looks_like_a_formula(text: str):
    assert read_csv((NAME,), [{"name": text}])[1][0].startswith("'")


def test_csv_keeps_the_minus_of_a_real_number():
    assert read_csv((COUNT, COST), [{"count": -5, "cost": -0.5}])[1] == ["-5", "-0,5"]


def test_csv_leaves_an_unknown_value_empty():
    assert read_csv(COLUMNS, [{}])[1] == [""] * 5


@given(st.text(st.characters(), max_size=100))
def test_csv_keeps_any_text_in_one_cell(text: str):
    shown = read_csv((COUNT, NAME), [{"count": 1, "name": text}])[1][1]

    assert shown.removeprefix("'") == tidy(text).removeprefix("'")
