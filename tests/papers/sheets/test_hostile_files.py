import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insyn.papers.sheets import child, reading
from insyn.papers.sheets.reading import SENTENCES, Unreadable, read_sheet, read_workbook
from tests.papers.sheets.workbooks import (
    FILES,
    NAMESPACE,
    package,
    sheet_xml,
    with_sheet,
    workbook,
)

MEGABYTE = 1 << 20


def refusal(data: bytes, filename: str = "lista.xlsx") -> str:
    """Return the sentence; the two ways in must agree."""
    with pytest.raises(Unreadable) as listing:
        read_workbook(data, filename)
    with pytest.raises(Unreadable) as reading:
        read_sheet(data, filename, 0)
    assert str(listing.value) == str(reading.value)
    return str(reading.value)


def outcome(data: bytes, filename: str = "lista.xlsx") -> str:
    """Return the rows as text, or the sentence."""
    try:
        return str(read_sheet(data, filename, 0).rows)
    except Unreadable as unreadable:
        return str(unreadable)


def outcome_in_process(data: bytes) -> str:
    """Return ``read`` or the code, without a process for each of many examples."""
    try:
        list(child.read_rows(data, "xlsx", 0))
    except child.Stopped as stopped:
        return str(stopped)
    return "read"


def test_a_file_that_only_pretends_to_be_a_workbook_is_refused() -> None:
    sentence = refusal((FILES / "trasig.xlsx").read_bytes())

    assert sentence.startswith("Filen är skadad eller inte en Excel-arbetsbok")


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") == "Filen är tom. Kontrollera att du valde rätt fil."


@pytest.mark.parametrize(
    "filename", ["lista.xlsx", "lista.pdf", "lista", "a.c\0sv", "a.\ud800", ""], ids=ascii
)
def test_plain_text_with_another_name_is_refused(filename: str) -> None:
    sentence = refusal(b"a;b\n", filename)

    assert sentence.startswith("Filen är inte en Excel-arbetsbok (.xlsx) eller CSV-fil.")


def test_an_old_or_locked_workbook_is_refused() -> None:
    assert "äldre Excel-formatet" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


def test_another_package_is_refused() -> None:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    assert refusal(out.getvalue()).startswith("Filen är inte en Excel-arbetsbok")


def test_macros_are_refused() -> None:
    assert "makron" in refusal(package({"xl/vbaProject.bin": b"x"}))


def test_too_many_parts_are_refused() -> None:
    assert "för många delar" in refusal(package({f"x/{n}.xml": "" for n in range(500)}))


def test_a_file_over_twenty_megabytes_is_refused() -> None:
    assert "större än 20 MB" in refusal(b"PK\x03\x04" + b"\0" * (20 * MEGABYTE))


def test_a_zip_bomb_is_refused() -> None:
    bomb = package({"xl/media/image1.png": b"\0" * (301 * MEGABYTE)})

    assert len(bomb) < MEGABYTE
    assert "orimligt stor när den packas upp" in refusal(bomb)


def test_a_bomb_of_shared_strings_is_refused() -> None:
    text = "a" * (2 * MEGABYTE)
    strings = f'<sst xmlns="{NAMESPACE}"><si><t>{text}</t></si></sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5001))

    bomb = package({"xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": sheet_xml(rows)})

    assert len(bomb) < MEGABYTE
    assert "för stort för att läsas" in refusal(bomb)


def test_one_long_text_in_many_cells_does_not_become_a_long_answer() -> None:
    strings = f'<sst xmlns="{NAMESPACE}"><si><t>{"a" * 30_000}</t></si></sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5001))
    data = package({"xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": sheet_xml(rows)})

    with pytest.raises(Unreadable, match="för stort för att läsas"):
        read_sheet(data, "lista.xlsx", 0)


def test_two_cells_at_the_corners_of_the_sheet_are_refused() -> None:
    corners = with_sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )

    assert "för stort för att läsas" in refusal(corners)


def test_a_lonely_cell_far_down_is_refused() -> None:
    lonely = with_sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')

    assert "fler än 100 000 rader" in refusal(with_sheet(ROW_ONE + lonely_row(1048576)))
    assert "fler än 100 000 rader" in refusal(lonely)


def test_a_lonely_cell_far_right_is_refused() -> None:
    far = with_sheet('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>')

    assert "fler än 200 kolumner" in refusal(far)


ROW_ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def lonely_row(number: int) -> str:
    return f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>'


def test_the_last_allowed_row_is_read() -> None:
    data = with_sheet(ROW_ONE + lonely_row(100_001))

    assert len(read_sheet(data, "lista.xlsx", 0).rows) == 100_001


