"""Reads one spreadsheet from standard input under hard limits, in a process of its own.

Started as ``python -I child.py SUFFIX`` to list the sheets, or with a sheet's number after the
suffix to read it. Answers with JSON lines; a refusal is ``{"stop": code}`` and exit code 3.
Imports nothing of ours, so that a hostile file meets as little code as possible.
"""

import csv
import io
import json
import lzma
import re
import resource
import struct
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from math import isfinite
from xml.etree import ElementTree as ET

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MAX_FILE = 20 << 20
MAX_UNPACKED = 300 << 20
MAX_PARTS = 500
MAX_ROWS = 100_001
MAX_COLUMNS = 200
MAX_ANSWER = 64 << 20
"""Bytes of JSON: one long text may be shared by a million cells."""

MEMORY = 1 << 30
CPU_SECONDS = 30

ROWS_IN_A_BATCH = 500
CHUNK = 1 << 20
STOPPED = 3
"""The exit code of a refusal."""

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
CSV_SUFFIXES = frozenset({"csv", "txt", "tsv"})
DELIMITERS = ";\t,"
NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
GUARDED = re.compile(r"'+\s*[=+\-@]")
"""A text that we have written out with an apostrophe, so that no spreadsheet takes it for more."""

SAMPLE = 1 << 16
"""Characters of a CSV file that the delimiter is guessed from."""

SAMPLE_ROWS = 50
BROKEN_ZIP = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError, KeyError),
)

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
JsonCell = str | int | float | bool | None


class Stopped(Exception):
    """The file is refused; the argument is a code that the parent turns into a sentence."""


def main() -> None:
    """Read the file, write the answer, exit."""
    _limit_ourselves()
    data = sys.stdin.buffer.read(MAX_FILE + 1)
    suffix, *index = sys.argv[1:]
    try:
        for line in _lines(data, suffix, int(index[0]) if index else None):
            sys.stdout.buffer.write(line + b"\n")
    except Stopped as stopped:
        _stop(str(stopped))
    except MemoryError:
        _stop("too_big")


def _stop(code: str) -> None:
    sys.stdout.buffer.write(b"\n" + encode({"stop": code}).encode() + b"\n")
    sys.exit(STOPPED)


def _limit_ourselves() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _lines(data: bytes, suffix: str, index: int | None) -> Iterator[bytes]:
    answer = list_sheets(data, suffix) if index is None else read_rows(data, suffix, index)
    left = MAX_ANSWER
    for part in answer:
        line = encode(part).encode()
        left -= len(line)
        if left < 0:
            raise Stopped("too_big")
        yield line


def list_sheets(data: bytes, suffix: str) -> Iterator[object]:
    """Give one message: name, rows, columns and hidden for every sheet.

    Raises:
        Stopped: the file is refused.
    """
    if kind_of(data, suffix) == "csv":
        rows = list(csv_rows(decode(data)))
        yield {"sheets": [["CSV", len(rows), max(map(len, rows), default=0), False]]}
        return
    workbook = open_workbook(data)
    found = []
    for name, is_hidden in worksheets(workbook):
        rows_used, columns_used = size(load(workbook, name))
        found.append([name, rows_used, columns_used, is_hidden])
    yield {"sheets": found}


def read_rows(data: bytes, suffix: str, index: int) -> Iterator[object]:
    """Give batches of (rows, marks) and at last the sheet's name.

    A mark is (row in the batch, column, "date" or "datetime") for a cell sent as ISO text.

    Raises:
        Stopped: the file is refused, or has no such sheet.
    """
    if kind_of(data, suffix) == "csv":
        if index != 0:
            raise Stopped("no_such_sheet")
        yield from batches(csv_rows(decode(data)), left=0, errors={})
        yield {"name": "CSV"}
        return
    workbook = open_workbook(data)
    names = [name for name, _ in worksheets(workbook)]
    if not 0 <= index < len(names):
        raise Stopped("no_such_sheet")
    sheet = load(workbook, names[index])
    size(sheet)
    left = sheet.start[1] if sheet.start else 0
    errors = formula_errors(data, names[index])
    yield from batches(sheet.iter_rows(), left=left, errors=errors)
    yield {"name": names[index]}


