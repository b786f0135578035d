"""Rows as an Excel workbook or a CSV file, where text can never become a formula."""

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, TextIOWrapper
from itertools import zip_longest
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from insyn.kernel.choices import Choice
from insyn.papers.text import one_line, tidy

LONGEST_CELL = 32_767
"""Characters. Excel's own limit; a longer text is cut and ends with an ellipsis."""

LARGEST_WHOLE = 10**15
"""Excel keeps 15 digits. A larger whole number is written as text, so that no digit is lost."""

_FIRST_DAY = date(1900, 3, 1)
"""Before it Excel counts a 29 February 1900 that never was, so an older date is written as text."""

_SHEET_NAME_LENGTH = 31
_CHOICE_ROWS = 1_000
_CHOICE_SHEET = "Val"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class ColumnKind(Choice):
    """What the cells of a column hold."""

    TEXT = "text", "Text"
    INTEGER = "integer", "Heltal"
    NUMBER = "number", "Tal"
    DATE = "date", "Datum"
    YES_NO = "yes_no", "Ja eller nej"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in the rows, its heading in the file, and what its cells hold.

    ``width`` is in characters. ``choices`` become a drop-down list in Excel.
    """

    key: str
    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 16
    choices: tuple[str, ...] = ()


Row = Mapping[str, object]
_Write = Callable[[Worksheet, int, int, object], None]


def write(columns: Sequence[Column], rows: Iterable[Row], *, title: str) -> bytes:
    """Return an .xlsx file with one sheet, as ``write_to`` writes it."""
    out = BytesIO()
    write_to(out, columns, rows, title=title)
    return out.getvalue()


def write_to(out: IO[bytes], columns: Sequence[Column], rows: Iterable[Row], *, title: str) -> None:
    """Write an .xlsx file with one sheet: a frozen, filtered heading row and then the rows.

    Only typed writes are used: a text that begins with ``=`` stays a text. A missing key or
    ``None`` leaves the cell empty.

    Raises:
        TypeError: a value is of another kind than its column.
    """
    # Rows are streamed to disk, so that memory does not grow with their number.
    with Workbook(out, {"constant_memory": True}) as book:
        book.set_properties({"title": one_line(title)})
        sheet = book.add_worksheet(_sheet_name(title))
        _write_headings(book, sheet, columns)
        last = _write_rows(book, sheet, columns, rows)
        if columns:
            sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        _offer_choices(book, sheet, columns, max(last, _CHOICE_ROWS))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its name, its columns and its rows."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]


def write_book(out: IO[bytes], sheets: Sequence[Sheet], *, title: str, made_on: date) -> None:
    """Write an .xlsx file with one sheet for each table; the same rows give the same bytes.

    Raises:
        TypeError: a value is of another kind than its column.
    """
    with Workbook(out, {"constant_memory": True}) as book:
        made = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001  a day, no moment
        book.set_properties({"title": one_line(title), "created": made})
        for one in sheets:
            sheet = book.add_worksheet(_sheet_name(one.title))
            _write_headings(book, sheet, one.columns)
            last = _write_rows(book, sheet, one.columns, one.rows)
            sheet.autofilter(0, 0, max(last, 1), len(one.columns) - 1)


def write_csv(columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """Return a CSV file, as ``write_csv_to`` writes it."""
    out = BytesIO()
    write_csv_to(out, columns, rows)
    return out.getvalue()


def write_csv_to(out: IO[bytes], columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """Write a CSV file as Swedish Excel opens it: semicolons, decimal comma, UTF-8 with BOM.

    A text that a spreadsheet would take for a formula gets an apostrophe in front, as does one
    that already has such an apostrophe, so that reading takes off exactly one; real numbers
    keep their minus sign.
    """
    text = TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_safe_csv(column.heading) for column in columns])
    for row in rows:
        writer.writerow([_csv_value(column, row.get(column.key)) for column in columns])
    text.detach()


def _write_headings(book: Workbook, sheet: Worksheet, columns: Sequence[Column]) -> None:
    heading = book.add_format(
        {"bold": True, "bg_color": "#E3EAF2", "bottom": 1, "text_wrap": True, "valign": "top"}
    )
    text = book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width, text if column.kind == "text" else None)
    for index, column in enumerate(columns):
        sheet.write_string(0, index, _excel_text(column.heading), heading)


def _write_rows(
    book: Workbook, sheet: Worksheet, columns: Sequence[Column], rows: Iterable[Row]
) -> int:
    writers = _writers(book)
    plan = [(index, column.key, writers[column.kind]) for index, column in enumerate(columns)]
    number = 0
    for number, row in enumerate(rows, 1):
        for index, key, write_value in plan:
            value = row.get(key)
            if value is not None:
                write_value(sheet, number, index, value)
    return number


def _writers(book: Workbook) -> dict[ColumnKind, _Write]:
    """Return how each kind is written; one format object per kind serves the whole book."""
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    return {
        ColumnKind.TEXT: lambda sheet, row, column, value: _write_text(
            sheet, row, column, value, text
        ),
        ColumnKind.INTEGER: _number_writer(book, "#,##0", text),
        ColumnKind.NUMBER: _number_writer(book, "#,##0.00", text),
        ColumnKind.DATE: _date_writer(book),
        ColumnKind.YES_NO: lambda sheet, row, column, value: _write_text(
            sheet, row, column, _yes_no(value), text
        ),
    }


def _write_text(sheet: Worksheet, row: int, column: int, value: object, style: Format) -> None:
    sheet.write_string(row, column, _excel_text(str(value)), style)


def _number_writer(book: Workbook, pattern: str, text: Format) -> _Write:
    style = book.add_format({"num_format": pattern, "valign": "top"})

    def write_value(sheet: Worksheet, row: int, column: int, value: object) -> None:
        number = _number(value)
        if abs(Decimal(number)) >= LARGEST_WHOLE:
            sheet.write_string(row, column, str(number), text)
        else:
            sheet.write_number(row, column, number, style)

    return write_value


def _date_writer(book: Workbook) -> _Write:
    style = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})

    def write_value(sheet: Worksheet, row: int, column: int, value: object) -> None:
        day = _day(value)
        if day < _FIRST_DAY:
            sheet.write_string(row, column, day.isoformat())
        else:
            sheet.write_datetime(row, column, day, style)

    return write_value


def _number(value: object) -> int | float | Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError(f"a number was expected, not {type(value).__name__}")
    if not Decimal(value).is_finite():
        raise TypeError("a finite number was expected")
    return value


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError(f"a date was expected, not {type(value).__name__}")
    return value.date() if isinstance(value, datetime) else value


def _yes_no(value: object) -> str:
    if not isinstance(value, bool):
        raise TypeError(f"yes or no was expected, not {type(value).__name__}")
    return "Ja" if value else "Nej"


def _excel_text(text: str) -> str:
    tidied = tidy(text)
    return tidied if len(tidied) <= LONGEST_CELL else tidied[: LONGEST_CELL - 1] + "…"


def _sheet_name(title: str) -> str:
    """Return the title without what Excel forbids in the name of a sheet."""
    name = re.sub(r"[\[\]:*?/\\']", " ", one_line(title))
    name = " ".join(name.split())[:_SHEET_NAME_LENGTH].strip()
    return "Blad 1" if name.casefold() in {"", "history", _CHOICE_SHEET.casefold()} else name


def _choices_of(column: Column) -> tuple[str, ...]:
    return ("Ja", "Nej") if column.kind == ColumnKind.YES_NO else column.choices


def _offer_choices(
    book: Workbook, sheet: Worksheet, columns: Sequence[Column], last_row: int
) -> None:
    """Give the columns with choices a drop-down list, read from a hidden sheet.

    A list inside the cell rule may hold 255 characters and no comma; a sheet has no such limit.
    """
    chosen = [(index, _choices_of(column)) for index, column in enumerate(columns)]
    chosen = [(index, choices) for index, choices in chosen if choices]
    if not chosen:
        return
    lists = book.add_worksheet(_CHOICE_SHEET)
    lists.hide()
    for row, choices_of_row in enumerate(zip_longest(*(choices for _, choices in chosen))):
        for place, choice in enumerate(choices_of_row):
            if choice is not None:
                lists.write_string(row, place, _excel_text(choice))
    for place, (index, choices) in enumerate(chosen):
        letter = xl_col_to_name(place)
        source = f"={_CHOICE_SHEET}!${letter}$1:${letter}${len(choices)}"
        sheet.data_validation(1, index, last_row, index, {"validate": "list", "source": source})


def _csv_value(column: Column, value: object) -> str:
    if value is None:
        return ""
    match column.kind:
        case ColumnKind.INTEGER | ColumnKind.NUMBER:
            return f"{Decimal(str(_number(value))):f}".replace(".", ",")
        case ColumnKind.DATE:
            return _day(value).isoformat()
        case ColumnKind.YES_NO:
            return _yes_no(value)
        case ColumnKind.TEXT:
            return _safe_csv(str(value))


def _safe_csv(text: str) -> str:
    tidied = tidy(text)
    bare = tidied.lstrip().lstrip("'").lstrip()
    is_formula = text.startswith(_FORMULA_STARTS) or bare.startswith(_FORMULA_STARTS)
    return f"'{tidied}" if is_formula else tidied
