import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.papers.sheets.cells import Row
from insyn.papers.sheets.columns import ColumnSpec
from insyn.papers.sheets.headings import guess_heading_row, guess_mapping, normalised
from insyn.papers.sheets.reading import read_sheet
from tests.papers.sheets.workbooks import FILES

COLUMNS = (
    ColumnSpec("name", "Leverantör", aliases=("Leverantörsnamn", "Utförare")),
    ColumnSpec("orgnr", "Organisationsnummer", aliases=("Org.nr", "Organisationsnr")),
    ColumnSpec("area", "Avtalsområde"),
    ColumnSpec("lots", "Delområde", aliases=("Delområden",)),
    ColumnSpec("price", "Pris per dygn", aliases=("Pris/dygn",)),
)


def rows_of(filename: str) -> list[Row]:
    return read_sheet((FILES / filename).read_bytes(), filename, 0).rows


def test_the_headings_of_2017_stand_on_row_four() -> None:
    rows = rows_of("leverantorer-2017.xlsx")

    assert guess_heading_row(rows, COLUMNS) == 4
    assert guess_mapping(rows[3], COLUMNS) == {"name": 0, "orgnr": 1, "area": 2, "lots": 3}


def test_the_register_of_another_municipality_is_recognised() -> None:
    rows = rows_of("avtalsregister-annan-kommun.csv")

    assert guess_heading_row(rows, COLUMNS) == 1
    assert guess_mapping(rows[0], COLUMNS) == {"name": 2, "orgnr": 3, "price": 7}


def test_without_known_headings_the_first_of_the_fullest_rows_is_guessed() -> None:
    rows = rows_of("fel-rubriker.xlsx")

    assert guess_heading_row(rows, COLUMNS) == 1
    assert guess_mapping(rows[0], COLUMNS) == {}


def test_a_title_row_is_not_taken_for_headings() -> None:
    assert guess_heading_row([("Lista 2026",), (), ("a", "b", "c"), (1, 2, 3)], COLUMNS) == 3


def test_an_empty_sheet_has_its_headings_on_row_one() -> None:
    assert guess_heading_row([], COLUMNS) == 1


def test_headings_below_the_first_twenty_rows_are_not_looked_for() -> None:
    rows: list[Row] = [("a",)] * 20 + [("Leverantör", "Org.nr")]

    assert guess_heading_row(rows, COLUMNS) == 1


@pytest.mark.parametrize(
    "heading", ["Org.nr", "org nr ", "ORG.NR.", "Org\u00a0nr:", "Organisationsnr", "orgnr"]
)
def test_spelling_of_a_known_heading_may_vary(heading: str) -> None:
    assert guess_mapping([heading], COLUMNS) == {"orgnr": 0}


def test_a_remark_in_brackets_is_overlooked() -> None:
    assert guess_mapping(["Delområde (flera skiljs med ;)"], COLUMNS) == {"lots": 0}


def test_a_misspelt_heading_is_guessed() -> None:
    assert guess_mapping(["Organistionsnummer", "Leverantor"], COLUMNS) == {"orgnr": 0, "name": 1}


def test_a_heading_that_is_only_similar_is_left_alone() -> None:
    assert guess_mapping(["Avtalsnamn", "Område"], COLUMNS) == {}


def test_the_exact_heading_goes_before_the_similar_one() -> None:
    assert guess_mapping(["Leverantörer", "Leverantör"], COLUMNS)["name"] == 1


def test_a_heading_is_used_for_one_column_only() -> None:
    twins = (ColumnSpec("one", "Namn"), ColumnSpec("two", "Namn"))

    assert guess_mapping(["Namn"], twins) == {"one": 0}
    assert guess_mapping(["Namn", "Namn"], twins) == {"one": 0, "two": 1}


def test_swedish_letters_are_not_confused() -> None:
    assert normalised("Ålder") != normalised("Alder")


@given(st.lists(st.one_of(st.none(), st.text(), st.integers(), st.dates()), max_size=12))
def test_no_place_is_ever_given_twice(headings: list[str | None]) -> None:
    mapping = guess_mapping(headings, COLUMNS)

    assert len(set(mapping.values())) == len(mapping)
    assert all(0 <= index < len(headings) for index in mapping.values())
