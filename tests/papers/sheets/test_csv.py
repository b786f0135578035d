import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.papers.sheets import child
from insyn.papers.sheets.cells import Row
from insyn.papers.sheets.reading import SENTENCES, Unreadable, read_sheet, read_workbook
from tests.papers.sheets.workbooks import FILES


def read(data: bytes) -> list[Row]:
    return read_sheet(data, "lista.csv", 0).rows


def test_the_register_in_windows_1252_is_read() -> None:
    rows = read((FILES / "avtalsregister-annan-kommun.csv").read_bytes())

    assert len(rows) == 6
    assert rows[0][2] == "Leverantörsnamn"
    assert rows[1][2] == "Åkerö Stödboende AB"
    assert rows[1][7] == "1 495,50"
    assert rows[4][2] == '=HYPERLINK("x")'
    assert rows[5] == ("A-3", "Familjerådgivning", None, None, "2023-01-01")


def test_a_csv_file_is_one_sheet() -> None:
    book = read_workbook(b"a;b;c\n1;2\n", "lista.CSV")

    assert [(sheet.rows, sheet.columns) for sheet in book.sheets] == [(2, 3)]


def test_a_csv_file_has_no_second_sheet() -> None:
    with pytest.raises(Unreadable, match="Bladet finns inte"):
        read_sheet(b"a;b\n", "lista.csv", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_swedish_letters_survive_every_encoding(encoding: str) -> None:
    assert read("Namn;Ort\nÅsa;Örebro\n".encode(encoding)) == [("Namn", "Ort"), ("Åsa", "Örebro")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_guessed(delimiter: str) -> None:
    lines = [delimiter.join(row) for row in (["Namn", "Ort", "Antal"], ["Åsa", "Ekby", "3"])]

    assert read("\n".join(lines).encode()) == [("Namn", "Ort", "Antal"), ("Åsa", "Ekby", "3")]


def test_decimal_commas_do_not_pass_for_delimiters() -> None:
    assert read(b"Namn;Pris\nA;1,5\nB;2,5\n")[1] == ("A", "1,5")


def test_delimiters_inside_quotes_do_not_count() -> None:
    assert read(b'a,b\n"x;y;z",2\n"x;y;z",3\n')[1] == ("x;y;z", "2")


def test_titles_above_the_list_do_not_disturb_the_guess() -> None:
    data = b"Lista, uppdaterad i maj, av Anna\n\nNamn;Ort\nA;B\nC;D\n"

    assert read(data)[2] == ("Namn", "Ort")


def test_the_line_that_names_the_delimiter_is_obeyed_and_not_counted() -> None:
    assert read(b"sep=,\r\na,b\r\n") == [("a", "b")]


def test_a_quoted_field_may_hold_delimiters_quotes_and_line_breaks() -> None:
    assert read(b'a;b\n"x;""y""\nz";2\n') == [("a", "b"), ('x;"y"\nz', "2")]


def test_blank_lines_keep_the_numbers_of_the_rows() -> None:
    assert read(b"a;b\n\n;\n1;2\n") == [("a", "b"), (), (), ("1", "2")]


def test_a_file_of_one_column_is_read() -> None:
    assert read(b"Namn\nA\nB\n") == [("Namn",), ("A",), ("B",)]


@pytest.mark.parametrize("data", [b'a;b\n"x;1\ny;2\n', b'a;b\n"x"y;1\n'])
def test_quotes_that_do_not_match_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="Citattecknen i CSV-filen går inte ihop"):
        read(data)


@pytest.mark.parametrize("data", [b"a;b\x00\n", b"\x81\x8d;a\n", b"%PDF-1.7 \x01\x02"])
def test_what_is_not_text_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="tecken som inte är text"):
        read(data)


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(Unreadable, match="fler än 100 000 rader"):
        read(b"a;b\n" * 100_002)


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(Unreadable, match="fler än 200 kolumner"):
        read(b";".join([b"a"] * 201))


def test_empty_columns_to_the_right_do_not_count() -> None:
    assert read(b"a;b" + b";" * 300) == [("a", "b")]


def outcome(data: bytes) -> str:
    try:
        list(child.read_rows(data, "csv", 0))
    except child.Stopped as stopped:
        return str(stopped)
    return "read"


@given(st.text())
def test_any_text_is_read_or_refused_for_its_quotes_or_signs(text: str) -> None:
    data = text.encode("utf-8-sig", "surrogatepass")

    assert outcome(data) in {"read", "not_text", "bad_quotes"}


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert outcome(data) in {"read", *SENTENCES}
