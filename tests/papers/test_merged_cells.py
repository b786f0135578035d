from dataclasses import replace
from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from insyn.papers import html, pdf, word
from insyn.papers.columns import shares
from insyn.papers.content import COVERED, Cell, Document, Section, Table, plain_text
from tests.papers.samples import LETTER

TABLE = Table(
    "Tidplan",
    ("Verksamhet", "2022", "2023", "2024"),
    (
        ("Hemtjänst", Cell("Februari–maj varje år", columns=3), COVERED, COVERED),
        ("Boendestöd", "Mars–maj", "-", "-"),
    ),
)


def letter() -> Document:
    return replace(LETTER, sections=(Section("", (TABLE,)),))


def test_a_cell_over_three_years_spans_three_columns_on_a_page():
    said = html.render(letter())

    assert '<td colspan="3">Februari–maj varje år</td></tr>' in said


def test_a_cell_over_three_years_spans_three_columns_in_word():
    (table,) = docx.Document(BytesIO(word.render(letter()))).tables
    merged, plain = (row._tr.tc_lst for row in table.rows[1:])

    assert [cell.grid_span for cell in merged] == [1, 3]
    assert [cell.grid_span for cell in plain] == [1, 1, 1, 1]


def test_a_merged_cell_in_word_is_as_wide_as_those_it_covers():
    (table,) = docx.Document(BytesIO(word.render(letter()))).tables
    merged, plain = (row._tr.tc_lst for row in table.rows[1:])

    assert merged[1].width == sum(cell.width or 0 for cell in plain[1:])


def test_a_merged_cell_is_said_once_in_an_accessible_pdf():
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.render(letter()))).pages)

    assert " ".join(text.split()).count("varje år") == 1


def test_a_merged_cell_is_said_once_in_plain_text():
    assert plain_text(letter()).count("Februari–maj varje år") == 1


def test_a_merged_cell_widens_no_column():
    narrow = replace(TABLE, rows=(("Hemtjänst", Cell("x", columns=3), COVERED, COVERED),))

    assert shares(replace(TABLE, rows=TABLE.rows[:1])) == shares(narrow)


@pytest.mark.parametrize(
    "row",
    [
        ("a", COVERED, "b", "c"),
        (COVERED, "a", "b", "c"),
        ("a", Cell("b", columns=3), COVERED, "c"),
        ("a", "b", "c", Cell("d", columns=2)),
    ],
)
def test_a_covered_cell_out_of_its_place_is_refused(row):
    with pytest.raises(ValueError, match="out of its place"):
        replace(TABLE, rows=(row,))
