from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from insyn.papers.sheets.reading import (
    CHILD,
    SheetInfo,
    Unreadable,
    read_sheet,
    read_workbook,
)
from tests.papers.sheets.workbooks import FILES, saved, with_sheet, workbook


def test_the_sheets_are_listed_in_order_with_their_size() -> None:
    data = (FILES / "leverantorer-2017.xlsx").read_bytes()

    book = read_workbook(data, "leverantorer-2017.xlsx")

    assert book.sheets == (
        SheetInfo("Leverantörer", rows=23, columns=8),
        SheetInfo("Ordlista", rows=1, columns=2),
    )
    assert book.likely_index == 0


def test_a_hidden_sheet_is_never_the_likely_one() -> None:
    book = Workbook()
    book.active.append(["a"])
    hidden = book.create_sheet("Gömd")
    hidden.sheet_state = "hidden"
    for number in range(5):
        hidden.append([number])

    read = read_workbook(saved(book), "a.xlsx")

    assert [sheet.is_hidden for sheet in read.sheets] == [False, True]
    assert read.likely_index == 0


def test_a_chart_sheet_is_not_counted() -> None:
    book = Workbook()
    book.active.append(["a"])
    book.create_chartsheet("Diagram", 0)

    data = saved(book)

    assert [sheet.name for sheet in read_workbook(data, "a.xlsx").sheets] == ["Sheet"]
    assert read_sheet(data, "a.xlsx", 0).rows == [("a",)]


def test_the_list_of_2017_is_read_cell_by_cell() -> None:
    data = (FILES / "leverantorer-2017.xlsx").read_bytes()

    sheet = read_sheet(data, "leverantorer-2017.xlsx", 0)

    assert len(sheet.rows) == 23
    assert sheet.rows[2] == ()
    assert sheet.rows[3][0] == "Leverantör "
    assert sheet.rows[4][5] == date(2017, 5, 24)
    assert sheet.rows[7][1] == 5567667984
    assert sheet.rows[7][2] is None
    assert sheet.rows[22] == ("Summa", 17)


def test_the_second_sheet_is_read_when_chosen() -> None:
    data = (FILES / "leverantorer-2017.xlsx").read_bytes()

    sheet = read_sheet(data, "leverantorer-2017.xlsx", 1)

    assert (sheet.name, sheet.rows) == ("Ordlista", [("HVB", "Hem för vård eller boende")])


def test_a_sheet_that_is_not_there_is_said_so() -> None:
    with pytest.raises(Unreadable, match="Bladet finns inte i filen"):
        read_sheet(workbook(["a"]), "a.xlsx", 1)


def test_cells_keep_their_types() -> None:
    moment = datetime.fromisoformat("2017-05-24T13:30")
    row = ["text", 3, 1.5, True, date(2017, 5, 24), moment, time(8, 30), None, "sist"]

    sheet = read_sheet(workbook(row), "a.xlsx", 0)

    assert sheet.rows == [
        ("text", 3, 1.5, True, date(2017, 5, 24), moment, "08:30:00", None, "sist")
    ]
    assert type(sheet.rows[0][1]) is int
    assert sheet.rows[0][3] is True


def test_cells_keep_their_place_when_the_first_rows_and_columns_are_empty() -> None:
    book = Workbook()
    book.active["C4"] = "ensam"

    sheet = read_sheet(saved(book), "a.xlsx", 0)

    assert sheet.rows == [(), (), (), (None, None, "ensam")]


def test_blank_cells_are_none_and_fall_off_at_the_end() -> None:
    sheet = read_sheet(workbook(["a", "  ", "b", "\u00a0", ""]), "a.xlsx", 0)

    assert sheet.rows == [("a", None, "b")]


def test_an_empty_sheet_has_no_rows() -> None:
    assert read_sheet(saved(Workbook()), "a.xlsx", 0).rows == []


def test_empty_rows_at_the_end_are_left_out() -> None:
    assert read_sheet(b"a;b\n\n;;\n", "a.csv", 0).rows == [("a", "b")]


def test_a_workbook_of_charts_only_is_refused() -> None:
    book = Workbook()
    book.create_chartsheet("Diagram")
    book.remove(book.active)

    with pytest.raises(Unreadable, match="inget blad med celler"):
        read_workbook(saved(book), "a.xlsx")


def test_line_breaks_in_a_cell_are_kept() -> None:
    assert read_sheet(workbook(["a\nb"]), "a.xlsx", 0).rows == [("a\nb",)]


def test_a_formula_gives_its_last_value() -> None:
    data = with_sheet('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>')

    assert read_sheet(data, "a.xlsx", 0).rows == [(2,)]


def test_a_formula_error_is_not_read_as_an_empty_cell() -> None:
    data = with_sheet(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c></row>'
        '<row r="2"><c t="e" r="C2"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )

    assert read_sheet(data, "a.xlsx", 0).rows == [(1, "#N/A"), (None, None, "#DIV/0!")]


def test_a_number_that_is_not_finite_becomes_text() -> None:
    data = with_sheet('<row r="1"><c r="A1"><v>inf</v></c></row>')

    assert read_sheet(data, "a.xlsx", 0).rows == [("inf",)]


def test_a_workbook_is_known_by_its_content_whatever_its_name() -> None:
    assert read_sheet(workbook(["a"]), "a.csv", 0).rows == [("a",)]


def test_the_child_imports_nothing_of_ours() -> None:
    assert "insyn" not in CHILD.read_text("utf-8")