def test_a_header_that_lies_about_the_size_is_refused() -> None:
    data = bytearray(package({"xl/media/a.bin": b"\0" * MEGABYTE}))
    for place, offset in ((data.find(b"PK\x01\x02"), 24), (data.find(b"PK\x03\x04"), 22)):
        at = place
        while at >= 0:
            struct.pack_into("<I", data, at + offset, 10)
            at = data.find(data[place : place + 4], at + 4)

    assert refusal(bytes(data)).startswith("Filen är skadad")


ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY l0 "ha">{ENTITIES}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(("before", "entity"), [(LAUGHS, "l9"), (OUTSIDE, "e")])
def test_entities_are_never_expanded(before: str, entity: str) -> None:
    row = f'<row r="1"><c r="A1" t="inlineStr"><is><t>&{entity};</t></is></c></row>'

    answer = outcome(with_sheet(row, before=before))

    assert "root:" not in answer
    assert "haha" not in answer


@pytest.mark.parametrize("before", [LAUGHS, OUTSIDE])
def test_entities_in_the_workbook_part_are_never_expanded(before: str) -> None:
    broken = package({"xl/workbook.xml": f"{before}<workbook>&l9;&e;</workbook>"})

    with pytest.raises(Unreadable):
        read_sheet(broken, "lista.xlsx", 0)


def test_a_cut_off_workbook_is_refused() -> None:
    data = workbook(["a", "b"])

    assert refusal(data[: len(data) // 2]).startswith("Filen är skadad")


def test_a_locked_part_is_refused() -> None:
    data = bytearray(workbook(["a"]))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1

    assert refusal(bytes(data)).startswith("Filen är skadad")


def test_a_sheet_that_is_no_xml_is_refused_or_empty() -> None:
    data = package({"xl/worksheets/sheet1.xml": b"\xff\xfe\x00<<<<"})

    assert outcome(data) in {"[]", SENTENCES["broken"]}


@pytest.fixture
def child_that(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Put another program in the child's place."""

    def replace(program: str) -> None:
        path = tmp_path / "child.py"
        path.write_text(f"import json, os, signal, sys, time\n{program}\n", "utf-8")
        monkeypatch.setattr(reading, "CHILD", path)

    return replace


def test_the_child_is_told_none_of_our_secrets(
    child_that: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "hemlig")
    child_that("print(json.dumps({'name': ' '.join(os.environ)}))")

    assert "SECRET_KEY" not in read_sheet(b"a", "lista.csv", 0).name


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("os.kill(os.getpid(), signal.SIGXCPU)", "too_slow"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "too_slow"),
        ("os.abort()", "too_big"),
        ("sys.exit(1)", "broken"),
        ("raise ValueError", "broken"),
        ("print(json.dumps([[['halv']], []])); sys.exit(1)", "broken"),
    ],
)
def test_whatever_ends_the_child_becomes_a_sentence(
    child_that: Callable[[str], None], program: str, code: str
) -> None:
    child_that(program)

    assert refusal(b"a", "lista.csv") == SENTENCES[code]


def test_a_child_that_never_ends_is_ended(
    child_that: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    child_that("time.sleep(60)")
    monkeypatch.setattr(reading, "PATIENCE", 0.3)

    assert refusal(b"a", "lista.csv") == SENTENCES["too_slow"]


def test_every_code_of_the_child_has_a_sentence() -> None:
    source = (FILES.parents[3] / "src/insyn/papers/sheets/child.py").read_text("utf-8")
    codes = {part.split('"')[0] for part in source.split('Stopped("')[1:]}
    codes |= {part.split('"')[0] for part in source.split('_stop("')[1:]}

    assert codes | {"too_slow"} == set(SENTENCES)


GOOD = workbook(["Namn", "Ort"], ["Åsa", "Ekby"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8)
)
def test_a_damaged_workbook_is_read_or_refused(damage: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for place, byte in damage:
        data[place] = byte

    assert outcome_in_process(bytes(data)) in {"read", *SENTENCES}


@settings(max_examples=8, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.xlsx", "a.csv", "a.pdf"]))
def test_any_file_gives_rows_or_a_sentence(content: bytes, filename: str) -> None:
    answer = outcome(content, filename)

    assert answer.startswith("[") or answer in SENTENCES.values()


def test_a_damaged_directory_is_refused() -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    data = out.getvalue()
    at = data.find(b"PK\x05\x06")

    assert refusal(data[: at + 12] + b"\xff" * 10) in SENTENCES.values()