def kind_of(data: bytes, suffix: str) -> str:
    """Return ``xlsx`` or ``csv``, by content first and by the file's suffix second."""
    if not data:
        raise Stopped("empty")
    if len(data) > MAX_FILE:
        raise Stopped("too_large")
    if data.startswith(ZIP_STARTS):
        return "xlsx"
    if data.startswith(OLD_EXCEL):
        raise Stopped("old_excel")
    if suffix in CSV_SUFFIXES:
        return "csv"
    raise Stopped("unknown_kind")


# The workbook.


def open_workbook(data: bytes) -> CalamineWorkbook:
    """Return the workbook after its package has been weighed and found harmless."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _weigh(package)
    except BROKEN_ZIP:
        raise Stopped("broken") from None
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (CalamineError, ValueError, OSError):
        raise Stopped("broken") from None


def _weigh(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    names = {part.filename.lower() for part in parts}
    if len(parts) > MAX_PARTS:
        raise Stopped("too_many_parts")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Stopped("macros")
    if "xl/workbook.xml" not in names:
        raise Stopped("unknown_kind")
    left = MAX_UNPACKED
    for part in parts:  # the size in the header may lie: count what really comes out
        with package.open(part) as content:
            while chunk := content.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise Stopped("zip_bomb")


def worksheets(workbook: CalamineWorkbook) -> list[tuple[str, bool]]:
    """Return (name, hidden) of the sheets that hold cells, in the workbook's order."""
    return [
        (sheet.name, sheet.visible != SheetVisibleEnum.Visible)
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
    ]


def load(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    """Return the sheet; a sheet too wide and too high aborts this process, as it should."""
    try:
        return workbook.get_sheet_by_name(name)
    except (CalamineError, ValueError, OSError):
        raise Stopped("broken") from None


def size(sheet: CalamineSheet) -> tuple[int, int]:
    """Return the last used row and column, counted from 1."""
    if sheet.end is None:
        return 0, 0
    rows, columns = sheet.end[0] + 1, sheet.end[1] + 1
    if rows > MAX_ROWS:
        raise Stopped("too_many_rows")
    if columns > MAX_COLUMNS:
        raise Stopped("too_many_columns")
    return rows, columns


# A formula error, such as #N/A, comes out of calamine as an empty cell; it must not pass as one.

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
ERROR_TYPE = re.compile(rb"""t=["']e["']""")
ERROR_TYPE_LENGTH = 5
ERROR_CELL = re.compile(
    rb"<(?:\w+:)?c\b(?=[^<>]*\bt=[\"']e[\"'])[^<>]*\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*>"
    rb"(?:[^<]*<(?!/?(?:\w+:)?[cv]\b)[^>]*>)*[^<]*(?:<(?:\w+:)?v>([^<]{0,30})<)?"
)


def formula_errors(data: bytes, sheet: str) -> dict[int, dict[int, str]]:
    """Return the text of each cell that shows an error, by row and column from 0."""
    errors: dict[int, dict[int, str]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        part = _part_of(package, sheet)
        content = package.read(part) if part and _mentions_errors(package, part) else b""
    for found in ERROR_CELL.finditer(content):
        row, column = int(found[2]) - 1, _column_number(found[1])
        errors.setdefault(row, {})[column] = (found[3] or b"#N/A").decode("utf-8", "replace")
    return errors


def _mentions_errors(package: zipfile.ZipFile, part: str) -> bool:
    """Tell whether some cell may be an error, without holding the whole sheet."""
    end = b""
    with package.open(part) as content:
        while chunk := content.read(CHUNK):
            if ERROR_TYPE.search(end + chunk):
                return True
            end = chunk[-ERROR_TYPE_LENGTH:]
    return False


def _part_of(package: zipfile.ZipFile, sheet: str) -> str | None:
    try:
        book = ET.fromstring(package.read("xl/workbook.xml"))  # noqa: S314
        links = ET.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (KeyError, ET.ParseError):
        return None
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for entry in (*book.iter(f"{MAIN}sheet"), *book.iter(f"{STRICT}sheet")):
        if entry.get("name") == sheet:
            link_id = next((v for k, v in entry.attrib.items() if k.endswith("}id")), None)
            target = targets.get(link_id, "").removeprefix("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            return part if part in package.namelist() else None
    return None


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


# The CSV file.


def decode(data: bytes) -> str:
    """Return the text: UTF-16 or UTF-8 when it says so or fits, otherwise Windows-1252."""
    codec = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    for name in (codec, "cp1252"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if not NOT_TEXT.search(text):
            return text
    raise Stopped("not_text")


def csv_rows(text: str) -> Iterator[list[str]]:
    """Give the records; a blank line is an empty one, so that rows keep their numbers."""
    delimiter, text = _declared_delimiter(text)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter or guess_delimiter(text), strict=True
    )
    try:
        for number, row in enumerate(reader, 1):
            if number > MAX_ROWS:
                raise Stopped("too_many_rows")
            while row and not row[-1].strip():
                row.pop()
            if len(row) > MAX_COLUMNS:
                raise Stopped("too_many_columns")
            yield [cell[1:] if GUARDED.match(cell) else cell for cell in row]
    except csv.Error:
        raise Stopped("bad_quotes") from None


def _declared_delimiter(text: str) -> tuple[str, str]:
    """Take off the line ``sep=;`` that Excel understands and hides."""
    declared = re.match(r"sep=(.)\r?\n", text)
    return (declared[1], text[declared.end() :]) if declared else ("", text)


def guess_delimiter(text: str) -> str:
    """Return the delimiter that splits the largest part of the first rows into as many columns.

    A share and no count: read with the wrong sign, a text of several lines becomes many rows.
    """
    sample = text if len(text) <= SAMPLE else text[:SAMPLE].rpartition("\n")[0]
    return max(DELIMITERS, key=lambda delimiter: _agreement(sample, delimiter))


def _agreement(sample: str, delimiter: str) -> tuple[float, int, int]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = [len(row) for row in islice(reader, SAMPLE_ROWS) if row]
    except csv.Error:
        return 0, 0, 0
    counts = Counter(width for width in widths if width > 1)
    found = ((rows / len(widths), rows, width) for width, rows in counts.items())
    return max(found, default=(0, 0, 0))


# The answer.


def batches(
    rows: Iterable[Sequence[object]], *, left: int, errors: dict[int, dict[int, str]]
) -> Iterator[object]:
    """Give (rows, marks), 500 rows at a time; ``left`` empty columns are put back in front."""
    batch: list[list[JsonCell]] = []
    marks: list[tuple[int, int, str]] = []
    for number, row in enumerate(rows):
        cells: list[JsonCell] = [None] * left
        for cell in row:
            if isinstance(cell, date):
                kind = "datetime" if isinstance(cell, datetime) else "date"
                marks.append((len(batch), len(cells), kind))
            cells.append(_plain(cell))
        _put_errors(cells, errors.get(number))
        while cells and cells[-1] is None:
            cells.pop()
        batch.append(cells)
        if len(batch) == ROWS_IN_A_BATCH:
            yield batch, marks
            batch, marks = [], []
    yield batch, marks


def _plain(cell: object) -> JsonCell:
    if isinstance(cell, str):
        return cell if cell and not cell.isspace() else None
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else _finite(cell)
    if isinstance(cell, bool | int):
        return cell
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _finite(number: float) -> JsonCell:
    return number if isfinite(number) else str(number)


def _put_errors(cells: list[JsonCell], errors: dict[int, str] | None) -> None:
    for column, text in (errors or {}).items():
        if column < MAX_COLUMNS:
            cells.extend([None] * (column + 1 - len(cells)))
            if cells[column] is None:
                cells[column] = text


if __name__ == "__main__":
    main()
